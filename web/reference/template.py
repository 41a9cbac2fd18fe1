"""A table of the reference data as a spreadsheet: to be changed in an office and imported again."""

from __future__ import annotations

import io
from collections.abc import Iterable

import msgspec
import xlsxwriter

from aggregates.reference import Reference
from web.reference.tables import ReferenceTable
from web.reference.words import codes, headers, said
from web.tables.table import inert

WIDTH = 24
SPARE = 200
"""Rows below the last one in which a column still offers its choices."""


def template(table: ReferenceTable, rows: Iterable[msgspec.Struct], reference: Reference, lang: str) -> bytes:
    """An .xlsx file with the rows that stand, under headers that the import knows; imported as it is, it changes
    nothing.
    """
    buffer, listed = io.BytesIO(), list(rows)
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(table.label[lang])
        bold, words = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.fields) - 1, WIDTH, words)
        for column, (field, header) in enumerate(headers(table).items()):
            sheet.write_string(0, column, header[lang], bold)
            offered = [name[lang] for name in codes(table.row, field).values()]
            if offered:
                sheet.data_validation(1, column, len(listed) + SPARE, column, {"validate": "list", "source": offered})
            for place, row in enumerate(listed, 1):
                text = said(row, field, reference)
                if text is not None:
                    sheet.write_string(place, column, inert(text[lang]))
    return buffer.getvalue()
