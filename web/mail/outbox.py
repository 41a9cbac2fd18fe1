"""Who was written to on which day, what still waits, and how each wants it; no letter and no address is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from engine.clock import microseconds
from engine.layout import Place, Tables
from engine.tables import open_tables
from web.databases import place_of
from web.layouts import MAIL

TAKE = """
INSERT INTO digests VALUES (:account, :day, 'writing', NULL, 1, NULL, :at)
ON CONFLICT (account, day) DO UPDATE SET state = 'writing', tries = digests.tries + 1, at = excluded.at
WHERE digests.state = 'waiting' OR digests.state = 'writing' AND digests.at < :given_up
RETURNING account
"""
REMEMBER = """
INSERT INTO wishes VALUES (?, ?, ?) ON CONFLICT (account) DO UPDATE SET lang = excluded.lang, wanted = excluded.wanted
"""
GIVEN_UP = 3600 * 1_000_000
"""Microseconds after which whoever began to write must have been killed."""
State = Literal["sent", "nothing", "waiting"]
"""A letter left, or there was nothing to say, or it waits for the next run."""


class Wish(NamedTuple):
    """How somebody wants the digest."""

    lang: str = "th"
    wanted: bool = True


class Kept(NamedTuple):
    """A digest that couldn't be sent; it is written anew when it is tried again."""

    day: date
    tries: int
    problem: str


class Outbox:
    """One row for each person and day, so that nobody gets two letters of one day."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @cached_property
    def _db(self) -> Tables:
        return open_tables(self._place, MAIL)

    def close(self) -> None:
        if "_db" in self.__dict__:
            self._db.close()

    def take(self, account: str, day: date, at: datetime) -> bool:
        """Begin today's digest; False when it was dealt with, or somebody else is at it."""
        now = microseconds(at)
        given = {"account": account, "day": day.isoformat(), "at": now, "given_up": now - GIVEN_UP}
        return len(self._db.execute(TAKE, given).fetchall()) == 1

    def settle(self, account: str, day: date, state: State, *, seen: int, problem: str | None = None) -> None:
        """Say what came of it."""
        self._db.execute(
            "UPDATE digests SET state = ?, seen = ?, problem = ? WHERE account = ? AND day = ?",
            (state, seen, problem, account, day.isoformat()),
        )

    def seen(self, account: str) -> int | None:
        """The size of the ledger up to which somebody has been told; None before the first time."""
        done = "SELECT max(seen) FROM digests WHERE account = ? AND state IN ('sent', 'nothing')"
        found: int | None = self._db.execute(done, (account,)).fetchone()[0]
        return found

    def kept(self, account: str) -> Kept | None:
        """The latest digest, if it waits."""
        latest = "SELECT day, tries, problem, state FROM digests WHERE account = ? ORDER BY day DESC LIMIT 1"
        row = self._db.execute(latest, (account,)).fetchone()
        return Kept(date.fromisoformat(row[0]), row[1], row[2]) if row is not None and row[3] == "waiting" else None

    def wish(self, account: str) -> Wish:
        """How somebody wants it: in Thai unless they said otherwise."""
        row = self._db.execute("SELECT lang, wanted FROM wishes WHERE account = ?", (account,)).fetchone()
        return Wish() if row is None else Wish(row[0], bool(row[1]))

    def standing(self, account: str) -> tuple[Wish, Kept | None]:
        """How somebody wants the digest, and the one that waits for them; nothing is created by asking."""
        if isinstance(self._place, Path) and not self._place.exists():
            return Wish(), None
        return self.wish(account), self.kept(account)

    def remember(self, account: str, wish: Wish) -> None:
        """Keep how somebody wants it."""
        self._db.execute(REMEMBER, (account, wish.lang, wish.wanted))


@contextmanager
def outbox(data: Path) -> Iterator[Outbox]:
    """The outbox that belongs to a data folder."""
    with closing(Outbox(place_of(data, MAIL))) as box:
        yield box
