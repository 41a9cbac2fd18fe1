"""The mission results of a fiscal year: one figure an indicator, exact, from its own department (S1, W5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from aggregates.lifecycle_facts import RulePin
from aggregates.mission_year import MISSION_YEAR, MissionYearOpened, ResultRecorded, mission_case
from aggregates.reference import REFERENCE, REFERENCE_CASE, Activation
from engine.refusal import BadInput, Cite
from tests.given import PIN, TEXT, Given, given
from tests.program_stories import PLACES

YEAR = mission_case(2564)
ON = date(2021, 9, 15)
INPUTS: dict[str, Any] = {
    "indicator": "disability_rights",
    "actual": "83.25",
    "target": "90",
    "source": "ฐานข้อมูลคนพิการ",
}
RESULT = ResultRecorded(
    indicator="disability_rights",
    department="dep",
    actual=Decimal("83.25"),
    target=Decimal(90),
    unit="percent",
    source="ฐานข้อมูลคนพิการ",
)


def year(*facts: Any) -> Given:
    begun = MissionYearOpened(fiscal_year=2564, rules=PIN)
    return given(MISSION_YEAR, begun, *facts, case=YEAR).among(REFERENCE, REFERENCE_CASE, PLACES)


def test_each_fiscal_year_has_one_collection_of_results_s1() -> None:
    nothing_yet = given(MISSION_YEAR, case=YEAR).among(REFERENCE, REFERENCE_CASE, PLACES)
    nothing_yet.when("open_mission_year", fiscal_year=2564).then(MissionYearOpened(fiscal_year=2564, rules=PIN))
    nothing_yet.when("open_mission_year", fiscal_year=2565).then_bad_input("case")
    nothing_yet.when("open_mission_year", fiscal_year=64).then_bad_input("fiscal_year")
    nothing_yet.when("open_mission_year", on=date(2020, 1, 1), fiscal_year=2564).then_refused("W6")


def test_results_collected_after_the_year_stay_under_the_rules_of_the_year_w6() -> None:
    of_next_year = Activation(date(2021, 10, 1), RulePin("2565", 1, "5" * 64), 2565, TEXT)
    places = msgspec.structs.replace(PLACES, activations=(of_next_year, *PLACES.activations))
    nothing_yet = given(MISSION_YEAR, case=YEAR).among(REFERENCE, REFERENCE_CASE, places)
    opening = nothing_yet.when("open_mission_year", on=date(2021, 10, 5), fiscal_year=2564)
    (opened,) = opening.then_some(MissionYearOpened)
    assert opened.rules == PIN


def test_a_result_names_the_department_that_owns_the_indicator_p1_4() -> None:
    year().when("record_result", on=ON, **INPUTS).then(RESULT)


def test_the_same_result_again_says_nothing_new_s1() -> None:
    year((ON, RESULT)).when("record_result", on=ON, **INPUTS).then_nothing()
    year((ON, RESULT)).when("record_result", on=ON, **INPUTS | {"actual": "83.250", "target": 90}).then_nothing()


@pytest.mark.parametrize(
    ("changed", "on"),
    [({"actual": "83.26"}, ON), ({"target": "91"}, ON), ({"source": "รายงานใหม่"}, ON), ({}, date(2021, 9, 16))],
)
def test_another_result_for_an_indicator_is_refused_and_the_first_must_be_corrected_w5(
    changed: dict[str, Any], on: date
) -> None:
    refused = year((ON, RESULT)).when("record_result", on=on, **INPUTS | changed).then_refused("W5")
    (finding,) = refused.findings
    assert finding.cites == (Cite(2),)
    assert finding.needed is not None
    assert "correct" in finding.needed.en


def test_another_indicator_has_its_own_result_s1() -> None:
    other = INPUTS | {"indicator": "hardship", "actual": 24310, "target": 30000, "unit": "number"}
    (recorded,) = year((ON, RESULT)).when("record_result", on=ON, **other).then_some(ResultRecorded)
    assert (recorded.department, recorded.actual, recorded.target) == ("dsdw", 24310, 30000)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("indicator", "happiness"),
        ("indicator", ""),
        ("actual", "-0.01"),
        ("actual", "100.01"),
        ("actual", "many"),
        ("actual", "NaN"),
        ("actual", "sNaN"),
        ("actual", "Infinity"),
        ("actual", "1E+1"),
        ("actual", "0.1234567"),
        ("actual", True),
        ("actual", None),
        ("target", "0"),
        ("target", "0.00"),
        ("target", "-5"),
        ("target", "101"),
        ("source", ""),
        ("unit", "baht"),
    ],
)
def test_bad_input_names_its_field_s1(field: str, value: object) -> None:
    year().when("record_result", on=ON, **{**INPUTS, field: value}).then_bad_input(field)


def test_an_unknown_indicator_is_answered_with_the_known_ones_s1() -> None:
    with pytest.raises(BadInput, match=r"strong_communities.*model_subdistricts"):
        year().when("record_result", on=ON, **INPUTS | {"indicator": "happiness"}).facts()


@pytest.mark.parametrize("actual", ["0", "100", 0, 100, "99.999999"], ids=repr)
def test_a_percentage_may_be_anything_from_nothing_to_all_s1(actual: str | int) -> None:
    year().when("record_result", on=ON, **INPUTS | {"actual": actual}).then_some(ResultRecorded)


def test_what_is_counted_may_exceed_its_target_but_not_all_bounds_s1() -> None:
    counted = INPUTS | {"unit": "number", "actual": "2500", "target": "2000"}
    year().when("record_result", on=ON, **counted).then_some(ResultRecorded)
    year().when("record_result", on=ON, **counted | {"actual": 10**12 + 1}).then_bad_input("actual")
    year().when("record_result", on=ON, **counted | {"target": 0}).then_bad_input("target")


@pytest.mark.parametrize(
    ("on", "taken"),
    [
        (date(2020, 9, 30), False),
        (date(2020, 10, 1), True),
        (date(2021, 9, 30), True),
        (date(2021, 10, 1), False),
    ],
)
def test_a_result_is_measured_within_its_fiscal_year_s1(on: date, taken: bool) -> None:
    outcome = year().when("record_result", on=on, **INPUTS)
    if taken:
        outcome.then(RESULT)
    else:
        outcome.then_bad_input("on")


def test_the_state_holds_each_result_with_its_mark_s1() -> None:
    state = year((ON, RESULT)).state
    assert state.fiscal_year == 2564
    (result,) = state.results.values()
    assert (result.fact, result.mark.version, result.mark.on) == (RESULT, 2, ON)
