"""Every assessment of the five dimensions, with both its times: tiers as of any date, as known at any time (H2)."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.household_facts import DimensionsAssessed
from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from engine.rows import Marks, Row


def _assessed(fact: DimensionsAssessed, case: HouseholdCase) -> Iterator[Row]:
    whole = fact.tier is not None
    yield "assessment", fact.tier, len(fact.failed) if whole else None, ",".join(fact.failed), case.program


ASSESSMENTS = Marks(
    "assessments",
    {"tier": "TEXT", "failed": "INTEGER", "dimensions": "TEXT NOT NULL", "program": "TEXT NOT NULL"},
    {HOUSEHOLD.name: {DimensionsAssessed: _assessed}},
    indexes=("program, occurred_on",),
)
"""``dimensions`` lists the failed ones; ``tier`` and ``failed`` are empty unless all five were assessed."""
