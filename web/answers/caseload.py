"""Lists of cases, read from the caseload, filtered and paged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.reader import Reader
from projections.timeliness import TIMELINESS, timely_throughout
from web.places import ANYWHERE
from web.showing import moment

FILTERS = ("program", "province", "district", "zone", "fiscal_year", "stage", "status", "tier", "officer")
PAGE = 50
LARGEST_PAGE = 500


def cases(
    reader: Reader,
    kind: str,
    filters: Mapping[str, Any],
    within: tuple[str, list[str]] = ANYWHERE,
    *,
    after: str = "",
    limit: int = PAGE,
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of the cases of a kind, and the cursor of the next page, if there is one.

    ``filters`` are values of ``FILTERS``, and whether cases are overdue, due soon or stuck (S5).

    The reference data is no case of work, and everybody's: it is listed by its id alone.
    """
    if kind == REFERENCE.name:
        return [{"case_id": REFERENCE_CASE, "kind": kind}] if reader.file(REFERENCE_CASE) else [], None
    area, values = within
    conditions, chosen = narrowed(reader, kind, filters)
    rows = reader.connection.execute(
        f"SELECT * FROM caseload WHERE kind = ? AND case_id > ? AND {area}{conditions} ORDER BY case_id LIMIT ?",
        (kind, after, *values, *chosen, limit + 1),
    )
    names = [column[0] for column in rows.description]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    more = len(found) > limit
    for row in found[:limit]:
        row["version"], at = reader.latest(row["case_id"])
        row["recorded_at"] = moment(at)
    return found[:limit], found[limit - 1]["case_id"] if more else None


def narrowed(reader: Reader, kind: str, filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Further conditions on the rows, and their values."""
    chosen = {name: value for name, value in filters.items() if name in FILTERS}
    conditions, values = "".join(f" AND {name} = ?" for name in chosen), list(chosen.values())
    wanted = {name: value for name, value in filters.items() if name in TIMELINESS}
    if wanted:
        conditions += " AND case_id IN (SELECT value FROM json_each(?))"
        values.append(reader.remembered(("timely", kind, *wanted.items()), lambda: _timely(reader, kind, wanted)))
    return conditions, values


def _timely(reader: Reader, kind: str, wanted: Mapping[str, Any]) -> str:
    """The cases of which all that is wanted holds, as JSON."""
    every = timely_throughout(reader, kind).items()
    return json.dumps([case for case, how in every if all(getattr(how, name) == on for name, on in wanted.items())])
