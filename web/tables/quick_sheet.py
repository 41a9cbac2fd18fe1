"""A sheet written line by line in a fraction of the library's time: a long table is little else than cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any
from zipfile import ZipFile

import xlsxwriter.workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

Shaped = tuple[str | float, Any] | None
"""What stands in a cell, with its format; None for none."""

IN_MEMORY = 4096
"""Cells whose form is remembered: stages, offices, days, yes and no stand in very many rows."""
LEVEL = 1
"""How hard a workbook is packed: the next levels take up to three times as long for a quarter less of a file."""

# The library has no setting for it.
xlsxwriter.workbook.ZipFile = partial(ZipFile, compresslevel=LEVEL)

_escapes = XMLwriter()
_UNUSUAL = re.compile("[&<>\x00-\x1f\ufffe\uffff]|_x|^\\s|\\s$")
"""Texts without any of it stand in the file as they are."""


class QuickSheet(Worksheet):  # type: ignore[misc]
    """Of a workbook in constant memory, with a format in every cell. A test holds each byte to the library's own.

    But for one: the library takes a text from ``<r>`` to ``</r>`` for a piece of the file, here it is a text.
    """

    def write_line(self, row: int, cells: Sequence[Shaped]) -> None:
        """Write the cells of one row, from the first column on; rows are given in their order."""
        number, rest, parts = row + 1, self._rest, []
        for column, cell in zip(_columns(len(cells)), cells, strict=True):
            if cell is None:
                continue
            value, form = cell
            parts.append(f'<c r="{column}{number}"{rest(value, form._get_xf_index())}')
        if parts:
            self._check_dimensions(row, 0)
            self._check_dimensions(row, len(cells) - 1)
            self.fh.write(f'<row r="{number}">{"".join(parts)}</row>')

    @cached_property
    def _rest(self) -> Callable[[str | float, int], str]:
        # For this sheet alone: cells name people, and what outlasts a sheet would outlast their keys.
        return lru_cache(maxsize=IN_MEMORY)(_after_place)


@lru_cache
def _columns(count: int) -> tuple[str, ...]:
    return tuple(map(xl_col_to_name, range(count)))


def _after_place(value: str | float, form: int) -> str:
    """What follows a cell's place."""
    if isinstance(value, str):
        return f' s="{form}" t="inlineStr">{_inline(value)}</c>'
    return f' s="{form}"><v>{value:.16G}</v></c>'


def _inline(text: str) -> str:
    """A text as a cell holds it."""
    if not _UNUSUAL.search(text):
        return f"<is><t>{text}</t></is>"
    said = _escapes._escape_data(_escapes._escape_control_characters(text))
    space = ' xml:space="preserve"' if said[:1].isspace() or said[-1:].isspace() else ""
    return f"<is><t{space}>{said}</t></is>"
