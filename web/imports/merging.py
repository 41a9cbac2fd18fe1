"""Tells which rows of a list are of one household, and merges them into the first one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from engine.bilingual import Text
from web.imports.findings import RowFinding
from web.imports.gaps import Filled, fill_household
from web.imports.household import Household
from web.imports.rows import ReadRow
from web.imports.sheets import Row
from web.imports.table import Table

_MERGED = Text("ครัวเรือนเดียวกับแถว {row} จึงรวมกัน", "the same household as row {row}; merged into it")
_GAINED = Text("เติมให้แถว {row} ซึ่งว่างอยู่", "fills a gap of row {row}")
_DISPUTED = Text("ไม่ตรงกับแถว {row} ใช้ค่าของแถว {row}", "row {row} says otherwise and is kept")
_TWO = Text(
    "รหัสบ้านตรงกับแถว {row} แต่เลขประจำตัวตรงกับแถว {other} จึงรวมกับแถว {row}",
    "the house code is that of row {row} but the national ID that of row {other}; merged into row {row}",
)
_MAYBE = Text(
    "ชื่อและที่อยู่เหมือนแถว {row} อาจเป็นครัวเรือนเดียวกัน",
    "name and address are those of row {row}; this may be the same household",
)


Verdict = Literal["create", "merge", "refuse"]


@dataclass(frozen=True, repr=False)
class ListedRow:
    """What becomes of one row of the list."""

    number: int
    verdict: Verdict
    merges_into: int | None
    """The number of the row it merges into."""
    household: Household | None
    """To create: with everything later rows add. To merge: as the row alone tells. Refused: None."""
    findings: tuple[RowFinding, ...]

    @property
    def doubtful(self) -> bool:
        """Whether a cell of the row was left empty, or contradicts another."""
        return any(finding.severity == "doubtful" for finding in self.findings)


def merge(table: Table, rows: Iterable[ReadRow]) -> tuple[ListedRow, ...]:
    """Every row with its verdict: the same house code or the same head's national ID is the same household."""
    listed: dict[int, ListedRow] = {}
    seen: dict[tuple[str, str], int] = {}
    for read in rows:
        number, household = read.row.number, read.household
        if household is None:
            listed[number] = ListedRow(number, "refuse", None, None, read.findings)
            continue
        keys = [(kind, key) for kind, key in household.keys._asdict().items() if key]
        earlier = {kind: seen[kind, key] for kind, key in keys if (kind, key) in seen}
        into = earlier.get("house_code", earlier.get("national_id"))
        for key in keys:
            seen.setdefault(key, number if into is None else into)
        findings = [*read.findings, *_doubts(table, read.row, earlier)]
        if into is not None:
            first = listed[into]
            filled = fill_household(first.household or household, household)
            listed[into] = replace(first, household=filled.told)
            findings += _merge_findings(table, read.row, household, filled, into)
        verdict: Verdict = "create" if into is None else "merge"
        listed[number] = ListedRow(number, verdict, into, household, tuple(findings))
    return tuple(listed.values())


def _doubts(table: Table, row: Row, earlier: Mapping[str, int]) -> Iterator[RowFinding]:
    by_code, by_id = earlier.get("house_code"), earlier.get("national_id")
    if by_code is not None and by_id is not None and by_code != by_id:
        reason = _TWO.filled(row=by_code, other=by_id)
        yield table.finding(row, "national_id", "doubtful", "two_households", reason)
    if by_code is None and by_id is None and "name_and_address" in earlier:
        reason = _MAYBE.filled(row=earlier["name_and_address"])
        yield table.finding(row, "name", "doubtful", "maybe_same", reason)


def _merge_findings(
    table: Table, row: Row, household: Household, filled: Filled[Household], into: int
) -> Iterator[RowFinding]:
    yield table.finding(row, "", "note", "merged", _MERGED.filled(row=into))
    for field in filled.gained:
        yield table.finding(row, _column(field, household), "note", "gap_filled", _GAINED.filled(row=into))
    for field in filled.disputed:
        reason = _DISPUTED.filled(row=into)
        yield table.finding(row, _column(field, household), "doubtful", "rows_differ", reason)


def _column(field: str, household: Household) -> str:
    income = household.monthly_income
    return f"income_per_{income.per}" if income and field == "monthly_income" else field
