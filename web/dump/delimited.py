"""Tables of the dump as CSV: compressed, the same bytes for the same rows."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from web.dump.tables import DumpTable
from web.tables.table import inert


def write_packed(path: Path, table: DumpTable) -> int:
    """One table. Returns the number of its rows."""
    # Without a name or a time in it, the same store gives the same bytes.
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
        names = [column.name for column in table.columns]
        return write_lines(io.TextIOWrapper(packed, "utf-8", newline=""), names, table.rows)


def write_lines(file: io.TextIOBase | Any, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Headings and rows, with no text that a spreadsheet takes for a formula. Returns the number of rows."""
    writer, count = csv.writer(file), 0
    writer.writerow(headings)
    for row in rows:
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
        count += 1
    file.flush()
    return count
