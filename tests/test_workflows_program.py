"""The gates of a community program, generated from the workflow's own data (W1, W3, W4, P1-P7)."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from aggregates.community_program import PROGRAM
from aggregates.lifecycle_facts import Returned, StageReached, WaiverConfirmed, WaiverLapsed, WaiverRequested
from tests.given import RULES, Given
from tests.program_stories import (
    EVIDENCE,
    HOUSEHOLDS,
    MARK,
    NOT_IN_TPMAP,
    UNASSESSED,
    adopted,
    criteria,
    household,
    program,
    waiver,
    whole,
)
from workflows.community_program import ELIGIBILITY, PROGRAM_WORKFLOW, WITHDRAWAL

FORWARD = tuple(move for move in PROGRAM_WORKFLOW.moves if not move.back)
STAGES = tuple(stage.name for stage in PROGRAM_WORKFLOW.stages)
OTHERS = [(move, stage) for move in FORWARD for stage in STAGES if stage not in (move.source, move.target)]


def _gate(stage: str) -> list[str]:
    asked = RULES.gates.entering("program", stage)
    return [found.id for found in PROGRAM_WORKFLOW.requirements if asked.asks_for(found.id)]


NEEDS = [(move, id) for move in FORWARD for id in _gate(move.target)]


def _waived_and_missing(stage: str) -> Given:
    told = whole(stage, {"P2.1": ()})
    life = msgspec.structs.replace(told.state.life, waivers=(waiver("P2.1"),))
    told.state = msgspec.structs.replace(told.state, life=life)
    return told


def _unpicked(stage: str) -> Given:
    told = whole(stage)
    told.holders.clear()
    return told


SPOILED: dict[str, Callable[[str], Given]] = {
    **{id: (lambda stage, id=id: whole(stage, {id: ()})) for id in EVIDENCE},
    "P2.5": lambda stage: whole(stage, one=UNASSESSED),
    "P4.1.meeting": lambda stage: whole(
        stage, {"P4.1.meeting": (adopted(*HOUSEHOLDS, convened_by=("working_group",)),)}
    ),
    "P4.1.households": lambda stage: whole(stage, one=household(status="closed", closed_as="duplicate")),
    "P5.3.households": lambda stage: whole(stage, one=household("planned")),
    "P7.1.pick": _unpicked,
    "P7.2.waivers": _waived_and_missing,
    "P7.2.criteria": lambda stage: whole(stage, {"P6.3": (criteria(plan=False),)}),
    "P7.2.households": lambda stage: whole(stage, one=household("intervened")),
    "P7.2.out_of_poverty": lambda stage: whole(stage, all=household(out=False)),
    "P7.2.tpmap": lambda stage: whole(stage, one=NOT_IN_TPMAP),
}
"""For each requirement, a program that has all but that one."""


@pytest.mark.parametrize("move", FORWARD, ids=lambda move: move.name)
def test_each_move_is_allowed_when_its_whole_gate_holds_w1(move: Any) -> None:
    (fact,) = whole(move.source).when("advance", to=move.target).then_some(StageReached)
    assert (fact.move, fact.left, fact.reached, fact.waived) == (move.name, move.source, move.target, ())


@pytest.mark.parametrize(("move", "stage"), OTHERS, ids=lambda found: getattr(found, "name", found))
def test_each_move_is_refused_at_every_other_stage_w1(move: Any, stage: str) -> None:
    whole(stage).when("advance", to=move.target).then_refused("W1")


@pytest.mark.parametrize(("move", "id"), NEEDS, ids=lambda found: getattr(found, "name", found))
def test_each_move_is_refused_with_any_one_requirement_missing_w1(move: Any, id: str) -> None:
    refusal = SPOILED[id](move.source).when("advance", to=move.target).then_refused(id)
    (finding,) = refusal.findings
    assert finding.supplier is not None


def test_all_gaps_of_a_gate_are_told_at_once_w1() -> None:
    program().when("advance", to="selected").then_refused("P1.1", "P1.2", "P1.3")


def test_entering_a_stage_cites_the_facts_that_meet_its_gate_w1() -> None:
    (fact,) = whole("opened").when("advance", to="selected").then_some(StageReached)
    assert [(cite.version, cite.case) for cite in fact.cites] == [(2, None), (3, None), (4, None)]


def test_a_waiver_stands_in_for_missing_evidence_w3() -> None:
    told = program(
        *EVIDENCE["P1.1"],
        *EVIDENCE["P1.2"],
        WaiverRequested(requirement="P1.3"),
        WaiverConfirmed(request=4, requirement="P1.3"),
    )
    (fact,) = told.when("advance", to="selected").then_some(StageReached)
    assert fact.waived == ("P1.3",)


def test_a_waiver_lapses_when_evidence_meets_its_requirement_w3() -> None:
    told = whole("evaluated")
    life = msgspec.structs.replace(told.state.life, waivers=(waiver("P2.1"),))
    told.state = msgspec.structs.replace(told.state, life=life)
    told.when("advance", to="best_practice").then_some(WaiverLapsed, StageReached)


@pytest.mark.parametrize("id", ["P3.3.proposed", "P3.3.signed", "P7.1.pick", "P7.2.waivers"])
def test_the_signature_the_pick_and_the_bar_on_waivers_cannot_be_waived_w3(id: str) -> None:
    told = SPOILED[id]("opened")
    told.when("request_waiver", requirement=id, because="เร่งด่วน").then_refused("W3")


def test_a_new_cycle_asks_for_the_community_plan_again_w4() -> None:
    told = whole("intervened")
    again = Returned(left="intervened", reached="planned", new_cycle=True)
    told.state = PROGRAM.evolve(told.state, again, MARK)
    told.when("advance", to="intervened").then_refused("P4.3", "P5.3.activity", "P5.3.visit")


def test_best_practice_has_no_way_back_but_the_withdrawal_p7_1() -> None:
    assert PROGRAM_WORKFLOW.ways_from("best_practice") == (WITHDRAWAL,)
    whole("best_practice").when("return_to", to="evaluated", because="ผิด").then_refused("P7.1")


def test_every_topic_and_command_a_requirement_names_exists() -> None:
    topics = {cls.spec.name for cls in PROGRAM.facts}
    for requirement in PROGRAM_WORKFLOW.requirements:
        assert set(requirement.met_by) <= topics, requirement.id
        assert set(requirement.commands) <= set(PROGRAM.decisions), requirement.id


def test_a_requirement_that_reads_other_cases_names_no_topic() -> None:
    """Such a one is judged only when asked: nothing the program records tells when its answer changes."""
    for requirement in PROGRAM_WORKFLOW.requirements:
        source = inspect.getsource(requirement.predicate)
        reads = "around." in source or "behind(" in source or "adopted(" in source or "judge(" in source
        assert bool(requirement.met_by) is not reads, requirement.id


def test_the_whole_workflow_has_a_requirement_for_every_id_of_the_gates_w6() -> None:
    asked = [id for gate in RULES.gates.program for id in gate.requirements]
    known = [requirement.id for requirement in PROGRAM_WORKFLOW.requirements]
    assert all(any(found == id or found.startswith(f"{id}.") for found in known) for id in asked)
    assert {requirement.id for requirement in ELIGIBILITY} <= set(known)
