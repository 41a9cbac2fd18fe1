"""KPI 2.2 from stored facts: each step reached and just missed, as of any date, as known at any time (S2, S3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from aggregates.reference import REFERENCE_CASE
from aggregates.zone_review_state import review_case
from engine.refusal import Cite, Finding, Refused
from tests.nation import BEGUN, END, LESSONS, PARTS, PLACE, PLAN, PROPOSAL, RECORD, YEAR, Nation
from tests.program_stories import PLACES

NEXT_YEAR = date(2021, 10, 1)


@pytest.fixture
def nation(tmp_path: Path) -> Iterator[Nation]:
    made = Nation(tmp_path)
    yield made
    made.close()


def score(nation: Nation, on: date = END) -> int:
    return nation.integration(on).score.score


def finding(nation: Nation, id: str, on: date = END) -> Finding:
    found = [f for step in nation.integration(on).score.steps for f in step.findings]
    return next(f for f in found if f.id == id)


def lacking(nation: Nation, id: str) -> str:
    needed = finding(nation, id).needed
    assert needed is not None
    assert needed.th
    return needed.en


def test_a_year_with_nothing_to_show_earns_nothing_and_says_what_is_missing_s2(nation: Nation) -> None:
    found = nation.integration().score
    assert (found.score, found.points) == (0, 0)
    assert [step.reached for step in found.steps] == [False, False, False]
    for step in found.steps:
        assert all(f.needed is not None and f.supplier is not None for f in step.findings)


def test_a_year_nobody_has_opened_earns_nothing_s2(nation: Nation) -> None:
    nation.first_step()
    nation.clock.day = date(2022, 1, 1)
    assert nation.integration(date(2022, 1, 1), year=2565).score.score == 0


def test_lessons_and_plan_earn_50_s2(nation: Nation) -> None:
    nation.recorded("draw_model_lessons", **LESSONS)
    assert score(nation) == 0
    nation.recorded("make_three_year_plan", **PLAN)
    assert (score(nation), nation.integration().score.points) == (50, 5)
    assert finding(nation, "S2.model_lessons").cites == (Cite(2, RECORD),)
    assert finding(nation, "S2.three_year_plan").cites == (Cite(3, RECORD),)


def test_every_report_and_every_pick_earn_75_s2(nation: Nation) -> None:
    nation.first_step()
    nation.second_step()
    assert (score(nation), nation.integration().score.points) == (75, Fraction(15, 2))
    reports, picks = (finding(nation, f"S2.{name}").cites for name in ("reports_delivered", "best_practices_picked"))
    assert set(reports) == {Cite(version, case) for case in nation.programs.values() for version in (2, 3)}
    assert set(picks) == {Cite(2, review_case(zone, YEAR)) for zone in PLACES.zones}


def test_the_proposal_with_the_minister_earns_100_s2(nation: Nation) -> None:
    nation.first_step()
    nation.second_step()
    nation.recorded("compile_proposal", **PROPOSAL)
    assert score(nation) == 75
    assert "to go to the Minister" in lacking(nation, "S2.policy_proposal")
    nation.recorded("submit_to_minister")
    assert (score(nation), nation.integration().score.points) == (100, 10)
    assert finding(nation, "S2.policy_proposal").cites == (Cite(4, RECORD), Cite(5, RECORD))


def test_a_higher_step_earns_nothing_without_the_lower_ones_s2(nation: Nation) -> None:
    nation.third_step()
    nation.second_step()
    assert score(nation) == 0
    nation.recorded("draw_model_lessons", **LESSONS)
    nation.recorded("make_three_year_plan", **PLAN)
    assert score(nation) == 100


def test_the_third_step_without_the_second_stays_at_50_s2(nation: Nation) -> None:
    nation.first_step()
    nation.third_step()
    steps = nation.integration().score.steps
    assert [(step.points, step.reached) for step in steps] == [(50, True), (75, False), (100, False)]
    assert all(f.met for f in steps[2].findings)


@pytest.mark.parametrize(
    "deliver",
    [
        lambda nation, program: nation.delivered(program, "governor"),
        lambda nation, program: nation.delivered(program, "zone_office"),
        lambda nation, program: nation.delivered(program, parts=PARTS[:1]),
        lambda nation, program: None,
    ],
    ids=["not to the zone office", "not to the governor", "one part of two", "not at all"],
)
def test_one_province_without_its_whole_report_keeps_the_nation_at_50_p6_2(
    nation: Nation, deliver: Callable[[Nation, str], None]
) -> None:
    nation.first_step()
    for zone in PLACES.zones:
        nation.picked(zone)
    for province in ("30", "46"):
        nation.delivered(nation.programs[province])
    deliver(nation, nation.programs["31"])
    assert score(nation) == 50
    assert lacking(nation, "S2.reports_delivered") == "provinces without a whole report delivered: 31"
    nation.delivered(nation.programs["31"])
    assert score(nation) == 75


def test_one_zone_without_its_pick_keeps_the_nation_at_50_p7_1(nation: Nation) -> None:
    nation.first_step()
    nation.second_step()
    withdrawn = END - timedelta(1)
    nation.do("withdraw", review_case(5, YEAR), of="zone_review", program="1" * 32)
    assert score(nation) == 50
    assert lacking(nation, "S2.best_practices_picked") == "zones without a best practice: zone 5"
    assert score(nation, withdrawn) == 0


def test_a_province_outside_the_zones_owes_no_report_s2(nation: Nation) -> None:
    """Bangkok is in the reference data and in no zone."""
    assert "10" in PLACES.provinces
    assert lacking(nation, "S2.reports_delivered").endswith("30, 31, 46")


def test_what_happened_a_day_later_isnt_counted_s3_4(nation: Nation) -> None:
    nation.first_step()
    nation.second_step()
    assert score(nation, END - timedelta(1)) == 0
    assert score(nation, END) == 75


def test_a_report_of_the_year_before_doesnt_count_s3_1(nation: Nation) -> None:
    nation.first_step()
    for zone in PLACES.zones:
        nation.picked(zone)
    nation.delivered(nation.programs["30"], on=date(2020, 9, 30))
    nation.delivered(nation.programs["31"], on=date(2020, 10, 1))
    nation.delivered(nation.programs["46"])
    assert lacking(nation, "S2.reports_delivered").endswith(": 30")
    nation.delivered(nation.programs["30"])
    assert score(nation) == 75


def test_a_report_stays_delivered_when_a_new_cycle_begins_w4(nation: Nation) -> None:
    """Scores look at facts, never at stage."""
    nation.first_step()
    nation.second_step()
    nation.do("begin_again", nation.programs["30"], of="program")
    with nation.casework.reading() as reader:
        assert reader.state(reader.kind_of(nation.programs["30"]), nation.programs["30"]).deliveries == ()
    assert score(nation) == 75


def test_an_area_of_the_year_before_doesnt_count_p1_2(nation: Nation) -> None:
    nation.first_step()
    nation.second_step()
    district, subdistrict = PLACE["46"]
    area = {"subdistrict": subdistrict, "district": district, "province": "46", "because": "ตำบลสร้างสุข ปี 2563"}
    nation.do("exclude_areas", REFERENCE_CASE, of="reference", areas=[area])
    assert score(nation) == 50
    assert lacking(nation, "S2.reports_delivered").endswith(": 46 (an area of the year before)")
    assert score(nation, END - timedelta(1)) == 0


def test_a_program_that_goes_on_with_its_plan_counts_again_p1_2(nation: Nation) -> None:
    nation.clock.day = date(2022, 9, 30)
    for program in nation.programs.values():
        nation.delivered(program, on=date(2022, 9, 1))
    found = nation.integration(date(2022, 9, 30), year=2565).score.steps[1].findings[0]
    assert found.met


def test_a_closed_program_no_longer_reports_p1_5(nation: Nation) -> None:
    closed = nation.programs["30"]
    nation.do("close", closed, of="program", on=date(2021, 9, 1), reason="completed", because="ครบแผน")
    nation.clock.day = date(2022, 9, 30)
    nation.delivered(nation.programs["31"], on=date(2022, 9, 1))
    nation.delivered(nation.programs["46"], on=date(2022, 9, 1))
    found = nation.integration(date(2022, 9, 30), year=2565).score.steps[1].findings[0]
    assert found.needed is not None
    assert found.needed.en.endswith(": 30")


def test_two_programs_of_one_province_need_one_report_s2(nation: Nation) -> None:
    nation.first_step()
    nation.second_step()
    nation.opened("30", subdistricts=["ธารปราสาท"])
    assert score(nation) == 75


def test_a_back_dated_fact_changes_what_is_known_now_and_never_what_was_known_then_s3_4(nation: Nation) -> None:
    nation.first_step()
    then = nation.size
    nation.clock.day = date(2021, 10, 20)
    nation.second_step()
    assert nation.integration(known=then).score.score == 50
    assert nation.integration().score.score == 75


@pytest.mark.parametrize(
    ("id", "left"),
    [
        ("S2.model_lessons", 0),
        ("S2.three_year_plan", 0),
        ("S2.reports_delivered", 50),
        ("S2.policy_proposal", 75),
    ],
)
def test_without_a_cited_fact_the_score_falls_w5(nation: Nation, id: str, left: int) -> None:
    """S3.2: the facts cited are those that earned it, whichever of them is retracted."""
    nation.first_step()
    nation.second_step()
    nation.third_step()
    assert score(nation) == 100
    for cite in finding(nation, id).cites:
        assert cite.case is not None
        of = "year_record" if cite.case == RECORD else "program"
        size = nation.size
        nation.do("retract", cite.case, of=of, because="บันทึกผิด", version=cite.version)
        assert score(nation) == left
        assert nation.integration(known=size).score.score in (100, left)


def test_a_correction_of_the_date_moves_the_step_w5(nation: Nation) -> None:
    nation.clock.day = date(2021, 10, 15)
    nation.recorded("draw_model_lessons", **LESSONS)
    version = nation.recorded("make_three_year_plan", on=NEXT_YEAR, **PLAN)
    assert score(nation) == 0
    nation.correct(RECORD, version, of="year_record", on=END)
    assert score(nation) == 50
    nation.correct(RECORD, version, of="year_record", on=NEXT_YEAR)
    assert score(nation) == 0


def test_before_any_rules_were_in_force_there_is_no_score_w6(nation: Nation) -> None:
    with pytest.raises(Refused) as refused:
        nation.integration(BEGUN, known=1)
    assert [f.id for f in refused.value.findings] == ["W6"]
