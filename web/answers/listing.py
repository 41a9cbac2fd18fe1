"""A list of cases as a page shows it: filtered, sorted, paged, with the total that an export of it would have (S5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from engine.kind import Kind
from engine.reader import Reader
from projections.timeliness import Timely, timely_throughout
from web.access import Access, Person
from web.answers.caseload import narrowed
from web.answers.household_rows import household_name
from web.answers.rail import Rail, rail
from web.opening import opener
from web.places import place_of, within

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
COLUMNS = "SELECT case_id, title, province, district, tier, officer, due"
AT_ONCE = 500
"""Cases kept in memory while all of a list are walked through."""
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
    rail: Rail
    officer: str | None
    due: date | None
    timely: Timely


class Listing(NamedTuple):
    """One page of a list."""

    items: list[Listed]
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
    timely = timely_throughout(reader, kind.name)
    return Listing([_listed(reader, person, kind, row, timely) for row in rows], total, page, pages)


def every_listed(
    reader: Reader, person: Person, kind: Kind[Any], filters: Mapping[str, Any], sort: Sort
) -> tuple[int, Iterator[Listed]]:
    """The same cases, all pages of them: how many, and one after another, however many there are."""
    matching, values, total = _matching(reader, person, kind, filters)

    def each() -> Iterator[Listed]:
        timely = timely_throughout(reader, kind.name)
        rows = reader.connection.execute(f"{COLUMNS} {matching} ORDER BY {_order(kind, sort)}, case_id", values)
        for row in rows:
            yield _listed(reader, person, kind, row, timely)
            reader.spare(AT_ONCE)

    return total, each()


def _matching(
    reader: Reader, person: Person, kind: Kind[Any], filters: Mapping[str, Any]
) -> tuple[str, tuple[Any, ...], int]:
    """Which rows of the caseload match, as a clause with its values; and how many they are."""
    area, areas = within(reader, person.areas)
    conditions, chosen = narrowed(reader, kind.name, filters)
    clause, values = f"FROM caseload WHERE kind = ? AND {area}{conditions}", (kind.name, *areas, *chosen)
    (total,) = reader.connection.execute(f"SELECT count(*) {clause}", values).fetchone()
    return clause, values, total


def _listed(
    reader: Reader, person: Person, kind: Kind[Any], row: tuple[Any, ...], timely: Mapping[str, Timely]
) -> Listed:
    case, title, province, district, tier, officer, due = row
    assert kind.workflow is not None
    state = reader.open_file(kind.name, case).state
    name = title
    if kind.name == "household":
        name = household_name(state, opener(reader, Access(person, place_of(reader, case), kind.name), case))
    track = rail(kind.workflow, kind.stage(state), state.life, reader.on)
    day = None if due is None else date.fromisoformat(due)
    return Listed(case, name, province, district, tier, track, officer, day, timely[case])


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
