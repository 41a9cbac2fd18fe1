"""When what is due next changed: a mark with the new date, or with none, so that past due dates stay exact (S5).

Folding every case to learn what was due on a past day would cost seconds; these marks cost one small row
for each fact that may change the date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from aggregates.household_facts import (
    CarriedOver,
    GoalAchieved,
    GoalDropped,
    GoalSet,
    ReferralAnswered,
    ReferralDone,
    ReferralSent,
)
from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.lifecycle import Living
from aggregates.lifecycle_facts import Closed, Reopened, Resumed, Returned, StageReached, Suspended
from engine.facts import Fact
from engine.kind import Kind
from engine.mapper import iso
from engine.rows import Marks, Row, Step
from projections.due import next_due

RESTING: tuple[type[Fact], ...] = (Suspended, Resumed, Closed, Reopened)
PROMISES: tuple[type[Fact], ...] = (
    GoalSet,
    GoalAchieved,
    GoalDropped,
    ReferralSent,
    ReferralAnswered,
    ReferralDone,
    CarriedOver,
    Returned,
)


def dues(kinds: Iterable[Kind[Any]]) -> Marks:
    """One column: the earliest date by which somebody must do something from then on."""
    steps: dict[str, dict[type[Fact], Step]] = {kind.name: dict.fromkeys(RESTING, _due) for kind in kinds}
    if HOUSEHOLD.name in steps:
        steps[HOUSEHOLD.name] |= dict.fromkeys(PROMISES, _due)
        steps[HOUSEHOLD.name][StageReached] = _moved
    return Marks("dues", {"due": "TEXT"}, steps)


def _due(fact: Fact, case: Living) -> Iterator[Row]:
    due = next_due(case)
    yield "due", None if due is None else iso(due)


def _moved(fact: StageReached, case: HouseholdCase) -> Iterator[Row]:
    """Of all promises only the date a household was carried over to is kept by reaching a stage."""
    if case.carried_over is not None:
        yield from _due(fact, case)
