"""Tables taken away as CSV: what the screen shows, row for row; no cell of it is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from flask import Response

from engine.bilingual import Text
from engine.calendar import show_date
from web.imports.findings_sheet import inert
from web.languages import language

Cell = Text | str | int | date | None


def as_csv(name: str, headers: Sequence[Text], rows: Iterable[Sequence[Cell]]) -> Response:
    """A file that spreadsheets open as UTF-8, in the reader's language; numbers without commas."""
    buffer = io.StringIO(newline="")
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow([header[language()] for header in headers])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    headers_sent = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(buffer.getvalue(), mimetype="text/csv", headers=headers_sent)


def _written(cell: Cell) -> str | int:
    match cell:
        case None:
            return ""
        case int():
            return cell
        case date():
            return show_date(cell, language())
        case Text():
            return inert(cell[language()])
    return inert(cell)
