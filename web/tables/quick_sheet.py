"""A sheet whose cells are written in a third of the library's time: a long table is little else than cells."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from xlsxwriter.utility import _preserve_whitespace, xl_col_to_name
from xlsxwriter.worksheet import CellNumberTuple, CellStringTuple, Worksheet
from xlsxwriter.xmlwriter import XMLwriter

IN_MEMORY = 4096
"""Texts whose form is remembered: stages, offices, yes and no stand in very many rows."""

_escapes = XMLwriter()
_column = lru_cache(maxsize=None)(xl_col_to_name)


class QuickSheet(Worksheet):  # type: ignore[misc]
    """Of a workbook in constant memory, with a format in every cell. A test holds each byte to the library's own.

    But for one: the library takes a text from ``<r>`` to ``</r>`` for a piece of the file, here it is a text.
    """

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        match cell:
            case CellStringTuple():
                kind, content = ' t="inlineStr"', _inline(cell.string)
            case CellNumberTuple():
                kind, content = "", f"<v>{cell.number:.16G}</v>"
            case _:
                return super()._write_cell(row, col, cell)  # type: ignore[no-any-return]
        self.fh.write(f'<c r="{_column(col)}{row + 1}" s="{cell.format._get_xf_index()}"{kind}>{content}</c>')


@lru_cache(maxsize=IN_MEMORY)
def _inline(text: str) -> str:
    """A text as a cell holds it."""
    said = _escapes._escape_data(_escapes._escape_control_characters(text))
    space = ' xml:space="preserve"' if _preserve_whitespace(said) else ""
    return f"<is><t{space}>{said}</t></is>"
