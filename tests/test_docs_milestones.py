"""The handbook prints every milestone rule of every sheet from the rule set, in Thai and English (S3)."""

from __future__ import annotations

import pytest

from tests.given import RULES, TEXT
from web.docs.commands import links
from web.docs.milestones import milestones_page
from web.wiring import KINDS
from workflows.milestone_rules import MilestoneSheet
from workflows.milestones import PIECES
from workflows.rules import decode_rules

PAGE = milestones_page(RULES, "rules-2564.md", links(KINDS))


@pytest.mark.parametrize("sheet", RULES.scores.sheets, ids=lambda sheet: sheet.code)
def test_every_level_of_a_sheet_stands_with_its_evidence_and_conditions_s3(sheet: MilestoneSheet) -> None:
    conditions = {condition.code: condition.text for condition in RULES.scores.conditions}
    section = PAGE.partition(f"(`{sheet.code}`)")[2].partition("\n## ")[0]
    for milestone in sheet.milestones:
        (line,) = (line for line in section.splitlines() if line.startswith(f"| {milestone.level} |"))
        assert f"{milestone.text.th} · {milestone.text.en}" in line
        for evidence in milestone.evidence:
            assert evidence.piece in line
            for name in evidence.conditions:
                assert f"{conditions[name].th} · {conditions[name].en}" in line


def test_every_requirement_of_every_piece_stands_with_its_facts_and_commands_s3() -> None:
    commands = {name for kind in KINDS for name in kind.decisions}
    topics = {cls.spec.name for kind in KINDS for cls in kind.facts}
    for piece in RULES.scores.pieces:
        judged = PIECES[piece.code]
        assert f"### {piece.code}: {piece.text.th} · {piece.text.en}" in PAGE
        for requirement in (*judged.requirements, *judged.further.values()):
            (line,) = (line for line in PAGE.splitlines() if line.startswith(f"| `{requirement.id}` |"))
            assert f"{requirement.label.th} · {requirement.label.en}" in line
            assert set(requirement.met_by) <= topics
            assert set(requirement.commands) <= commands
            for name in (*requirement.met_by, *requirement.commands):
                assert f"`{name}`" in line


def test_the_page_follows_the_rule_set_s3_1() -> None:
    later = decode_rules(TEXT.replace("cut_off_days = 15", "cut_off_days = 20\ngo_live = 2021-07-01"))
    page = milestones_page(later, "rules-2564.md", links(KINDS))
    assert "The cut-off is 20 days after the round's end." in page
    assert "Rounds that ended before 2021-07-01 have no cut-off." in page
