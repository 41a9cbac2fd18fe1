"""The watch over a running service: its logs, its metrics, its readiness, and what it says once when it changes."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from engine.casework import Casework
from engine.clock import microseconds
from web.operations.log import json_log
from web.operations.metrics import Metrics
from web.operations.readiness import Readiness
from web.operations.security_log import FOLDER, SecurityLog
from web.operations.settings import Settings

CLOCK_EVERY = 1.0
"""Seconds between two looks at the clock, however many requests there are."""
STATES = {"ok": 1.0, "warning": 0.5, "failed": 0.0}


class Watch:
    """Everything that is kept on a service at work, over one casework and its data folder."""

    def __init__(
        self, casework: Casework, folder: Path, settings: Settings | None = None, out: TextIO | None = None
    ) -> None:
        self.settings = settings or Settings()
        self.log = json_log(out or sys.stderr)
        self.security = SecurityLog(folder / FOLDER, casework.clock, casework.vault.digest, self.log)
        self.readiness = Readiness(casework, folder, self.settings)
        self.metrics = Metrics(self._gauges)
        self._casework = casework
        self._clock_wrong, self._looked = "", float("-inf")
        self._unfinished = False

    def note(self, event: str, **fields: Any) -> None:
        """Write an event down in the security log, and count it."""
        self.metrics.security.labels(event).inc()
        self.security.write(event, **fields)

    def look_at_clock(self) -> None:
        """Say it once when the clock goes wrong, and once when it is right again."""
        if time.monotonic() - self._looked < CLOCK_EVERY:
            return
        self._looked = time.monotonic()
        found = self.readiness.clock()
        if found.wrong != self._clock_wrong:
            self._clock_wrong = found.wrong
            seconds = round(found.by / timedelta(seconds=1), 1)
            self.note("clock_wrong" if found.wrong else "clock_right", wrong=found.wrong, seconds=seconds)

    def finish_erasures(self) -> None:
        """Try again what stood in the way of; say it once when an erasure stays unfinished, and once when none is."""
        forgetting, wrong = self._casework.forgetting, ""
        try:
            forgetting.again()
        except Exception as error:
            # An error's message may quote what a case says.
            wrong = type(error).__name__
        left = forgetting.unfinished
        if bool(left) != self._unfinished:
            self._unfinished = bool(left)
            self.note("erasures_unfinished" if left else "erasures_finished", wrong=wrong, at_most=left)

    def _gauges(self) -> dict[str, tuple[str, float]]:
        checks = self.readiness.checks()
        clock = self.readiness.clock()
        with self._casework.read_only(), self._casework.reading() as reader:
            age = (microseconds(self._casework.clock()) - reader.at) / 1e6
            facts = reader.size
        return {
            "facts": ("Facts in the ledger.", facts),
            "last_fact_age_seconds": ("How long ago the last fact was recorded.", age),
            "disk_free_bytes": ("Room left on the disk of the data folder.", self.readiness.free_bytes()),
            "clock_off_seconds": ("By how much the clock is off.", clock.by.total_seconds()),
            **{
                f"{name}_state": (f"The check {name}: 1 ok, 0.5 a warning, 0 failed.", STATES[state])
                for name, state in checks.items()
            },
        }
