"""Whose figures are shown: one of the areas that somebody may read."""

from __future__ import annotations

from typing import NamedTuple

from aggregates.areas import Area, read_area
from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import reference
from engine.bilingual import Text
from engine.reader import Reader
from engine.refusal import CaseNotFound
from projections.areas import Level
from web.access import Access, Person
from web.places import place_of_area

LEVELS: dict[str, Level] = {
    "program": "community",
    "district": "district",
    "province": "province",
    "zone": "zone",
    "country": "country",
}


class Scope(NamedTuple):
    """An area by the level and code that figures go by."""

    area: Area
    level: Level
    code: str
    name: Text


def own_scopes(reader: Reader, person: Person) -> list[Scope]:
    """The areas somebody looks after, the widest first."""
    order = list(LEVELS)
    areas = sorted(person.areas, key=lambda area: -order.index(area.level))
    return [scope_of(reader, area) for area in areas]


def asked_scope(reader: Reader, person: Person, asked: str | None) -> Scope:
    """The area of this spelling, such as "province:56"; the widest of one's own unless asked.

    Raises BadInput for no area; CaseNotFound for one out of reach, as for one that doesn't exist.
    """
    if asked is None:
        return own_scopes(reader, person)[0]
    scope = scope_of(reader, read_area(asked))
    if not Access(person, place_of_area(reader, scope.level, scope.code, reader.on)).may_read:
        raise CaseNotFound("area", asked)
    return scope


def scope_of(reader: Reader, area: Area) -> Scope:
    """An area with its name. Raises CaseNotFound for a zone, province or program that isn't there."""
    known, missing = reference(reader), CaseNotFound("area", str(area))
    match area.level:
        case "country":
            return Scope(area, "country", "TH", Text("ทั้งประเทศ", "The whole country"))
        case "zone":
            zone = known.zones.get(int(area.code)) if area.code.isdecimal() else None
            if zone is None:
                raise missing
            return Scope(area, "zone", f"{int(area.code):02}", Text(zone.th, f"Zone {int(area.code)}"))
        case "program":
            return Scope(area, "community", area.code, reader.state(PROGRAM, area.code).community)
    code, _, district = area.code.partition("/")
    province = known.province(code, reader.on)
    if province is None:
        raise missing
    name = Text(province.th, province.en)
    if area.level == "district":
        return Scope(area, "district", area.code, Text(f"อำเภอ{district} {name.th}", f"{district}, {name.en}"))
    return Scope(area, "province", code, name)
