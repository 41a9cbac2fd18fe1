"""What is dumped: the ledger and each read table, without what could tell of a person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import inspect

from engine.database import COLUMNS, Connection, scan
from engine.facts import Fact
from engine.reader import Reader
from web.docs.rows import descriptions
from web.docs.shapes import fields, is_sealed
from web.showing import moment, shown

PEOPLE = frozenset({"by", "officer"})
"""Columns that name who works here: no pseudonym instead, for a place and a day are enough to know an officer again."""
LEDGER = "ledger"
FIGURES = (
    inspect.IntType,
    inspect.FloatType,
    inspect.DecimalType,
    inspect.BoolType,
    inspect.DateType,
    inspect.LiteralType,
)
READ_TABLES = ("caseload", "assessments", "spells", "dues", "evidence")
TYPES = {"TEXT": "text", "INTEGER": "whole number"}
OF_LEDGER = {
    "leaf": ("whole number", "the fact's number in the ledger, from 0"),
    "case_id": ("text", "the case it belongs to"),
    "kind": ("text", "what kind of case that is"),
    "version": ("whole number", "its number within the case"),
    "topic": ("text", "what happened, and in which version of its form; see facts.schema.json"),
    "occurred_on": ("date", "when it happened in the field"),
    "recorded_at": ("moment", "when it was recorded, in Bangkok"),
    "says": ("JSON", "its figures, dates, choices of a list and yes or no; no text and nothing that is sealed"),
}
STREAM = f"SELECT {COLUMNS} FROM stored_events ORDER BY rowid"


class Column(NamedTuple):
    """A column with its type and what it is for."""

    name: str
    type: str
    purpose: str


class DumpTable(NamedTuple):
    """One file of the dump."""

    name: str
    columns: Sequence[Column]
    rows: Iterator[Sequence[Any]]


def dump_tables(reader: Reader) -> Iterator[DumpTable]:
    """The ledger first, then every read table."""
    yield DumpTable(LEDGER, [Column(name, *said) for name, said in OF_LEDGER.items()], _facts(reader))
    for name in READ_TABLES:
        yield _read_table(reader.connection, name)


def _read_table(connection: Connection, name: str) -> DumpTable:
    said, found = descriptions()[name], connection.execute("SELECT name, type FROM pragma_table_info(?)", (name,))
    columns = [Column(one, TYPES[type], said.columns[one]) for one, type in found.fetchall() if one not in PEOPLE]
    names = ", ".join(column.name for column in columns)
    return DumpTable(name, columns, scan(connection, f"SELECT {names} FROM {name} ORDER BY 1, 2"))


def _facts(reader: Reader) -> Iterator[Sequence[Any]]:
    kinds = dict(reader.connection.execute("SELECT originator_id, kind FROM cases"))
    plain = dict[type[Fact], tuple[str, ...]]()
    for row in scan(reader.connection, STREAM):
        record = reader.parts.mapper.from_row(row)
        cls = type(record.fact)
        if cls not in plain:
            plain[cls] = _plain(cls)
        says = {name: shown(getattr(record.fact, name)) for name in plain[cls]}
        yield (
            *(record.leaf, record.case, kinds[record.case], record.version, cls.spec.topic),
            *(record.on.isoformat(), moment(record.at), json.dumps(says)),
        )


def _plain(cls: type[Fact]) -> tuple[str, ...]:
    """The fields in which no text and no box may stand, at any depth."""
    return tuple(field.name for field in fields(cls) if _names_nobody(field.type))


def _names_nobody(info: inspect.Type) -> bool:
    """Whether a value can be nothing but a figure, a day, a choice of a list, or several of them."""
    match info:
        case inspect.Metadata():
            return _names_nobody(info.type)
        case inspect.UnionType(types=types):
            return all(isinstance(one, inspect.NoneType) or _names_nobody(one) for one in types)
        case inspect.VarTupleType() | inspect.ListType():
            return _names_nobody(info.item_type)
        case inspect.DictType():
            return _names_nobody(info.key_type) and _names_nobody(info.value_type)
        case inspect.StructType(cls=cls):
            return not is_sealed(cls) and all(_names_nobody(field.type) for field in fields(cls))
    return isinstance(info, FIGURES)
