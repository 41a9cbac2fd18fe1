"""The security log: who was let in, refused, locked out or given more; a file a day, only ever added to."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from structlog.typing import FilteringBoundLogger

from engine.clock import Clock

FOLDER = "security"
Pseudonym = Callable[[bytes], bytes]
"""A keyed digest: tells the same from another, and nothing else to whoever has no key."""


class SecurityLog:
    """Lines of JSON in ``folder``, by the day (UTC). Nothing here removes or changes one.

    A line names accounts by their ids, and addresses and typed names by a pseudonym: what was typed as a name may
    have been a password.
    """

    def __init__(self, folder: Path, clock: Clock, digest: Pseudonym, otherwise: FilteringBoundLogger) -> None:
        self._folder, self._clock, self._digest, self._otherwise = folder, clock, digest, otherwise

    def pseudonym(self, text: str) -> str:
        """The same 12 hex digits for the same text."""
        return self._digest(b"security/" + text.encode(errors="replace")).hex()[:12]

    def write(self, event: str, **fields: Any) -> None:
        """Add a line. When the disk takes none, the other log gets it, so that it isn't lost."""
        at = self._clock()
        line = msgspec.json.encode({"at": f"{at:%Y-%m-%dT%H:%M:%S}Z", "event": event, **fields}) + b"\n"
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            # Opened anew each time, so that a day's file can be taken away while we run; one write is one line.
            file = os.open(self._folder / f"{at:%Y-%m-%d}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(file, line)
            finally:
                os.close(file)
        except OSError as error:
            self._otherwise.error("security", lost_from_file=error.errno, said={"event": event, **fields})
