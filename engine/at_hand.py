"""Files of cases at hand: as they stand at a ledger size, brought up to it before every use, never out of date."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

from engine.case_file import CaseFile
from engine.database import Connection

MOST = 8_192
CHANGED = "SELECT DISTINCT originator_id FROM stored_events WHERE rowid > ?"


class AtHand:
    """Shared by all readers and the writer of one casework. ``grown`` is told of new facts before their files are used.

    Whoever takes a file out of it checks that its last fact is one they see.
    """

    def __init__(self, grown: Callable[[Connection, int], object]) -> None:
        self.size = 0
        """The largest ledger size seen."""
        self._grown = grown
        self._files: OrderedDict[str, CaseFile] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, connection: Connection, size: int) -> Mapping[str, CaseFile]:
        """The files for a view of ``size`` facts; none for a view older than what is at hand."""
        with self._lock:
            if size < self.size:
                return {}
            if size > self.size:
                for (case,) in connection.execute(CHANGED, (self.size,)):
                    self._files.pop(case, None)
                self._grown(connection, self.size)
                self.size = size
            return self._files

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
