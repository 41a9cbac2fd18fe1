"""When a fact counts as recorded late: more days after it occurred than the rules allow (S3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine.calendar import BANGKOK


def recorded_late(occurred: date, recorded: date, days: int) -> bool:
    """Whether the day of recording, in Bangkok, lies more than ``days`` after the day of the fact."""
    return (recorded - occurred).days > days


def told_late(item: Mapping[str, Any], days: int) -> bool:
    """The same of a fact as it is told."""
    recorded = datetime.fromisoformat(item["recorded_at"]).astimezone(BANGKOK).date()
    return recorded_late(date.fromisoformat(item["on"]), recorded, days)
