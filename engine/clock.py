"""The clock of "recorded at": held against one that nobody can set, and against the last fact."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from engine.refusal import ClockWrong

Clock = Callable[[], datetime]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FAR = timedelta(hours=1)
"""A clock that was set ahead by more than this while we ran records nothing."""
LONGEST_SILENCE = timedelta(days=400)
"""Longer than this after the last fact nothing is recorded before somebody says that the clock is right.

A fact recorded in a year to come would hold all later ones there, since recorded times never decrease.
"""
_RUNS_ON = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_FAR, _LONGEST_SILENCE = FAR // MICROSECOND, LONGEST_SILENCE // MICROSECOND

now = partial(datetime.now, UTC)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC."""
    return (moment - EPOCH) // MICROSECOND


def running() -> float:
    """Seconds on a clock that runs through sleep and that nobody can set."""
    return time.clock_gettime(_RUNS_ON)


class SteadyClock:
    """A clock that knows by how much it was set since it was first looked at."""

    def __init__(self, wall: Clock = now, running: Callable[[], float] = running) -> None:
        self._wall, self._running = wall, running
        self._apart = microseconds(wall()) - round(running() * 1_000_000)

    def __call__(self) -> datetime:
        return self._wall()

    @property
    def set_by(self) -> timedelta:
        """How far it was set ahead; below zero when it was set back."""
        return self.ahead(microseconds(self._wall())) * MICROSECOND

    def ahead(self, at: int) -> int:
        """By how many microseconds ``at``, which it just said, is later than if it had only run."""
        return at - round(self._running() * 1_000_000) - self._apart


def recording_time(clock: Clock, last: int, *, after_silence: bool = False) -> int:
    """When a fact is recorded, in microseconds since 1970 UTC: never before ``last``, that of the last fact (T7).

    Raises ClockWrong rather than go far ahead; ``after_silence`` when somebody has said that the clock is right.
    """
    at = microseconds(clock())
    if isinstance(clock, SteadyClock) and clock.ahead(at) > _FAR:
        raise ClockWrong("the clock was set ahead while we ran: nothing is recorded until it is right or we start anew")
    if last and at - last > _LONGEST_SILENCE and not after_silence:
        raise ClockWrong(
            f"nothing was recorded for {(at - last) // (86_400 * 1_000_000)} days, or the clock is wrong: "
            "say that it is right with `chumchon clock right`"
        )
    return max(last, at)
