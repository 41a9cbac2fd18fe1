"""The mission measures worked through by hand: 5.1 with seven indicators, KPI 2.1 with six (S1, S1.1, S1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.history import Mark
from engine.refusal import Cite
from tests.given import RULES, TEXT
from workflows.mission_scores import Earned, MissionScore, mission_score
from workflows.rounding import half_up
from workflows.rules import Rules, decode_rules

CASE = "m" * 32
SEVEN = RULES.scores.mission_level.indicators
SIX = RULES.scores.kpi_2_1.indicators


class Figures(msgspec.Struct, frozen=True):
    actual: Decimal
    target: Decimal


class Result(msgspec.Struct, frozen=True):
    fact: Figures
    mark: Mark


def results(figures: Mapping[str, tuple[str, str]]) -> dict[str, Result]:
    """Indicator -> (actual, target), as facts 2, 3, 4 and so on."""
    return {
        code: Result(Figures(Decimal(actual), Decimal(target)), Mark(2 + place, date(2021, 9, 30), "somchai"))
        for place, (code, (actual, target)) in enumerate(figures.items())
    }


def all_at(percent: str, indicators: tuple[str, ...] = SEVEN) -> dict[str, Result]:
    return results(dict.fromkeys(indicators, (percent, "100")))


def level(found: Mapping[str, Result], rules: Rules = RULES) -> MissionScore:
    return mission_score(rules.scores.mission_level, found, CASE, rules)


def kpi(found: Mapping[str, Result], rules: Rules = RULES) -> MissionScore:
    return mission_score(rules.scores.kpi_2_1, found, CASE, rules)


def earned(score: MissionScore) -> Earned:
    assert score.earned is not None
    return score.earned


@pytest.mark.parametrize(
    ("mean", "whole", "score", "shortfall"),
    [
        ("0", 0, "0", "70"),
        ("69.99", 0, "0", "0.01"),
        ("70", 1, "1", "0"),
        ("74.999", 1, "1.9998", "0"),
        ("75", 2, "2", "0"),
        ("80", 3, "3", "0"),
        ("82.5", 3, "3.5", "0"),
        ("85", 4, "4", "0"),
        ("89.99", 4, "4.998", "0"),
        ("90", 5, "5", "0"),
        ("100", 5, "5", "0"),
    ],
)
def test_5_1_by_seven_indicators_s1_1(mean: str, whole: int, score: str, shortfall: str) -> None:
    found = earned(level(all_at(mean)))
    assert (found.mean, found.level, found.score) == (Fraction(mean), whole, Fraction(score))
    assert (found.shortfall, found.points) == (Fraction(shortfall), None)


@pytest.mark.parametrize(
    ("mean", "whole", "score", "points", "shortfall"),
    [
        ("0", 0, "0", "0", "70"),
        ("69.99", 0, "0", "0", "0.01"),
        ("70", 50, "50", "2.5", "0"),
        ("79.99", 50, "74.975", "3.74875", "0"),
        ("80", 75, "75", "3.75", "0"),
        ("82.5", 75, "81.25", "4.0625", "0"),
        ("90", 100, "100", "5", "0"),
        ("100", 100, "100", "5", "0"),
    ],
)
def test_kpi_2_1_by_six_indicators_s1_2(mean: str, whole: int, score: str, points: str, shortfall: str) -> None:
    found = earned(kpi(all_at(mean)))
    assert (found.mean, found.level, found.score) == (Fraction(mean), whole, Fraction(score))
    assert (found.points, found.shortfall) == (Fraction(points), Fraction(shortfall))


def test_the_seventh_indicator_moves_5_1_and_leaves_kpi_2_1_s1() -> None:
    figures = dict.fromkeys(SIX, ("90", "100")) | {"model_subdistricts": ("20", "100")}
    found = results(figures)
    assert earned(level(found)).mean == Fraction(560, 7)
    assert earned(kpi(found)).mean == 90
    assert kpi(all_at("90", SIX)) == kpi(found)


def test_each_indicator_weighs_the_same_whatever_its_figures_are_s1() -> None:
    shares = ("1", "3"), ("2", "3"), ("500", "1000"), ("80", "80"), ("62.5", "100"), ("45", "60")
    found = earned(kpi(results(dict(zip(SIX, shares, strict=True)))))
    halves = Fraction(1, 3) + Fraction(2, 3) + Fraction(1, 2) + 1 + Fraction(5, 8) + Fraction(3, 4)
    assert found.mean == halves / 6 * 100


def test_an_overachieved_target_cant_make_up_for_another_s1() -> None:
    figures = dict.fromkeys(SIX, ("70", "100")) | {SIX[0]: ("500", "100")}
    assert earned(kpi(results(figures))).mean == Fraction(5 * 70 + 100, 6)
    raised = decode_rules(TEXT.replace("ratio_cap_percent = 100", "ratio_cap_percent = 120"))
    assert earned(kpi(results(figures), raised)).mean == Fraction(5 * 70 + 120, 6)


@pytest.mark.parametrize("absent", [SIX[0], SIX[-1]])
def test_a_missing_figure_is_missing_and_never_zero_s1(absent: str) -> None:
    """Incomplete: 5 of 6 and 6 of 7, so no level, no score, no points."""
    found = {code: result for code, result in all_at("95").items() if code != absent}
    for score, of in ((level(found), 7), (kpi(found), 6)):
        assert (score.missing, score.earned) == ((absent,), None)
        assert len(score.achievements) == of - 1


def test_without_the_seventh_figure_only_5_1_is_incomplete_s1() -> None:
    found = all_at("82.5", SIX)
    assert level(found).missing == ("model_subdistricts",)
    assert level(found).earned is None
    assert earned(kpi(found)).score == Fraction("81.25")


def test_without_any_figure_all_are_missing_s1() -> None:
    assert level({}).missing == SEVEN
    assert level({}).achievements == ()


def test_a_zero_that_was_reported_counts_as_zero_s1() -> None:
    figures = dict.fromkeys(SIX, ("90", "100")) | {SIX[1]: ("0", "100")}
    found = kpi(results(figures))
    assert (found.missing, earned(found).mean) == ((), 75)


def test_every_achievement_cites_its_fact_s1() -> None:
    found = level(all_at("80"))
    assert [(one.indicator, one.cite) for one in found.achievements] == [
        (code, Cite(2 + place, CASE)) for place, code in enumerate(SEVEN)
    ]


def test_every_owning_department_is_credited_with_the_mean_s1() -> None:
    owners = ("ops_msdhs", "dcy", "dwf", "dsdw", "dop", "dep", "codi")
    assert level({}).credited == owners
    assert kpi({}).credited == owners[:-1]


def test_nothing_is_rounded_before_it_is_compared_s1() -> None:
    """69.999 is shown as 70.00 and is still short of the first step."""
    found = earned(level(all_at("69.999")))
    assert str(half_up(found.mean, 2)) == "70.00"
    assert (found.level, found.shortfall) == (0, Fraction("0.001"))
    thirds = earned(kpi(results(dict.fromkeys(SIX, ("2", "3")))))
    assert thirds.mean == Fraction(200, 3)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0.00"),
        ("82.494", "82.49"),
        ("82.495", "82.50"),
        ("82.505", "82.51"),
        ("99.995", "100.00"),
        ("1/3", "0.33"),
    ],
)
def test_a_score_is_shown_half_up_with_two_decimals_s1(value: str, shown: str) -> None:
    assert str(half_up(Fraction(value), RULES.scores.shown_decimals)) == shown


@given(st.fractions(min_value=0, max_value=100), st.integers(min_value=1, max_value=6))
def test_what_is_shown_is_never_half_a_last_digit_off(value: Fraction, decimals: int) -> None:
    off = value - Fraction(half_up(value, decimals))
    assert -Fraction(1, 2) <= off * 10**decimals < Fraction(1, 2)


@given(st.lists(st.integers(min_value=0, max_value=10_000), min_size=7, max_size=7))
def test_more_achieved_never_earns_less_s1(hundredths: list[int]) -> None:
    figures = {code: (str(Decimal(n) / 100), "100") for code, n in zip(SEVEN, hundredths, strict=True)}
    before = earned(level(results(figures)))
    after = earned(level(results(figures | {SEVEN[0]: ("100", "100")})))
    assert (after.mean, after.level, after.score) >= (before.mean, before.level, before.score)
