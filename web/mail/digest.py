"""What one person is reminded of: the cases their page shows as due, overdue or stuck, and what others recorded.

Nobody's name stands in it: a household goes by the beginning of its id, as on a page that may open no names.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from aggregates.household_state import HOUSEHOLD
from aggregates.lifecycle_facts import Pressing
from aggregates.program_state import PROGRAM
from aggregates.putting_off import put_off_by
from engine.bilingual import Text
from engine.reader import Reader
from web.access import Person
from web.answers.called import household_named
from web.answers.reminders import Reminder, reminders
from web.answers.sentences import trail_told
from web.answers.trail import Search, hidden_from, trail, trail_size
from web.answers.waiting import Case, Waiting, cases_waiting, nearest_due, waiting_said, whose_work
from web.mail.belonging import Belonging, belonging
from web.places import within

PRESSING: tuple[Pressing, ...] = ("overdue", "due_soon", "stuck")
FIRST = 12
"""Cases told of each group; the page shows where the others are."""
FEW = 3
"""Missing requirements told of a case."""


class Item(NamedTuple):
    """One case, and why it is told of: what its page finds missing."""

    kind: str
    case: str
    name: Text
    community: Text
    stage: Text
    officer: str | None
    due: date | None
    missing: tuple[Text, ...]


class Section(NamedTuple):
    """The cases of which the same holds."""

    about: Pressing
    total: int
    put_off: int
    """How many of them nobody needs to be reminded of."""
    items: tuple[Item, ...]
    belonging: Belonging | None
    """To whom the others belong, for whoever oversees them; None where they are one's own."""


class Change(NamedTuple):
    """What somebody else recorded."""

    kind: str
    case: str
    on: date
    sentence: Text


class Digest(NamedTuple):
    """Everything one mail says."""

    day: date
    seen: int
    """How many facts the ledger held when it was written: the next one tells what came after."""
    answer: Text
    sections: tuple[Section, ...]
    reminders: tuple[Reminder, ...]
    changes: tuple[Change, ...]
    more_changes: int
    """How many others there are, older than these."""

    @property
    def worth_sending(self) -> bool:
        """Whether it says anything."""
        pressing = any(section.total > section.put_off for section in self.sections)
        return pressing or bool(self.reminders) or bool(self.changes)


def digest(reader: Reader, person: Person, seen: int | None) -> Digest:
    """What a person is reminded of today; changes are those since the ledger held ``seen`` facts, if one was sent."""
    area = within(reader, person.areas)
    own = whose_work(reader, person)
    waiting = cases_waiting(reader, area, own)
    changes, more_changes = ((), 0) if seen is None else _changes(reader, area, person, seen)
    return Digest(
        day=reader.on,
        seen=reader.size,
        answer=waiting_said({group: len(rows) for group, rows in waiting.found.items()}),
        sections=tuple(_sections(reader, waiting, own is None)),
        reminders=tuple(reminders(reader, person)),
        changes=changes,
        more_changes=more_changes,
    )


def _sections(reader: Reader, waiting: Waiting, oversees: bool) -> Iterator[Section]:
    for about in PRESSING:
        rows = waiting.found.get(about, [])
        told = [row for row in rows if not _put_off(reader, row, about)]
        if rows:
            items = tuple(_item(reader, row) for row in told[:FIRST])
            belong = belonging(reader, told) if oversees else None
            yield Section(about, len(rows), len(rows) - len(told), items, belong)


def _put_off(reader: Reader, row: Case, about: Pressing) -> bool:
    file = reader.open_file(row.kind, row.case)
    return put_off_by(file.state, file.version, about, reader.on) is not None


def _item(reader: Reader, row: Case) -> Item:
    kind = reader.kind_of(row.case)
    state: Any = reader.open_file(row.kind, row.case).state
    assert kind.workflow is not None
    household = kind is HOUSEHOLD
    community = reader.state(PROGRAM, state.program).community if household else state.community
    missing = (one for _, gate in reader.findings(row.case) for one in gate if not one.holds)
    return Item(
        kind=row.kind,
        case=row.case,
        name=household_named(state, row.case, None) if household else community,
        community=community,
        stage=kind.workflow.stage(state.life.stage).label,
        officer=row.officer,
        due=nearest_due(reader, row.case, row.kind, row.due),
        missing=tuple(one.label for one, _ in zip(missing, range(FEW), strict=False)),
    )


def _changes(reader: Reader, area: tuple[str, list[str]], person: Person, seen: int) -> tuple[tuple[Change, ...], int]:
    """The latest of what others recorded, and how many more there are."""
    search, hidden = Search(after=seen, but_by=person.id), hidden_from(person)
    records, _ = trail(reader, search, area, limit=FIRST, hidden=hidden)
    told = zip(records, trail_told(reader, records), strict=True)
    changes = tuple(
        Change(said["kind"], one.case, one.on, Text(said["sentence"]["th"], said["sentence"]["en"]))
        for one, said in told
    )
    return changes, trail_size(reader, search, area, hidden=hidden) - len(changes)
