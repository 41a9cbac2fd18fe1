"""The mission scores from stored results: as of any date, as known at any time, corrected and retracted (S1, W5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from engine.refusal import BadInput, Cite, Refused
from tests.given import RULES
from tests.nation import END, MISSIONS, Nation

SEVEN = RULES.scores.mission_level.indicators


@pytest.fixture
def nation(tmp_path: Path) -> Iterator[Nation]:
    made = Nation(tmp_path)
    yield made
    made.close()


def record(nation: Nation, indicator: str, actual: str, on: date = END, **changes: Any) -> int:
    given = {"indicator": indicator, "actual": actual, "target": "100", "source": "รายงานประจำปี", **changes}
    return nation.do("record_result", MISSIONS, of="mission_year", on=on, **given).version


def inputs(indicator: str, actual: str) -> dict[str, str]:
    return {"indicator": indicator, "actual": actual, "target": "100", "source": "รายงานประจำปี"}


def mean(nation: Nation, on: date = END, known: Any = None) -> Fraction | None:
    earned = nation.missions(on, known).level.earned
    return None if earned is None else earned.mean


def test_a_year_nobody_has_opened_lacks_every_result_s1(nation: Nation) -> None:
    nation.clock.day = date(2022, 1, 1)
    found = nation.missions(date(2022, 1, 1), year=2565)
    assert (found.level.missing, found.level.earned) == (SEVEN, None)


def test_the_last_figure_completes_the_score_on_the_day_it_was_measured_s1(nation: Nation) -> None:
    for indicator in SEVEN[:-1]:
        record(nation, indicator, "80", date(2021, 9, 1))
    assert mean(nation) is None
    record(nation, SEVEN[-1], "87", date(2021, 9, 20))
    assert mean(nation, date(2021, 9, 19)) is None
    assert mean(nation, date(2021, 9, 20)) == 81
    found = nation.missions()
    assert [one.cite for one in found.level.achievements] == [Cite(2 + place, MISSIONS) for place in range(7)]
    assert found.kpi_2_1.earned is not None
    assert found.kpi_2_1.earned.mean == 80


def test_a_correction_changes_what_is_known_now_and_never_what_was_known_then_w5(nation: Nation) -> None:
    for indicator in SEVEN:
        record(nation, indicator, "80")
    then = nation.size
    nation.correct(MISSIONS, 2, of="mission_year", inputs=inputs(SEVEN[0], "94"))
    assert (mean(nation), mean(nation, known=then)) == (82, 80)


def test_somebody_elses_result_is_corrected_by_two_people_w5(nation: Nation) -> None:
    for indicator in SEVEN:
        record(nation, indicator, "80")
    asked = nation.correct(MISSIONS, 2, of="mission_year", by="malee", inputs=inputs(SEVEN[0], "94")).version
    assert mean(nation) == 80
    nation.do("confirm_correction", MISSIONS, of="mission_year", by="somchai", proposal=asked)
    assert mean(nation) == 82


def test_a_retracted_result_is_missing_again_and_may_be_recorded_anew_w5(nation: Nation) -> None:
    for indicator in SEVEN:
        record(nation, indicator, "80")
    nation.do("retract", MISSIONS, of="mission_year", because="บันทึกผิดปี", version=2)
    assert nation.missions().level.missing == (SEVEN[0],)
    record(nation, SEVEN[0], "87")
    assert mean(nation) == 81


@pytest.mark.parametrize("on", [date(2021, 9, 1), date(2021, 9, 10), date(2021, 9, 20)])
def test_an_indicator_has_one_result_whatever_days_are_told_s1(nation: Nation, on: date) -> None:
    record(nation, SEVEN[0], "80", date(2021, 9, 10))
    size = nation.size
    with pytest.raises(Refused):
        record(nation, SEVEN[0], "81", on)
    assert nation.size == size


def test_a_correction_may_not_take_the_place_of_another_result_s1(nation: Nation) -> None:
    record(nation, SEVEN[0], "80")
    record(nation, SEVEN[1], "80")
    with pytest.raises(Refused):
        nation.correct(MISSIONS, 3, of="mission_year", inputs=inputs(SEVEN[0], "80"))


@pytest.mark.parametrize("more", [{}, {"inputs": inputs(SEVEN[0], "81")}], ids=["the date", "date and figures"])
def test_a_correction_keeps_the_result_in_its_fiscal_year_s1(nation: Nation, more: dict[str, Any]) -> None:
    record(nation, SEVEN[0], "80")
    with pytest.raises(BadInput) as bad:
        nation.correct(MISSIONS, 2, of="mission_year", on=date(2020, 9, 30), **more)
    assert bad.value.field == "on"
    nation.correct(MISSIONS, 2, of="mission_year", on=date(2021, 9, 2), **more)
    assert nation.missions(date(2021, 9, 2)).results[SEVEN[0]].mark.on == date(2021, 9, 2)
