"""One walk along the ledger: every row against its hash, its place, its case, its command and the clock."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from engine.mapper import leaf_hash
from engine.reader import BANGKOK_US, DAY_US, bangkok_day
from engine.verification.faults import Fault, fault

ROWS = (
    "SELECT rowid - 1, originator_id, originator_version, topic, state, by, occurred_on, recorded_at, because, "
    "leaf_hash, command_id, digest, facts FROM stored_events ORDER BY rowid"
)
PLAIN = (int, str, int, str, bytes, str, str, int, type(None), bytes)
WITH_REASON = (int, str, int, str, bytes, str, str, int, bytes, bytes)
UNSTAMPED, STAMPED = (type(None),) * 3, (str, bytes, int)
FORMS = frozenset((*row, *stamp) for row in (PLAIN, WITH_REASON) for stamp in (UNSTAMPED, STAMPED))
"""The types a row may have. SQLite lets any column hold anything, and text that looks like a number hashes like it."""


class Leaves:
    """What is to be looked at along the ledger, and where the walk has come to.

    ``each`` is given every stored leaf hash in order, up to the first leaf that is missing.
    """

    def __init__(self, topics: frozenset[str], each: Callable[[bytes], object]) -> None:
        self.topics, self.each = topics, each
        self.size = 0
        self.whole = True
        self._versions: dict[str, int] = {}
        self._at = 0
        self._left = 0
        self._command: tuple[str, str, int] | None = None
        self._days: dict[str, bool] = {}
        self._day = (-1, "")

    def walk(self, connection: sqlite3.Connection) -> Iterator[Fault]:
        """Yields what is wrong, in the order of the leaves."""
        for row in connection.execute(ROWS):
            if row[0] != self.size:
                yield from self._gap(row[0])
            if tuple(map(type, row)) not in FORMS:
                yield _malformed(row[0])
                self._restart(row)
            elif wrong := self._look(row):
                yield from wrong
            if self.whole and type(row[9]) is bytes:
                self.each(row[9])
            self.size = row[0] + 1
        if self._left:
            yield self._cut_short(self.size)

    def _look(self, row: tuple[Any, ...]) -> list[Fault]:
        leaf, case, version, topic, state, by, on, at, because, stored, command, digest, facts = row
        wrong: list[Fault] = []
        if leaf_hash(leaf, case, version, topic, by, on, at, because, (command, digest, facts), state) != stored:
            wrong.append(
                fault("hash", f"รายการ {leaf} ถูกแก้ไข", f"leaf {leaf} was altered after it was recorded", leaf=leaf)
            )
        expected = self._versions.get(case, 0) + 1
        self._versions[case] = version
        if version != expected:
            wrong.append(
                fault(
                    "version",
                    f"เรื่อง {case} ควรเป็นลำดับ {expected} แต่พบ {version}",
                    f"case {case} should go on with version {expected}, not {version}",
                    leaf=leaf,
                    where=case,
                )
            )
        if topic not in self.topics:
            wrong.append(
                fault("topic", f"ไม่รู้จักข้อเท็จจริงชนิด {topic}", f"nobody knows the topic {topic}", leaf=leaf, where=case)
            )
        if at < self._at:
            wrong.append(fault("clock", "เวลาบันทึกย้อนหลัง", "recorded before the leaf that precedes it", leaf=leaf))
        self._at = at
        if not self._dated(on, at):
            wrong.append(
                fault(
                    "date", f"วันที่ {on} ไม่ถูกต้องหรืออยู่หลังวันที่บันทึก", f"dated {on}: no day up to that of recording", leaf=leaf
                )
            )
        if command is not None:
            if self._left:
                wrong.append(self._cut_short(leaf))
            self._left, self._command = facts, (command, by, at)
        elif not self._left:
            wrong.append(fault("command", "ไม่มีคำสั่งใดบันทึกรายการนี้", "no command recorded this leaf", leaf=leaf))
        elif self._command is not None and self._command[1:] != (by, at):
            wrong.append(
                fault(
                    "command",
                    "ผู้บันทึกหรือเวลาไม่ตรงกับคำสั่ง",
                    "by another person or at another time than its command",
                    leaf=leaf,
                )
            )
        self._left = max(self._left - 1, 0)
        return wrong

    def _dated(self, on: str, at: int) -> bool:
        number = (at + BANGKOK_US) // DAY_US
        if number != self._day[0]:
            self._day = number, _day_of(at)
        if on not in self._days:
            self._days[on] = _is_day(on)
        return self._days[on] and on <= self._day[1]

    def _gap(self, leaf: int) -> Iterator[Fault]:
        self.whole = False
        yield fault(
            "missing",
            f"รายการ {self.size} ถึง {leaf - 1} หายไป",
            f"leaves {self.size} to {leaf - 1} are missing",
            leaf=min(self.size, leaf),
        )
        self._left, self._command = max(self._left - (leaf - self.size), 0), None

    def _restart(self, row: tuple[Any, ...]) -> None:
        """A row of another form says nothing that the next ones could be measured by."""
        if type(row[2]) is int and type(row[1]) is str:
            self._versions[row[1]] = row[2]
        self._left, self._command = max(self._left - 1, 0), None

    def _cut_short(self, leaf: int) -> Fault:
        command = "" if self._command is None else self._command[0]
        return fault(
            "command",
            f"คำสั่ง {command} มีข้อเท็จจริงไม่ครบ",
            f"command {command} recorded more facts than are here",
            leaf=leaf,
        )


def _malformed(leaf: int) -> Fault:
    return fault("form", f"รายการ {leaf} มีข้อมูลผิดชนิด", f"leaf {leaf} holds values of the wrong type", leaf=leaf)


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
