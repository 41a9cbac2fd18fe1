"""The calendar of one community: when each stage of its program is reached, if its story goes that far."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

FIRST = date(2020, 10, 1)
"""The year begins; what the product is delivered with is recorded on this day."""
YEAR_END = date(2021, 9, 30)
LAST = date(2021, 11, 12)
"""The last day anything is recorded."""
TODAY = LAST + timedelta(1)
"""What a demo store takes for today."""

STEPS = ((0, 10), (22, 36), (50, 65), (32, 45), (7, 12), (38, 50), (68, 95), (35, 48))
"""Days from one of ``Days`` to the next, in a quick community and in a slow one."""


class Days(NamedTuple):
    """The day each is recorded on."""

    opened: date
    selected: date
    analyzed: date
    appointed: date
    adopted: date
    """The meeting that chooses the target households."""
    planned: date
    intervened: date
    evaluated: date


def days(rng: Random, traits: Collection[str]) -> Days:
    """A calendar: quick where a second cycle follows in the same year, slow where the story says so."""
    pace = 0.0 if "second_cycle" in traits else 1.0 if "slow" in traits else rng.uniform(0.15, 0.7)
    day, found = FIRST + timedelta(4), []
    for quick, slow in STEPS:
        share = min(1.0, max(0.0, pace + rng.uniform(-0.1, 0.1)))
        day += timedelta(round(quick + (slow - quick) * share))
        found.append(day)
    return Days(*found)
