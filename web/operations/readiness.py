"""Whether the service can do its work: the store, the keys, the disk, the clock, the last checkpoint."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from engine.casework import Casework
from engine.clock import FAR, MICROSECOND, SteadyClock, microseconds
from engine.refusal import StoreGone, UnsafeStore
from engine.sources import FARTHEST
from web.operations.settings import Settings

MEGABYTE = 1_000_000

State = Literal["ok", "warning", "failed"]
"""Failed: not even reading goes on. A warning calls for somebody, while reading and perhaps recording go on."""


class Readiness:
    """Looks anew each time it is asked. Says nothing of any case or person."""

    def __init__(self, casework: Casework, folder: Path, settings: Settings) -> None:
        self._casework, self._folder, self._settings = casework, folder, settings

    def checks(self) -> dict[str, State]:
        """Each check and what it found."""
        return {
            "store": self._store(),
            **({} if self._casework.sources.replica is None else {"replica": self._replica()}),
            "keys": self._keys(),
            "erasures": "warning" if self._casework.forgetting.unfinished else "ok",
            "disk": self._disk(),
            "clock": self.clock().state,
            "checkpoint": self._checkpoint(),
        }

    def free_bytes(self) -> int:
        """Room left on the disk of the data folder."""
        return shutil.disk_usage(self._folder).free

    def facts(self) -> int:
        """How many facts the store holds; 0 when it can't be read."""
        return 0 if (found := self._head()) is None else found[0]

    def clock(self) -> ClockFound:
        """How the clock stands against one that nobody can set, and against the last fact (T7)."""
        clock, tolerance = self._casework.clock, self._settings.clock_tolerance
        set_by = clock.set_by if isinstance(clock, SteadyClock) else timedelta(0)
        found = self._head()
        behind = timedelta(0) if found is None else (found[1] - microseconds(clock())) * MICROSECOND
        if behind > tolerance:
            return ClockFound("warning", "behind_last_fact", behind)
        if set_by > FAR:
            return ClockFound("warning", "set_far_ahead", set_by)
        if abs(set_by) > tolerance:
            return ClockFound("warning", "set", set_by)
        return ClockFound("ok", "", set_by)

    def _store(self) -> State:
        if self._head() is None:
            return "failed"
        there = self._casework.facts_recorder.in_place and not self._casework.sources.store.gone
        return "ok" if there else "warning"

    def _replica(self) -> State:
        """Whether it answers, and follows closely enough to be asked."""
        try:
            return "ok" if self._casework.sources.lacking() <= FARTHEST else "warning"
        except StoreGone:
            return "warning"

    def _keys(self) -> State:
        """Whether what is sealed can be opened; the rest of the work goes on without."""
        try:
            self._casework.vault.check()
        except (sqlite3.Error, StoreGone, UnsafeStore):
            return "warning"
        return "ok"

    def _disk(self) -> State:
        return "ok" if self.free_bytes() >= self._settings.free_megabytes * MEGABYTE else "warning"

    def _checkpoint(self) -> State:
        """Whether what was signed last still stands, and whether sealing keeps up where it has begun (T3)."""
        try:
            found = self._casework.ledger.standing()
        except (UnsafeStore, StoreGone, sqlite3.Error):
            return "warning"
        if found.checkpoint is None or found.unsealed_since is None:
            return "ok" if found.agrees else "warning"
        waited = (microseconds(self._casework.clock()) - found.unsealed_since) * MICROSECOND
        late = waited > timedelta(minutes=self._settings.unsealed_minutes)
        return "ok" if found.agrees and not found.refused and not late else "warning"

    def _head(self) -> tuple[int, int] | None:
        try:
            with self._casework.read_only(), self._casework.reading() as reader:
                return reader.size, reader.at
        except (sqlite3.Error, StoreGone, UnsafeStore):
            return None


class ClockFound(NamedTuple):
    """What is wrong with the clock, if anything, and by how much it is off."""

    state: State
    wrong: str
    by: timedelta
