"""Who may do what where: role x area x action, deny by default (U5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

import msgspec

from engine.kind import Decision, Kind

Role = Literal["case_manager", "supervisor", "auditor", "administrator"]
Level = Literal["program", "district", "province", "zone", "country"]

REFERENCE = "reference"


class Place(NamedTuple):
    """Where a case belongs. ``district`` is the province's code and the district's name: "56/เมืองพะเยา"."""

    program: str | None = None
    district: str | None = None
    province: str | None = None
    zone: int | None = None
    everywhere: bool = False
    """Belongs to no area, such as the reference data: whoever is known may read it."""


class Area(msgspec.Struct, frozen=True):
    """What a person looks after."""

    level: Level
    code: str = ""

    def covers(self, place: Place) -> bool:
        if self.level == "country":
            return True
        found = getattr(place, self.level)
        return found is not None and str(found) == self.code

    def __str__(self) -> str:
        return f"{self.level}:{self.code}" if self.code else self.level


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who holds a token."""

    id: str
    name: str
    role: Role
    areas: tuple[Area, ...]

    @property
    def country(self) -> bool:
        """Whether nothing lies outside this person's area."""
        return any(area.level == "country" for area in self.areas)


@dataclass(frozen=True, slots=True)
class Access:
    """What one person may do in one place."""

    person: Person
    place: Place

    @property
    def may_read(self) -> bool:
        """Reading needs only the area."""
        return self.place.everywhere or any(area.covers(self.place) for area in self.person.areas)

    @property
    def may_open(self) -> bool:
        """Personal data: for those who work with the case, and for auditors and administrators of the country."""
        works_here = self.person.role in ("case_manager", "supervisor")
        return self.may_read and (works_here or self.person.country)

    def may_do(self, kind: Kind[Any], decision: Decision) -> bool:
        """Whether the command is this person's to give."""
        return self.may_read and role_may_do(self.person.role, kind, decision)


def role_may_do(role: Role, kind: Kind[Any], decision: Decision) -> bool:
    """Whether a command belongs to a role, wherever it is given."""
    match role:
        case "administrator":
            return kind.name == REFERENCE or decision.authority == "rules"
        case "supervisor":
            return kind.name != REFERENCE
        case "case_manager":
            return kind.name != REFERENCE and decision.authority == "casework"
    return False


def read_area(text: str) -> Area:
    """An area as configured: "country", "zone:8", "province:56", "district:56/เมืองพะเยา" or "program:<id>".

    Raises ValueError.
    """
    level, _, code = text.partition(":")
    if level not in get_args(Level) or bool(code) == (level == "country"):
        raise ValueError(f"{text!r} is not an area; write country, zone:8, province:56, district:56/name or program:id")
    return msgspec.convert({"level": level, "code": code}, Area)
