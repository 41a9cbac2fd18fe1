"""A sheet to be filled in, as it is described once: its columns, its rows to begin with, and what a row asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from engine.bilingual import Text
from engine.kind import Kind
from engine.reader import Reader
from engine.thai import parse_number
from engine.unreadable import Unreadable
from web.access import Person
from web.imports import cells
from web.imports.sheets import Cell

Values = Mapping[str, Any]
"""Field -> what was read under its heading; fields left blank are absent."""


class Field(NamedTuple):
    """A column: what it is called, how a cell of it is read (raises Unreadable), and what it offers."""

    label: Text
    read: Callable[[Cell], Any] | None
    """None for what is written for people alone, such as a name."""
    needed: bool = False
    offered: tuple[Text, ...] = ()
    names_row: bool = False
    """Whether it says whom the row is about: a row with nothing else filled asks for nothing."""


class Asks(NamedTuple):
    """What a row asks for: a command's case, inputs and day."""

    case: str
    inputs: dict[str, Any]
    on: date


class Ground(NamedTuple):
    """For whom and about which case a sheet is filled in; without a person, for the command line."""

    reader: Reader
    person: Person | None
    case: str


class FillSheet(NamedTuple):
    """One sheet."""

    label: Text
    lead: Text
    about: Kind[Any]
    """The kind of case it is filled in for."""
    kind: Kind[Any]
    """The kind of case its commands are given to."""
    command: str
    fields: Callable[[Ground], Mapping[str, Field]]
    begins: Callable[[Ground], Iterable[Sequence[Text | None]]]
    """The rows of the template, a cell for each field."""
    asks: Callable[[Ground, Values], Asks]
    """Raises Unreadable for values that don't go together."""


def choice(offered: Mapping[str, Text], label: Text, *, needed: bool = False, names_row: bool = False) -> Field:
    """A column with one of a list."""

    def read(cell: Cell) -> str:
        return cells.listed(cells.text(cell), offered)

    return Field(label, read, needed, tuple(offered.values()), names_row)


def whole(cell: Cell) -> int:
    """Whole baht, never below zero."""
    amount = cells.baht(cell)
    if amount != int(amount):
        raise Unreadable("not_whole", "ต้องเป็นจำนวนเต็ม", "must be a whole number")
    return int(amount)


def exact(cell: Cell) -> str:
    """A figure as it is written, without a binary fraction in between."""
    number: Decimal = parse_number(cells.text(cell))
    return str(number)


ON = Field(Text("วันที่", "Date"), cells.day, needed=True)
