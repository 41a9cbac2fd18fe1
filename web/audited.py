"""What somebody may take away as an auditor: the scopes that lie within what they audit (U3, U5)."""

from __future__ import annotations

from aggregates.areas import COUNTRY, Place, read_area
from engine.bilingual import Text
from engine.reader import Reader
from engine.refusal import CaseNotFound
from web.access import Access, Person
from web.bundles import ALL, Scope, scope_named
from web.places import place_of, place_of_area
from web.problems import Problem
from web.scope import scope_of


def allowed(reader: Reader, person: Person, name: str) -> Scope:
    """The scope, if somebody audits all of it; one out of reach answers like none. Raises CaseNotFound, Problem."""
    if name == ALL:
        if not any(grant.role == "auditor" and grant.area == COUNTRY for grant in person.grants):
            raise Problem("not-allowed")
        return scope_named(reader, ALL)
    if ":" in name:
        area = scope_of(reader, read_area(name))
        place = place_of_area(reader, area.level, area.code, reader.on)
    else:
        place = place_of(reader, name)
    if not _audits(person, place):
        raise CaseNotFound("case", name)
    return scope_named(reader, name)


def audited(reader: Reader, person: Person) -> list[tuple[str, Text]]:
    """The areas somebody audits: how each is spelt, and its name."""
    areas = dict.fromkeys(grant.area for grant in person.grants if grant.role == "auditor")
    return [(ALL if area == COUNTRY else str(area), scope_of(reader, area).name) for area in areas]


def _audits(person: Person, place: Place) -> bool:
    return any(grant.role == "auditor" for grant in Access(person, place).grants)
