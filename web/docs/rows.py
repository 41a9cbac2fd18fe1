"""The page of tables: what each table and column of the data folder is for."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import msgspec

from web.docs.markdown import code, listed, page, table

INTRODUCTION = """\
A data folder holds four databases: keys must be kept and destroyed apart from facts, credentials be forgotten, and
looks be recorded while others record facts. In `facts.sqlite3`
the facts are the only truth: two tables take new rows only, and triggers refuse any change. All others follow
from the facts. Read rows are dropped and built anew by `chumchon rebuild`; they hold nothing but what follows
from their own case's facts, so no row knows what day it is.

Six read tables exist: two with a row a case, and four of *marks* that keep two times. A mark never changes; a
late fact or a correction supersedes it. As of the day D, as known at the ledger size K, is therefore plain SQL:
`occurred_on <= D AND leaf < K AND (superseded IS NULL OR superseded >= K)`."""
INTERNAL = "sqlite_"


class Described(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a table is for, and each of its columns."""

    purpose: str
    columns: dict[str, str]


class NotDescribed(LookupError):
    """A table or column has no entry in the list of purposes, or an entry has no table or column."""


def descriptions() -> Mapping[str, Described]:
    """Table -> what is said of it, as the list beside this module has it."""
    text = (files("web.docs") / "tables.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Described])


def rows_page(folder: Path, said: Mapping[str, Described]) -> str:
    """The tables of a migrated data folder. Raises NotDescribed unless ``said`` describes exactly those."""
    found = {name: columns for file in sorted(folder.glob("*.sqlite3")) for name, columns in _tables(file)}
    _expect_same("tables", set(found), set(said))
    for name, columns in found.items():
        _expect_same(name, set(columns), set(said[name].columns))
    sections = (f"## `{name}`\n\n{said[name].purpose}\n\n{_columns(found[name], said[name])}" for name in said)
    return page("Tables and read rows · ตารางสำหรับอ่าน", INTRODUCTION, *sections)


def _tables(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
        for (name,) in names:
            if not name.startswith(INTERNAL):
                columns = connection.execute("SELECT name, type FROM pragma_table_info(?)", (name,))
                yield name, dict(columns.fetchall())


def _columns(found: Mapping[str, str], said: Described) -> str:
    return table(("column", "type", "what for"), ((code(c), kind, said.columns[c]) for c, kind in found.items()))


def _expect_same(what: str, found: set[str], said: set[str]) -> None:
    if differing := sorted(found ^ said):
        raise NotDescribed(f"tables.toml must describe exactly the {what} there are; see {listed(differing)}")
