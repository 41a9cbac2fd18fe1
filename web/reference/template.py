"""A table of the reference data as a spreadsheet: to be changed in an office and imported again."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from aggregates.reference import Reference
from web.reference.tables import ReferenceTable
from web.reference.words import codes, headers, said
from web.tables.blank import Column, write_blank


def template(table: ReferenceTable, rows: Iterable[msgspec.Struct], reference: Reference, lang: str) -> bytes:
    """An .xlsx file with the rows that stand, under headers that the import knows; imported as it is, it changes
    nothing.
    """
    columns = [Column(header, tuple(codes(table.row, field).values())) for field, header in headers(table).items()]
    return write_blank(
        table.label, columns, ([said(row, field, reference) for field in table.fields] for row in rows), lang
    )
