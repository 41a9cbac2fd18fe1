"""Which tier each pattern of verdicts comes to, worked out beforehand for a page that shows it while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from aggregates.household_judging import dimensions_found
from aggregates.household_values import Dimension
from workflows.rules import Rules

JUDGED: Sequence[Dimension] = ("passes", "fails")


def tier_table(rules: Rules) -> dict[str, str]:
    """Verdicts in the order of the dimensions, joined by blanks -> tier; a pattern that isn't here has none (H2)."""
    codes = [one.code for one in rules.household.dimensions]
    patterns = product(JUDGED, repeat=len(codes))
    found = ((pattern, dimensions_found(dict(zip(codes, pattern, strict=True)), rules).tier) for pattern in patterns)
    return {" ".join(pattern): tier for pattern, tier in found if tier is not None}
