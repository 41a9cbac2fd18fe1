"""The day a demo store takes for today: its made-up year ended long ago, and stays what it was."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from engine.calendar import BANGKOK
from engine.clock import Clock, now
from engine.refusal import UnsafeStore

FILE = "demo-day"
"""In the data folder of a demo: the day, as 2021-11-13."""


def demo_day(data: Path) -> date | None:
    """The day a data folder stands at; none for one that holds real work. Raises UnsafeStore."""
    try:
        text = (data / FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnsafeStore(f"{FILE} must hold a date such as 2021-11-13, or not be there at all") from None


def stand_at(data: Path, day: date) -> None:
    """From now on the data folder stands at ``day``."""
    (data / FILE).write_text(f"{day.isoformat()}\n", encoding="ascii")


def clock_of(data: Path, wall: Clock = now) -> Clock:
    """What facts are recorded by: the hour of the wall clock, in a demo always on its day."""
    day = demo_day(data)
    if day is None:
        return wall
    return lambda: datetime.combine(day, wall().astimezone(BANGKOK).timetz())
