"""What a step of KPI 2.2 may need: the items of the national year and the conditions the product can judge (S2, P8)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import msgspec
import pytest

from engine.bilingual import Text
from engine.history import Mark
from engine.refusal import Cite
from tests.given import RULES, TEXT
from workflows.integration_success import CONDITIONS, integration_score
from workflows.known_requirements import expect_requirements
from workflows.rules import Rules, RulesError, decode_rules

MARK = Mark(3, date(2021, 9, 30), "somchai")


class Marked(msgspec.Struct, frozen=True):
    mark: Mark = MARK


class Items(msgspec.Struct, frozen=True, kw_only=True):
    model_lessons: Marked | None = None
    plan: Marked | None = None
    proposal: Marked | None = None
    submission: Marked | None = None


class Nobody(msgspec.Struct, frozen=True):
    """A zone, or a province without programs."""

    name: Text = Text("เลย", "Loei")
    programs: tuple[()] = ()
    pick: Cite | None = None


class Year(msgspec.Struct, frozen=True, kw_only=True):
    record_case: str = "r" * 32
    record: Items | None = None
    mission_case: str = "m" * 32
    results: dict[str, Marked] = {}
    provinces: tuple[Nobody, ...] = (Nobody(),)
    zones: tuple[Nobody, ...] = (Nobody(),)


BEFORE_STEPS = TEXT.rpartition("steps = [")[0]
"""The rules without their last part, the steps."""


def with_steps(*needs: str) -> Rules:
    """The rules with one step for each need, ten points apart."""
    steps = (f'{{ points = {10 + 10 * place}, needs = ["{need}"] }}' for place, need in enumerate(needs))
    return decode_rules(f"{BEFORE_STEPS}steps = [{', '.join(steps)}]")


def test_every_condition_and_item_of_the_rules_can_be_judged_s2() -> None:
    terms = RULES.program.national_year_items + RULES.scores.kpi_2_2.conditions
    assert set(CONDITIONS) == {term.code for term in terms}


def test_a_condition_nobody_can_judge_is_refused_when_rules_are_activated_s2() -> None:
    known = "conditions = [ # beside the items of the national year record\n"
    assert known in TEXT
    odd = TEXT.replace(known, f'{known}  {{ code = "happiness", th = "ความสุข", en = "Happiness" }},\n')
    rules = decode_rules(odd.replace('needs = ["policy_proposal"]', 'needs = ["happiness"]'))
    with pytest.raises(RulesError) as refused:
        expect_requirements(rules)
    assert refused.value.field == "scores.kpi_2_2.steps[2].needs"


@pytest.mark.parametrize("steps", ["steps = []", 'steps = [{ points = 0, needs = ["model_lessons"] }]'])
def test_steps_that_earn_nothing_are_no_rules_s2(steps: str) -> None:
    with pytest.raises(RulesError) as refused:
        decode_rules(BEFORE_STEPS + steps)
    assert refused.value.field.startswith("scores.kpi_2_2")


def test_the_mission_results_are_an_item_of_the_national_year_p8() -> None:
    rules = with_steps("mission_results")
    every = {indicator.code: Marked() for indicator in rules.scores.indicators}
    found = integration_score(Year(results=every), rules)
    assert (found.score, found.points) == (10, 10)
    assert set(found.steps[0].findings[0].cites) == {Cite(3, "m" * 32)}
    lacking = integration_score(Year(results={c: r for c, r in every.items() if c != "hardship"}), rules)
    (finding,) = lacking.steps[0].findings
    assert finding.needed is not None
    assert finding.needed.en == "indicators without a result: Database used to bring social services to target groups"


def test_points_follow_the_steps_of_the_rules_s2() -> None:
    """W6: other steps, other points; the weight stays."""
    rules = with_steps("three_year_plan", "model_lessons", "policy_proposal")
    one = integration_score(Year(record=Items(plan=Marked())), rules)
    assert (one.score, one.points) == (10, Fraction(10, 3))
    skipped = integration_score(Year(record=Items(model_lessons=Marked())), rules)
    assert (skipped.score, skipped.points) == (0, 0)


@pytest.mark.parametrize("field", ["provinces", "zones"])
def test_where_there_is_nobody_to_report_or_pick_nothing_is_earned_s2(field: str) -> None:
    rules = with_steps("reports_delivered", "best_practices_picked")
    (step, other) = integration_score(Year(**{field: ()}), rules).steps  # type: ignore[arg-type]
    assert not step.reached
    assert not other.reached
