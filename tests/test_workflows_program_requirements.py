"""What single requirements of a community program count, and how they say what is missing (P1-P7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from aggregates.committee_facts import SeatAbsent
from aggregates.community_program import PROGRAM
from aggregates.household_case import HOUSEHOLD
from aggregates.program_facts import AreaChosen, IssuesSummarised
from aggregates.program_life import Surroundings
from aggregates.zone_review_state import REVIEW
from engine.requirement import Judgement
from tests.given import CASE, RULES, TODAY, Around, Given
from tests.program_stories import (
    CARRIED_OVER,
    EVIDENCE,
    HOUSEHOLDS,
    PICK,
    REVIEW_CASE,
    UNASSESSED,
    adopted,
    delivered,
    household,
    program,
    seated,
    whole,
)
from workflows.community_program import PROGRAM_WORKFLOW
from workflows.program_counts import adopted as counted_as_adopted
from workflows.program_counts import analysed


def _around(told: Given, on: date = TODAY) -> Surroundings:
    return Surroundings(CASE, told.state, Around({**told.others, CASE: (PROGRAM, told.state)}, told.holders, on))


def _judged(told: Given, id: str, on: date = TODAY) -> Judgement:
    requirement = PROGRAM_WORKFLOW.requirement(id)
    assert requirement is not None
    return requirement.judge(told.state, _around(told, on), RULES)


def _met(told: Given, id: str) -> bool:
    return _judged(told, id).met


def _missing(told: Given, id: str) -> str:
    needed = _judged(told, id).needed
    assert needed is not None
    assert needed.th
    return needed.en


def test_a_chosen_area_says_what_it_lacks_p1_2() -> None:
    area = AreaChosen(
        scope="หมู่ 1",
        strong_networks=False,
        missions=(),
        plan_topics=("economy", "social", "health"),
        participants=("one_home",),
        newly_selected=True,
    )
    said = _missing(whole("opened", {"P1.2": (area,)}), "P1.2")
    assert said.endswith("Strong social networks, Integrates the Ministry's missions, Environment, Human development")


def test_households_still_to_be_analysed_are_counted_p2_5() -> None:
    assert _missing(whole("selected", one=UNASSESSED), "P2.5") == (
        "34 households assessed in all dimensions, 1 more needed"
    )


def test_analysed_are_open_or_adopted_households_without_duplicates_p2_5() -> None:
    told = program(adopted(HOUSEHOLDS[0], HOUSEHOLDS[1]))
    for case, state in {
        HOUSEHOLDS[0]: household(status="closed", closed_as="moved"),
        HOUSEHOLDS[1]: household(status="closed", closed_as="duplicate"),
        HOUSEHOLDS[2]: household(status="closed", closed_as="not_adopted"),
        HOUSEHOLDS[3]: household(status="suspended"),
        HOUSEHOLDS[4]: UNASSESSED,
    }.items():
        told.among(HOUSEHOLD, case, state)
    around = _around(told)
    assert analysed(told.state, around, RULES) == [HOUSEHOLDS[0], HOUSEHOLDS[3]]
    assert list(counted_as_adopted(told.state, around, RULES)) == [HOUSEHOLDS[0]]


@pytest.mark.parametrize(
    "one",
    [
        household("best_practice"),
        household("planned", status="suspended"),
        household("planned", status="closed", closed_as="deceased"),
        CARRIED_OVER,
    ],
)
def test_closed_suspended_and_carried_over_households_hold_nothing_up_p5_3(one: Any) -> None:
    assert _met(whole("planned", one=one), "P5.3.households")
    assert _met(whole("evaluated", one=one), "P7.2.households")


@pytest.mark.parametrize(("stage", "id"), [("planned", "P5.3.households"), ("evaluated", "P7.2.households")])
def test_a_carry_over_excuses_its_household_until_its_day_has_passed_p5_3_p7_2(stage: str, id: str) -> None:
    told, until = whole(stage, one=CARRIED_OVER), date(2022, 3, 31)
    assert _judged(told, id, until).met
    needed = _judged(told, id, until + timedelta(days=1)).needed
    assert needed is not None
    assert needed.en.startswith("1 of ")


def test_a_program_without_adopted_households_is_not_done_p5_3() -> None:
    told = program()
    assert not _met(told, "P5.3.households")
    assert not _met(told, "P7.2.households")


def test_once_proposed_the_working_group_takes_part_in_the_summary_p2_7() -> None:
    bodies = ("zone_office", "provincial_office", "one_home")
    summary = IssuesSummarised(participants=bodies, findings="ปัญหา")
    before = program((date(2020, 11, 1), summary), (date(2020, 12, 1), EVIDENCE["P3.3.proposed"][0]))
    after = program((date(2020, 12, 1), summary), (date(2020, 11, 1), EVIDENCE["P3.3.proposed"][0]))
    assert _met(before, "P2.7")
    assert _missing(after, "P2.7") == "the latest summary lacks: Working group"


def test_seats_that_are_short_are_named_p3_4() -> None:
    seats = tuple(seated(seat.code) for seat in RULES.committee.seats if seat.code != "private_sector")
    assert _missing(whole("analyzed", {"P3.4": seats}), "P3.4").endswith(RULES.committee.seat("private_sector").en)
    assert _met(program(*seats, SeatAbsent(seat="private_sector", reason="ไม่มีสถานประกอบการ")), "P3.4")


@pytest.mark.parametrize("id", ["P1.1", "P1.3", "P2.1", "P5.3.visit", "P5.4", "P5.5"])
def test_one_fact_meets_the_requirement_and_is_cited(id: str) -> None:
    """The briefing (P1.1), the integrated plan (P1.3), the situation report (P2.1), a
    supervision visit (P5.2, asked for by P5.3), the exchange of learning (P5.4), the follow-up (P5.5)."""
    requirement = PROGRAM_WORKFLOW.requirement(id)
    assert requirement is not None
    told = program(*EVIDENCE[id])
    judged = requirement.judge(told.state, None, RULES)
    assert judged.met
    assert [cite.version for cite in judged.cites] == [told.version]
    assert not requirement.judge(program().state, None, RULES).met


def test_information_is_judged_though_no_gate_asks_for_it_w1() -> None:
    for id in ("P4.4", "P5.1", "P5.4", "P5.5"):
        assert _met(whole("opened"), id)
        assert not _met(program(), id)
        assert all(id not in gate.requirements for gate in RULES.gates.program)


def test_an_approach_without_the_community_is_not_shared_p4_4() -> None:
    (agreed,) = EVIDENCE["P4.4"]
    alone = msgspec.structs.replace(agreed, participants=("one_home",))
    assert not _met(program(alone), "P4.4")


def test_a_report_needs_both_parts_and_both_recipients_p6_2() -> None:
    told = program(delivered("governor"), delivered("zone_office", "problems_solved"))
    assert _missing(told, "P6.2").endswith("Zone office (TPSO)")


def test_the_bodies_of_a_study_are_asked_for_p2_2() -> None:
    (study,) = EVIDENCE["P2.2"]
    told = program(msgspec.structs.replace(study, participants=("one_home",)))
    assert _missing(told, "P2.2") == "the study lacks: Zone office (TPSO), Community"


def test_a_community_meeting_says_which_items_and_conveners_it_lacks_p3_2() -> None:
    (held,) = EVIDENCE["P3.2"]
    short = msgspec.structs.replace(held, agenda=held.agenda[:3], convened_by=("zone_office", "partners"))
    said = _missing(program(short), "P3.2")
    assert said.endswith("The working group considered, Provincial office (PSDHS), One Home team")
    assert _met(program(short, held), "P3.2")


def test_an_adoption_meeting_shows_tiers_and_social_data_p4_1() -> None:
    assert not _met(program(), "P4.1.meeting")
    said = _missing(program(adopted(HOUSEHOLDS[0], presented=("tiers",))), "P4.1.meeting")
    assert said == "the latest meeting lacks: The social data"


def test_lessons_are_drawn_by_one_home_and_the_working_group_p6_1() -> None:
    (drawn,) = EVIDENCE["P6.1"]
    alone = msgspec.structs.replace(drawn, drawn_by=("one_home",))
    assert _missing(program(alone), "P6.1") == "the lessons lack: Working group"


def test_lessons_of_several_bodies_add_up_p6_1() -> None:
    (drawn,) = EVIDENCE["P6.1"]
    told = program(*(msgspec.structs.replace(drawn, drawn_by=(body,)) for body in ("one_home", "working_group")))
    assert [cite.version for cite in _judged(told, "P6.1").cites] == [2, 3]


def test_studies_of_several_bodies_add_up_p2_2() -> None:
    (study,) = EVIDENCE["P2.2"]
    bodies = (("zone_office", "community"), ("one_home",))
    told = program(*(msgspec.structs.replace(study, participants=each) for each in bodies))
    assert [cite.version for cite in _judged(told, "P2.2").cites] == [2, 3]


def test_the_meeting_that_chooses_the_area_is_one_homes_p1_2() -> None:
    (chosen,) = EVIDENCE["P1.2"]
    told = program(msgspec.structs.replace(chosen, participants=("zone_office",)))
    assert _missing(told, "P1.2") == "the chosen area lacks: One Home team"


def test_a_pick_counts_from_its_own_day_on_p7_1() -> None:
    assert _met(whole("evaluated"), "P7.1.pick")
    before = whole("evaluated").among(REVIEW, REVIEW_CASE, msgspec.structs.replace(PICK, pick=None))
    assert not _met(before, "P7.1.pick"), "picked now, but not yet on the day of the decision"
    withdrawn = whole("evaluated")
    withdrawn.holders.clear()
    assert not _met(withdrawn, "P7.1.pick"), "picked on the day of the decision, withdrawn since"
