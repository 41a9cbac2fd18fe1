"""Lists of cases as tables: those of an area, of a community, and what waits for one person (S5, U1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from aggregates.zone_review_state import REVIEW
from engine.bilingual import Text
from engine.kind import Kind
from engine.reader import Reader
from web.access import Person
from web.answers.household_rows import HouseholdRow
from web.answers.listing import Listed, Sort, every_listed
from web.answers.names import province_name
from web.answers.waiting import LABELS, Group
from web.answers.worklist import WorkRow, every_row
from web.tables import columns as c
from web.tables.table import Cell, Table, joined, yes
from workflows.labels import text

TITLES: Mapping[str, Text] = {
    PROGRAM.name: Text("ชุมชน", "Communities"),
    HOUSEHOLD.name: Text("ครัวเรือน", "Households"),
    REVIEW.name: Text("การพิจารณาระดับเขต", "Zone reviews"),
}
DAYS = Text("วันในขั้นนี้", "Days at the stage")
TARGET = Text("ครัวเรือนเป้าหมาย", "Target household")
NEXT = Text("ขั้นต่อไป", "Next stage")
WAITS = Text("กลุ่มงาน", "What waits")


def cases_table(reader: Reader, person: Person, kind: Kind[Any], filters: Mapping[str, Any], sort: Sort) -> Table:
    """The cases of a kind that ``person`` may read and that match ``filters``, in the order of the page."""
    total, found = every_listed(reader, person, kind, filters, sort)
    tier = (c.TIER,) if kind is HOUSEHOLD else ()
    heads = (kind.label, c.PROVINCE, c.DISTRICT, *tier, c.STAGE, c.STATUS, DAYS, c.OFFICER, c.DUE)
    return Table(
        TITLES[kind.name], (*heads, c.OVERDUE, c.DUE_SOON, c.STUCK, c.CASE), _listed(reader, kind, found), total
    )


def _listed(reader: Reader, kind: Kind[Any], found: Iterable[Listed]) -> Iterator[Sequence[Cell]]:
    @cache
    def province(code: str) -> Text | None:
        return province_name(reader, code) if code else None

    for one in found:
        tier = (tier_said(one.tier),) if kind is HOUSEHOLD else ()
        timely = one.timely
        yield (
            *(one.name or one.case, province(one.province), one.district, *tier),
            *(one.stage, one.status, one.days, one.officer, one.due),
            *(yes(bool(holds)) for holds in (timely.overdue, timely.due_soon, timely.stuck)),
            one.case,
        )


def community_table(rows: Sequence[HouseholdRow]) -> Table:
    """The households of one community, each with what it lacks before its next stage."""
    heads = (c.HOUSEHOLD, c.TIER, TARGET, c.STAGE, c.STATUS, DAYS, c.OFFICER, c.DUE, c.OVERDUE, NEXT, c.MISSING, c.CASE)
    return Table(TITLES[HOUSEHOLD.name], heads, map(_of_community, rows), len(rows))


def _of_community(row: HouseholdRow) -> Sequence[Cell]:
    following = None if row.next is None else Text(row.next["th"], row.next["en"])
    lacks = joined(lack.label for lack in row.lacks)
    return (
        *(row.name or row.case, tier_said(row.tier), yes(row.adopted)),
        *(row.rail.label, row.rail.status_label, row.rail.days, row.officer, row.due, yes(row.overdue)),
        *(following, lacks, row.case),
    )


def work_table(reader: Reader, person: Person, officer: str | None) -> Table:
    """What waits for somebody, group by group; a case stands in each group it belongs to, as on the page."""
    total, found = every_row(reader, person, officer=officer)
    heads = (WAITS, c.KIND, Text("เรื่อง", "Case"), c.COMMUNITY, c.TIER, c.STAGE, DAYS, c.DUE, NEXT, c.CASE)
    return Table(Text("งาน", "Work"), heads, (_waiting(group, row) for group, row in found), total)


def _waiting(group: Group, row: WorkRow) -> Sequence[Cell]:
    kind = HOUSEHOLD if row.kind == HOUSEHOLD.name else PROGRAM
    tier = tier_said(row.tier) if kind is HOUSEHOLD else None
    return (
        *(LABELS[group], kind.label, row.name, row.community, tier),
        *(row.rail.label, row.rail.days, row.due, row.to, row.case),
    )


def tier_said(tier: str | None) -> Text:
    """A tier in words, or that there is none yet."""
    return text("verdict", "not_assessed") if tier is None else text("tier", tier)
