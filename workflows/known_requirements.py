"""Holds a rule set against the workflows: every requirement it names must be one they know (W1, W6, S2, S3)."""

from __future__ import annotations

from collections.abc import Iterable

from workflows.community_program import PROGRAM_WORKFLOW
from workflows.household_case import HOUSEHOLD_WORKFLOW
from workflows.integration_success import CONDITIONS
from workflows.milestones import PIECES
from workflows.process_rules import covers
from workflows.rule_terms import expect, expect_known
from workflows.rules import Rules

_PROGRAM = tuple(requirement.id for requirement in PROGRAM_WORKFLOW.requirements)
_HOUSEHOLD = tuple(requirement.id for requirement in HOUSEHOLD_WORKFLOW.requirements)


def expect_requirements(rules: Rules) -> None:
    """Refuse a gate or a bar on waivers that covers no requirement. Raises RulesError, naming the field."""
    for kind, gates, known in (
        ("program", rules.gates.program, _PROGRAM),
        ("household", rules.gates.household, _HOUSEHOLD),
    ):
        for place, gate in enumerate(gates):
            field = f"gates.{kind}[{place}]"
            _expect_known(f"{field}.requirements", gate.requirements, known)
            _expect_known(f"{field}.again_in_new_cycle", gate.again_in_new_cycle, known)
    _expect_known("process.unwaivable", rules.process.unwaivable, _PROGRAM + _HOUSEHOLD)
    for place, step in enumerate(rules.scores.kpi_2_2.steps):
        expect_known(f"scores.kpi_2_2.steps[{place}].needs", step.needs, CONDITIONS)
    _expect_judgeable(rules)


def _expect_judgeable(rules: Rules) -> None:
    """Refuse a milestone with a condition that nobody judges of its piece of evidence (S3)."""
    for place, sheet in enumerate(rules.scores.sheets):
        for row, milestone in enumerate(sheet.milestones):
            for column, evidence in enumerate(milestone.evidence):
                field = f"scores.sheets[{place}].milestones[{row}].evidence[{column}].conditions"
                piece = PIECES[evidence.piece]
                expect_known(field, evidence.conditions, sorted((*piece.conditions, *piece.further)))


def _expect_known(field: str, ids: Iterable[str], known: tuple[str, ...]) -> None:
    for id in ids:
        found = any(covers(id, requirement) for requirement in known)
        listed = ", ".join(known)
        expect(found, field, f"ไม่รู้จักข้อกำหนด {id} ให้ใช้: {listed}", f"requirements among {listed}, not {id}")
