"""The success of the program by area, as both doors ask for it (P6.4)."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from aggregates.rules_in_force import pin_in_force, rules_of
from engine.reader import Reader
from projections.areas import LEVELS, Level
from projections.as_of import as_known
from projections.success import AreaSuccess, success, target_outcomes
from web.access import Access, Person
from web.answers.national_scores import exact_shown
from web.places import place_of_area
from web.showing import shown


def success_shown(
    reader: Reader,
    level: Level,
    *,
    area: str | None = None,
    on: date | None = None,
    known: int | datetime | None = None,
    published: bool = False,
    person: Person | None = None,
) -> dict[str, Any]:
    """The areas of a level and what came of their target households; only those ``person`` may read.

    Raises BadInput for a day in the future, Refused where no rules were in force yet.
    """
    then = as_known(reader, on, known)
    pin = pin_in_force(then, then.on)
    rules = rules_of(then, pin.sha256)
    counted = ("success", level, then.on, then.size, published)
    rows = reader.remembered(counted, lambda: success(then, level, rules, published=published))
    rows = tuple(row for row in rows if area in (None, row.area))
    if person is not None:
        rows = tuple(r for r in rows if Access(person, place_of_area(reader, level, r.area, then.on)).may_read)
    return {
        "on": then.on.isoformat(),
        "known": shown(known),
        "ruleset": shown(pin),
        "ledger_size": then.size,
        "published": published,
        "items": [_area(row, rules.scores.shown_decimals) for row in rows],
    }


def moved_households(
    reader: Reader,
    level: Level,
    area: str,
    move: tuple[str, str] | None,
    *,
    on: date | None = None,
    known: int | datetime | None = None,
    person: Person,
) -> list[str]:
    """The target households of an area that are counted under a pair of tiers; those never assessed for none.

    As many as ``success_shown`` counts there. Only of communities that ``person`` may read.
    """
    then, place = as_known(reader, on, known), LEVELS.index(level)
    return [
        household
        for path, found in target_outcomes(then)
        if path[place] == area and Access(person, place_of_area(reader, "community", path[-1], then.on)).may_read
        for household, one in found.items()
        if (one.first and one.latest and (one.first.tier, one.latest.tier)) == move
    ]


def _area(row: AreaSuccess, decimals: int) -> dict[str, Any]:
    return {
        "level": row.level,
        "area": row.area,
        "targets": row.targets,
        "out_of_poverty": row.out_of_poverty,
        "out_of_poverty_percent": _percent(row.out_of_poverty_share, decimals),
        "dimensions": {
            "failed": row.dimensions_failed,
            "resolved": row.dimensions_resolved,
            "resolved_percent": _percent(row.dimensions_resolved_share, decimals),
        },
        "unassessed": row.unassessed,
        "tier_moves": shown(row.moves),
    }


def _percent(share: Fraction | None, decimals: int) -> dict[str, str] | None:
    return None if share is None else exact_shown(share * 100, decimals)
