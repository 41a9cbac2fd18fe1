"""One unit of work: what a transaction decides and writes, before its COMMIT makes it so."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from engine.calendar import show_date
from engine.case_file import CaseFile, next_file, opened_file, refolds
from engine.claims import settle
from engine.command import Command, Receipt
from engine.database import INSERT, Connection, Head, Question
from engine.deciding import FUTURE, Decider
from engine.decision import Decision
from engine.erasure import SubjectErased, entomb, erased_since, watching
from engine.facts import Fact, Recorded
from engine.given_before import Given
from engine.history import Mark, order_kept
from engine.inputs import canonical_input
from engine.keys import Erased
from engine.kind import Also, Kind
from engine.mapper import HASHED, encoded
from engine.parts import Parts
from engine.refusal import BadInput, CaseNotFound, CommandReused, Refused, StaleVersion, refuse

GONE = ("ข้อมูลของบุคคลนี้ถูกลบแล้ว บันทึกสิ่งใดเกี่ยวกับบุคคลนี้อีกไม่ได้", "this was erased: nothing more can be kept of it")

Stamp = tuple[str, bytes, int]
"""What the first fact of a command carries: the command's id, its keyed digest, how many facts it made."""


class Work(Decider):
    """A decider that also writes. ``given_before`` asks which of its commands were carried out already."""

    def __init__(
        self,
        parts: Parts,
        connection: Connection,
        head: Head,
        files: Mapping[str, CaseFile],
        given_before: Question,
    ) -> None:
        super().__init__(parts, connection, head, files)
        self._given = {row[0]: Given(*row) for row in connection.execute(*given_before)}
        self._done: dict[str, tuple[bytes, Receipt]] = {}
        self._unsaved: dict[str, CaseFile] = {}
        self._undo: dict[str, CaseFile | None] = {}
        self.erased: dict[int, tuple[str, str]] = {}
        """Leaf -> the case and whom of it that fact erases: their keys must be destroyed once this is durable."""
        self._leaf_hash = b""

    def attempt(self, command: Command) -> Any:
        """Run ``command`` under a savepoint; a refusal is returned, and undoes this command only."""
        size, self._undo = self.size, {}
        self.connection.execute("SAVEPOINT command")
        try:
            answer: Any = self.run(command)
        except (Refused, BadInput, StaleVersion, CaseNotFound, CommandReused) as refusal:
            self.connection.execute("ROLLBACK TO command")
            self.size = size
            self.erased = {leaf: whom for leaf, whom in self.erased.items() if leaf < size}
            for case, file in self._undo.items():
                self._forget(case, file)
            answer = refusal
        self.connection.execute("RELEASE command")
        return answer

    def run(self, command: Command) -> Receipt:
        because = None if command.because is None else canonical_input(command.because, "because") or None
        command, seen = msgspec.structs.replace(command, seen=None, because=because), command.seen
        digest = self.parts.vault.digest(encoded(command, in_order=True))
        repeated = self._receipt(command, digest)
        if repeated is None:
            repeated = self._carried_out(command, seen, digest)
            self._done[command.id] = digest, repeated
        return repeated

    def _carried_out(self, command: Command, seen: int | None, digest: bytes) -> Receipt:
        kind, decision = self._asked(command)
        case = command.case or secrets.token_hex(16)
        file = self.file(case) if command.case else None
        if (file is None and not decision.opens) or (file is not None and file.kind is not kind):
            raise CaseNotFound(kind.name, case)
        if file is not None and seen is not None and seen != file.version:
            raise self._stale(file, seen)
        first = self.size
        file = self._carry_out(kind, decision, case, file, command, digest) or file
        version = 0 if file is None else file.version
        if self.size == first:
            self.connection.execute("INSERT INTO receipts VALUES (?, ?, ?, ?)", (command.id, digest, case, version))
            return Receipt(case, version, None, 0, None)
        return Receipt(case, version, first, self.size - first, self._leaf_hash.hex())

    def finish(self) -> None:
        """Write what is kept once a case, after all commands of this transaction."""
        for case, file in self._unsaved.items():
            if not file.unmoved:
                self.touched[case] = self.parts.rows.stand(self.connection, file)
        self._unsaved.clear()
        self.erased.update(self._erased_before())

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
        if command.id in self._done:
            stored, receipt = self._done[command.id]
            _expect_same(command, stored, digest)
            return receipt
        given = self._given.get(command.id)
        if given is None:
            return None
        _expect_same(command, given.digest, digest)
        _, case, version, leaf, facts, leaf_hash, _ = given
        if leaf is not None:
            # The first fact may be a consequence for another case than the one the command was for.
            case = command.case or case
            (version,) = self.connection.execute(
                "SELECT max(originator_version) FROM stored_events WHERE originator_id = ? AND rowid <= ?",
                (case, leaf + facts),
            ).fetchone()
        return Receipt(case, version or 0, leaf, facts, None if leaf_hash is None else leaf_hash.hex())

    def _erased_before(self) -> Iterator[tuple[int, tuple[str, str]]]:
        """Whom commands that are repeated here erased when they were given first."""
        spans = [
            range(given.leaf, given.leaf + given.facts) for given in self._given.values() if given.leaf is not None
        ]
        if spans:
            first = min(span.start for span in spans)
            for found in erased_since(self.connection, self.parts.mapper, first):
                if any(found.leaf in span for span in spans):
                    yield found.leaf, (found.case, found.subject)

    def _stale(self, file: CaseFile, seen: int) -> StaleVersion:
        newer = [r for r in self.facts(file.case) if r.version > seen]
        return StaleVersion(file.case, seen, file.version, newer)

    def _carry_out(
        self, kind: Kind[Any], decision: Decision, case: str, file: CaseFile | None, command: Command, digest: bytes
    ) -> CaseFile | None:
        """Decide and write; returns the case's new file, None where the command changed nothing of it."""
        inputs = decision.read(command.inputs)
        on = command.on or self.today
        if on > self.today:
            raise BadInput("on", *FUTURE)
        facts: list[Fact] = []
        following: list[Also] = []
        for yielded in self.outcome(kind, decision, case, file, on, command, inputs):
            (following if type(yielded) is Also else facts).append(yielded)
        if following:
            return self._with_consequences(kind, case, facts, following, on, command, digest)
        if not facts:
            return None
        return self._record(kind, case, file, facts, on, command, (command.id, digest, len(facts)))

    def _with_consequences(
        self,
        kind: Kind[Any],
        case: str,
        facts: Sequence[Fact],
        following: Sequence[Also],
        on: date,
        command: Command,
        digest: bytes,
    ) -> CaseFile | None:
        """Write a decision's facts and those of the decisions that follow from it, all of them decided first."""
        writes = [(kind, case, facts)]
        for also in following:
            decision, its = also.kind.decisions[also.decision], self.file(also.case)
            writes.append(
                (also.kind, also.case, self.outcome(also.kind, decision, also.case, its, on, command, also.inputs))
            )
        stamp: Stamp | None = (command.id, digest, sum(len(more) for *_, more in writes))
        for of, its_case, more in writes:
            if more:
                self._record(of, its_case, self.file(its_case), more, on, command, stamp)
                stamp = None
        return self.touched.get(case)

    # Writing

    def _record(
        self,
        kind: Kind[Any],
        case: str,
        before: CaseFile | None,
        facts: Sequence[Fact],
        on: date,
        command: Command,
        stamp: Stamp | None,
    ) -> CaseFile:
        file = self._append(kind, case, before, facts[0], on, command, stamp)
        for given in facts[1:]:
            file = self._append(kind, case, file, given, on, command, None)
        if before is None or kind.parent(before.state) != kind.parent(file.state):
            self.connection.execute(
                "INSERT INTO cases VALUES (?, ?, ?, ?) "
                "ON CONFLICT (originator_id) DO UPDATE SET parent = excluded.parent",
                (case, kind.name, kind.parent(file.state), file.opened.leaf),
            )
        watch = watching(self.connection, self.parts.vault, self.today, command.because)
        file = settle(self.connection, self.parts.vault, before, file, watch)
        self._undo.setdefault(case, before)
        self.touched[case] = self._unsaved[case] = file
        return file

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
        mark = Mark(version, on, command.by)
        before = None if file is None else file.state
        try:
            sealed = mapper.seal(given, case, version)
            after = kind.evolve(before, sealed, mark)
            because = None
            if command.because is not None:
                because = mapper.seal_reason(command.because, kind.subject(after), case, version)
        except Erased:
            raise refuse("U4", *GONE) from None
        if type(sealed) is SubjectErased:
            entomb(self.connection, self.parts.vault, kind.recognised(before, sealed.subject), sealed, self.today)
            self.erased[self.size] = case, sealed.subject
        record = Recorded(case, version, self.size, on, self.at, command.by, because, sealed)
        columns = mapper.to_columns(record, stamp)
        self.connection.execute(INSERT, columns)
        if stamp is not None:
            self._leaf_hash = columns[HASHED]
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


def _expect_same(command: Command, stored: bytes, digest: bytes) -> None:
    """Refuse the name of another command. Raises CommandReused."""
    if not hmac.compare_digest(stored, digest):
        raise CommandReused(command.id)


def _out_of_order(latest: date) -> Refused:
    return refuse(
        "W1",
        f"ลำดับวันที่ขัดกัน: การเลื่อนขั้นหรือเปลี่ยนสถานะครั้งล่าสุดคือ {show_date(latest, 'th')}",
        f"the dates contradict each other: the last change of stage or status was on {show_date(latest, 'en')}",
    )
