"""Milestones, rounds and scales of the 2564 rule set are those the guideline prints (S1-S4)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.milestone_rules import Office
from workflows.rule_terms import RulesError
from workflows.rules import decode_rules
from workflows.rulesets import delivered

TEXT = delivered("2564")
RULES = decode_rules(TEXT)


def milestones(office: Office, round: str) -> list[str]:
    """A sheet as the requirements print it: pieces joined by "and", conditions in brackets."""
    sheet = RULES.scores.sheet(office, round)
    return [
        " and ".join(f"{e.piece} ({', '.join(e.conditions)})" if e.conditions else e.piece for e in milestone.evidence)
        for milestone in sheet.milestones
    ]


def test_milestones_are_the_ones_of_s3_and_s4() -> None:
    assert milestones("zone", "6m") == ["A", "B", "C", "D", "E (community_present)"]
    assert milestones("zone", "12m") == ["A and B", "C and F", "D and E", "H (every_household_helped)", "K"]
    assert milestones("province", "6m") == [
        "A (zone_office_present)",
        "B",
        "C (one_home_present, working_group_present, zone_office_present)",
        "C (provincial_office_present, zone_office_present) and F",
        "D",
    ]
    assert milestones("province", "12m") == [
        "E (problems_summarised, partners_present)",
        "G",
        "H (under_community_plan)",
        "I",
        "J",
    ]


def test_only_area_choice_and_proposal_carry_over_s3_1() -> None:
    assert RULES.scores.carried_over == {"A", "B"}


@pytest.mark.parametrize(("office", "weight"), [("zone", 20), ("province", 10)])
def test_weighted_points_are_score_by_five_times_weight_s3_3(office: str, weight: int) -> None:
    for sheet in RULES.scores.sheets:
        if sheet.office == office:
            assert sheet.points(5) == weight
            assert sheet.points(Fraction(5, 2)) == Fraction(weight, 2)


def test_rounds_are_the_halves_of_the_fiscal_year_s3_1() -> None:
    scores = RULES.scores
    assert scores.round("6m").span(2564) == (date(2020, 10, 1), date(2021, 3, 31))
    assert scores.round("12m").span(2564) == (date(2021, 4, 1), date(2021, 9, 30))


def test_cut_off_is_fifteen_days_after_the_round_s3_1() -> None:
    assert RULES.scores.cut_off("6m", 2564) == date(2021, 4, 15)


def test_a_round_that_ended_before_going_live_has_no_cut_off_s3_1() -> None:
    scores = decode_rules(TEXT.replace("cut_off_days = 15", "go_live = 2021-04-01\ncut_off_days = 15")).scores
    assert scores.cut_off("6m", 2564) is None
    assert scores.cut_off("12m", 2564) == date(2021, 10, 15)


def test_the_rule_set_says_whether_closing_a_round_needs_the_confirmation_s3_2b() -> None:
    asked = "closing_needs_confirmation = true"
    assert RULES.scores.closing_needs_confirmation
    line = next(line for line in TEXT.splitlines() if line.startswith(asked))
    assert not decode_rules(TEXT.replace(line, "")).scores.closing_needs_confirmation
    with pytest.raises(RulesError) as refused:
        decode_rules(TEXT.replace(asked, 'closing_needs_confirmation = "perhaps"'))
    assert refused.value.field == "scores.closing_needs_confirmation"


@pytest.mark.parametrize(
    ("percent", "level", "score", "shortfall"),
    [
        (Fraction("69.99"), 0, 0, Fraction("0.01")),
        (70, 1, 1, 0),
        (Fraction("82.5"), 3, Fraction("3.5"), 0),
        (Fraction("89.999"), 4, Fraction("4.9998"), 0),
        (90, 5, 5, 0),
        (100, 5, 5, 0),
    ],
)
def test_mission_level_and_score_s1_1(
    percent: Fraction | int, level: int, score: Fraction | int, shortfall: Fraction | int
) -> None:
    scale = RULES.scores.mission_level.scale
    assert (scale.step(percent), scale.score(percent), scale.shortfall(percent)) == (level, score, shortfall)


@given(st.fractions(min_value=70, max_value=90))
def test_kpi_2_1_is_linear_between_its_points_s1_2(percent: Fraction) -> None:
    assert RULES.scores.kpi_2_1.scale.score(percent) == 50 + Fraction(5, 2) * (percent - 70)


@given(st.fractions(min_value=0, max_value=100))
def test_a_scale_by_steps_scores_whole_steps_only_s1_2(percent: Fraction) -> None:
    stepped = decode_rules(TEXT.replace('between = "linear"', 'between = "step"')).scores.kpi_2_1.scale
    assert stepped.score(percent) == stepped.step(percent)


def test_5_1_uses_seven_indicators_and_kpi_2_1_six_s1() -> None:
    seven, six = RULES.scores.mission_level.indicators, RULES.scores.kpi_2_1.indicators
    assert (len(seven), len(six)) == (7, 6)
    assert set(seven) - set(six) == {"model_subdistricts"}


def test_kpi_2_2_is_cumulative_over_named_conditions_s2() -> None:
    assert {step.points: step.needs for step in RULES.scores.kpi_2_2.steps} == {
        50: ("model_lessons", "three_year_plan"),
        75: ("reports_delivered", "best_practices_picked"),
        100: ("policy_proposal",),
    }
