"""A scoring round: the office assesses itself, others confirm, close and reopen; closed figures stay (S3.2b, U5)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from aggregates.lifecycle_facts import RulePin
from aggregates.reference import REFERENCE, REFERENCE_CASE, Activation
from aggregates.score_round import SCORE_ROUND
from aggregates.score_round_facts import LevelsConfirmed, RoundClosed, RoundOpened, RoundReopened, SelfAssessed
from aggregates.score_round_state import round_case
from engine.refusal import Cite
from tests.given import PIN, RULES, TEXT, Given, given
from tests.program_stories import PLACES
from tests.round_stories import (
    ABOVE,
    AGAIN,
    AGREED,
    ASSESSED,
    BEGUN,
    BY_ABOVE,
    BY_OFFICE,
    CLOSED,
    CONFIRMED,
    CUT_OFF,
    ENDS,
    FIRST,
    LEVELS,
    OFFICE,
    OFFICER,
    OPENED,
    OTHER,
    REOPENED,
    ROUND,
    SAID,
    SAR,
    SECOND,
    SHEET,
    YEAR,
    Computed,
    closed,
    closed_round,
    community,
    round_of,
)
from workflows.score_round import level_mean, level_min

ASKED: dict[str, Any] = {"sheet": SHEET, "office": OFFICE, "fiscal_year": YEAR}
REASON = {SECOND: "แผนยังไม่ผ่านที่ประชุม"}


@pytest.fixture(autouse=True)
def computed(monkeypatch: pytest.MonkeyPatch) -> Computed:
    found = Computed()
    monkeypatch.setattr(SCORE_ROUND, "around", found)
    return found


def nothing_yet(sheet: str = SHEET, office: str = OFFICE, year: int = YEAR) -> Given:
    return given(SCORE_ROUND, case=round_case(sheet, office, year)).among(REFERENCE, REFERENCE_CASE, PLACES)


# Opening


def test_each_office_sheet_and_year_has_one_round_s3_2b() -> None:
    nothing_yet().when("open_round", on=BEGUN, **ASKED).then(OPENED)
    province = nothing_yet("province-12m", "30")
    opened = RoundOpened(sheet="province-12m", office="30", fiscal_year=YEAR, rules=PIN)
    province.when("open_round", sheet="province-12m", office="30", fiscal_year=YEAR).then(opened)
    nothing_yet(office="05").when("open_round", on=BEGUN, **ASKED).then_bad_input("case")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sheet": "zone-9m"}, "sheet"),
        ({"sheet": ""}, "sheet"),
        ({"office": "4"}, "office"),
        ({"office": "99"}, "office"),
        ({"office": "30"}, "office"),
        ({"sheet": "province-6m"}, "office"),
        ({"sheet": "province-6m", "office": "10"}, "office"),
        ({"fiscal_year": 2563}, "fiscal_year"),
        ({"fiscal_year": 64}, "fiscal_year"),
    ],
)
def test_an_unknown_office_sheet_or_year_is_refused_by_its_field_s3_2b(changed: dict[str, Any], field: str) -> None:
    nothing_yet().when("open_round", on=BEGUN, **ASKED | changed).then_bad_input(field)


def test_a_year_before_any_rules_were_in_force_has_no_round_w6() -> None:
    nothing_yet().when("open_round", on=date(2020, 9, 30), **ASKED).then_refused("W6")


def test_a_round_is_opened_from_its_first_day_on_s3_1() -> None:
    inputs = {"sheet": "zone-12m", "office": OFFICE, "fiscal_year": YEAR}
    later = nothing_yet("zone-12m")
    later.when("open_round", on=date(2021, 3, 31), **inputs).then_bad_input("on")
    later.when("open_round", on=date(2021, 4, 1), **inputs).then_some(RoundOpened)


# Assessing oneself


def test_the_office_says_a_level_of_each_community_with_its_report_s3_2b() -> None:
    round_of().when("self_assess", on=ASSESSED, by=OFFICER, levels=LEVELS, report=SAR).then(SAID)


def test_the_same_levels_again_say_nothing_new_and_the_report_stays_s3_2b() -> None:
    told = round_of(BY_OFFICE)
    told.when("self_assess", on=ASSESSED, by=OFFICER, levels=LEVELS).then_nothing()
    changed = {**LEVELS, SECOND: 4}
    told.when("self_assess", on=ASSESSED, levels=changed).then(SelfAssessed(levels=changed, short=1))
    told.when("self_assess", on=ASSESSED, levels=LEVELS, report=SAR).then_some(SelfAssessed)


def test_the_first_self_assessment_of_a_revision_needs_its_report_s3_2b(computed: Computed) -> None:
    round_of().when("self_assess", on=ASSESSED, levels=LEVELS).then_bad_input("report")
    closed_round(computed, AGAIN).when("self_assess", on=REOPENED, levels=LEVELS).then_bad_input("report")


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        ({FIRST: 6, SECOND: 3}, "levels[...]"),
        ({FIRST: -1, SECOND: 3}, "levels[...]"),
        ({FIRST: "5", SECOND: 3}, "levels[...]"),
        ({FIRST: 5}, "levels"),
        ({}, "levels"),
        ({**LEVELS, "3" * 32: 1}, "levels"),
    ],
)
def test_levels_are_0_to_5_for_exactly_the_communities_of_the_sheet_s3_2b(levels: Any, field: str) -> None:
    round_of().when("self_assess", on=ASSESSED, levels=levels, report=SAR).then_bad_input(field)
    round_of(BY_OFFICE).when("confirm_levels", on=CONFIRMED, by=ABOVE, levels=levels).then_bad_input(field)


@pytest.mark.parametrize(
    ("on", "taken"),
    [
        (date(2020, 10, 1), True),
        (date(2020, 9, 30), False),
        (CUT_OFF, True),
        (CUT_OFF + timedelta(1), False),
    ],
)
def test_a_self_assessment_is_dated_within_the_round_or_until_its_cut_off_s3_1(on: date, taken: bool) -> None:
    outcome = round_of().when("self_assess", on=on, levels=LEVELS, report=SAR)
    if taken:
        outcome.then(SAID)
    else:
        outcome.then_bad_input("on")


def test_a_round_that_ended_before_going_live_may_be_assessed_at_any_time_s3_1() -> None:
    text = TEXT.replace("cut_off_days = 15", "go_live = 2021-04-01\ncut_off_days = 15")
    live = RulePin("2564", 2, "6" * 64)
    places = msgspec.structs.replace(PLACES, activations=(Activation(date(2020, 10, 1), live, YEAR, text),))
    opened = msgspec.structs.replace(OPENED, rules=live)
    told = given(SCORE_ROUND, (BEGUN, OFFICER, opened), case=ROUND).among(REFERENCE, REFERENCE_CASE, places)
    told.when("self_assess", on=date(2021, 9, 1), levels=LEVELS, report=SAR).then_some(SelfAssessed)


# Confirming


def test_somebody_else_confirms_the_levels_s3_2b() -> None:
    round_of(BY_OFFICE).when("confirm_levels", on=CONFIRMED, by=ABOVE, levels=LEVELS).then(AGREED)


def test_the_same_confirmation_again_says_nothing_new_s3_2b() -> None:
    round_of(BY_OFFICE, BY_ABOVE).when("confirm_levels", on=CONFIRMED, by=ABOVE, levels=LEVELS).then_nothing()


def test_a_level_other_than_the_computed_one_needs_its_reason_and_all_gaps_are_told_at_once_s3_2b() -> None:
    lower = {FIRST: 4, SECOND: 2}
    told = round_of(BY_OFFICE)
    refused = told.when("confirm_levels", on=CONFIRMED, by=OFFICER, levels=lower).then_refused("U5", "S3.2b", "S3.2b")
    assert [finding.label.en[-11:] for finding in refused.findings[1:]] == ["Community 1", "Community 2"]
    one_reason = told.when("confirm_levels", on=CONFIRMED, by=ABOVE, levels=lower, reasons=REASON)
    one_reason.then_refused("S3.2b")
    both = {**REASON, FIRST: "ชุมชนไม่ได้ร่วม"}
    told.when("confirm_levels", on=CONFIRMED, by=ABOVE, levels=lower, reasons=both).then(
        LevelsConfirmed(assessment=2, levels=lower, reasons=both, short=1)
    )


def test_a_reason_belongs_to_a_community_of_the_sheet_s3_2b() -> None:
    outcome = round_of(BY_OFFICE).when("confirm_levels", by=ABOVE, levels=LEVELS, reasons={"3" * 32: "เหตุผล"})
    outcome.then_bad_input("reasons")


def test_nothing_is_confirmed_before_the_office_has_spoken_s3_2b() -> None:
    round_of().when("confirm_levels", on=CONFIRMED, by=ABOVE, levels=LEVELS).then_refused("S3.2b.self_assessed")


def test_whoever_ever_assessed_in_the_revision_confirms_nothing_u5(computed: Computed) -> None:
    by_two = round_of((ASSESSED, ABOVE, SAID), (ASSESSED, OFFICER, SelfAssessed(levels=LEVELS, short=1)))
    by_two.when("confirm_levels", on=CONFIRMED, by=ABOVE, levels=LEVELS).then_refused("U5")
    by_two.when("confirm_levels", on=CONFIRMED, by=OTHER, levels=LEVELS).then_some(LevelsConfirmed)


# Closing


def test_a_closed_round_keeps_every_figure_with_its_rules_and_ledger_position_s3_2b(computed: Computed) -> None:
    told = round_of(BY_OFFICE, BY_ABOVE)
    (fact,) = told.when("close_round", on=CLOSED, by=ABOVE).then_some(RoundClosed)
    assert fact == closed(computed, told.state)
    figures = fact.figures
    assert (figures.level_mean, figures.level_min, figures.points, figures.weight) == ("8/3", 0, "32/3", 20)
    assert (figures.rules, figures.on, figures.ledger_size) == (PIN, ENDS, 99)
    _, second, place = figures.communities
    assert (second.program, second.level, place.program) == (SECOND, 3, None)
    assert second.milestones[2].cites == (Cite(4, SECOND),)
    assert second.milestones[3].missing == ("P3.3",)


def test_closing_twice_says_nothing_new_s3_2b(computed: Computed) -> None:
    closed_round(computed).when("close_round", on=CLOSED, by=ABOVE).then_nothing()


def test_closing_names_everything_that_is_missing_at_once_s3_2b() -> None:
    round_of().when("close_round", on=ENDS, by=ABOVE).then_refused(
        "S3.2b.over", "S3.2b.self_assessed", "S3.2b.confirmed"
    )
    round_of(BY_OFFICE).when("close_round", on=CLOSED, by=OFFICER).then_refused("S3.2b.confirmed", "U5")


@pytest.mark.parametrize(("on", "over"), [(ENDS - timedelta(1), False), (ENDS, False), (ENDS + timedelta(1), True)])
def test_a_round_is_closed_after_its_last_day_s3_2b(on: date, over: bool) -> None:
    early = date(2021, 3, 20)
    told = round_of((early, OFFICER, SAID), (early, ABOVE, AGREED))
    outcome = told.when("close_round", on=on, by=ABOVE)
    if over:
        outcome.then_some(RoundClosed)
    else:
        outcome.then_refused("S3.2b.over")


def test_where_the_rules_dont_ask_for_it_a_round_is_closed_without_confirmation_s3_2b(computed: Computed) -> None:
    text = TEXT.replace("closing_needs_confirmation = true", "closing_needs_confirmation = false")
    assert text != TEXT
    pin = RulePin("2564", 2, "7" * 64)
    places = msgspec.structs.replace(PLACES, activations=(Activation(date(2020, 10, 1), pin, YEAR, text),))
    opened = msgspec.structs.replace(OPENED, rules=pin)
    told = given(SCORE_ROUND, (BEGUN, OFFICER, opened), BY_OFFICE, case=ROUND)
    told.among(REFERENCE, REFERENCE_CASE, places)
    (fact,) = told.when("close_round", on=CLOSED, by=ABOVE).then_some(RoundClosed)
    assert (fact.confirmation, fact.figures.rules) == (None, pin)


def test_what_was_computed_anew_since_the_confirmation_must_be_confirmed_anew_s3_2b(computed: Computed) -> None:
    told = round_of(BY_OFFICE, BY_ABOVE)
    computed.communities = (community(FIRST, 5), community(SECOND, 2))
    told.when("close_round", on=CLOSED, by=ABOVE).then_refused("S3.2b.confirmed")
    computed.communities = (community(FIRST, 5), community(SECOND, 3), community("3" * 32, 1))
    told.when("close_round", on=CLOSED, by=ABOVE).then_refused("S3.2b.self_assessed", "S3.2b.confirmed")


def test_another_self_assessment_must_be_confirmed_anew_s3_2b() -> None:
    anew = (CONFIRMED, OFFICER, SelfAssessed(levels={FIRST: 5, SECOND: 4}, short=1))
    told = round_of(BY_OFFICE, BY_ABOVE, anew)
    assert told.state.life.stage == "self_assessed"
    told.when("close_round", on=CLOSED, by=ABOVE).then_refused("S3.2b.confirmed")


@pytest.mark.parametrize("command", ["self_assess", "confirm_levels"])
def test_a_closed_round_takes_nothing_but_reopening_s3_2b(computed: Computed, command: str) -> None:
    more = {"report": SAR} if command == "self_assess" else {}
    closed_round(computed).when(command, on=CLOSED, by=OTHER, levels=LEVELS, **more).then_refused("S3.2b")


# Reopening


def test_reopening_begins_a_new_revision_with_a_reason_s3_2b(computed: Computed) -> None:
    told = closed_round(computed)
    told.when("reopen_round", on=REOPENED, by=ABOVE).then_bad_input("because")
    again = told.when("reopen_round", on=REOPENED, by=ABOVE, because="พบหลักฐานเพิ่ม")
    again.then(RoundReopened(revision=2, rules=PIN))


def test_an_open_round_isnt_reopened_s3_2b() -> None:
    round_of(BY_OFFICE).when("reopen_round", on=REOPENED, by=ABOVE, because="พบหลักฐานเพิ่ม").then_nothing()


def test_a_new_revision_shows_everything_anew_and_no_longer_within_the_round_s3_2b(computed: Computed) -> None:
    told = closed_round(computed, AGAIN)
    assert (told.state.revision, told.state.life.stage, told.state.life.status) == (2, "opened", "open")
    told.when("close_round", on=REOPENED, by=ABOVE).then_refused("S3.2b.self_assessed", "S3.2b.confirmed")
    told.when("self_assess", on=REOPENED, by=OFFICER, levels=LEVELS, report=SAR).then(SAID)
    told = closed_round(computed, AGAIN, (REOPENED, OTHER, SAID))
    told.when("confirm_levels", on=REOPENED, by=OFFICER, levels=LEVELS).then_some(LevelsConfirmed)


def test_a_new_revision_runs_under_the_rules_then_in_force_w6(computed: Computed) -> None:
    newer = Activation(REOPENED, RulePin("2564", 2, "8" * 64), YEAR, TEXT)
    places = msgspec.structs.replace(PLACES, activations=(newer, *PLACES.activations))
    told = closed_round(computed).among(REFERENCE, REFERENCE_CASE, places)
    (fact,) = told.when("reopen_round", on=REOPENED, by=ABOVE, because="เกณฑ์ใหม่").then_some(RoundReopened)
    assert fact.rules == newer.rules


def test_every_closed_revision_stays_readable_s3_2b(computed: Computed) -> None:
    first = closed_round(computed).state.revisions
    second = (REOPENED, OTHER, SAID), (REOPENED, ABOVE, msgspec.structs.replace(AGREED, assessment=6))
    told = closed_round(computed, AGAIN, *second)
    computed.communities = (community(FIRST, 5), community(SECOND, 5))
    told = closed_round(
        Computed(),
        AGAIN,
        *second,
        (REOPENED, ABOVE, closed(computed, told.state, assessment=6, confirmation=7)),
    )
    assert [one.closed.fact.revision for one in told.state.revisions] == [1, 2]
    assert told.state.revisions[0] == first[0]
    before, after = (one.closed.fact.figures.level_mean for one in told.state.revisions)
    assert (before, after) == ("8/3", "5")
    assert told.state.revisions[1].assessment.mark.by == OTHER


# State


def test_a_round_lies_where_its_office_is_u5() -> None:
    zone = round_of().state
    assert (zone.zone, zone.province, zone.round) == (4, "", "6m")
    assert zone.title == "คะแนน สสว. 4 รอบ 6m ปีงบประมาณ 2564"
    opened = RoundOpened(sheet="province-12m", office="30", fiscal_year=YEAR, rules=PIN)
    province = given(SCORE_ROUND, opened).state
    assert (province.zone, province.province, province.round) == (None, "30", "12m")


def test_an_offices_said_level_is_the_mean_over_all_places_of_the_sheet_s3_3() -> None:
    assert (level_mean(SAID), level_min(SAID)) == (Fraction(8, 3), 0)
    whole = SelfAssessed(levels=LEVELS)
    assert (level_mean(whole), level_min(whole)) == (4, 3)
    assert (level_mean(SelfAssessed(levels={})), level_min(SelfAssessed(levels={}))) == (0, 0)


def test_no_fact_of_a_round_can_be_retracted_s3_2b() -> None:
    own = [cls for cls in SCORE_ROUND.facts if cls.spec.name.startswith("score_round.")]
    assert len(own) == 6
    assert all(cls.spec.ordered for cls in own)
    assert not {"correct", "retract"} & SCORE_ROUND.decisions.keys()


def test_the_delivered_rules_ask_for_the_confirmation_s3_2b() -> None:
    assert RULES.scores.closing_needs_confirmation
    assert RULES.process.needs_two_persons("round_closing")
