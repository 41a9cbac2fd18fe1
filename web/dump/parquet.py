"""Tables of the dump as Parquet: columns with types, for those who ask millions of rows at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec

from engine.refusal import BadInput
from web.dump.tables import DumpTable

TYPES: Mapping[str, str] = {
    "whole number": "BIGINT",
    "text": "VARCHAR",
    "JSON": "VARCHAR",
    "date": "DATE",
    "moment": "TIMESTAMPTZ",
}
"""Type in the dictionary -> type in DuckDB, and so in the file."""
MEMORY = "256MB"


def write_parquet(path: Path, table: DumpTable) -> int:
    """One table. Returns the number of its rows. Raises BadInput where DuckDB isn't installed."""
    try:
        import duckdb
    except ImportError:
        needed = "ต้องติดตั้งส่วนเสริม parquet ก่อน", "needs the extra: pip install 'chumchon[parquet]'"
        raise BadInput("as", *needed) from None
    types, count = {column.name: TYPES[column.type] for column in table.columns}, 0
    # Rows come one by one, columns are written at once: in between they lie beside the file, in its owner's folder.
    with NamedTemporaryFile(dir=path.parent, suffix=".part") as lines:
        for row in table.rows:
            count += 1
            lines.write(msgspec.json.encode(dict(zip(types, row, strict=True))) + b"\n")
        lines.flush()
        # One thread: the same rows give the same bytes.
        with duckdb.connect(config={"threads": 1, "memory_limit": MEMORY, "temp_directory": str(path.parent)}) as made:
            rows = made.read_json(lines.name, columns=types, format="newline_delimited")
            rows.write_parquet(str(path), compression="zstd")
    return count
