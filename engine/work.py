"""One unit of work: what a transaction decides and writes, before its COMMIT makes it so."""

from __future__ import annotations

import hmac
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from engine.calendar import show_date
from engine.case_file import CaseFile, next_file, opened_file, refolds
from engine.claims import settle
from engine.command import Command, Receipt
from engine.facts import Fact, Recorded
from engine.history import CORRECTIONS, Effective, Mark, counted, effective, evolved, order_kept
from engine.inputs import canonical_input
from engine.kind import Act, Also, Decision, Kind, Redecided
from engine.mapper import encoded
from engine.parts import Parts
from engine.reader import AsOf, Reader, bangkok_day, microseconds
from engine.refusal import BadInput, CaseNotFound, CommandReused, Refused, StaleVersion, refuse
from engine.sqlite import INSERT, Head

FUTURE = ("วันที่เกิดเหตุต้องไม่อยู่ในอนาคต", "the date must not lie in the future")

NOT_YET = ("ยังไม่มีรุ่นนี้ของเรื่อง", "the case has no such version yet")
GIVEN_BEFORE = (
    "SELECT originator_id, NULL, rowid - 1, facts, digest FROM stored_events WHERE command_id = ?1 "
    "UNION ALL SELECT originator_id, version, NULL, 0, digest FROM receipts WHERE command_id = ?1"
)

Stamp = tuple[str, bytes, int]
"""What the first fact of a command carries: the command's id, its keyed digest, how many facts it made."""


class Work(Reader):
    """A reader that also decides and writes."""

    def __init__(self, parts: Parts, connection: sqlite3.Connection, head: Head, files: Mapping[str, CaseFile]) -> None:
        super().__init__(parts, connection, head, files)
        # Recorded times never decrease, even when the clock does (design rule 4).
        self.at = max(self.at, microseconds(parts.clock()))
        self.today = bangkok_day(self.at)
        self._unsaved: dict[str, CaseFile] = {}
        self._undo: dict[str, CaseFile | None] = {}

    def attempt(self, command: Command) -> Any:
        """Run ``command`` under a savepoint; a refusal is returned, and undoes this command only."""
        size, self._undo = self.size, {}
        self.connection.execute("SAVEPOINT command")
        try:
            answer: Any = self.run(command)
        except (Refused, BadInput, StaleVersion, CaseNotFound, CommandReused) as refusal:
            self.connection.execute("ROLLBACK TO command")
            self.size = size
            for case, file in self._undo.items():
                self._forget(case, file)
            answer = refusal
        self.connection.execute("RELEASE command")
        return answer

    def run(self, command: Command) -> Receipt:
        because = canonical_input(command.because, "because") or None
        command, seen = msgspec.structs.replace(command, seen=None, because=because), command.seen
        digest = self.parts.vault.digest(encoded(command, in_order=True))
        repeated = self._receipt(command, digest)
        if repeated is not None:
            return repeated
        kind, decision = self._asked(command)
        case = command.case or secrets.token_hex(16)
        file = self.file(case) if command.case else None
        if (file is None and not decision.opens) or (file is not None and file.kind is not kind):
            raise CaseNotFound(kind.name, case)
        if file is not None and seen is not None and seen != file.version:
            if seen > file.version:
                raise BadInput("seen", *NOT_YET)
            newer = [r for r in self.facts(case) if r.version > seen]
            raise StaleVersion(case, seen, file.version, newer)
        first = self.size
        self._decide(kind, decision, case, command, digest)
        version = self.version(case)
        if self.size == first:
            self.connection.execute("INSERT INTO receipts VALUES (?, ?, ?, ?)", (command.id, digest, case, version))
            return Receipt(case, version, None, 0)
        return Receipt(case, version, first, self.size - first)

    def finish(self) -> None:
        """Write what is kept once a case, after all commands of this transaction."""
        for case, file in self._unsaved.items():
            self.touched[case] = self.parts.rows.stand(self.connection, file)
        self._unsaved.clear()

    # One command

    def _asked(self, command: Command) -> tuple[Kind[Any], Decision]:
        kind = self.parts.kinds.get(command.kind)
        if kind is None:
            raise BadInput("kind", "ไม่รู้จักชนิดของเรื่องนี้", f"there is no kind of case {command.kind!r}")
        decision = kind.decisions.get(command.name)
        if decision is None:
            raise BadInput("command", "ไม่รู้จักคำสั่งนี้", f"a {kind.name} has no command {command.name!r}")
        return kind, decision

    def _receipt(self, command: Command, digest: bytes) -> Receipt | None:
        row = self.connection.execute(GIVEN_BEFORE, (command.id,)).fetchone()
        if row is None:
            return None
        case, version, leaf, facts, stored = row
        if not hmac.compare_digest(stored, digest):
            raise CommandReused(command.id)
        if leaf is not None:
            # The first fact may be a consequence for another case than the one the command was for.
            case = command.case or case
            (version,) = self.connection.execute(
                "SELECT max(originator_version) FROM stored_events WHERE originator_id = ? AND rowid <= ?",
                (case, leaf + facts),
            ).fetchone()
        return Receipt(case, version, leaf, facts)

    def _decide(self, kind: Kind[Any], decision: Decision, case: str, command: Command, digest: bytes) -> None:
        inputs = decision.read(command.inputs)
        on = command.on or self.today
        if on > self.today:
            raise BadInput("on", *FUTURE)
        yielded = self._facts_of(kind, decision, case, on, command, inputs)
        following = [y for y in yielded if isinstance(y, Also)]
        facts = [y for y in yielded if isinstance(y, Fact)]
        consequences = [
            (
                also,
                self._facts_of(also.kind, also.kind.decisions[also.decision], also.case, on, command, also.inputs),
            )
            for also in following
        ]
        total = len(facts) + sum(len(more) for _, more in consequences)
        if not total:
            return
        stamp: Stamp | None = (command.id, digest, total)
        for of, its, recorded in ((kind, case, facts), *((also.kind, also.case, more) for also, more in consequences)):
            self._record(of, its, recorded, on, command, stamp)
            stamp = None if recorded else stamp

    def _facts_of(
        self,
        kind: Kind[Any],
        decision: Decision,
        case: str,
        on: date,
        command: Command,
        inputs: Mapping[str, Any],
    ) -> list[Any]:
        file = self.file(case)
        if decision.opens:
            if file is not None:
                return []
            return list(decision.function(self._act(kind, None, case, on, command), **inputs) or ())
        if file is None:
            raise CaseNotFound(kind.name, case)
        kind.guard(file.state, decision)
        state = self.state_on(kind, case, on)
        return list(decision.function(state, self._act(kind, state, case, on, command), **inputs) or ())

    def _act(self, kind: Kind[Any], state: Any, case: str, on: date, command: Command) -> Act:
        """The circumstances of a decision dated ``on``; ``state`` is the case as of then, None when it opens."""

        def redecide(version: int, at: date | None, inputs: Mapping[str, Any] | None) -> Redecided:
            return self._redecide(kind, case, command, version, at, inputs)

        return Act(
            case=case,
            version=self.version(case),
            by=command.by,
            on=on,
            today=self.today,
            because=command.because,
            rules=kind.rules(state, self, on),
            cases=AsOf(self, on),
            new_subject=self.parts.vault.new_subject,
            redecide=redecide,
        )

    def _redecide(
        self,
        kind: Kind[Any],
        case: str,
        command: Command,
        version: int,
        at: date | None,
        inputs: Mapping[str, Any] | None,
    ) -> Redecided:
        """The decision behind the fact at ``version``, taken again with other inputs or on another date (W5)."""
        target = self._counting(case, version)
        if at is not None and at > self.today:
            raise BadInput("on", *FUTURE)
        on = at or target.on
        others = (item for item in counted(self.facts(case), on) if item.version != version or version == 1)
        state = evolved(kind.evolve, others)
        act = self._act(kind, state, case, on, command)
        if inputs is None:
            return Redecided(target.record, target.fact, target.settled, None, state, act)
        decision = next((d for d in kind.decisions.values() if d.records[:1] == (type(target.fact),)), None)
        if decision is None or decision.opens or target.fact.spec.ordered:
            raise refuse("W5", "ข้อเท็จจริงนี้แก้ไขได้เฉพาะวันที่", "only the date of this fact can be corrected")
        # Each box stays under its subject's key; a box the fact did not have is a new subject's.
        keys = iter([box.key for name in target.fact.spec.boxes if (box := getattr(target.fact, name)) is not None])
        again = msgspec.structs.replace(act, new_subject=lambda: next(keys, None) or act.new_subject())
        facts = list(decision.function(state, again, **decision.read(inputs)) or ())
        if len(facts) != 1 or type(facts[0]) is not type(target.fact):
            raise refuse("W5", "ข้อมูลที่แก้ไม่ใช่ข้อเท็จจริงชนิดเดิม", "the corrected inputs don't yield a fact of the same kind")
        return Redecided(target.record, target.fact, target.settled, facts[0], state, act)

    def _counting(self, case: str, version: int) -> Effective:
        for item in effective(self.facts(case)):
            if item.version == version and not isinstance(item.fact, CORRECTIONS):
                return item
        raise refuse("W5", "ไม่มีข้อเท็จจริงลำดับนี้ให้แก้ไข", f"there is no fact {version} that counts in this case")

    # Writing

    def _record(
        self, kind: Kind[Any], case: str, facts: Iterable[Fact], on: date, command: Command, stamp: Stamp | None
    ) -> None:
        before = self.file(case)
        file = before
        for given in facts:
            file = self._append(kind, case, file, given, on, command, stamp)
            stamp = None
        if file is None or file is before:
            return
        if before is None or kind.parent(before.state) != kind.parent(file.state):
            self.connection.execute(
                "INSERT INTO cases VALUES (?, ?, ?, ?) "
                "ON CONFLICT (originator_id) DO UPDATE SET parent = excluded.parent",
                (case, kind.name, kind.parent(file.state), file.opened.leaf),
            )
        file = settle(self.connection, self.parts.vault, before, file)
        self._undo.setdefault(case, before)
        self.touched[case] = self._unsaved[case] = file

    def _append(
        self,
        kind: Kind[Any],
        case: str,
        file: CaseFile | None,
        given: Fact,
        on: date,
        command: Command,
        stamp: Stamp | None,
    ) -> CaseFile:
        if file is not None and given.spec.ordered and on < file.ordered_on:
            raise _out_of_order(file.ordered_on)
        mapper, rows = self.parts.mapper, self.parts.rows
        version = 1 if file is None else file.version + 1
        sealed = mapper.seal(given, case, version)
        mark = Mark(version, on, command.by)
        before = None if file is None else file.state
        after = kind.evolve(before, sealed, mark)
        because = mapper.seal_reason(command.because, kind.subject(after), case, version)
        record = Recorded(case, version, self.size, on, self.at, command.by, because, sealed)
        self.connection.execute(INSERT, mapper.to_columns(record, stamp))
        self.size += 1
        if file is not None and refolds(record, file.latest_on):
            records = self.facts(case)
            if not order_kept(records):
                raise _out_of_order(file.ordered_on)
            return rows.refolded(self.connection, kind, records)
        rows.marked(self.connection, kind.name, record, after)
        if file is None:
            return opened_file(kind, record, after)
        return next_file(file, record, after, type(sealed) in rows.unmoved_by)

    def _forget(self, case: str, file: CaseFile | None) -> None:
        """Go back to what stood before a command that was refused half-way."""
        for files in (self.touched, self._unsaved):
            if file is None:
                files.pop(case, None)
            else:
                files[case] = file


def _out_of_order(latest: date) -> Refused:
    return refuse(
        "W1",
        f"ลำดับวันที่ขัดกัน: การเลื่อนขั้นหรือเปลี่ยนสถานะครั้งล่าสุดคือ {show_date(latest, 'th')}",
        f"the dates contradict each other: the last change of stage or status was on {show_date(latest, 'en')}",
    )
