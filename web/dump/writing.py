"""Writes the dump into a folder: a compressed CSV a table, the dictionary of all columns, the schema of all facts."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from engine.reader import Reader
from engine.refusal import BadInput
from web.docs.fact_schemas import fact_schemas
from web.dump.tables import dump_tables
from web.tables.table import inert

DICTIONARY, SCHEMAS = "dictionary.csv", "facts.schema.json"
HEADINGS = ("file", "column", "type", "what for")


class Written(NamedTuple):
    """A file of the dump and how many rows it holds."""

    file: str
    rows: int


def write_dump(folder: Path, reader: Reader) -> list[Written]:
    """Fill a new or empty folder, readable to its owner alone; all files tell of the same moment. Raises BadInput."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise BadInput("folder", "โฟลเดอร์ต้องว่าง", "must be a new or empty folder")
    written, explained = list[Written](), list[Sequence[str]]()
    for table in dump_tables(reader):
        file = f"{table.name}.csv.gz"
        # Without a name or a time in it, the same store gives the same bytes.
        with open(folder / file, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
            names = [column.name for column in table.columns]
            written.append(Written(file, _write(io.TextIOWrapper(packed, "utf-8", newline=""), names, table.rows)))
        explained += [(file, *column) for column in table.columns]
    with open(folder / DICTIONARY, "w", encoding="utf-8-sig", newline="") as plain:
        _write(plain, HEADINGS, explained)
    (folder / SCHEMAS).write_text(fact_schemas(list(reader.parts.kinds.values())), encoding="utf-8")
    return [*written, Written(DICTIONARY, len(explained))]


def _write(file: io.TextIOBase | Any, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    writer, count = csv.writer(file), 0
    writer.writerow(headings)
    for row in rows:
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
        count += 1
    file.flush()
    return count
