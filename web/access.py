"""Who may see and do what where: role x area x action x field class, deny by default (U5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import msgspec

from aggregates.account_facts import Role
from aggregates.account_state import ACCOUNT
from aggregates.areas import Area, Level, Place
from aggregates.reference import REFERENCE
from aggregates.rights_state import RIGHTS
from engine.decision import Decision
from engine.kind import Kind

FieldClass = Literal["ordinary", "personal", "sensitive"]
"""What a field tells: how work stands; who somebody is; health, disability and the like, as the register says."""

NOTHING: frozenset[FieldClass] = frozenset()
FIGURES: frozenset[FieldClass] = frozenset({"ordinary"})
PEOPLE: frozenset[FieldClass] = FIGURES | {"personal"}
ALL: frozenset[FieldClass] = PEOPLE | {"sensitive"}
WIDE: frozenset[Level] = frozenset({"zone", "country"})
"""Areas of which no single village is one."""


class Sight(msgspec.Struct, frozen=True):
    """What a role sees of a case in its area: as a matter of course, and when it says what for."""

    always: frozenset[FieldClass]
    for_a_purpose: frozenset[FieldClass]


OF_CASES: Mapping[Role, Sight] = {
    "case_manager": Sight(ALL, ALL),
    "supervisor": Sight(ALL, ALL),
    "auditor": Sight(PEOPLE, ALL),
    "administrator": Sight(NOTHING, PEOPLE),
}
OF_ADMINISTRATION: Mapping[Role, Sight] = {
    "case_manager": Sight(NOTHING, NOTHING),
    "supervisor": Sight(NOTHING, NOTHING),
    "auditor": Sight(PEOPLE, PEOPLE),
    "administrator": Sight(PEOPLE, PEOPLE),
}
ADMINISTERED = frozenset({ACCOUNT.name, RIGHTS.name})
"""Kinds of case that are nobody's casework: officers' accounts, and requests of people about their data."""
OBSERVED: frozenset[Role] = frozenset({"auditor", "administrator"})
"""Those whose every look at personal data is itself recorded."""


class Grant(msgspec.Struct, frozen=True):
    """A role in an area, valid today."""

    role: Role
    area: Area

    def sees(self, kind: str, purpose: str | None) -> frozenset[FieldClass]:
        """What it shows of a case of this kind in its area; an auditor of less than a zone sees no people."""
        sight = (OF_ADMINISTRATION if kind in ADMINISTERED else OF_CASES)[self.role]
        classes = sight.always if purpose is None else sight.for_a_purpose
        return classes & FIGURES if self.role == "auditor" and self.area.level not in WIDE else classes


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who has shown who they are."""

    id: str
    """The user name: what stands as ``by`` beside each fact."""
    account: str
    naming: Callable[[], str] = str
    """Opens the name, which few answers say."""
    grants: tuple[Grant, ...]
    purpose: str | None = None
    """What they say the present look is for."""

    @property
    def name(self) -> str:
        return self.naming()

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def areas(self) -> tuple[Area, ...]:
        """Where this person may see how cases stand."""
        return tuple(dict.fromkeys(g.area for g in self.grants if "ordinary" in g.sees("", self.purpose)))


@dataclass(frozen=True)
class Access:
    """What one person may see and do in one place, with cases of one kind."""

    person: Person
    place: Place
    kind: str = ""

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """The grants that reach this place."""
        return tuple(grant for grant in self.person.grants if grant.area.covers(self.place))

    @cached_property
    def sees(self) -> frozenset[FieldClass]:
        """The classes of fields that are open; where several grants reach, each adds its own."""
        if self.place.everywhere:
            return ALL
        return self._shown_to(self.grants, self.person.purpose)

    @property
    def asked_for_purpose(self) -> bool:
        """Whether this person sees more here once they say what a look is for (U5)."""
        return not self.place.everywhere and self._shown_to(self.grants, None) < self._shown_to(self.grants, "said")

    @property
    def may_read(self) -> bool:
        """Whether it may be known here that the case exists, and how it stands."""
        return "ordinary" in self.sees

    @property
    def may_open(self) -> bool:
        """Whether it may be known here who the people of the case are."""
        return "personal" in self.sees

    @cached_property
    def observed(self) -> bool:
        """Whether a look is recorded: it is open to this person only as one who watches over those who work here."""
        working = (grant for grant in self.grants if grant.role not in OBSERVED)
        return not self.place.everywhere and not self.sees <= self._shown_to(working, self.person.purpose)

    def may_do(self, kind: Kind[Any], decision: Decision) -> bool:
        """Whether the command is this person's to give."""
        grants = self.person.grants if self.place.everywhere else self.grants
        return any(self._reaches(grant, decision) and role_may_do(grant.role, kind, decision) for grant in grants)

    def _shown_to(self, grants: Iterable[Grant], purpose: str | None) -> frozenset[FieldClass]:
        return NOTHING.union(*(grant.sees(self.kind, purpose) for grant in grants))

    def _reaches(self, grant: Grant, decision: Decision) -> bool:
        return decision.authority != "oversight" or grant.area.oversees(self.place)


def role_may_do(role: Role, kind: Kind[Any], decision: Decision) -> bool:
    """Whether a command belongs to a role, wherever it is given. What stands apart is given through no command."""
    if decision.authority == "apart":
        return False
    match role:
        case "administrator":
            return kind.name == REFERENCE.name or decision.authority in ("charge", "rules", "administration")
        case "supervisor":
            return kind.name != REFERENCE.name and decision.authority != "administration"
        case "case_manager":
            return kind.name != REFERENCE.name and decision.authority in ("casework", "charge")
    return False


def over_the_country(person: Person) -> bool:
    """Whether somebody watches over the whole country, or keeps its rules: what spans all cases is for them alone."""
    return any(grant.area.level == "country" and grant.role != "case_manager" for grant in person.grants)
