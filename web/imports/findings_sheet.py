"""Writes what reading or importing a list found to an .xlsx sheet, for the office that can put the list right."""

from __future__ import annotations

import io
from collections.abc import Iterable

from engine.bilingual import Text
from web.imports.findings import RowFinding
from web.tables.table import Table
from web.tables.workbook import write_workbook

_TITLE = Text("ผลการอ่านรายชื่อ", "Findings")
_HEADERS = (
    Text("แผ่น", "Sheet"),
    Text("แถว", "Row"),
    Text("คอลัมน์", "Column"),
    Text("ค่าในช่อง", "Cell"),
    Text("ผล", "Result"),
    Text("เหตุผล", "Reason"),
)
_SEVERITIES = {
    "note": Text("ข้อสังเกต", "note"),
    "doubtful": Text("น่าสงสัย", "doubtful"),
    "refused": Text("ไม่สร้าง", "refused"),
}
_LONGEST_CELL = 1000


def write_findings(findings: Iterable[RowFinding], lang: str) -> bytes:
    """An .xlsx file with one row for every finding. It holds personal data, like the list itself."""
    buffer = io.BytesIO()
    rows = [
        (found.sheet, found.row, found.column, found.cell[:_LONGEST_CELL], _SEVERITIES[found.severity], found.reason)
        for found in findings
    ]
    write_workbook(buffer, [Table(_TITLE, _HEADERS, rows, len(rows))], lang)
    return buffer.getvalue()
