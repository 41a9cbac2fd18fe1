"""The clock of a request about personal data: days left, and how loudly the desk should say so."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from aggregates.rights_state import RightsRequest
from projections.due import overdue
from workflows.rights_rules import RightsRules


class Clock(NamedTuple):
    """How a request stands on a day."""

    due: date
    days_left: int
    """Negative once it is overdue."""
    alarm: int
    """The highest percent of the rules' alarms that is reached; 0 before the first one."""
    overdue: bool


def clock(request: RightsRequest, rules: RightsRules, on: date) -> Clock | None:
    """The clock of a request that waits for an answer; None once it has its end."""
    if not request.open:
        return None
    received = request.received.on
    gone = (on - received).days * 100
    whole = (request.due - received).days
    reached = (alarm for alarm in rules.alarms if gone >= alarm * whole)
    return Clock(request.due, (request.due - on).days, max(reached, default=0), overdue(request.due, on))
