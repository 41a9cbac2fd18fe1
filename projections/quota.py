"""Whether every province runs as many communities as a fiscal year asks for, and how many it lacks (P1.5)."""

from __future__ import annotations

import msgspec

from aggregates.lifecycle_facts import RulePin
from aggregates.rules_in_force import pin_in_force, reference, rules_of
from engine.bilingual import Text
from projections.as_of import AsKnown
from projections.scored_communities import counted_programs


class ProvinceQuota(msgspec.Struct, frozen=True, kw_only=True):
    """A province: the communities it must have, and the programs that count as such, the earliest first."""

    province: str
    zone: int
    name: Text
    needed: int
    programs: tuple[str, ...]

    @property
    def shortfall(self) -> int:
        return max(0, self.needed - len(self.programs))


class Quota(msgspec.Struct, frozen=True, kw_only=True):
    """Every province in a zone, under the rules in force for the year; others take no part in the programme."""

    rules: RulePin
    per_province: int
    provinces: tuple[ProvinceQuota, ...]


def quota(then: AsKnown, fiscal_year: int) -> Quota:
    """How the quota of a fiscal year (BE) stands at the moment of ``then``.

    What counts as a community is what the score sheets count; what one province has too many fills no other's place.
    Raises Refused where no rules were in force yet.
    """
    pin = pin_in_force(then, then.on, fiscal_year)
    rules, places = rules_of(then, pin.sha256), reference(then)
    needed = rules.program.area.quota(fiscal_year)
    known = ((code, places.province(code, then.on)) for code in places.provinces)
    return Quota(
        rules=pin,
        per_province=needed,
        provinces=tuple(
            ProvinceQuota(
                province=code,
                zone=province.zone,
                name=Text(province.th, province.en),
                needed=needed,
                programs=tuple(case for case, _ in counted_programs(then, code, fiscal_year, rules)),
            )
            for code, province in known
            if province is not None and province.zone is not None
        ),
    )
