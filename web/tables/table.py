"""A table as it is described once: what it is called, its columns in both languages, its rows and their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from engine.bilingual import Text

Cell = Text | str | int | Decimal | date | datetime | None
"""A figure with a mark of thousands is an int; a year or a code is text. A moment is one of Bangkok's clocks."""
YES, NO = Text("ใช่", "Yes"), Text("ไม่", "No")
_FORMULAS = tuple("=+-@＝＋－＠\t\r")


class Table(NamedTuple):
    """One table. ``rows`` may be read once only, and are as many as ``total``: what the page counts."""

    title: Text
    columns: Sequence[Text]
    rows: Iterable[Sequence[Cell]]
    total: int


def yes(holds: bool) -> Text:
    """Whether something holds, as a cell says it."""
    return YES if holds else NO


def joined(parts: Iterable[Text | str], between: str = "; ") -> Text:
    """Several texts in one cell."""
    both = [part if isinstance(part, Text) else Text(part, part) for part in parts]
    return Text(between.join(one.th for one in both), between.join(one.en for one in both))


def told(said: Mapping[str, str]) -> Text:
    """A text of an answer, for a cell."""
    return Text(said["th"], said["en"])


def begins_like_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return text.startswith(_FORMULAS)


def inert(text: str) -> str:
    """The text as no spreadsheet takes it for a formula, even after it is saved as .csv."""
    return f"'{text}" if begins_like_formula(text) else text
