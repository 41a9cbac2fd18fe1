"""My work: which cases are overdue, due soon, stuck, ready to move, waiting for somebody, or newly changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.reader import Reader
from engine.workflow import Workflow
from projections.milestones_due import milestones_due
from projections.timeliness import KINDS, timely_throughout
from web.access import Access, Person
from web.answers.called import household_named
from web.answers.listing import AT_ONCE
from web.answers.rail import Rail, rail
from web.answers.sentences import trail_told
from web.answers.trail import Search, trail
from web.opening import opener
from web.places import place_of, within

Group = Literal["overdue", "due_soon", "stuck", "ready", "waiting", "agencies"]
GROUPS: tuple[Group, ...] = ("overdue", "due_soon", "stuck", "ready", "waiting", "agencies")
LABELS: dict[Group, Text] = {
    "overdue": Text("เลยกำหนด", "Overdue"),
    "due_soon": Text("ใกล้ครบกำหนด", "Due soon"),
    "stuck": Text("นิ่งนาน ไม่มีการบันทึก", "Stuck: nothing recorded for long"),
    "ready": Text("พร้อมเลื่อนขั้น", "Ready to move"),
    "waiting": Text("รอผู้อื่นยืนยัน", "Waiting for a second person"),
    "agencies": Text("รอหน่วยงานตอบการส่งต่อ", "Waiting for an agency's answer"),
}
LOOKED_INTO = 200
"""Cases whose gates are judged for one page; of more, only what is due is told."""
FIRST = 12
"""Rows shown of each group; the list holds them all."""
OPEN = (
    "SELECT case_id, kind, due FROM caseload WHERE kind IN ('program', 'household') AND status = 'open'"
    " AND {area} AND (? IS NULL OR officer = ?) ORDER BY due IS NULL, due, case_id"
)
RECENT = 12


class WorkRow(NamedTuple):
    """A case that waits for something."""

    case: str
    kind: str
    name: Text
    community: Text | None
    tier: str | None
    rail: Rail
    due: date | None
    to: Text | None
    """The stage it is ready for."""


class WorkGroup(NamedTuple):
    """Cases that wait for the same."""

    group: Group
    totals: dict[str, int]
    """By kind of case."""
    rows: list[WorkRow]

    @property
    def total(self) -> int:
        return sum(self.totals.values())

    @property
    def label(self) -> Text:
        return LABELS[self.group]


class Worklist(NamedTuple):
    """Everything on the page of one person's work."""

    cases: int
    groups: list[WorkGroup]
    whole: bool
    """Whether the gates of all cases were looked into."""
    changed: list[dict[str, Any]]


def worklist(reader: Reader, person: Person, *, officer: str | None, seen: int | None = None) -> Worklist:
    """What waits in the area of a person; with ``officer`` only the cases of that case manager.

    What changed is told since the ledger held ``seen`` facts, by others; without it, since yesterday by anybody.
    """
    waiting = _waiting(reader, person, officer)
    return Worklist(
        waiting.cases,
        [_group(reader, person, group, found) for group, found in waiting.found.items()],
        waiting.whole,
        _changed(reader, within(reader, person.areas), person, seen),
    )


def every_row(reader: Reader, person: Person, *, officer: str | None) -> tuple[int, Iterator[tuple[Group, WorkRow]]]:
    """All rows of all groups of the same list, not only the first of each: how many, and one after another."""
    found = _waiting(reader, person, officer).found

    def each() -> Iterator[tuple[Group, WorkRow]]:
        for group, rows in found.items():
            for row in rows:
                yield group, _row(reader, person, group, *row)
                reader.spare(AT_ONCE)

    return sum(map(len, found.values())), each()


class _Waiting(NamedTuple):
    """How many cases there are, those that wait by what for, and whether the gates of all were looked into."""

    cases: int
    found: dict[Group, list[tuple[str, str, str | None]]]
    whole: bool


def _waiting(reader: Reader, person: Person, officer: str | None) -> _Waiting:
    area, values = within(reader, person.areas)
    rows = reader.connection.execute(OPEN.format(area=area), (*values, officer, officer)).fetchall()
    found: dict[Group, list[tuple[str, str, str | None]]] = {group: [] for group in GROUPS}
    timely = {kind: timely_throughout(reader, kind) for kind in KINDS}
    for row in rows:
        how = timely[row[1]].get(row[0])
        if how is not None:
            first: tuple[tuple[Group, int], ...] = (
                ("overdue", how.overdue),
                ("due_soon", how.due_soon),
                ("stuck", how.stuck),
            )
            for group, holds in first:
                if holds:
                    found[group].append(row)
    whole = len(rows) <= LOOKED_INTO
    for row in rows if whole else ():
        if _ready(reader, row[0]) is not None:
            found["ready"].append(row)
        state: Any = reader.open_file(row[1], row[0]).state
        if state.life.requests:
            found["waiting"].append(row)
        if any(referral.waiting for referral in getattr(state, "referrals", ())):
            found["agencies"].append(row)
    return _Waiting(len(rows), {group: found[group] for group in GROUPS if found[group]}, whole)


def _ready(reader: Reader, case: str) -> str | None:
    """The stage a case may move to at once."""
    return next((move.target for move, gate in reader.findings(case) if all(f.holds for f in gate)), None)


def _group(reader: Reader, person: Person, group: Group, rows: list[tuple[str, str, str | None]]) -> WorkGroup:
    totals = {kind: sum(row[1] == kind for row in rows) for kind in KINDS}
    shown = [_row(reader, person, group, *row) for row in rows[:FIRST]]
    return WorkGroup(group, {kind: count for kind, count in totals.items() if count}, shown)


def _row(reader: Reader, person: Person, group: Group, case: str, kind: str, due: str | None) -> WorkRow:
    found = HOUSEHOLD if kind == HOUSEHOLD.name else PROGRAM
    state: Any = reader.open_file(kind, case).state
    opens = opener(reader, Access(person, place_of(reader, case), kind), case)
    workflow: Workflow | None = found.workflow
    assert workflow is not None
    to = _ready(reader, case) if group == "ready" else None
    named = state.community if found is PROGRAM else household_named(state, case, opens)
    return WorkRow(
        case=case,
        kind=kind,
        name=named,
        community=None if found is PROGRAM else reader.state(PROGRAM, state.program).community,
        tier=getattr(state, "tier", None),
        rail=rail(workflow, state.life.stage, state.life, reader.on),
        due=_due(reader, case, found, due),
        to=None if to is None else workflow.stage(to).label,
    )


def _due(reader: Reader, case: str, kind: Any, promised: str | None) -> date | None:
    """The nearest of what was promised and the end of a round in which a milestone is still lacking (S5)."""
    ends = milestones_due(reader, kind.name, reader.on, reader.size)
    dates = [date.fromisoformat(promised)] if promised is not None else []
    return min([*dates, *([ends[case]] if case in ends else [])], default=None)


def _changed(reader: Reader, area: tuple[str, list[str]], person: Person, seen: int | None) -> list[dict[str, Any]]:
    """What was recorded since the last visit, or since yesterday where none is known; newest first."""
    yesterday = Search(since=reader.on - timedelta(days=1))
    search = yesterday if seen is None else Search(after=seen, but_by=person.id)
    records, _ = trail(reader, search, area, limit=RECENT)
    return trail_told(reader, records)


def sentence(found: Worklist) -> Text:
    """What the reader came for, in one sentence."""
    counts = {group.group: group.total for group in found.groups}
    parts = [(SAID[group], counts[group]) for group in GROUPS if group in counts]
    if not parts:
        return Text("ไม่มีเรื่องค้าง ทุกเรื่องเป็นไปตามกำหนด", "Nothing waits: every case is on time")
    th, en = (", ".join(said[lang].format(n=f"{count:,}") for said, count in parts) for lang in ("th", "en"))
    return Text(th, en)


SAID: dict[Group, Text] = {
    "overdue": Text("เลยกำหนด {n} เรื่อง", "{n} overdue"),
    "due_soon": Text("ใกล้ครบกำหนด {n} เรื่อง", "{n} due soon"),
    "stuck": Text("นิ่งนาน {n} เรื่อง", "{n} stuck"),
    "ready": Text("พร้อมเลื่อนขั้น {n} เรื่อง", "{n} ready to move"),
    "waiting": Text("รอยืนยัน {n} เรื่อง", "{n} waiting for a second person"),
    "agencies": Text("รอหน่วยงานตอบ {n} เรื่อง", "{n} waiting for an agency"),
}
