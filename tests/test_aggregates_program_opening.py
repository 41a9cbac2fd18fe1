"""Opening a community program, choosing its area, closing it (P1, W4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from aggregates.community_program import PROGRAM
from aggregates.lifecycle_facts import Closed, Reopened, StageReached
from aggregates.program_facts import AreaChosen
from aggregates.reference import REFERENCE, REFERENCE_CASE
from aggregates.reference_facts import ExcludedArea
from engine.history import Mark
from engine.kind import Claim
from tests.given import CASE, RULES, Given, given
from tests.program_stories import (
    EVIDENCE,
    HOUSEHOLDS,
    MARK,
    OPENED,
    ORDER,
    PLACES,
    adopted,
    household,
    program,
    standing,
    whole,
)

EARLIER = "e" * 32
COMMUNITY: dict[str, Any] = {
    "name_th": "บ้านน้ำใสใต้",
    "name_en": "Ban Nam Sai Tai",
    "subdistricts": ("โนนสูง",),
    "district": "โนนสูง",
    "province": "30",
}
AREA = msgspec.structs.asdict(EVIDENCE["P1.2"][0])
AREA.pop("newly_selected")


def nothing_yet() -> Given:
    return given(PROGRAM).among(REFERENCE, REFERENCE_CASE, PLACES)


def test_a_program_is_opened_under_the_rules_in_force_w6() -> None:
    nothing_yet().when("open_program", on=date(2020, 11, 1), **COMMUNITY).then(OPENED)


def test_it_may_be_opened_for_the_next_fiscal_year() -> None:
    (fact,) = nothing_yet().when("open_program", on=date(2021, 9, 1), fiscal_year=2565, **COMMUNITY).facts()
    assert fact.fiscal_year == 2565


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("province", {"province": "10"}),
        ("province", {"province": "99"}),
        ("fiscal_year", {"fiscal_year": 2563}),
        ("fiscal_year", {"fiscal_year": 2566}),
        ("subdistricts", {"subdistricts": ()}),
        ("name_th", {"name_th": ""}),
        ("continues", {"continues": EARLIER}),
    ],
)
def test_what_cannot_be_opened_names_the_field(field: str, changed: dict[str, Any]) -> None:
    nothing_yet().when("open_program", on=date(2020, 11, 1), **{**COMMUNITY, **changed}).then_bad_input(field)


def test_a_continued_program_ran_in_the_same_place_p1_2() -> None:
    told = nothing_yet().among(PROGRAM, EARLIER, standing("evaluated"))
    (fact,) = told.when("open_program", on=date(2021, 11, 1), continues=EARLIER, **COMMUNITY).facts()
    assert fact.continues == EARLIER
    for elsewhere in ({"subdistricts": ("พิมาย",)}, {"district": "พิมาย"}):
        asked = {**COMMUNITY, **elsewhere}
        told.when("open_program", on=date(2021, 11, 1), continues=EARLIER, **asked).then_bad_input("continues")


@pytest.mark.parametrize(
    "earlier",
    [
        standing("opened"),
        standing("evaluated", opened=msgspec.structs.replace(OPENED, fiscal_year=2565)),
        standing("evaluated", status="closed", ended=Mark(9, date(2020, 9, 30), "malee")),
    ],
    ids=["never selected", "of the same year", "closed before the previous year"],
)
def test_what_is_continued_was_selected_and_ran_the_year_before_p1_2(earlier: Any) -> None:
    told = nothing_yet().among(PROGRAM, EARLIER, earlier)
    told.when("open_program", on=date(2021, 11, 1), continues=EARLIER, **COMMUNITY).then_bad_input("continues")


def test_a_program_is_continued_by_one_other_only_p1_2() -> None:
    told = program(opened=msgspec.structs.replace(OPENED, continues=EARLIER))
    assert PROGRAM.claims(told.state) == {Claim("continued", "program"): EARLIER}


def test_a_program_is_selected_in_its_own_fiscal_year_p1_2() -> None:
    told = program(*(fact for id in ("P1.1", "P1.2", "P1.3") for fact in EVIDENCE[id]))
    told.when("advance", on=date(2021, 10, 1), to="selected").then_refused("P1.2")
    told.when("advance", on=date(2021, 9, 30), to="selected").then_some(StageReached)


def test_no_rule_set_in_force_no_program_w6() -> None:
    nothing_yet().when("open_program", on=date(2020, 9, 1), **COMMUNITY).then_refused("W6")


# The area


def test_the_area_is_chosen_with_its_scope_p1_2() -> None:
    (expected,) = EVIDENCE["P1.2"]
    program().when("choose_area", **AREA).then(expected)
    on = date(2020, 12, 1)
    program((on, expected)).when("choose_area", on=on, **AREA).then_nothing()


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("missions[0]", {"missions": ("tourism",)}),
        ("plan_topics[0]", {"plan_topics": ("tourism",)}),
        ("participants", {"participants": ()}),
        ("scope", {"scope": ""}),
    ],
)
def test_a_choice_of_area_names_bad_input(field: str, changed: dict[str, Any]) -> None:
    program().when("choose_area", **{**AREA, **changed}).then_bad_input(field)


EXCLUDED = msgspec.structs.replace(OPENED, subdistricts=("โนนสูง", "ลำนางแก้ว"))
BEFORE = msgspec.structs.replace(OPENED, fiscal_year=2563)


def test_an_excluded_area_is_refused_p1_2() -> None:
    refusal = program(opened=EXCLUDED).when("choose_area", **AREA).then_refused("P1.2")
    assert "ลำนางแก้ว" in refusal.findings[0].label.th


def test_an_excluded_subdistrict_of_another_province_bars_nothing_p1_2() -> None:
    there = msgspec.structs.replace(EXCLUDED, province="46")
    assert program(opened=there).when("choose_area", **AREA).facts()


def test_an_excluded_area_may_name_its_district_p1_2() -> None:
    for district, barred in (("โนนสูง", True), ("ปักธงชัย", False)):
        listed = msgspec.structs.replace(PLACES, excluded=(ExcludedArea("โนนสูง", "30", "ตำบลสร้างสุข", district),))
        asked = program().among(REFERENCE, REFERENCE_CASE, listed).when("choose_area", **AREA)
        asked.then_refused("P1.2") if barred else asked.then_some(AreaChosen)


@pytest.mark.parametrize("bar", ["listed", "previous_year"])
def test_the_rules_say_which_bars_apply_p1_2(bar: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = program(opened=EXCLUDED).among(PROGRAM, EARLIER, standing("evaluated", opened=BEFORE))
    kept = tuple(one for one in RULES.program.area.excluded_areas if one.code == bar)
    area = msgspec.structs.replace(RULES.program.area, excluded_areas=kept)
    rules = msgspec.structs.replace(RULES, program=msgspec.structs.replace(RULES.program, area=area))
    monkeypatch.setattr(PROGRAM, "rules", lambda state, cases, on: rules)
    refusal = told.when("choose_area", **AREA).then_refused("P1.2")
    assert bool(refusal.findings[0].cites) == (bar == "previous_year")


def test_an_area_of_the_previous_year_is_refused_and_the_program_named_p1_2() -> None:
    told = program().among(PROGRAM, EARLIER, standing("evaluated", opened=BEFORE))
    refusal = told.when("choose_area", **AREA).then_refused("P1.2")
    assert refusal.findings[0].cites[0].case == EARLIER


def test_both_bars_are_told_at_once_p1_2() -> None:
    told = program(opened=EXCLUDED).among(PROGRAM, EARLIER, standing("evaluated", opened=BEFORE))
    told.when("choose_area", **AREA).then_refused("P1.2", "P1.2")


@pytest.mark.parametrize(
    "earlier",
    [
        standing("evaluated"),
        standing("evaluated", opened=msgspec.structs.replace(BEFORE, subdistricts=("พิมาย",))),
        standing("evaluated", opened=msgspec.structs.replace(BEFORE, district="พิมาย")),
        standing("evaluated", opened=BEFORE, status="closed", ended=Mark(9, date(2019, 9, 30), "malee")),
        standing("opened", opened=BEFORE),
    ],
    ids=["of this year", "elsewhere", "in another district", "closed before the previous year", "never selected"],
)
def test_other_programs_bar_nothing_p1_2(earlier: Any) -> None:
    assert program().among(PROGRAM, EARLIER, earlier).when("choose_area", **AREA).facts()


def test_a_continued_plan_is_not_barred_p1_2() -> None:
    told = program(opened=msgspec.structs.replace(EXCLUDED, continues=EARLIER))
    (fact,) = told.among(PROGRAM, EARLIER, standing("evaluated", opened=BEFORE)).when("choose_area", **AREA).facts()
    assert not fact.newly_selected


# Running and closing


def test_a_program_runs_from_its_year_until_it_is_closed_p1_5() -> None:
    running = program().state
    assert [running.ran_in(year) for year in (2563, 2564, 2566)] == [False, True, True]
    closed = (date(2021, 12, 1), Closed(reason="completed", keeps_claims=True))
    ended = program(closed)
    assert [ended.state.ran_in(year) for year in (2564, 2565, 2566)] == [True, True, False]
    reopened = program(
        (date(2021, 12, 1), Closed(reason="completed", keeps_claims=True)), (date(2022, 1, 1), Reopened())
    )
    assert reopened.state.ran_in(2566)


def test_a_program_closes_only_after_its_households_w4() -> None:
    told = program(households={HOUSEHOLDS[0]: household(), HOUSEHOLDS[1]: household(status="suspended")})
    refusal = told.when("close", reason="completed", because="ครบแผน").then_refused("W4")
    assert refusal.findings[0].label.en.startswith("2 households")
    closed = program(households={HOUSEHOLDS[0]: household(status="closed")})
    closed.when("close", reason="completed", because="ครบแผน").then(Closed(reason="completed", keeps_claims=True))


def test_a_household_of_another_program_holds_no_closing_up_w4() -> None:
    told = program(households={HOUSEHOLDS[0]: household(program="d" * 32)})
    told.when("close", reason="completed", because="ครบแผน").then_some(Closed)


@pytest.mark.parametrize("number", ["ที่ ๑๒๓/๒๕๖๔", "เลขที่ 123 / 2564", "คำสั่งที่ 123/2564"])
def test_the_number_of_an_order_is_compared_without_what_is_written_before_it_p3_3(number: str) -> None:
    told = program((date(2021, 2, 9), msgspec.structs.replace(ORDER, number=number)))
    assert list(PROGRAM.claims(told.state).values()) == ["30/2021/123/2564"]


def test_a_program_its_zone_has_picked_neither_returns_nor_closes_p7_1() -> None:
    told = whole("evaluated")
    told.when("return_to", to="planned", because="ทบทวนแผน").then_refused("P7.1")
    told.when("close", reason="completed", because="ครบแผน").then_refused("P7.1")
    done = whole("best_practice", all=household(status="closed"))
    done.when("close", reason="completed", because="ครบแผน").then_some(Closed)


def test_a_program_holds_its_orders_and_its_households_until_it_lets_go() -> None:
    told = program((date(2021, 2, 9), ORDER), adopted(HOUSEHOLDS[0]))
    held = sorted(PROGRAM.claims(told.state).values(), key=str)
    assert held == [HOUSEHOLDS[0], "30/2021/123/2564"]
    released = PROGRAM.evolve(told.state, Closed(reason="duplicate", keeps_claims=False), MARK)
    assert PROGRAM.claims(released) == {}


def test_a_program_belongs_to_its_province() -> None:
    assert PROGRAM.parent(program().state) == "province/30"
    assert program().case == CASE
