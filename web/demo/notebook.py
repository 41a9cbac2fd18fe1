"""A notebook of one case: its keeper notes deeds as they happen, and records them in sittings."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, timedelta
from random import Random
from typing import Any

from web.demo.schedule import Deed, Receipts, Sitting

Versions = tuple[int, ...]


class Notebook:
    """The deeds of one case that wait to be recorded. A deed is never dated before the one noted last, unless late."""

    def __init__(self, kind: str, case: str, by: str) -> None:
        self.case, self.by = case, by
        self.recorded = date.min
        """The day of the last sitting."""
        self._latest = date.min
        self._kind = kind
        self._deeds: list[Deed] = []

    def note(
        self,
        decision: str,
        on: date,
        /,
        *,
        by: str | None = None,
        because: str | None = None,
        late: bool = False,
        **inputs: Any,
    ) -> int:
        """Note a deed. Returns its place among the versions that ``record`` answers."""
        if not late:
            self._latest = on = max(on, self._latest)
        self._deeds.append(Deed(self._kind, self.case, decision, on, by or self.by, because, inputs))
        return len(self._deeds) - 1

    def record(self, day: date) -> Generator[Sitting, Receipts, Versions]:
        """Record what was noted, on ``day`` or the day of the last deed. Returns the version after each deed."""
        deeds, self._deeds = self._deeds, []
        self.recorded = max([day, self.recorded, *(deed.on for deed in deeds)])
        receipts = yield Sitting(self.recorded, deeds)
        return tuple(receipt.version for receipt in receipts)


def before(rng: Random, day: date) -> date:
    """When something that is recorded on ``day`` happened: mostly just then, seldom as long as 40 days ago."""
    (span,) = rng.choices(((0, 2), (3, 10), (11, 25), (26, 40)), (58, 30, 10, 2))
    return day - timedelta(rng.randint(*span))


def after(day: date, rng: Random, least: int, most: int) -> date:
    """A day so many days after ``day``."""
    return day + timedelta(rng.randint(least, most))
