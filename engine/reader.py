"""Reading: one consistent view of the store, for questions and for rules that look beyond their case."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from engine.calendar import day_in_bangkok
from engine.case_file import CaseFile
from engine.clock import EPOCH, microseconds
from engine.database import LATEST, OF_CASE, Connection, Head
from engine.facts import Recorded, boxes_of
from engine.history import fold
from engine.kind import Cases, Kind
from engine.memory import Memory
from engine.parts import Parts
from engine.refusal import CaseNotFound, Finding
from engine.rulebook import findings
from engine.workflow import Move

S = TypeVar("S")
T = TypeVar("T")

EPOCH_DAY = EPOCH.toordinal()
BANGKOK_US = 7 * 3600 * 1_000_000
DAY_US = 24 * 3600 * 1_000_000


class Reader:
    """One consistent view of the store; implements ``Cases`` for rules that look beyond their case."""

    def __init__(
        self,
        parts: Parts,
        connection: Connection,
        head: Head,
        files: Mapping[str, CaseFile],
        memory: Memory | None = None,
    ) -> None:
        self.parts, self.connection = parts, connection
        self.memory = memory
        """Of a view of committed facts only."""
        self.size, self.at = head
        self._known = files
        self.touched: dict[str, CaseFile] = {}
        self._folded: dict[tuple[str, date], tuple[int, Any]] = {}

    def file(self, case: str) -> CaseFile | None:
        """The case as it stands in this view."""
        found = self.touched.get(case)
        if found is None:
            found = self._known.get(case)
            if found is None or found.latest.leaf >= self.size:
                records = self.facts(case)
                if not records:
                    return None
                found, _ = self.parts.rows.folded(self.parts.kinds[self._kind_name(case)], records)
            self.touched[case] = found
        return found

    def open_file(self, kind: str, case: str) -> CaseFile:
        """The file of a case that must exist and be of this kind. Raises CaseNotFound."""
        found = self.file(case)
        if found is None or found.kind.name != kind:
            raise CaseNotFound(kind, case)
        return found

    def spare(self, most: int) -> None:
        """Forget the cases opened so far when they are more than ``most``: for a walk over more than memory holds."""
        if len(self.touched) > most:
            self.touched.clear()
            self._folded.clear()

    @property
    def now(self) -> Cases:
        return self

    @property
    def on(self) -> date:
        """Today in Bangkok: a view without a date shows cases as they stand now."""
        return day_in_bangkok(self.parts.clock())

    def state(self, kind: Kind[S], case: str) -> S:
        state: S = self.open_file(kind.name, case).state
        return state

    def state_on(self, kind: Kind[S], case: str, on: date) -> S:
        """The state of a case as of a field date; folded once for all decisions of that day."""
        file = self.open_file(kind.name, case)
        if on >= file.latest_on:
            live: S = file.state
            return live
        folded = self._folded.get((case, on))
        if folded is None or folded[0] != file.version:
            folded = self._folded[case, on] = file.version, fold(kind.evolve, self.facts(case), on)
        past: S = folded[1]
        return past

    def version(self, case: str) -> int:
        found = self.file(case)
        return 0 if found is None else found.version

    def latest(self, case: str) -> tuple[int, int]:
        """How many facts a case has, and when the last one was recorded (microseconds since 1970 UTC)."""
        version, at = self.connection.execute(LATEST, (case,)).fetchone()
        return version, at

    def members(self, parent: str) -> tuple[str, ...]:
        rows = self.connection.execute("SELECT originator_id FROM cases WHERE parent = ? ORDER BY leaf", (parent,))
        return tuple(row[0] for row in rows)

    def holder(self, claim: str, key: str) -> str | None:
        row = self.connection.execute(
            "SELECT originator_id FROM claims WHERE kind = ? AND key = ? AND share = ''", (claim, key)
        ).fetchone()
        return None if row is None else row[0]

    def subjects(self, case: str) -> frozenset[str]:
        return frozenset(box.key for record in self.facts(case) for box in boxes_of(record))

    def sharers(self, claim: str, text: str) -> tuple[str, ...]:
        """The cases under the blind index of ``text``, exclusive or shared."""
        key = self.parts.vault.blind(claim, text)
        rows = self.connection.execute("SELECT originator_id FROM claims WHERE kind = ? AND key = ?", (claim, key))
        return tuple(dict.fromkeys(row[0] for row in rows))

    def kind_of(self, case: str) -> Kind[Any]:
        """What kind of case this is. Raises CaseNotFound."""
        return self.parts.kinds[self._kind_name(case)]

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
        mapper = self.parts.mapper
        rows = self.connection.execute(OF_CASE, (case, self.size if size is None else size))
        return [mapper.from_row(row) for row in rows]

    def remembered(self, question: Hashable, make: Callable[[], T]) -> T:
        """The answer to a question, worked out once for these facts and this day; whoever gets it leaves it as is."""
        return make() if self.memory is None else self.memory.recall((self.size, self.on, question), make)

    def position(self, known: int | datetime | None) -> int:
        """A ledger size; a time maps to the last leaf recorded by then."""
        if known is None:
            return self.size
        if isinstance(known, int):
            return min(known, self.size)
        return bisect_right(range(self.size), microseconds(known), key=self._recorded_at)

    def _recorded_at(self, leaf: int) -> int:
        """When a leaf was recorded; it never decreases along the ledger."""
        row = self.connection.execute("SELECT recorded_at FROM stored_events WHERE rowid = ?", (leaf + 1,)).fetchone()
        return int(row[0])

    def _kind_name(self, case: str) -> str:
        row = self.connection.execute("SELECT kind FROM cases WHERE originator_id = ?", (case,)).fetchone()
        if row is None:
            raise CaseNotFound("case", case)
        return str(row[0])


class AsOf:
    """The same view of other cases, each as of a field date: what a decision dated then may rely on (design rule 4).

    Who holds a claim, and which cases belong to which, is always as it is now.
    """

    __slots__ = ("now", "on")

    def __init__(self, reader: Reader, on: date) -> None:
        self.now, self.on = reader, on

    def members(self, parent: str) -> tuple[str, ...]:
        return self.now.members(parent)

    def holder(self, claim: str, key: str) -> str | None:
        return self.now.holder(claim, key)

    def version(self, case: str) -> int:
        return self.now.version(case)

    def subjects(self, case: str) -> frozenset[str]:
        return self.now.subjects(case)

    def state(self, kind: Kind[S], case: str) -> S:
        """Raises CaseNotFound."""
        state: S = self.now.state_on(kind, case, self.on)
        return state


def bangkok_day(at: int) -> date:
    """The day in Bangkok at a moment in microseconds since 1970 UTC."""
    return date.fromordinal(EPOCH_DAY + (at + BANGKOK_US) // DAY_US)
