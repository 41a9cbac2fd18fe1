"""Lists of cases, read from the caseload, filtered and paged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.reader import Reader
from web.answers.showing import moment

FILTERS = ("program", "province", "district", "stage", "status", "tier", "officer")
PAGE = 50
LARGEST_PAGE = 500


def cases(
    reader: Reader,
    kind: str,
    filters: Mapping[str, str],
    within: tuple[str, list[str]] = ("1", []),
    *,
    after: str = "",
    limit: int = PAGE,
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of the cases of a kind, and the cursor of the next page, if there is one."""
    area, values = within
    chosen = {name: value for name, value in filters.items() if name in FILTERS}
    conditions = "".join(f" AND {name} = ?" for name in chosen)
    rows = reader.connection.execute(
        f"SELECT * FROM caseload WHERE kind = ? AND case_id > ? AND {area}{conditions} ORDER BY case_id LIMIT ?",
        (kind, after, *values, *chosen.values(), limit + 1),
    )
    names = [column[0] for column in rows.description]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    for row in found:
        row["recorded_at"] = moment(row["recorded_at"])
    more = len(found) > limit
    return found[:limit], found[limit - 1]["case_id"] if more else None


def unlisted(reader: Reader, kind: str, *, after: str = "", limit: int = PAGE) -> tuple[list[str], str | None]:
    """One page of the cases of a kind that has no workflow, and so stands in no caseload."""
    rows = reader.connection.execute(
        "SELECT originator_id FROM cases WHERE kind = ? AND originator_id > ? ORDER BY originator_id LIMIT ?",
        (kind, after, limit + 1),
    )
    found = [row[0] for row in rows]
    return found[:limit], found[limit - 1] if len(found) > limit else None
