"""The read log: who looked at which personal data, when and what for; in a database of its own (U5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import msgspec

from engine.calendar import BANGKOK
from engine.clock import Clock, microseconds
from engine.layout import Layout, Place, Tables
from engine.tables import open_tables
from engine.verification.faults import Fault, fault
from web.showing import moment

TABLE = """CREATE TABLE IF NOT EXISTS looks (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, roles TEXT NOT NULL, act TEXT NOT NULL,
    kind TEXT NOT NULL, subject TEXT NOT NULL, fields TEXT NOT NULL, purpose TEXT)"""
INDEX = "CREATE INDEX IF NOT EXISTS looks_by_person ON looks (by, number)"
LAYOUT = Layout(name="looks", tables=(TABLE, INDEX), guarded=("looks",))
LATEST = "SELECT number, at FROM looks ORDER BY number DESC LIMIT 1"
INSERT = "INSERT INTO looks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look, or one export. ``fields`` names what was opened, such as "household.member_joined.details"."""

    by: str
    roles: tuple[str, ...]
    act: str
    """The route or command by which it was seen."""
    kind: str
    subject: str
    """The id of a case, or which list it was."""
    fields: tuple[str, ...]
    purpose: str | None = None


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for in the log; what is left out matches all. Both days are included."""

    person: str | None = None
    subject: str | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None


class ReadLog:
    """Takes new rows only: triggers refuse every change."""

    def __init__(self, place: Place, clock: Clock) -> None:
        self._clock = clock
        self._db = open_tables(place, LAYOUT)
        self._db.check()

    def close(self) -> None:
        self._db.close()

    def write(self, looks: Sequence[Look]) -> None:
        """Durable when it returns; what was seen may leave only then. Numbers are dense and times never go back."""
        if not looks:
            return
        with self._db.writing():
            last, latest = self._db.execute(LATEST).fetchone() or (0, 0)
            at = max(latest, microseconds(self._clock()))
            for number, x in enumerate(looks, last + 1):
                row = number, at, x.by, " ".join(x.roles), x.act, x.kind, x.subject, " ".join(x.fields), x.purpose
                self._db.execute(INSERT, row)

    def read(self, sought: Sought, limit: int) -> tuple[list[dict[str, Any]], int | None]:
        """One page, newest first, and the cursor of the next."""
        where, values = _matching(sought)
        rows = self._db.execute(
            f"SELECT number, at, by, roles, act, kind, subject, fields, purpose FROM looks WHERE {where} "
            "ORDER BY number DESC LIMIT ?",
            (*values, limit + 1),
        ).fetchall()
        items = [_shown(row) for row in rows[:limit]]
        return items, items[-1]["number"] if len(rows) > limit else None

    def count(self, sought: Sought) -> int:
        """How many looks there are on all pages."""
        where, values = _matching(sought)
        (found,) = self._db.execute(f"SELECT count(*) FROM looks WHERE {where}", values).fetchone()
        return int(found)


def look_faults(looks: Tables) -> Iterator[Fault]:
    """Yields looks that are missing from the log or out of order."""
    expected, latest = 1, 0
    for number, at in looks.execute("SELECT number, at FROM looks ORDER BY number"):
        if number != expected:
            yield fault(
                "looks",
                f"บันทึกการเข้าดู {expected} ถึง {number - 1} หายไป",
                f"looks {expected} to {number - 1} are missing",
                where="looks",
            )
        elif at < latest:
            yield fault(
                "looks", f"การเข้าดู {number} เวลาย้อนหลัง", f"look {number} was before the one it follows", where="looks"
            )
        expected, latest = number + 1, at


def _matching(sought: Sought) -> tuple[str, list[Any]]:
    """What a row of a look that is sought says, as a condition with its values."""
    conditions: dict[str, Any] = {
        "number < ?": sought.before,
        "by = ?": sought.person,
        "subject = ?": sought.subject,
        "at >= ?": None if sought.since is None else _moment(sought.since, time.min),
        "at <= ?": None if sought.until is None else _moment(sought.until, time.max),
    }
    asked = {condition: value for condition, value in conditions.items() if value is not None}
    return " AND ".join(asked) or "TRUE", list(asked.values())


def _moment(day: date, at: time) -> int:
    return microseconds(datetime.combine(day, at, BANGKOK))


def _shown(row: tuple[Any, ...]) -> dict[str, Any]:
    number, at, by, roles, act, kind, subject, fields, purpose = row
    return {
        "number": number,
        "at": moment(at),
        "by": by,
        "roles": roles.split(),
        "act": act,
        "kind": kind,
        "subject": subject,
        "fields": fields.split(),
        "purpose": purpose,
    }
