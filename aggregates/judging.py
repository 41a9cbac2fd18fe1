"""Judges gates: before a move, behind the present stage, and where evidence has replaced a waiver (W1, W3)."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.lifecycle import L, Living
from aggregates.lifecycle_facts import WaiverLapsed
from engine.kind import Act, Cases, Kind
from engine.refusal import Finding
from engine.rulebook import findings
from engine.workflow import Move, Workflow
from workflows.rules import Rules

Unsupported = tuple[tuple[str, tuple[Finding, ...]], ...]
"""Stages whose gate would no longer hold, each with what is missing."""


def workflow_of(kind: Kind[L]) -> Workflow:
    if kind.workflow is None:
        raise TypeError(f"a {kind.name} has no workflow to move in")
    return kind.workflow


def gate_found(kind: Kind[L], case: L, act: Act, move: Move) -> tuple[Finding, ...]:
    """What each requirement of the gate before ``move`` finds under the circumstances of ``act``."""
    around = kind.around(act.case, case, act.cases, act.rules)
    return findings(workflow_of(kind), move, case, around, act.rules, case.life.waived)


def asked_for(kind: Kind[L], case: L, rules: Rules) -> dict[str, tuple[str, ...]]:
    """Requirement id -> the stages whose gate asks this case for it."""
    workflow = workflow_of(kind)
    asking: dict[str, tuple[str, ...]] = {}
    for move in workflow.forward:
        for requirement in workflow.gate(move, case, rules):
            asking[requirement.id] = (*asking.get(requirement.id, ()), move.target)
    return asking


def lapsing(kind: Kind[L], case: L, act: Act) -> Iterator[WaiverLapsed]:
    """The waivers whose requirement is met by now: they lapse, and a later cycle doesn't bring them back (W3)."""
    waived = case.life.waived
    if not waived:
        return
    around = kind.around(act.case, case, act.cases, act.rules)
    for requirement in workflow_of(kind).requirements:
        waiver = waived.get(requirement.id)
        if waiver is not None and requirement.judge(case, around, act.rules).met:
            yield WaiverLapsed(requirement=requirement.id, waiver=waiver)


def unsupported(kind: Kind[L], id: str, case: L, cases: Cases, rules: Rules) -> Unsupported:
    """The stages a case passed, up to the present one, whose gate would not hold if it were asked now (W1).

    The stage that a return began the cycle in is left out: what was renewed is asked for by the gates after it (W4).
    """
    workflow = workflow_of(kind)
    around = kind.around(id, case, cases, rules)
    shown = []
    for move in stood_on(workflow, case):
        found = findings(workflow, move, case, around, rules, case.life.waived)
        shown.append((move.target, tuple(finding for finding in found if not finding.holds)))
    return tuple((stage, gaps) for stage, gaps in shown if gaps)


def stood_on(workflow: Workflow, case: Living) -> Iterator[Move]:
    """The moves by which a case came as far as it is; their gates are what its stage stands on (W1)."""
    life = case.life
    here = workflow.position(life.stage)
    cycle = [passage.stage for passage in life.passages if passage.cycle == life.cycle]
    began = cycle[0] if cycle and life.cycle > 1 else None
    for move in workflow.forward:
        if move.target != began and workflow.position(move.target) <= here and life.reached(move.target):
            yield move
