"""Writes what reading or importing a list found to an .xlsx sheet, for the office that can put the list right."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter

from engine.bilingual import Text
from web.imports.cells import looks_like_formula
from web.imports.findings import RowFinding

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
_TITLE = Text("ผลการอ่านรายชื่อ", "Findings")
_WIDTHS = (20, 8, 30, 30, 24, 70)
_LONGEST_CELL = 1000


def write_findings(findings: Iterable[RowFinding], lang: str) -> bytes:
    """An .xlsx file with one row for every finding. It holds personal data, like the list itself."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(_TITLE[lang])
        bold, wrapped = workbook.add_format({"bold": True}), workbook.add_format({"text_wrap": True})
        sheet.freeze_panes(1, 0)
        for column, (header, width) in enumerate(zip(_HEADERS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, wrapped)
            sheet.write_string(0, column, header[lang], bold)
        for row, found in enumerate(findings, 1):
            sheet.write_number(row, 1, found.row)
            texts = (found.sheet, None, found.column, found.cell, _SEVERITIES[found.severity][lang], found.reason[lang])
            for column, text in enumerate(texts):
                if text is not None:
                    sheet.write_string(row, column, inert(text))
    return buffer.getvalue()


def inert(text: str) -> str:
    """The text as no spreadsheet takes it for a formula, even after it is saved as .csv; at most 1,000 signs."""
    shown = text[:_LONGEST_CELL]
    return f"'{shown}" if looks_like_formula(shown) else shown
