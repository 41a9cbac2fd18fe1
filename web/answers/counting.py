"""Progress by area, as both doors ask for it (S5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from engine.reader import Reader
from engine.refusal import BadInput
from projections.progress import AreaProgress, Level, progress
from web.access import Access, Person, Place
from web.answers.showing import shown
from web.places import place_of, zone_of_provinces

LEVELS: tuple[Level, ...] = ("community", "district", "province", "zone", "country")


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
    """The areas of a level and their stages; only those ``person`` may read. Raises BadInput for an unknown kind."""
    found = reader.parts.kinds.get(kind)
    if found is None or found.workflow is None:
        known_kinds = ", ".join(k.name for k in reader.parts.kinds.values() if k.workflow is not None)
        raise BadInput("kind", f"ชนิดที่ใช้ได้: {known_kinds}", f"must be one of: {known_kinds}")
    on = on or reader.on
    rows = progress(
        reader.connection,
        kind,
        level,
        stages=[stage.name for stage in found.workflow.stages],
        zones=zone_of_provinces(reader, on),
        on=on,
        size=reader.position(known),
    )
    wanted = [row for row in rows if area in (None, row.area)]
    if person is not None:
        wanted = [row for row in wanted if Access(person, _place(reader, row, on)).may_read]
    return {"on": on.isoformat(), "items": [{**shown(row), "total": row.total} for row in wanted]}


def _place(reader: Reader, row: AreaProgress, on: date) -> Place:
    match row.level:
        case "community":
            return place_of(reader, row.area)
        case "district" | "province":
            province = row.area.partition("/")[0]
            zone = zone_of_provinces(reader, on).get(province)
            return Place(district=row.area if row.level == "district" else None, province=province, zone=zone)
        case "zone":
            return Place(zone=int(row.area))
    return Place()
