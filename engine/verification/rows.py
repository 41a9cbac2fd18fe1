"""Each stored row by itself: its form, hash, topic and day. No row needs another, so processes share the work."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from engine.database import Connection, scan
from engine.mapper import leaf_hash
from engine.reader import BANGKOK_US, DAY_US, bangkok_day
from engine.shares import in_processes, processes_for
from engine.verification.faults import Fault, Faults, fault

ROWS = (
    "SELECT rowid - 1, originator_id, originator_version, topic, state, by, occurred_on, recorded_at, because, "
    "leaf_hash, command_id, digest, facts FROM stored_events WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
)
PLAIN = (int, str, int, str, bytes, str, str, int, type(None), bytes)
WITH_REASON = (int, str, int, str, bytes, str, str, int, bytes, bytes)
UNSTAMPED, STAMPED = (type(None),) * 3, (str, bytes, int)
FORMS = frozenset((*row, *stamp) for row in (PLAIN, WITH_REASON) for stamp in (UNSTAMPED, STAMPED))
"""The types a row may have. SQLite lets any column hold anything, and text that looks like a number hashes like it."""


class Span(NamedTuple):
    """Rows numbered above ``after`` and up to ``last``."""

    after: int
    last: int


EVERY_ROW = Span(-(2**63), 2**63 - 1)


def row_faults(
    connection: Connection, opened: Callable[[], Connection] | None, topics: frozenset[str]
) -> Iterator[Faults]:
    """What is wrong with single rows; where ``opened`` gives more connections, by as many processes as pay.

    Those begin at once, so there is time for something else before their answers are taken.
    """
    first, last = connection.execute("SELECT min(rowid), max(rowid) FROM stored_events").fetchone()
    count = 1 if opened is None or last is None else processes_for(last)
    if opened is None or count == 1:
        return _of_span(topics, connection, EVERY_ROW)
    ends = [first + (last - first) * part // count for part in range(1, count)]
    spans = [Span(*pair) for pair in zip((EVERY_ROW.after, *ends), (*ends, EVERY_ROW.last), strict=True)]
    return in_processes(opened, partial(_of_span, topics), spans)


def _of_span(topics: frozenset[str], connection: Connection, span: Span) -> Iterator[Faults]:
    if isinstance(connection, sqlite3.Connection):
        # Mapped, all of a large file would count as this process's memory; each page is wanted once.
        connection.execute("PRAGMA mmap_size=0")
    faults, days = Faults(), Days()
    for row in scan(connection, ROWS, span):
        leaf, case, version, topic, state, by, on, at, because, stored, command, digest, facts = row
        if tuple(map(type, row)) not in FORMS:
            faults.take([_malformed(leaf)])
            continue
        if leaf_hash(leaf, case, version, topic, by, on, at, because, (command, digest, facts), state) != stored:
            faults.take([_altered(leaf)])
        if topic not in topics:
            faults.take([_unknown(leaf, topic)])
        if not days.possible(on, at):
            faults.take([_misdated(leaf, on)])
    yield faults


class Days:
    """Whether a field date is a day, and none after that of recording; the same few days stand in very many rows."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}
        self._number, self._day = -1, ""

    def possible(self, on: str, at: int) -> bool:
        number = (at + BANGKOK_US) // DAY_US
        if number != self._number:
            self._number, self._day = number, _day_of(at)
        if on not in self._known:
            self._known[on] = _is_day(on)
        return self._known[on] and on <= self._day


def _day_of(at: int) -> str:
    """The day in Bangkok; of a moment no calendar reaches, none that anything could be dated up to."""
    try:
        return bangkok_day(at).isoformat()
    except (ValueError, OverflowError):
        return ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _malformed(leaf: int) -> Fault:
    return fault("form", f"รายการ {leaf} มีข้อมูลผิดชนิด", f"leaf {leaf} holds values of the wrong type", leaf=leaf)


def _altered(leaf: int) -> Fault:
    return fault("hash", f"รายการ {leaf} ถูกแก้ไข", f"leaf {leaf} was altered after it was recorded", leaf=leaf)


def _unknown(leaf: int, topic: Any) -> Fault:
    return fault("topic", f"ไม่รู้จักข้อเท็จจริงชนิด {topic}", f"nobody knows the topic {topic}", leaf=leaf)


def _misdated(leaf: int, on: str) -> Fault:
    return fault("date", f"วันที่ {on} ไม่ถูกต้องหรืออยู่หลังวันที่บันทึก", f"dated {on}: no day up to that of recording", leaf=leaf)
