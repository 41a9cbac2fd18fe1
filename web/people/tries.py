"""Wrong tries at secrets, counted for all processes together, and forgotten when they no longer count."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.layout import Tables

SECONDS = 15 * 60
"""How long a wrong try counts."""
BY_NAME = 5
"""How many count for one name from one address."""
BY_ADDRESS = 60
"""For all names from one address: an office of many people behind it still comes in, a list of names doesn't."""


class Tries:
    """Names and addresses are kept as keyed digests: what was typed as a name may have been a password."""

    def __init__(self, tables: Tables, digest: Callable[[bytes], bytes]) -> None:
        self._db, self._digest = tables, digest

    def wait(self, name: str, address: str) -> int:
        """In how many seconds another try is allowed; 0 is now."""
        since = time.time() - SECONDS
        who, where = self._known(name), self._known(address)
        by_name = "SELECT at FROM tries WHERE address = ? AND at > ? AND name = ? ORDER BY at DESC LIMIT 1 OFFSET ?"
        by_address = "SELECT at FROM tries WHERE address = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?"
        spent = [
            self._db.execute(by_name, (where, since, who, BY_NAME - 1)).fetchone(),
            self._db.execute(by_address, (where, since, BY_ADDRESS - 1)).fetchone(),
        ]
        return max((int(row[0] - since) + 1 for row in spent if row), default=0)

    def add(self, name: str, address: str) -> None:
        """Count a wrong try."""
        now = time.time()
        self._db.execute("DELETE FROM tries WHERE at <= ?", (now - SECONDS,))
        self._db.execute("INSERT INTO tries VALUES (?, ?, ?)", (self._known(name), self._known(address), now))

    def pardon(self, name: str) -> None:
        """Forget those for a name, from every address; for the addresses they stand."""
        self._db.execute("UPDATE tries SET name = ? WHERE name = ?", (b"", self._known(name)))

    def _known(self, text: str) -> bytes:
        return self._digest(b"tries/" + text.encode(errors="replace"))
