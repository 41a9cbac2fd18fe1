"""The cases of a scope with what happened to them, one at a time: what every format is written from.

Nobody stands in it, not even under a pseudonym: an area, a role and a day are enough to know an officer again, and
whoever may know who recorded a fact reads the audit trail, under the read log. A role says whose an act is to give.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from aggregates.account_facts import Role
from engine.decision import Authority
from engine.kind import Kind
from engine.reader import Reader
from projections.happenings import Happening, happenings
from web.bundles import Scope
from web.places import zone_of_provinces

CASES = "SELECT case_id, kind, program, province, zone FROM caseload WHERE {condition} ORDER BY case_id"
NAMED = "case_id IN (SELECT value FROM json_each(?))"
ROLES: Mapping[Authority, Role] = {
    "casework": "case_manager",
    "charge": "case_manager",
    "supervision": "supervisor",
    "oversight": "supervisor",
    "rules": "administrator",
    "administration": "administrator",
}


class Mined(NamedTuple):
    """One case: where it lies, and its history."""

    case: str
    kind: str
    program: str | None
    """The case it belongs to."""
    province: str | None
    zone: int | None
    happened: list[Happening]


class History:
    """What may be mined of a scope. Read from one view of the store; holds one case at a time."""

    def __init__(self, reader: Reader, scope: Scope, kind: str | None = None) -> None:
        self._reader, self._kind = reader, kind
        self._within = None if scope.cases is None else frozenset(scope.cases)
        self.name = scope.name

    def __iter__(self) -> Iterator[Mined]:
        zones = zone_of_provinces(self._reader, self._reader.on)
        for case, kind, program, province, zone in self._rows():
            happened = [one._replace(relies_on=self._known(one.relies_on)) for one in happenings(self._reader, case)]
            belongs = program if program != case and self._known((program,)) else None
            yield Mined(case, kind, belongs, province or None, zone or zones.get(province), happened)

    def role(self, kind: str, topic: str) -> str | None:
        """Whose an act is to give, by the fact it leaves."""
        return roles(self._reader.parts.kinds[kind]).get(topic)

    def _rows(self) -> Iterator[Any]:
        conditions, values = ["1"], []
        if self._kind is not None:
            conditions.append("kind = ?")
            values.append(self._kind)
        if self._within is not None:
            conditions.append(NAMED)
            values.append(json.dumps(sorted(self._within)))
        return self._reader.connection.execute(CASES.format(condition=" AND ".join(conditions)), values)

    def _known(self, cases: tuple[str | None, ...]) -> tuple[str, ...]:
        """Those of ``cases`` that lie in the scope: the others aren't the reader's to know of."""
        return tuple(case for case in cases if case is not None and (self._within is None or case in self._within))


@cache
def roles(kind: Kind[Any]) -> Mapping[str, Role]:
    """Topic -> whose the act is that leaves such a fact; of several the one that is about it, then the nearest role."""
    found: dict[str, Role] = {}
    for about in (False, True):
        for role in ("administrator", "supervisor", "case_manager"):
            for decision in kind.decisions.values():
                if ROLES.get(decision.authority) == role:
                    told = decision.records[:1] if about else decision.records
                    found |= {cls.spec.name: ROLES[decision.authority] for cls in told}
    return found
