"""Sessions: a random secret in a cookie, and beside the credentials a row that can be ended at any moment."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from engine.layout import Tables
from engine.refusal import StoreGone
from web.people.store import digest

IDLE, LONGEST = timedelta(hours=1), timedelta(hours=12)
NOTICED = timedelta(minutes=1)
"""How much later a session must be seen again for that to be written down."""


class Sessions:
    """Who is signed in where."""

    def __init__(self, tables: Tables) -> None:
        self._db = tables

    def begin(self, account: str, at: datetime) -> str:
        """A new session; returns its secret. Those that have run out, of anybody, are forgotten."""
        now = _seconds(at)
        longest, idle = now - LONGEST.total_seconds(), now - IDLE.total_seconds()
        self._db.execute("DELETE FROM sessions WHERE began < ? OR seen < ?", (longest, idle))
        secret = secrets.token_urlsafe(32)
        self._db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (digest(secret), account, now, now))
        return secret

    def account(self, secret: str, at: datetime) -> str | None:
        """Whose session this is, unless it was ended, has lasted too long or was left alone for too long."""
        now, key = _seconds(at), digest(secret)
        row = self._db.execute("SELECT account, began, seen FROM sessions WHERE digest = ?", (key,)).fetchone()
        if row is None or now - row[1] > LONGEST.total_seconds() or now - row[2] > IDLE.total_seconds():
            return None
        if now - row[2] >= NOTICED.total_seconds():
            # Nobody is turned away because it can't be written down just now.
            with suppress(StoreGone):
                self._db.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (now, key))
        return str(row[0])

    def open(self, account: str, at: datetime) -> list[tuple[datetime, datetime]]:
        """When each session of an account that still counts began and was last seen, the latest first."""
        now = _seconds(at)
        rows = self._db.execute(
            "SELECT began, seen FROM sessions WHERE account = ? AND began >= ? AND seen >= ? ORDER BY seen DESC",
            (account, now - LONGEST.total_seconds(), now - IDLE.total_seconds()),
        )
        return [(_moment(began), _moment(seen)) for began, seen in rows]

    def end(self, secret: str) -> None:
        """Sign out here."""
        self._db.execute("DELETE FROM sessions WHERE digest = ?", (digest(secret),))

    def end_all(self, account: str, but: str = "") -> None:
        """Sign out everywhere, or everywhere else than in the session with the secret ``but``."""
        self._db.execute("DELETE FROM sessions WHERE account = ? AND digest != ?", (account, digest(but)))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
