"""Statements as PostgreSQL wants them. They are written once, in what SQLite and PostgreSQL both understand."""

from __future__ import annotations

import re
from functools import lru_cache

PLACE = re.compile(r"'(?:[^']|'')*'|::|\?(\d*)|:(\w+)|%")
FORMS = (
    (re.compile(r"\s*\bWITHOUT ROWID\b"), ""),
    (re.compile(r"\bBLOB\b"), "BYTEA"),
    (re.compile(r"\bINTEGER\b"), "BIGINT"),
    (re.compile(r"\bREAL\b"), "DOUBLE PRECISION"),
    # Bytewise, as SQLite sorts and compares.
    (re.compile(r"\bTEXT\b"), 'TEXT COLLATE "C"'),
)
MAKES_A_TABLE = re.compile(r"\s*CREATE TABLE\b")

Statement = tuple[str, tuple[int, ...] | None]
"""What to execute, and in which order its values are wanted where that isn't the order they are given in."""


@lru_cache(maxsize=2048)
def translated(sql: str) -> Statement:
    """``sql`` with psycopg's placeholders for ``?``, ``?1`` and ``:name``, and PostgreSQL's names of types."""
    if MAKES_A_TABLE.match(sql):
        for form, theirs in FORMS:
            sql = form.sub(theirs, sql)
    order: list[int] = []

    def place(found: re.Match[str]) -> str:
        number, name = found.groups()
        if name is not None:
            return f"%({name})s"
        if number is not None:
            order.append(int(number) - 1 if number else len(order))
            return "%s"
        return found.group().replace("%", "%%")

    text = PLACE.sub(place, sql)
    return text, None if order == list(range(len(order))) else tuple(order)


@lru_cache(maxsize=2048)
def numbered(sql: str) -> tuple[str, tuple[int | str, ...]]:
    """``sql`` with the server's own ``$1``, and by which index or name each of its values is found."""
    keys: list[int | str] = []

    def place(found: re.Match[str]) -> str:
        number, name = found.groups()
        if number is None and name is None:
            return found.group()
        if number == "":
            keys.append(sum(isinstance(key, int) for key in keys))
            return f"${len(keys)}"
        key = name if number is None else int(number) - 1
        if key not in keys:
            keys.append(key)
        return f"${keys.index(key) + 1}"

    return PLACE.sub(place, sql), tuple(keys)
