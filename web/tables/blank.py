"""Writes a spreadsheet to be filled in and brought back: headings the import knows, choices, the rows to begin with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import xlsxwriter

from engine.bilingual import Text
from web.tables.table import inert

WIDTH = 24
SPARE = 200
"""Rows below the last one in which a column still offers its choices."""
LONGEST_CHOICES = 250
"""Signs that a list of choices may have in all programs that read .xlsx."""


class Column(NamedTuple):
    """A heading, and what is offered under it."""

    label: Text
    offered: tuple[Text, ...] = ()


def write_blank(title: Text, columns: Sequence[Column], rows: Iterable[Sequence[Text | None]], lang: str) -> bytes:
    """An .xlsx file; every cell is text, so that no date or number is changed by the program it is filled in with."""
    buffer, listed = io.BytesIO(), list(rows)
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(title[lang])
        bold, words = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, WIDTH, words)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.label[lang], bold)
            offered = [name[lang] for name in column.offered]
            if offered and len(",".join(offered)) <= LONGEST_CHOICES:
                choice = {"validate": "list", "source": offered, "error_type": "warning"}
                sheet.data_validation(1, place, len(listed) + SPARE, place, choice)
            for number, row in enumerate(listed, 1):
                text = row[place]
                if text is not None:
                    sheet.write_string(number, place, inert(text[lang]), words)
    return buffer.getvalue()
