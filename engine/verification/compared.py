"""A table as it stands beside the same table made anew: what is there too much, too little or differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.bilingual import Text
from engine.database import Connection, scan
from engine.verification.faults import Fault, fault

MISSING = Text("{table}: แถวของ {row} หายไป", "{table}: the row of {row} is missing")
SURPLUS = Text("{table}: แถวของ {row} ไม่มีที่มา", "{table}: no fact stands behind the row of {row}")
ALTERED = Text("{table}: แถวของ {row} ไม่ตรงกับข้อเท็จจริง", "{table}: the row of {row} is not what the facts say")


def differences(present: Connection, anew: Connection, table: str) -> Iterator[Fault]:
    """Both are read in the order of their primary key, side by side, so that no more than a row each is in memory."""
    columns = present.execute(f"SELECT name, pk FROM pragma_table_info('{table}') ORDER BY pk").fetchall()
    key = [name for name, pk in columns if pk]
    rest = [name for name, pk in columns if not pk]
    question = f"SELECT {', '.join(key + rest)} FROM {table} ORDER BY {', '.join(key)}"
    theirs, ours = scan(present, question), scan(anew, question)
    one, other = next(theirs, None), next(ours, None)
    while one is not None or other is not None:
        if one == other:
            one, other = next(theirs, None), next(ours, None)
            continue
        # A key of another type sorts elsewhere: NULL, then numbers, then text, as SQLite orders them.
        here = None if one is None else _sorted_by(one[: len(key)])
        there = None if other is None else _sorted_by(other[: len(key)])
        if there is None or (here is not None and here < there):
            yield _told(SURPLUS, table, one)
            one = next(theirs, None)
        elif here is None or there < here:
            yield _told(MISSING, table, other)
            other = next(ours, None)
        else:
            yield _told(ALTERED, table, one)
            one, other = next(theirs, None), next(ours, None)


def _sorted_by(key: tuple[Any, ...]) -> list[tuple[int, Any]]:
    return [_rank(value) for value in key]


def _rank(value: Any) -> tuple[int, Any]:
    match value:
        case None:
            return 0, 0
        case int() | float():
            return 1, value
        case str():
            return 2, value.encode()
    return 3, value


def _told(what: Text, table: str, row: Any) -> Fault:
    text = what.filled(table=table, row=row[0])
    return fault(table, text.th, text.en, where=table)
