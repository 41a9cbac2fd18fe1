"""A list of cases as a page shows it: filtered, sorted, paged, with the total that an export of it would have (S5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple, get_args

from engine.bilingual import Text
from engine.kind import Kind
from engine.reader import Reader
from projections.household_names import read_parts
from projections.timeliness import Timely, timely_throughout
from web.access import Access, Person
from web.answers.caseload import narrowed
from web.answers.household_rows import household_name
from web.answers.rail import Rail, rail
from web.opening import opener
from web.places import place_of_row, within
from workflows.labels import text

Sort = Literal["due", "since", "stage", "opened", "officer", "place"]
SORTS: tuple[Sort, ...] = get_args(Sort)
ORDERS: Mapping[Sort, str] = {
    "due": "due IS NULL, due",
    "since": "since",
    "opened": "opened_on DESC",
    "officer": "officer IS NULL, officer",
    "place": "province, district, subdistrict, title",
}
"""What the rows are ordered by; the stage's order is that of the workflow."""
COLUMNS = (
    "SELECT case_id, title, program, province, district, zone, tier, stage, status, since, officer, due, parts "
    "FROM caseload LEFT JOIN household_names USING (case_id)"
)
CHOSEN = ("province", "district", "officer", "tier", "fiscal_year")
"""The columns a list is narrowed by whose values are offered."""


class Listed(NamedTuple):
    """One case of the list."""

    case: str
    name: str
    """Of a household only for a reader who may know it."""
    province: str
    district: str
    tier: str | None
    stage: Text
    status: Text
    days: int
    """How long it has been at its stage."""
    officer: str | None
    due: date | None
    timely: Timely


class Listing(NamedTuple):
    """One page of a list."""

    items: list[Listed]
    rails: Mapping[str, Rail]
    """Of each case."""
    total: int
    page: int
    pages: int


def listing(
    reader: Reader, person: Person, kind: Kind[Any], filters: Mapping[str, Any], *, sort: Sort, page: int, size: int
) -> Listing:
    """The cases of a kind that ``person`` may read and that match ``filters``, as those of ``cases``."""
    matching, values, total = _matching(reader, person, kind, filters)
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    statement = f"{COLUMNS} {matching} ORDER BY {_order(kind, sort)}, case_id LIMIT ? OFFSET ?"
    rows = reader.connection.execute(statement, (*values, size, (page - 1) * size)).fetchall()
    items = list(map(_listing(reader, person, kind), rows))
    return Listing(items, {one.case: _rail(reader, kind, one.case) for one in items}, total, page, pages)


def every_listed(
    reader: Reader, person: Person, kind: Kind[Any], filters: Mapping[str, Any], sort: Sort
) -> tuple[int, Iterator[Listed]]:
    """The same cases, all pages of them: how many, and one after another, however many there are."""
    matching, values, total = _matching(reader, person, kind, filters)
    rows = reader.connection.execute(f"{COLUMNS} {matching} ORDER BY {_order(kind, sort)}, case_id", values)
    return total, map(_listing(reader, person, kind), rows)


def _matching(
    reader: Reader, person: Person, kind: Kind[Any], filters: Mapping[str, Any]
) -> tuple[str, tuple[Any, ...], int]:
    """Which rows of the caseload match, as a clause with its values; and how many they are."""
    area, areas = within(reader, person.areas)
    conditions, chosen = narrowed(reader, kind.name, filters)
    clause, values = f"WHERE kind = ? AND {area}{conditions}", (kind.name, *areas, *chosen)
    (total,) = reader.connection.execute(f"SELECT count(*) FROM caseload {clause}", values).fetchone()
    return clause, values, total


def _listing(reader: Reader, person: Person, kind: Kind[Any]) -> Callable[[tuple[Any, ...]], Listed]:
    """Makes the rows of a list out of those of the store, none of which is folded."""
    assert kind.workflow is not None
    labels = {stage.name: stage.label for stage in kind.workflow.stages}
    timely, on = timely_throughout(reader, kind.name), reader.on

    @cache
    def access(*where: Any) -> Access:
        return Access(person, place_of_row(reader, *where), kind.name)

    def listed(row: tuple[Any, ...]) -> Listed:
        case, title, program, province, district, zone, tier, stage, status, since, officer, due, parts = row
        name = title
        if parts is not None:
            name = household_name(read_parts(parts), opener(reader, access(program, province, district, zone), case))
        days = (on - date.fromisoformat(since)).days
        day = None if due is None else date.fromisoformat(due)
        said = labels[stage], text("status", status), days
        return Listed(case, name, province, district, tier, *said, officer, day, timely[case])

    return listed


def _rail(reader: Reader, kind: Kind[Any], case: str) -> Rail:
    assert kind.workflow is not None
    state = reader.open_file(kind.name, case).state
    return rail(kind.workflow, kind.stage(state), state.life, reader.on)


def _order(kind: Kind[Any], sort: Sort) -> str:
    if sort in ORDERS:
        return ORDERS[sort]
    assert kind.workflow is not None
    places = " ".join(f"WHEN '{stage.name}' THEN {place}" for place, stage in enumerate(kind.workflow.stages))
    return f"CASE stage {places} END, since"


def choices(reader: Reader, person: Person, kind: Kind[Any]) -> dict[str, list[str]]:
    """What there is to filter by within the person's area."""
    area = within(reader, person.areas)
    return reader.remembered(("choices", kind.name, area[0], *area[1]), lambda: _choices(reader, kind.name, *area))


def _choices(reader: Reader, kind: str, area: str, areas: list[str]) -> dict[str, list[str]]:
    statement = f"SELECT DISTINCT {', '.join(CHOSEN)} FROM caseload WHERE kind = ? AND {area}"
    rows = reader.connection.execute(statement, (kind, *areas)).fetchall()
    found = {name: {row[at] for row in rows} - {None, ""} for at, name in enumerate(CHOSEN)}
    return {name: [str(value) for value in sorted(values)] for name, values in found.items()}
