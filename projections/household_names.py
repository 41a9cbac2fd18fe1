"""One row a household: the closed boxes that a list names it from, so that no case is folded for its name."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from aggregates.household_facts import MemberDetailsCompleted, MemberJoined, MemberLeft
from aggregates.household_record import HouseholdCase
from engine.kind import Kind
from engine.rows import CurrentRows, Row
from engine.sealed import Sealed
from projections.caseload import UNMOVED_BY

OF_HOUSE = ("house_number", "moo")


class NamePart(NamedTuple):
    """What of a household's name stands in a box."""

    fields: tuple[str, ...]
    box: Sealed[Any]


NameParts = tuple[NamePart, ...]

_read = msgspec.json.Decoder(NameParts).decode


def name_parts(household: HouseholdCase) -> NameParts:
    """The name of the head, or of the first member whose name is known, and where the house stands."""
    people = (household.members.get(household.head or ""), *household.present)
    named = (one.details["name"] for one in people if one is not None and "name" in one.details)
    parts = [NamePart(("name",), box) for box in (next(named, None),) if box is not None]
    houses: dict[Sealed[Any], tuple[str, ...]] = {}
    for field in OF_HOUSE:
        if field in household.details:
            box = household.details[field]
            houses[box] = (*houses.get(box, ()), field)
    return (*parts, *(NamePart(fields, box) for box, fields in houses.items()))


def read_parts(stored: bytes) -> NameParts:
    """The boxes of a row, each knowing where it was sealed."""
    return _read(stored)


def _row(kind: Kind[Any], case: str, state: Any) -> Row | None:
    return (case, msgspec.json.encode(name_parts(state))) if isinstance(state, HouseholdCase) else None


HOUSEHOLD_NAMES = CurrentRows(
    "household_names",
    {"case_id": "TEXT NOT NULL", "parts": "BLOB NOT NULL"},
    _row,
    unmoved_by=UNMOVED_BY - {MemberDetailsCompleted, MemberJoined, MemberLeft},
    wide=True,
)
"""The table. Where somebody was erased the box stays as it is, and doesn't open."""
