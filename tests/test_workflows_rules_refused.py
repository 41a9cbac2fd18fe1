"""A wrong rule set is refused whole, with the field named and what is expected there (W6)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rules import Rules, RulesError, decode_rules
from workflows.rulesets import delivered

TEXT = delivered("2564")


def changed(old: str, new: str, count: int = 1) -> str:
    """The delivered text with its first ``count`` places changed; fails if there is no such place."""
    assert old in TEXT, old
    return TEXT.replace(old, new, count)


def refused(text: str) -> RulesError:
    with pytest.raises(RulesError) as refusal:
        decode_rules(text)
    assert refusal.value.text.th
    assert refusal.value.text.en
    return refusal.value


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("min_failed = 2, max_failed = 3", "min_failed = 2, max_failed = 2", "household.tiers"),
        ("min_failed = 2, max_failed = 3", "min_failed = 2, max_failed = 4", "household.tiers"),
        ("min_failed = 4, max_failed = 5", "min_failed = 4, max_failed = 6", "household.tiers"),
        ('code = "yellow", min', 'code = "green", min', "household.tiers"),
        ("number = 12\n", "number = 13\n", "committee.seats"),
        ('code = "one_home_heads"', 'code = "district_chief"', "committee.seats"),
        ('role = "chair"', 'role = "king"', "committee.seats[3].role"),
        ("min_people = 1\nmax_people = 1", "min_people = 2\nmax_people = 1", "committee.seats[0].max_people"),
        ("{ level = 2, th", "{ level = 3, th", "scores.sheets[0].milestones"),
        ('{ piece = "B" }', '{ piece = "Z" }', "scores.sheets[0].milestones[1].evidence[0].piece"),
        ('[{ piece = "A" }, { piece = "B" }]', "[]", "scores.sheets[1].milestones[0].evidence"),
        (
            '"community_present"]',
            '"communty_present"]',
            "scores.sheets[0].milestones[4].evidence[0].conditions",
        ),
        ('round = "12m"', 'round = "9m"', "scores.sheets[1].round"),
        ('round = "12m"', 'round = "6m"', "scores.sheets"),
        ('[[scores.pieces]]\ncode = "K"', '[[scores.pieces]]\ncode = "J"', "scores.pieces"),
        ("weight = 20", "weight = 0", "scores.sheets[0].weight"),
        ("month = 3, day = 31", "month = 3, day = 30", "scores.rounds"),
        ("month = 3, day = 31", "month = 4, day = 1", "scores.rounds"),
        ("month = 3, day = 31", "month = 2, day = 29", "scores.rounds[0].ends.day"),
        ("{ percent = 75, score", "{ percent = 70, score", "scores.mission_level.scale.points"),
        ("percent = 80, score = 75", "percent = 80, score = 50", "scores.kpi_2_1.scale.points"),
        ('"disability_rights"]', '"disability"]', "scores.kpi_2_1.indicators"),
        ("points = 75, needs", "points = 40, needs", "scores.kpi_2_2.steps"),
        ('needs = ["policy_proposal"]', 'needs = ["proposal"]', "scores.kpi_2_2.steps[2].needs"),
        ('needs = ["policy_proposal"]', "needs = []", "scores.kpi_2_2.steps[2].needs"),
        (
            '[[scores.indicators]]\ncode = "dis',
            '[[scores.indicators]]\ncode = "other_dis',
            "scores.mission_level.indicators",
        ),
        ("min_households = 35", "min_households = 0", "program.min_households"),
        ("min_households = 35", 'min_households = "35"', "program.min_households"),
        ('code = "landless"', 'code = "poverty"', "program.problems"),
        ('code = "welfare"', 'code = "bowon"', "program.concepts"),
        ('code = "recreation"', 'code = "housing"', "program.concepts[5].parts"),
        ('code = "landless"', 'code = "Land less"', "program.problems[4].code"),
        ('en = "No land to farm"', 'en = ""', "program.problems[4].en"),
        ("plan_years = [2564, 2565, 2566]", "plan_years = [2565, 2566]", "program.plan_years"),
        ("plan_years = [2564, 2565, 2566]", "plan_years = [2564, 2566, 2565]", "program.plan_years"),
        ("fiscal_year = 2565, per", "fiscal_year = 2564, per", "program.area.quotas"),
        ("fiscal_year = 2564\n", "fiscal_year = 2570\n", "program.plan_years"),
        ("fiscal_year = 2564\n", "fiscal_year = 2021\n", "fiscal_year"),
        ("min_missions = 1", "min_missions = 8", "program.area.min_missions"),
        ("second_person_late_days = 90", "second_person_late_days = 20", "process.second_person_late_days"),
        ('unwaivable = ["P3.3"', 'unwaivable = ["P5.5"', "process.unwaivable"),
        ('unwaivable = ["P3.3"', 'unwaivable = ["signature"', "process.unwaivable[0]"),
        ('code = "declined"', 'code = "deceased"', "process.closing_reasons"),
        ('stage = "analyzed"', 'stage = "planned"', "gates.program"),
        ('requirements = ["P5.3"]', "requirements = []", "gates.program[4].requirements"),
        ('requirements = ["P5.3"]', 'requirements = ["P4.1"]', "gates.program"),
        ('criterion = "income"', 'criterion = "money"', "household.income_test.criterion"),
        ('lines = ["province", "region", "nation"]', "lines = []", "household.income_test.lines"),
        ("number = 6\n", "number = 7\n", "committee.seats"),
        ('stages = ["intervened"]', 'stages = ["planned"]', "process.phases"),
        ('stages = ["evaluated"]', "stages = []", "process.phases"),
        ('stages = ["evaluated"]', 'stages = ["evaluated"], returned = true', "process.phases"),
        ('{ code = "check"', '{ code = "do"', "process.phases"),
        ("stuck_days = 60 # S5\n", "", "process"),
        ("stuck_days = 60", "stuk_days = 60", "process"),
    ],
)
def test_a_wrong_rule_set_is_refused_with_the_field_named_w6(old: str, new: str, field: str) -> None:
    assert refused(changed(old, new)).field == field


def test_an_indicator_must_belong_to_a_mission_s1() -> None:
    stray = '[[scores.indicators]]\ncode = "stray"\nth = "อื่น ๆ"\nen = "Other"\n\n[scores.mission_level]'
    assert refused(changed("[scores.mission_level]", stray)).field == "scores.indicators"


def test_a_condition_of_kpi_2_2_must_not_bear_the_code_of_a_national_item_s2() -> None:
    text = changed('code = "reports_delivered"', 'code = "mission_results"')
    assert refused(text).field == "scores.kpi_2_2.conditions"


def test_due_dates_of_stages_must_stand_in_order_s5() -> None:
    late_first = changed('requirements = ["P5.3"]', 'requirements = ["P5.3"]\ndue = 2021-09-01')
    assert decode_rules(late_first).gates.entering("program", "intervened").due == date(2021, 9, 1)
    wrong = late_first.replace('requirements = ["P6.1"', 'due = 2021-06-01\nrequirements = ["P6.1"', 1)
    assert refused(wrong).field == "gates.program"


def test_a_missing_or_unknown_field_is_named_in_the_message() -> None:
    assert "`stuck_days`" in refused(changed("stuck_days = 60 # S5\n", "")).text.en
    assert "`stuk_days`" in refused(changed("stuck_days = 60", "stuk_days = 60\nstuck_days = 60")).text.en
    assert "`colour`" in refused('colour = "red"\n' + TEXT).text.en


def test_text_that_is_not_toml_is_refused_as_such() -> None:
    assert refused("id = [").field == "toml"


@given(st.permutations([(0, 0), (1, 1), (2, 3), (4, 5)]))
def test_tier_bands_are_refused_in_any_other_order_h2(bands: list[tuple[int, int]]) -> None:
    rows = "".join(
        f'  {{ code = "{code}", min_failed = {low}, max_failed = {high} }},\n'
        for code, (low, high) in zip(("none", "green", "yellow", "red"), bands, strict=True)
    )
    start = TEXT.index("tiers = [ # H2")
    end = TEXT.index("]\n", start)
    text = TEXT[:start] + "tiers = [\n" + rows + TEXT[end:]
    if bands == sorted(bands):
        assert isinstance(decode_rules(text), Rules)
    else:
        assert refused(text).field == "household.tiers"
