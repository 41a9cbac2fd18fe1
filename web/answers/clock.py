"""The clock beside the last fact (T7)."""

from __future__ import annotations

from typing import Any

from engine.casework import Casework
from engine.clock import microseconds
from web.showing import moment

DAY = 86_400 * 1_000_000


def clock_told(casework: Casework) -> dict[str, Any]:
    """What the clock shows, when the last fact was recorded, and how many whole days lie between."""
    at = microseconds(casework.clock())
    with casework.reading() as reader:
        last = reader.at
    return {"clock": moment(at), "last_fact": moment(last), "silent_days": (at - last) // DAY}
