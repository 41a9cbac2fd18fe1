"""Writes the dump into a folder: a file a table, the dictionary of all columns, the schema of all facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.reader import Reader
from engine.refusal import BadInput
from web.docs.fact_schemas import fact_schemas
from web.dump.delimited import write_lines, write_packed
from web.dump.parquet import write_parquet
from web.dump.tables import DumpTable, dump_tables

DICTIONARY, SCHEMAS = "dictionary.csv", "facts.schema.json"
HEADINGS = ("file", "column", "type", "what for")


class Form(NamedTuple):
    """A form that tables are written in: how their files end, and what writes one."""

    suffix: str
    write: Callable[[Path, DumpTable], int]


FORMS: Mapping[str, Form] = {"csv": Form(".csv.gz", write_packed), "parquet": Form(".parquet", write_parquet)}


class Written(NamedTuple):
    """A file of the dump and how many rows it holds."""

    file: str
    rows: int


def write_dump(folder: Path, reader: Reader, form: str = "csv") -> list[Written]:
    """Fill a new or empty folder, readable to its owner alone; all files tell of the same moment. Raises BadInput."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise BadInput("folder", "โฟลเดอร์ต้องว่าง", "must be a new or empty folder")
    written, explained = list[Written](), list[Sequence[str]]()
    for table in dump_tables(reader):
        file = f"{table.name}{FORMS[form].suffix}"
        written.append(Written(file, FORMS[form].write(folder / file, table)))
        explained += [(file, *column) for column in table.columns]
    with open(folder / DICTIONARY, "w", encoding="utf-8-sig", newline="") as plain:
        write_lines(plain, HEADINGS, explained)
    (folder / SCHEMAS).write_text(fact_schemas(list(reader.parts.kinds.values())), encoding="utf-8")
    return [*written, Written(DICTIONARY, len(explained))]
