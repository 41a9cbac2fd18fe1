"""My work: which cases are overdue, due soon, stuck, ready to move, waiting for somebody, or newly changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from aggregates.household_state import HOUSEHOLD
from aggregates.lifecycle import PutOff
from aggregates.program_state import PROGRAM
from aggregates.putting_off import put_off_by
from engine.bilingual import Text
from engine.reader import Reader
from engine.workflow import Workflow
from projections.timeliness import KINDS
from web.access import Access, Person
from web.answers.called import household_named
from web.answers.rail import Rail, rail
from web.answers.sentences import trail_told
from web.answers.trail import Search, hidden_from, trail
from web.answers.waiting import LABELS, Case, Group, cases_waiting, nearest_due, ready, waiting_said
from web.opening import opener
from web.places import place_of, within

FIRST = 12
"""Rows shown of each group; the list holds them all."""
RECENT = 12
AT_ONCE = 500
"""Cases kept in memory while all that waits is walked through."""


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
    put_off: PutOff | None
    """Why nobody is reminded of it."""


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
    area = within(reader, person.areas)
    waiting = cases_waiting(reader, area, officer)
    groups = [_group(reader, person, group, rows) for group, rows in waiting.found.items()]
    return Worklist(waiting.cases, groups, waiting.whole, changed_since(reader, area, person, seen))


def every_row(reader: Reader, person: Person, *, officer: str | None) -> tuple[int, Iterator[tuple[Group, WorkRow]]]:
    """All rows of all groups of the same list, not only the first of each: how many, and one after another."""
    found = cases_waiting(reader, within(reader, person.areas), officer).found

    def each() -> Iterator[tuple[Group, WorkRow]]:
        for group, rows in found.items():
            for row in rows:
                yield group, _row(reader, person, group, row)
                reader.spare(AT_ONCE)

    return sum(map(len, found.values())), each()


def _group(reader: Reader, person: Person, group: Group, rows: list[Case]) -> WorkGroup:
    totals = {kind: sum(row.kind == kind for row in rows) for kind in KINDS}
    shown = [_row(reader, person, group, row) for row in rows[:FIRST]]
    return WorkGroup(group, {kind: count for kind, count in totals.items() if count}, shown)


def _row(reader: Reader, person: Person, group: Group, row: Case) -> WorkRow:
    case, kind = row.case, row.kind
    found = HOUSEHOLD if kind == HOUSEHOLD.name else PROGRAM
    file = reader.open_file(kind, case)
    state: Any = file.state
    opens = opener(reader, Access(person, place_of(reader, case), kind), case)
    workflow: Workflow | None = found.workflow
    assert workflow is not None
    to = ready(reader, case) if group == "ready" else None
    named = state.community if found is PROGRAM else household_named(state, case, opens)
    return WorkRow(
        case=case,
        kind=kind,
        name=named,
        community=None if found is PROGRAM else reader.state(PROGRAM, state.program).community,
        tier=getattr(state, "tier", None),
        rail=rail(workflow, state.life.stage, state.life, reader.on),
        due=nearest_due(reader, case, kind, row.due),
        to=None if to is None else workflow.stage(to).label,
        put_off=put_off_by(state, file.version, group, reader.on),
    )


def changed_since(
    reader: Reader, area: tuple[str, list[str]], person: Person, seen: int | None
) -> list[dict[str, Any]]:
    """What was recorded since the last visit, or since yesterday where none is known; newest first."""
    yesterday = Search(since=reader.on - timedelta(days=1))
    search = yesterday if seen is None else Search(after=seen, but_by=person.id)
    records, _ = trail(reader, search, area, limit=RECENT, hidden=hidden_from(person))
    return trail_told(reader, records)


def sentence(found: Worklist) -> Text:
    """What the reader came for, in one sentence."""
    return waiting_said({group.group: group.total for group in found.groups})
