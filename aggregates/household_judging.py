"""What rules make of a household's verdicts: its tier, and whether it is out of poverty (H2, H6).

Facts carry both the verdicts and what came of them, so that they can be judged again under other rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from aggregates.household_facts import CriteriaJudged, DimensionsAssessed, IncomeTested
from aggregates.household_values import CriterionVerdict, Dimension
from engine.facts import Fact
from workflows.household_rules import HouseholdRules, IncomeTest, Tier
from workflows.rules import Rules

HOLDS = ("met", "not_applicable")


class DimensionsFound(NamedTuple):
    """Every dimension of the rules with its verdict, those that fail, and the tier once none is left open."""

    verdicts: Mapping[str, Dimension]
    failed: tuple[str, ...]
    tier: Tier | None


def dimensions_found(verdicts: Mapping[str, Dimension], rules: Rules) -> DimensionsFound:
    """What an assessment comes to under ``rules``; a dimension nobody judged is not assessed."""
    every = {one.code: verdicts.get(one.code, "not_assessed") for one in rules.household.dimensions}
    failed = tuple(code for code, verdict in every.items() if verdict == "fails")
    return DimensionsFound(every, failed, None if "not_assessed" in every.values() else rules.tier(len(failed)))


def out_of_poverty(
    verdicts: Mapping[str, CriterionVerdict], extra: Iterable[CriterionVerdict], income: IncomeTested, rules: Rules
) -> bool:
    """Whether every criterion of ``rules`` is met or, where it may be, not applicable (H6)."""
    household: HouseholdRules = rules.household
    counted = [_counts(verdicts.get(one.code), one.may_be_not_applicable) for one in household.criteria]
    if household.extra_criteria_count:
        counted += [verdict in HOLDS for verdict in extra]
    if verdicts.get(household.income_test.criterion) == "met":
        counted.append(_income_shown(income, household.income_test))
    return all(counted)


def judged_again(fact: Fact, rules: Rules) -> Fact:
    """The fact as it would have been under other rules; itself where they make no difference."""
    match fact:
        case DimensionsAssessed():
            found = dimensions_found(fact.verdicts, rules)
            if found == (fact.verdicts, fact.failed, fact.tier):
                return fact
            return msgspec.structs.replace(fact, **found._asdict())
        case CriteriaJudged():
            out = out_of_poverty(fact.verdicts, fact.extra, fact.income, rules)
            return fact if out == fact.out_of_poverty else msgspec.structs.replace(fact, out_of_poverty=out)
    return fact


def _counts(verdict: CriterionVerdict | None, may_be_not_applicable: bool) -> bool:
    return verdict == "met" or (verdict == "not_applicable" and may_be_not_applicable)


def _income_shown(income: IncomeTested, test: IncomeTest) -> bool:
    if income.now is None or income.line is None or not income.members:
        return False
    risen = income.joining is not None and income.now > income.joining
    return income.now >= income.line * income.members and (risen or not test.must_rise)
