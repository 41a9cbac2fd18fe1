"""Progress by area, as both doors ask for it (S5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from aggregates.rules_in_force import pin_in_force, rules_of
from engine.reader import Reader
from engine.refusal import BadInput
from projections.areas import Level
from projections.as_of import as_known
from projections.progress import AreaProgress, progress
from projections.timeliness import TIMELINESS
from web.access import Access, Person
from web.places import place_of_area
from web.showing import shown, text_shown


def progress_shown(
    reader: Reader,
    kind: str,
    level: Level,
    *,
    area: str | None = None,
    on: date | None = None,
    known: int | datetime | None = None,
    person: Person | None = None,
) -> dict[str, Any]:
    """The areas of a level, their stages and phases; only those ``person`` may read.

    Raises BadInput for an unknown kind or a day in the future, Refused where no rules were in force yet.
    """
    found = reader.parts.kinds.get(kind)
    if found is None or found.workflow is None:
        known_kinds = ", ".join(k.name for k in reader.parts.kinds.values() if k.workflow is not None)
        raise BadInput("kind", f"ชนิดที่ใช้ได้: {known_kinds}", f"must be one of: {known_kinds}")
    then = as_known(reader, on, known)
    rules = rules_of(then, pin_in_force(then, then.on).sha256).process
    counted = ("progress", kind, level, then.on, then.size)
    rows = reader.remembered(counted, lambda: [_area(row) for row in progress(then, found, level, rules)])
    rows = [row for row in rows if area in (None, row["area"])]
    if person is not None:
        rows = [r for r in rows if Access(person, place_of_area(reader, level, r["area"], then.on)).may_read]
    return {
        "on": then.on.isoformat(),
        "phases": [{"phase": phase.code, "label": text_shown(phase.text)} for phase in rules.phases],
        "items": rows,
    }


def _area(row: AreaProgress) -> dict[str, Any]:
    return {**shown(row), "total": row.total, **{how: row.timely(how) for how in TIMELINESS}}
