"""The one definition of what is due: a goal, a referral, a carried-over date or a suspension that runs out (S5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from aggregates.household_record import HouseholdCase
from aggregates.lifecycle import Living


def next_due(case: Living) -> date | None:
    """The earliest date by which somebody must do something; None for a closed case or when nothing is promised."""
    if case.life.status == "closed":
        return None
    return min(_dates(case), default=None)


def _dates(case: Living) -> Iterator[date]:
    if case.life.suspended_until is not None:
        yield case.life.suspended_until
    if isinstance(case, HouseholdCase):
        yield from (goal.due for goal in case.this_cycle.goals if goal.outcome == "pending")
        yield from (referral.due for referral in case.referrals if referral.waiting)
        if case.carried_over is not None and case.life.stage not in ("intervened", "evaluated", "best_practice"):
            yield case.carried_over.until


def overdue(due: date | None, on: date) -> bool:
    """Whether the day by which something was promised has passed; what is due today isn't overdue.

    The same in SQL, for many cases at once: ``projections.timeliness``.
    """
    return due is not None and due < on
