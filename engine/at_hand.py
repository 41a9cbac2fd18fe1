"""Files of cases at hand: as they stand at a ledger size, brought up to it before every use, never out of date."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

from engine.case_file import CaseFile
from engine.database import Connection, Question
from engine.erasure import SubjectErased

MOST = 8_192
CHANGED = (
    f"SELECT originator_id, max(CASE topic WHEN '{SubjectErased.spec.topic}' THEN 1 ELSE 0 END) FROM stored_events "
    "WHERE rowid > ? GROUP BY originator_id"
)
"""Which cases have newer facts, and whether somebody was erased by one of them."""


class AtHand:
    """Shared by all readers and the writer of one casework. ``learn`` is told of new erasures before files are used.

    Whoever takes a file out of it checks that its last fact is one they see.
    """

    def __init__(self, learn: Callable[[Connection, int], object]) -> None:
        self.size = 0
        """The largest ledger size seen."""
        self._learn = learn
        self._files: OrderedDict[str, CaseFile] = OrderedDict()
        self._lock = threading.Lock()
        self._others_write = False

    @property
    def expected(self) -> tuple[Question, ...]:
        """What ``at`` will ask, going by whether others had written when it was last called."""
        return ((CHANGED, (self.size,)),) if self._others_write and self.size else ()

    def at(self, connection: Connection, size: int) -> Mapping[str, CaseFile]:
        """The files for a view of ``size`` facts; none for a view older than what is at hand."""
        with self._lock:
            if size < self.size:
                return {}
            self._others_write = size > self.size
            if self._others_write:
                self._catch_up(connection)
                self.size = size
            return self._files

    def _catch_up(self, connection: Connection) -> None:
        if not self.size:
            # Nothing is at hand yet: no need to look through what may be millions of facts.
            self._learn(connection, 0)
            return
        changed = dict(connection.execute(CHANGED, (self.size,)))
        for case in changed:
            self._files.pop(case, None)
        if any(changed.values()):
            self._learn(connection, self.size)

    def keep(self, size: int, files: Mapping[str, CaseFile]) -> None:
        """Keep what was opened or written, once it is durable, as of ``size`` facts."""
        with self._lock:
            if size < self.size:
                return
            self.size = size
            for case, file in files.items():
                self._files[case] = file
                self._files.move_to_end(case)
            while len(self._files) > MOST:
                self._files.popitem(last=False)
