"""One unit of work: what a transaction reads, decides and writes, before its COMMIT makes it so."""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from engine.calendar import day_in_bangkok, show_date
from engine.claims import settle
from engine.facts import Fact, Recorded
from engine.history import Effective, Mark, counted, effective, order_kept
from engine.kind import Act, Also, Decision, Kind, Redecided
from engine.mapper import StoredFact
from engine.refusal import BadInput, CaseNotFound, CommandReused, Finding, Refused, StaleVersion, refuse
from engine.rows import CaseFile, Seen, folded_file, next_file, opened_file, refolds
from engine.rulebook import findings
from engine.sqlite import OF_CASE, append, head
from engine.workflow import Move

if TYPE_CHECKING:
    from engine.casework import Casework

S = TypeVar("S")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FUTURE = ("วันที่เกิดเหตุต้องไม่อยู่ในอนาคต", "the date must not lie in the future")


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks for. ``id`` makes a retry safe; ``seen`` is the version the asker looked at.

    ``case`` is None when opening a case with a random id. ``on`` is the field date (default: today).
    """

    id: str
    kind: str
    name: str
    by: str
    case: str | None = None
    inputs: Mapping[str, Any] = {}
    on: date | None = None
    because: str | None = None
    seen: int | None = None


class Receipt(msgspec.Struct, frozen=True):
    """The answer to a command: the case, its version after it, and the ledger leaves of its facts."""

    case: str
    version: int
    leaf: int | None
    facts: int


class Reader:
    """One consistent view of the store; implements ``Cases`` for rules that look beyond their case."""

    def __init__(self, casework: Casework, connection: sqlite3.Connection, files: Mapping[str, CaseFile]) -> None:
        self.casework, self.connection = casework, connection
        self._known = files
        self.touched: dict[str, CaseFile] = {}
        self.size, self.at = head(connection)

    def file(self, case: str) -> CaseFile | None:
        """The case as it stands in this view."""
        found = self.touched.get(case)
        if found is None:
            found = self._known.get(case)
            if found is None or found.latest.leaf >= self.size:
                records = self.facts(case)
                if not records:
                    return None
                found = folded_file(self.casework.kinds[self._kind_name(case)], records)
            self.touched[case] = found
        return found

    def open_file(self, kind: str, case: str) -> CaseFile:
        """The file of a case that must exist and be of this kind. Raises CaseNotFound."""
        found = self.file(case)
        if found is None or found.kind.name != kind:
            raise CaseNotFound(kind, case)
        return found

    def state(self, kind: Kind[S], case: str) -> S:
        state: S = self.open_file(kind.name, case).state
        return state

    def version(self, case: str) -> int:
        found = self.file(case)
        return 0 if found is None else found.version

    def members(self, parent: str) -> tuple[str, ...]:
        rows = self.connection.execute("SELECT originator_id FROM cases WHERE parent = ? ORDER BY leaf", (parent,))
        return tuple(row[0] for row in rows)

    def holder(self, claim: str, key: str) -> str | None:
        row = self.connection.execute(
            "SELECT originator_id FROM claims WHERE kind = ? AND key = ? AND share = ''", (claim, key)
        ).fetchone()
        return None if row is None else row[0]

    def sharers(self, claim: str, text: str) -> tuple[str, ...]:
        """The cases under the blind index of ``text``, exclusive or shared."""
        key = self.casework.vault.blind(claim, text)
        rows = self.connection.execute("SELECT originator_id FROM claims WHERE kind = ? AND key = ?", (claim, key))
        return tuple(dict.fromkeys(row[0] for row in rows))

    def kind_of(self, case: str) -> Kind[Any]:
        """What kind of case this is. Raises CaseNotFound."""
        return self.casework.kinds[self._kind_name(case)]

    def findings(self, case: str) -> list[tuple[Move, tuple[Finding, ...]]]:
        """Every way on from where the case stands, with what each requirement of its gate finds."""
        kind = self.kind_of(case)
        if kind.workflow is None:
            return []
        state = self.open_file(kind.name, case).state
        rules = kind.rules(state, self, date.max)
        around = kind.around(case, state, self, rules)
        waivers = kind.waivers(state)
        forward = [move for move in kind.workflow.ways_from(kind.stage(state)) if not move.back]
        return [(m, findings(kind.workflow, m, state, around, rules, waivers)) for m in forward]

    def facts(self, case: str, size: int | None = None) -> list[Recorded]:
        """The facts of a case among the first ``size`` of the ledger."""
        mapper = self.casework.facts_mapper
        rows = self.connection.execute(OF_CASE, (case, self.size if size is None else size))
        return [mapper.from_row(row) for row in rows]

    def position(self, known: int | datetime | None) -> int:
        """A ledger size; a time maps to the last leaf recorded by then."""
        if known is None:
            return self.size
        if isinstance(known, int):
            return min(known, self.size)
        row = self.connection.execute(
            "SELECT coalesce(max(rowid), 0) FROM stored_events WHERE recorded_at <= ?", (microseconds(known),)
        ).fetchone()
        return int(row[0])

    def _kind_name(self, case: str) -> str:
        row = self.connection.execute("SELECT kind FROM cases WHERE originator_id = ?", (case,)).fetchone()
        if row is None:
            raise CaseNotFound("case", case)
        return str(row[0])


class Work(Reader):
    """A reader that also decides and writes."""

    def __init__(self, casework: Casework, connection: sqlite3.Connection, files: Mapping[str, CaseFile]) -> None:
        super().__init__(casework, connection, files)
        # Recorded times never decrease, even when the clock does (design rule 4).
        self.at = max(self.at, microseconds(casework.clock()))
        self.today = day_in_bangkok(EPOCH + self.at * MICROSECOND)
        self._unsaved: dict[str, CaseFile] = {}

    def attempt(self, command: Command) -> Any:
        """Run ``command`` under a savepoint; a refusal is returned, and undoes this command only."""
        kept = dict(self.touched), dict(self._unsaved), self.size
        self.connection.execute("SAVEPOINT command")
        try:
            answer: Any = self.run(command)
        except (Refused, BadInput, StaleVersion, CaseNotFound, CommandReused) as refusal:
            self.connection.execute("ROLLBACK TO command")
            self.touched, self._unsaved, self.size = kept
            answer = refusal
        self.connection.execute("RELEASE command")
        return answer

    def run(self, command: Command) -> Receipt:
        digest = self.casework.vault.digest(msgspec.json.encode(msgspec.structs.replace(command, seen=None)))
        repeated = self._receipt(command.id, digest)
        if repeated is not None:
            return repeated
        kind, decision = self._asked(command)
        case = command.case or self.casework.new_case_id()
        file = self.file(case) if command.case else None
        if not decision.opens and (file is None or file.kind is not kind):
            raise CaseNotFound(kind.name, case)
        if file is not None and command.seen is not None and command.seen < file.version:
            newer = [r for r in self.facts(case) if r.version > command.seen]
            raise StaleVersion(case, command.seen, file.version, newer)
        first = self.size
        self._decide(kind, decision, case, command, digest)
        version = self.version(case)
        if self.size == first:
            self.connection.execute("INSERT INTO receipts VALUES (?, ?, ?, ?)", (command.id, digest, case, version))
            return Receipt(case, version, None, 0)
        return Receipt(case, version, first, self.size - first)

    def finish(self) -> None:
        """Write what is kept once a case, after all commands of this transaction."""
        for file in self._unsaved.values():
            self.casework.rows.stand(self.connection, file)
        self._unsaved.clear()

    # One command

    def _asked(self, command: Command) -> tuple[Kind[Any], Decision]:
        kind = self.casework.kinds.get(command.kind)
        if kind is None:
            raise BadInput("kind", "ไม่รู้จักชนิดของเรื่องนี้", f"there is no kind of case {command.kind!r}")
        decision = kind.decisions.get(command.name)
        if decision is None:
            raise BadInput("command", "ไม่รู้จักคำสั่งนี้", f"a {kind.name} has no command {command.name!r}")
        return kind, decision

    def _receipt(self, command_id: str, digest: bytes) -> Receipt | None:
        row = self.connection.execute(
            "SELECT originator_id, originator_version, rowid - 1, facts, digest FROM stored_events WHERE command_id = ?",
            (command_id,),
        ).fetchone()
        if row is None:
            row = self.connection.execute(
                "SELECT originator_id, version, NULL, 0, digest FROM receipts WHERE command_id = ?",
                (command_id,),
            ).fetchone()
            if row is None:
                return None
        case, version, leaf, facts, stored = row
        if not hmac.compare_digest(stored, digest):
            raise CommandReused(command_id)
        if leaf is not None:
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
        self._record(kind, case, facts, on, command, (command.id, digest, total))
        for also, more in consequences:
            self._record(also.kind, also.case, more, on, command, None)

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
        state = file.state if on >= file.latest_on else self._as_of(kind, case, on)
        return list(decision.function(state, self._act(kind, file, case, on, command), **inputs) or ())

    def _act(self, kind: Kind[Any], file: CaseFile | None, case: str, on: date, command: Command) -> Act:
        def redecide(version: int, at: date | None, inputs: Mapping[str, Any] | None) -> Redecided:
            return self._redecide(kind, case, command, version, at, inputs)

        return Act(
            case=case,
            version=0 if file is None else file.version,
            by=command.by,
            on=on,
            today=self.today,
            because=command.because,
            rules=kind.rules(None if file is None else file.state, self, on),
            cases=self,
            new_subject=self.casework.vault.new_subject,
            redecide=redecide,
        )

    def _as_of(self, kind: Kind[Any], case: str, on: date, without: int | None = None) -> Any:
        state: Any = None
        for item in counted(self.facts(case), on):
            if item.version != without:
                state = kind.evolve(state, item.fact, Mark(item.version, item.on, item.record.by))
        return state

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
        if inputs is None:
            return Redecided(target.record, target.fact, None)
        decision = next((d for d in kind.decisions.values() if d.records[:1] == (type(target.fact),)), None)
        if decision is None or decision.opens or target.fact.spec.ordered:
            raise refuse("W5", "ข้อเท็จจริงนี้แก้ไขได้เฉพาะวันที่", "only the date of this fact can be corrected")
        on = at or target.on
        boxes = [box for name in target.fact.spec.boxes if (box := getattr(target.fact, name)) is not None]
        act = self._act(kind, self.file(case), case, on, command)
        again = replace(act, new_subject=lambda: boxes[0].key)
        state = self._as_of(kind, case, on, without=version)
        facts = list(decision.function(state, again, **decision.read(inputs)) or ())
        if len(facts) != 1 or type(facts[0]) is not type(target.fact):
            raise refuse("W5", "ข้อมูลที่แก้ไม่ใช่ข้อเท็จจริงชนิดเดิม", "the corrected inputs don't yield a fact of the same kind")
        return Redecided(target.record, target.fact, facts[0])

    def _counting(self, case: str, version: int) -> Effective:
        for item in effective(self.facts(case)):
            if item.version == version:
                return item
        raise refuse("W5", "ไม่มีข้อเท็จจริงลำดับนี้ให้แก้ไข", f"there is no fact {version} that counts in this case")

    # Writing

    def _record(
        self,
        kind: Kind[Any],
        case: str,
        facts: Iterable[Fact],
        on: date,
        command: Command,
        stamp: tuple[str, bytes, int] | None,
    ) -> None:
        before = self.file(case)
        file = before
        for given in facts:
            file, row = self._append(kind, case, file, given, on, command, stamp)
            stamp = None
            self.touched[case] = file
        if file is None or file is before:
            return
        if before is None or kind.parent(before.state) != kind.parent(file.state):
            self.connection.execute(
                "INSERT INTO cases VALUES (?, ?, ?, ?) ON CONFLICT (originator_id) DO UPDATE SET parent = excluded.parent",
                (case, kind.name, kind.parent(file.state), file.opened.leaf),
            )
        settle(self.connection, self.casework.vault, kind, case, before and before.state, file.state)
        self._unsaved[case] = file

    def _append(
        self,
        kind: Kind[Any],
        case: str,
        file: CaseFile | None,
        given: Fact,
        on: date,
        command: Command,
        stamp: tuple[str, bytes, int] | None,
    ) -> tuple[CaseFile, StoredFact]:
        if file is not None and given.spec.ordered and on < file.ordered_on:
            raise out_of_order(file.ordered_on)
        mapper = self.casework.facts_mapper
        version = 1 if file is None else file.version + 1
        sealed = mapper.seal(given, case, version)
        mark = Mark(version, on, command.by)
        before = None if file is None else file.state
        after = kind.evolve(before, sealed, mark)
        because = mapper.seal_reason(command.because, kind.subject(after), case, version)
        record = Recorded(case, version, self.size, on, self.at, command.by, because, sealed)
        row = mapper.to_row(record, *(stamp or ()))
        append(self.connection, (row,))
        self.size += 1
        if file is None:
            new = opened_file(kind, record, after)
        elif refolds(record, file.latest_on):
            records = self.facts(case)
            if not order_kept(records):
                raise out_of_order(file.ordered_on)
            self.casework.rows.remarked(self.connection, kind, records)
            return folded_file(kind, records), row
        else:
            new = next_file(file, record, after)
        self.casework.rows.marked(self.connection, kind.name, record, Seen(before, sealed, mark, after))
        return new, row


def out_of_order(latest: date) -> Refused:
    return refuse(
        "W1",
        f"ลำดับวันที่ขัดกัน: การเลื่อนขั้นหรือเปลี่ยนสถานะครั้งล่าสุดคือ {show_date(latest, 'th')}",
        f"the dates contradict each other: the last change of stage or status was on {show_date(latest, 'en')}",
    )


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970 UTC."""
    return (moment - EPOCH) // MICROSECOND
