"""A list of cases as a page shows it: filtered, sorted, paged, with the total that an export of it would have (S5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, Literal, NamedTuple, get_args

from aggregates.program_record import Program
from aggregates.zone_review_state import Review
from engine.bilingual import Text
from engine.kind import Kind
from engine.mapper import day
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
    "FROM caseload LEFT JOIN household_names USING (case_id) WHERE case_id IN ({})"
)
TOGETHER = 250
"""So many rows are fetched at once, and the keys of their names."""
CHOSEN = ("province", "district", "officer", "tier", "fiscal_year")
"""The columns a list is narrowed by whose values are offered."""


class Listed(NamedTuple):
    """One case of the list."""

    case: str
    name: str | Text
    """Of a household only for a reader who may know it; in both languages where the case was opened to be shown."""
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
    statement = f"SELECT case_id FROM caseload {matching} ORDER BY {_order(kind, sort)}, case_id LIMIT ? OFFSET ?"
    cases = reader.connection.execute(statement, (*values, size, (page - 1) * size)).fetchall()
    states = {case: reader.open_file(kind.name, case).state for (case,) in cases}
    items = [one._replace(name=_called(states[one.case]) or one.name) for one in _listed(reader, person, kind, cases)]
    return Listing(items, {case: _rail(reader, kind, state) for case, state in states.items()}, total, page, pages)


def every_listed(
    reader: Reader, person: Person, kind: Kind[Any], filters: Mapping[str, Any], sort: Sort
) -> tuple[int, Iterator[Listed]]:
    """The same cases, all pages of them: how many, and one after another, however many there are."""
    matching, values, total = _matching(reader, person, kind, filters)
    # Put in their order without what is in them, which would take memory as long as the table is.
    statement = f"SELECT case_id FROM caseload {matching} ORDER BY {_order(kind, sort)}, case_id"
    return total, _listed(reader, person, kind, reader.connection.execute(statement, values))


def _matching(
    reader: Reader, person: Person, kind: Kind[Any], filters: Mapping[str, Any]
) -> tuple[str, tuple[Any, ...], int]:
    """Which rows of the caseload match, as a clause with its values; and how many they are."""
    area, areas = within(reader, person.areas)
    conditions, chosen = narrowed(reader, kind.name, filters)
    clause, values = f"WHERE kind = ? AND {area}{conditions}", (kind.name, *areas, *chosen)
    (total,) = reader.connection.execute(f"SELECT count(*) FROM caseload {clause}", values).fetchone()
    return clause, values, total


def _listed(reader: Reader, person: Person, kind: Kind[Any], cases: Iterable[tuple[str]]) -> Iterator[Listed]:
    """Makes the rows of a list out of those of the store, no case of which is folded."""
    assert kind.workflow is not None
    labels = {stage.name: stage.label for stage in kind.workflow.stages}
    timely, on, cases = timely_throughout(reader, kind.name), reader.on, iter(cases)

    @cache
    def access(*where: Any) -> Access:
        return Access(person, place_of_row(reader, *where), kind.name)

    while some := [case for (case,) in islice(cases, TOGETHER)]:
        rows = {row[0]: row for row in reader.connection.execute(COLUMNS.format(", ".join("?" * len(some))), some)}
        known = {case: read_parts(row[-1]) for case, row in rows.items() if row[-1] is not None}
        reader.parts.vault.ready(part.box.key for parts in known.values() for part in parts)
        for case, title, program, province, district, zone, tier, stage, status, since, officer, due, _ in map(
            rows.__getitem__, some
        ):
            name = title
            if case in known:
                name = household_name(known[case], opener(reader, access(program, province, district, zone), case))
            days, until = (on - day(since)).days, None if due is None else day(due)
            said = labels[stage], text("status", status), days
            yield Listed(case, name, province, district, tier, *said, officer, until, timely[case])


def _called(state: object) -> Text | None:
    """What a community or a review is called; the caseload's rows know only its name in Thai."""
    match state:
        case Program(community=community):
            return community
        case Review():
            return Text(state.title, f"Zone {state.zone}, fiscal year {state.fiscal_year}")
    return None


def _rail(reader: Reader, kind: Kind[Any], state: Any) -> Rail:
    assert kind.workflow is not None
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
