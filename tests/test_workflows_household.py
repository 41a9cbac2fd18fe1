"""The household workflow, generated from its own data: every move, every stage, every requirement (W1, H1-H7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from aggregates.household_case import HOUSEHOLD, Around, HouseholdCase
from aggregates.household_parts import CarryOver, Cycle
from aggregates.lifecycle import Waiver
from aggregates.lifecycle_facts import Closed
from engine.history import Mark
from engine.refusal import Cite
from engine.requirement import Requirement
from engine.rulebook import Rulebook, findings
from engine.workflow import Move
from tests.given import RULES
from tests.household_stories import EXEMPLARY, PROGRAM_CASE, household, program
from workflows.household_case import HOUSEHOLD_WORKFLOW
from workflows.process_rules import STAGES

FORWARD = tuple(move for move in HOUSEHOLD_WORKFLOW.moves if not move.back)
AROUND = Around(Cite(5, PROGRAM_CASE), Cite(7, PROGRAM_CASE))
TOLD: HouseholdCase = household(*EXEMPLARY).state
WHOLE = msgspec.structs.replace(TOLD, planned=TOLD.this_cycle.goals[0].mark, to_answer=("education", "income"))
"""A household that meets every requirement; its plan answers two dimensions."""


def _with(**changes: Any) -> Callable[[HouseholdCase], HouseholdCase]:
    return lambda case: msgspec.structs.replace(case, **changes)


def _cycle(**changes: Any) -> Callable[[HouseholdCase], HouseholdCase]:
    return lambda case: msgspec.structs.replace(case, this_cycle=msgspec.structs.replace(case.this_cycle, **changes))


def _unplaced(case: HouseholdCase) -> HouseholdCase:
    return msgspec.structs.replace(case, subdistrict="", details={})


def _without_goal_for_income(case: HouseholdCase) -> HouseholdCase:
    return _cycle(goals=tuple(g for g in case.this_cycle.goals if g.dimension != "income"))(case)


def _without_help_for_income(case: HouseholdCase) -> HouseholdCase:
    return _with(help={v: h for v, h in case.help.items() if h.dimension != "income"})(case)


def _without_help(case: HouseholdCase) -> HouseholdCase:
    ruled_out = dict.fromkeys(case.failed, case.life.opened)
    return _cycle(ruled_out=ruled_out)(_with(help={})(case))


def _judged_short_of(case: HouseholdCase) -> HouseholdCase:
    assert case.this_cycle.judgement
    return _cycle(judgement=msgspec.structs.replace(case.this_cycle.judgement, out_of_poverty=False))(case)


def _waived(case: HouseholdCase) -> HouseholdCase:
    waiver = Waiver("H1.notice", 90, Mark(91, case.life.opened.on, "director"))
    return _with(notice=None, life=msgspec.structs.replace(case.life, waivers=(waiver,)))(case)


LACKING: dict[str, Callable[[HouseholdCase], HouseholdCase]] = {
    "H1.source": _with(sources={}),
    "H1.place": _unplaced,
    "H1.person": _with(members={}),
    "H1.notice": _with(notice=None),
    "H2.dimensions": _with(whole=None),
    "H3.order": _with(),
    "H3.adoption": _with(),
    "H3.officer": lambda case: _with(life=msgspec.structs.replace(case.life, officer_mark=None))(case),
    "H4.goals": _without_goal_for_income,
    "H4.agreement": _cycle(agreements=()),
    "H5.dimensions": _without_help_for_income,
    "H5.help": _without_help,
    "H6.criteria": _cycle(judgement=None),
    "H6.reassessed": _cycle(assessment=None),
    "H7.out_of_poverty": _judged_short_of,
    "H7.tpmap": _with(tpmap={}),
    "H7.example": _with(example=None),
    "H7.waivers": _waived,
}
AROUND_LACKING = {"H3.order": AROUND._replace(order=None), "H3.adoption": AROUND._replace(adoption=None)}


def at(stage: str, case: HouseholdCase = WHOLE) -> HouseholdCase:
    return msgspec.structs.replace(case, life=msgspec.structs.replace(case.life, stage=stage))


def gate_of(move: Move) -> tuple[Requirement[Any, Any, Any], ...]:
    return HOUSEHOLD_WORKFLOW.gate(move, WHOLE, RULES)


def judge(move: Move, case: HouseholdCase, around: Around) -> tuple[str, list[str]]:
    found = findings(HOUSEHOLD_WORKFLOW, move, case, around, RULES, case.waived)
    return Rulebook(HOUSEHOLD_WORKFLOW).judge(move, found).stage, [f.id for f in found if not f.holds]


def test_every_requirement_is_asked_for_by_exactly_one_first_gate() -> None:
    asked = [requirement.id for move in FORWARD for requirement in gate_of(move)]
    assert sorted(asked) == sorted(LACKING) == sorted(r.id for r in HOUSEHOLD_WORKFLOW.requirements)


@pytest.mark.parametrize("move", FORWARD, ids=lambda move: move.name)
def test_a_move_is_allowed_when_its_whole_gate_holds(move: Move) -> None:
    assert judge(move, at(move.source), AROUND) == (move.target, [])


@pytest.mark.parametrize(
    ("move", "requirement"),
    [(move, requirement.id) for move in FORWARD for requirement in gate_of(move)],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_move_is_refused_when_one_requirement_is_missing(move: Move, requirement: str) -> None:
    case = LACKING[requirement](at(move.source))
    stage, missing = judge(move, case, AROUND_LACKING.get(requirement, AROUND))
    assert stage == move.source
    assert missing == [requirement]


@pytest.mark.parametrize("stage", ["opened", *STAGES])
@pytest.mark.parametrize("target", STAGES)
def test_a_stage_is_entered_only_from_the_one_before_it(stage: str, target: str) -> None:
    allowed = ["opened", *STAGES].index(target) == ["opened", *STAGES].index(stage) + 1
    given = household(*EXEMPLARY)
    given.state = at(stage, given.state)
    asked = given.when("advance", to=target)
    if allowed:
        (fact,) = asked.facts()
        assert (fact.left, fact.reached) == (stage, target)
    elif stage == target:
        asked.then_nothing()
    else:
        asked.then_refused("W1")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("target", STAGES)
def test_a_return_leads_to_every_earlier_stage_and_to_no_other_w4(stage: str, target: str) -> None:
    way = HOUSEHOLD_WORKFLOW.way(stage, target)
    assert (way is not None and way.back) == (STAGES.index(target) < STAGES.index(stage))


@pytest.mark.parametrize("requirement", HOUSEHOLD_WORKFLOW.requirements, ids=lambda r: r.id)
def test_what_is_missing_is_said_in_both_languages_with_its_supplier(
    requirement: Requirement[Any, Any, Any],
) -> None:
    around = AROUND_LACKING.get(requirement.id, AROUND)
    found = requirement.find(LACKING[requirement.id](WHOLE), around, RULES, {})
    assert not found.met
    assert found.needed
    assert found.supplier
    for text in (found.label, found.needed, found.supplier):
        assert text.th
        assert text.en


@pytest.mark.parametrize("requirement", HOUSEHOLD_WORKFLOW.requirements, ids=lambda r: r.id)
def test_what_is_met_cites_facts(requirement: Requirement[Any, Any, Any]) -> None:
    found = requirement.find(WHOLE, AROUND, RULES, {})
    assert found.met
    assert bool(found.cites) == (requirement.id != "H7.waivers"), "the absence of a waiver is no fact"


@pytest.mark.parametrize("requirement", HOUSEHOLD_WORKFLOW.requirements, ids=lambda r: r.id)
def test_requirements_name_facts_and_commands_that_a_household_has(requirement: Requirement[Any, Any, Any]) -> None:
    assert set(requirement.met_by) <= {cls.spec.name for cls in HOUSEHOLD.facts}
    assert set(requirement.commands) <= set(HOUSEHOLD.decisions)
    for command in requirement.commands:
        recorded = {cls.spec.name for cls in HOUSEHOLD.decisions[command].records}
        assert recorded & set(requirement.met_by), "the command supplies what meets the requirement"


@pytest.mark.parametrize("requirement", [r for r in HOUSEHOLD_WORKFLOW.requirements if r.met_by], ids=lambda r: r.id)
def test_a_requirement_met_by_own_facts_reads_nothing_else(requirement: Requirement[Any, Any, Any]) -> None:
    assert requirement.judge(WHOLE, None, RULES).met


def test_missing_dimensions_are_named_in_thai_h2() -> None:
    finding = HOUSEHOLD_WORKFLOW.requirement("H2.dimensions")
    assert finding
    fresh = _with(whole=None, latest=None)(WHOLE)
    needed = finding.judge(fresh, AROUND, RULES).needed
    assert needed
    assert "ด้านความเป็นอยู่" in needed.th
    assert "Living conditions" in needed.en


def test_a_later_cycle_asks_for_the_plan_again_before_help_h4() -> None:
    move = HOUSEHOLD_WORKFLOW.way("planned", "intervened")
    assert move
    life = msgspec.structs.replace(WHOLE.life, cycle=2, stage="planned")
    again = _with(life=life, this_cycle=Cycle(), help={})(WHOLE)
    assert judge(move, again, AROUND)[1] == ["H4.goals", "H4.agreement", "H5.dimensions", "H5.help"]


def test_a_standing_waiver_bars_the_example_until_evidence_lapses_it_w3_h7() -> None:
    waived = _waived(WHOLE)
    rule = HOUSEHOLD_WORKFLOW.requirement("H7.waivers")
    assert rule
    assert not rule.judge(waived, AROUND, RULES).met
    assert rule.judge(_with(notice=WHOLE.notice)(waived), AROUND, RULES).met


def test_a_waived_requirement_that_reads_the_program_is_judged_there_w3() -> None:
    waiver = Waiver("H3.adoption", 90, Mark(91, WHOLE.life.opened.on, "director"))
    waived = _with(life=msgspec.structs.replace(WHOLE.life, waivers=(waiver,)))(WHOLE)
    rule = HOUSEHOLD_WORKFLOW.requirement("H7.waivers")
    assert rule
    assert rule.judge(waived, AROUND, RULES).met
    assert not rule.judge(waived, AROUND_LACKING["H3.adoption"], RULES).met


def test_carrying_over_does_not_open_a_gate_p5_3() -> None:
    move = HOUSEHOLD_WORKFLOW.way("planned", "intervened")
    assert move
    carried = _cycle(carried_over=CarryOver(WHOLE.life.opened.on, WHOLE.life.opened))(_without_help(WHOLE))
    assert judge(move, carried, AROUND)[1] == ["H5.help"]


def test_the_program_is_cited_by_case_and_version_h3() -> None:
    given = household(*EXEMPLARY, around=program())
    given.state = at("analyzed", given.state)
    (fact,) = given.when("advance", to="committee_appointed").facts()
    assert {(c.case, c.version) for c in fact.cites if c.case} == {(PROGRAM_CASE, 5), (PROGRAM_CASE, 7)}


def test_an_unsigned_order_and_a_missing_adoption_are_told_at_once_h3() -> None:
    given = household(*EXEMPLARY, around=program(appointed=False, adopted=False))
    given.state = at("analyzed", given.state)
    given.when("advance", to="committee_appointed").then_refused("H3.order", "H3.adoption")


def test_a_fresh_assessment_comes_after_planning_began_and_after_the_help_h6() -> None:
    rule = HOUSEHOLD_WORKFLOW.requirement("H6.reassessed")
    assert rule
    assert WHOLE.this_cycle.assessment
    fresh = WHOLE.this_cycle.assessment.mark
    for planned, met in (
        (Mark(fresh.version - 1, fresh.on, "malee"), True),
        (Mark(fresh.version + 1, fresh.on, "malee"), False),
        (Mark(fresh.version - 1, fresh.on + timedelta(1), "malee"), False),
    ):
        assert rule.judge(_with(planned=planned)(WHOLE), AROUND, RULES).met is met


def test_the_order_is_the_governors_and_waived_for_no_household_w3() -> None:
    told = household(*EXEMPLARY, around=program(appointed=False))
    told.when("request_waiver", requirement="H3.order", because="เร่งด่วน").then_refused("W3")


def test_an_adopted_household_is_not_closed_as_not_adopted_w4() -> None:
    asked = {"reason": "not_adopted", "because": "ไม่ได้รับคัดเลือก"}
    household(*EXEMPLARY).when("close", **asked).then_refused("W4")
    household(*EXEMPLARY, around=program(adopted=False)).when("close", **asked).then_some(Closed)
