"""The working group chooses households, and a new cycle plans anew (P4.1, W4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from aggregates.lifecycle_facts import Returned
from aggregates.program_plan_facts import ActivityDropped, HouseholdsAdopted
from aggregates.program_work_facts import LessonsDrawn
from tests.given import TODAY
from tests.program_stories import (
    EVIDENCE,
    HOUSEHOLDS,
    NO_TIER,
    UNASSESSED,
    adopted,
    criteria,
    delivered,
    done,
    household,
    planned,
    program,
    whole,
)

ONE, TWO = HOUSEHOLDS[:2]
MEETING: dict[str, Any] = {"convened_by": ("one_home",), "presented": ("tiers", "social_data")}


def test_households_are_adopted_by_a_meeting_p4_1() -> None:
    told = program(households={ONE: household("analyzed"), TWO: household("analyzed")})
    told.when("adopt_households", households=(ONE, TWO), issues=("หนี้",), **MEETING).then(
        adopted(ONE, TWO, issues=("หนี้",))
    )


def test_the_same_meeting_is_recorded_once_another_one_anew_p4_1() -> None:
    told = program((TODAY, adopted(ONE)), households={ONE: household(), TWO: household()})
    told.when("adopt_households", households=(ONE, TWO, TWO), **MEETING).then(adopted(ONE, TWO))
    told.when("adopt_households", households=(ONE,), **MEETING).then_nothing()


def test_a_meeting_that_lacked_something_is_held_again_on_the_same_households_p4_1() -> None:
    told = program(adopted(ONE, presented=("tiers",)), households={ONE: household()})
    told.when("adopt_households", households=(ONE,), **MEETING).then(adopted(ONE))


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("households", {"households": ()}),
        ("households", {"households": ("d" * 32,)}),
        ("convened_by", {"convened_by": ()}),
        ("presented[0]", {"presented": ("weather",)}),
    ],
)
def test_an_adoption_names_bad_input(field: str, changed: dict[str, Any]) -> None:
    told = program(households={ONE: household()})
    told.when("adopt_households", **{**MEETING, "households": (ONE,), **changed}).then_bad_input(field)


@pytest.mark.parametrize(
    "barred",
    [household(program="d" * 32), household(status="closed"), UNASSESSED],
    ids=["of another program", "closed", "not assessed"],
)
def test_who_cannot_be_adopted_is_named_p4_1(barred: Any) -> None:
    refusal = (
        program(households={ONE: household(), TWO: barred})
        .when("adopt_households", households=(ONE, TWO), **MEETING)
        .then_refused("P4.1")
    )
    assert refusal.findings[0].cites[0].case == TWO


def test_a_household_that_fails_nothing_needs_a_decision_in_words_p4_1() -> None:
    told = program(households={ONE: NO_TIER})
    told.when("adopt_households", households=(ONE,), **MEETING).then_refused("P4.1")
    decided = told.when("adopt_households", households=(ONE,), despite_tier="ผู้สูงอายุอยู่ลำพัง", **MEETING)
    (fact,) = decided.then_some(HouseholdsAdopted)
    assert program(fact).state.adopted[ONE].despite_tier == "ผู้สูงอายุอยู่ลำพัง"


def test_a_household_stays_adopted_by_the_meeting_that_first_chose_it_p4_1() -> None:
    state = program((date(2021, 2, 1), adopted(ONE)), (date(2021, 3, 1), adopted(ONE, TWO))).state
    assert [state.adopted[case].mark.version for case in (ONE, TWO)] == [2, 3]


def test_an_activity_is_dropped_from_the_plan_with_a_reason_p4_3() -> None:
    told = program(planned())
    told.when("drop_activity", activity=2, because="งบไม่พอ").then(ActivityDropped(activity=2))
    told.when("drop_activity", activity=2).then_bad_input("because")
    told.when("drop_activity", activity=3, because="งบไม่พอ").then_nothing()
    assert program(planned(), ActivityDropped(activity=2)).state.activities == {}


def test_a_new_cycle_starts_without_activities_visits_lessons_report_and_criteria_w4() -> None:
    again = Returned(left="evaluated", reached="planned", new_cycle=True)
    shown = (planned(), done(), *EVIDENCE["P5.3.visit"], *EVIDENCE["P6.1"], delivered("governor"), criteria())
    state = program(adopted(ONE), *EVIDENCE["P4.2"], *shown, again).state
    assert (state.activities, state.done, state.visits, state.lessons) == ({}, (), (), ())
    assert (state.deliveries, state.criteria) == ((), {})
    assert state.cycle == 2
    assert list(state.adopted) == [ONE]
    assert state.plan is not None


def test_a_return_within_the_cycle_keeps_what_was_shown_w4() -> None:
    told = whole("evaluated")
    told.holders.clear()
    (back,) = told.when("return_to", to="intervened", because="เยี่ยมเพิ่ม").then_some(Returned)
    assert not back.new_cycle
    state = program(*EVIDENCE["P6.1"], back).state
    assert isinstance(state.lessons[0].fact, LessonsDrawn)
