"""The quota of running communities, as both doors ask for it (P1.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from aggregates.areas import Place
from engine.reader import Reader
from projections.as_of import as_known, scoring_day
from projections.quota import ProvinceQuota, quota
from web.access import Access, Person
from web.showing import shown, text_shown


def quota_shown(
    reader: Reader,
    fiscal_year: int,
    *,
    on: date | None = None,
    known: int | datetime | None = None,
    person: Person | None = None,
) -> dict[str, Any]:
    """Provinces below the quota of a fiscal year (BE) and all others, zones, country; only what ``person`` may read.

    Raises BadInput for a year or day that makes no sense, Refused where no rules were in force yet.
    """
    then = as_known(reader, scoring_day(fiscal_year, on, reader.on), known)
    found = reader.remembered(("quota", fiscal_year, then.on, then.size), lambda: quota(then, fiscal_year))

    def readable(place: Place) -> bool:
        return person is None or Access(person, place).may_read

    zones: dict[int, list[ProvinceQuota]] = {}
    for one in found.provinces:
        zones.setdefault(one.zone, []).append(one)
    seen = [one for one in found.provinces if readable(Place(province=one.province, zone=one.zone))]
    return {
        "fiscal_year": fiscal_year,
        "on": then.on.isoformat(),
        "known": shown(known),
        "ruleset": shown(found.rules),
        "ledger_size": then.size,
        "per_province": found.per_province,
        "below": [_province(one) for one in seen if one.shortfall],
        "provinces": [_province(one) for one in seen],
        "zones": [{"zone": f"{n:02}", **_sum(zones[n])} for n in sorted(zones) if readable(Place(zone=n))],
        "country": _sum(found.provinces) if readable(Place()) else None,
    }


def _province(one: ProvinceQuota) -> dict[str, Any]:
    return {
        "province": one.province,
        "name": text_shown(one.name),
        "zone": f"{one.zone:02}",
        "needed": one.needed,
        "running": len(one.programs),
        "shortfall": one.shortfall,
        "programs": list(one.programs),
    }


def _sum(provinces: Sequence[ProvinceQuota]) -> dict[str, int]:
    """Communities and provinces of a wider area; what one province has too many fills no other's place."""
    return {
        "provinces": len(provinces),
        "provinces_below": sum(one.shortfall > 0 for one in provinces),
        "needed": sum(one.needed for one in provinces),
        "running": sum(len(one.programs) for one in provinces),
        "shortfall": sum(one.shortfall for one in provinces),
    }
