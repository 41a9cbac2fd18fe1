"""Households as rows of a table: who, tier, rail, officer, due, and how much is missing before the next stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from aggregates.household_state import HOUSEHOLD
from engine.kind import Cases
from engine.reader import Reader
from projections.due import next_due
from projections.household_names import NameParts, name_parts
from projections.timeliness import Timely, timely_throughout
from web.access import Access, Person
from web.answers.gate import gates_then
from web.answers.lacking import Lack, lacks
from web.answers.rail import Rail, rail
from web.opening import opener
from web.places import place_of
from web.showing import Opens, shown


class HouseholdRow(NamedTuple):
    """One household of a community program."""

    case: str
    version: int
    name: str
    """Of its head, and where the house stands; empty for a reader to whom people are closed."""
    tier: str | None
    rail: Rail
    officer: str | None
    due: date | None
    overdue: bool
    next: dict[str, str] | None
    """The label of the next stage; None at the end."""
    to: str | None
    missing: int
    lacks: tuple[Lack, ...]
    """What is missing, one by one."""
    adopted: bool

    @property
    def open(self) -> bool:
        """Whether it goes on at present."""
        return self.rail.status == "open"


def household_rows(
    reader: Reader, person: Person, cases: Cases, households: Iterable[str], adopted: Iterable[str], *, now: bool
) -> Iterator[HouseholdRow]:
    """The rows of those of ``households`` that ``person`` may read, as they stand in ``cases``."""
    households, targets = tuple(households), frozenset(adopted)
    late: Mapping[str, Timely] = timely_throughout(reader, HOUSEHOLD.name) if now else {}
    for case in households:
        access = Access(person, place_of(reader, case), HOUSEHOLD.name)
        if not access.may_read:
            continue
        state = cases.state(HOUSEHOLD, case)
        if state.life.opened.on > cases.on:
            continue
        gate = next(iter(gates_then(HOUSEHOLD, case, state, cases, reader, lambda decision: False)), None)
        assert HOUSEHOLD.workflow is not None
        yield HouseholdRow(
            case=case,
            version=cases.version(case),
            name=household_name(name_parts(state), opener(reader, access, case)),
            tier=state.tier,
            rail=rail(HOUSEHOLD.workflow, state.life.stage, state.life, cases.on),
            officer=state.life.officer,
            due=next_due(state),
            overdue=bool(late[case].overdue) if case in late else False,
            next=None if gate is None else gate["label"],
            to=None if gate is None else gate["to"],
            missing=0 if gate is None else gate["missing"],
            lacks=() if gate is None else lacks(gate, state, HOUSEHOLD.rules(state, reader, reader.on)),
            adopted=case in targets,
        )


def household_name(parts: NameParts, opens: Opens | None) -> str:
    """A household in a row of a table: its head's name, house number and moo; empty where they are closed."""
    found: dict[str, str] = {}
    for fields, box in parts:
        content = shown(box, opens)
        found |= {field: content[field] for field in fields if isinstance(content.get(field), str)}
    moo = found.get("moo")
    said = (found.get("name"), found.get("house_number"), f"ม.{moo}" if moo else None)
    return " ".join(part for part in said if part)
