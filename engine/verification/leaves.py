"""One walk along the ledger: every leaf in its place, its case, its command, and no earlier than the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.database import Connection, scan
from engine.verification.faults import Fault, fault

LEAVES = (
    "SELECT rowid - 1, originator_id, originator_version, by, recorded_at, leaf_hash, command_id, facts "
    "FROM stored_events ORDER BY rowid"
)
HASH = 32


class Leaves:
    """What the next leaf is measured by. ``each`` is given every stored hash, up to the first that is missing."""

    def __init__(self, each: Callable[[bytes], object]) -> None:
        self.each = each
        self.size = 0
        self.whole = True
        self._versions: dict[str, int] = {}
        self._at = 0
        self._left = 0
        self._command: tuple[str, str, int] | None = None

    def walk(self, connection: Connection) -> Iterator[Fault]:
        """Yields what is wrong, in the order of the leaves. Values of the wrong type are told elsewhere."""
        for leaf, case, version, by, at, stored, command, facts in scan(connection, LEAVES):
            if leaf != self.size:
                yield from self._gap(leaf)
            expected = self._versions.get(case, 0) + 1
            self._versions[case] = version if type(version) is int else expected
            if version != expected:
                yield _out_of_turn(leaf, case, expected, version)
            if type(at) is int:
                if at < self._at:
                    yield fault("clock", "เวลาบันทึกย้อนหลัง", "recorded before the leaf that precedes it", leaf=leaf)
                self._at = at
            if command is not None:
                if self._left:
                    yield self._cut_short(leaf)
                self._left, self._command = facts if type(facts) is int else 1, (command, by, at)
            elif wrong := self._stray(leaf, by, at):
                yield wrong
            self._left = max(self._left - 1, 0)
            if type(stored) is not bytes or len(stored) != HASH:
                self.whole = False
            elif self.whole:
                self.each(stored)
            self.size = leaf + 1
        if self._left:
            yield self._cut_short(self.size)

    def _stray(self, leaf: int, by: Any, at: Any) -> Fault | None:
        if not self._left:
            return fault("command", "ไม่มีคำสั่งใดบันทึกรายการนี้", "no command recorded this leaf", leaf=leaf)
        if self._command is not None and self._command[1:] != (by, at):
            text = "ผู้บันทึกหรือเวลาไม่ตรงกับคำสั่ง", "by another person or at another time than its command"
            return fault("command", *text, leaf=leaf)
        return None

    def _gap(self, leaf: int) -> Iterator[Fault]:
        self.whole = False
        yield fault(
            "missing",
            f"รายการ {self.size} ถึง {leaf - 1} หายไป",
            f"leaves {self.size} to {leaf - 1} are missing",
            leaf=min(self.size, leaf),
        )
        self._left, self._command = max(self._left - (leaf - self.size), 0), None

    def _cut_short(self, leaf: int) -> Fault:
        command = "" if self._command is None else self._command[0]
        text = f"คำสั่ง {command} มีข้อเท็จจริงไม่ครบ", f"command {command} recorded more facts than are here"
        return fault("command", *text, leaf=leaf)


def _out_of_turn(leaf: int, case: Any, expected: int, version: Any) -> Fault:
    text = (
        f"เรื่อง {case} ควรเป็นลำดับ {expected} แต่พบ {version}",
        f"case {case} should go on with version {expected}, not {version}",
    )
    return fault("version", *text, leaf=leaf, where=str(case))
