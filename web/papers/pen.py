"""The hand a paper is written in: its language, and which digits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from engine.bilingual import Text
from engine.calendar import BANGKOK, show_date
from engine.thai import to_thai_digits

WITH_LATIN = re.compile(r"\S*[A-Za-z]\S*")
"""A word with Latin letters: a user name, a code, a hash. It keeps its digits."""


class Exact(str):
    """What is compared sign by sign with what stands elsewhere, as a hash is: it keeps its digits."""


class Pen(NamedTuple):
    """Writes values as its reader expects them; ``thai_digits`` only counts in Thai."""

    lang: str = "th"
    thai_digits: bool = False

    def said(self, value: Text | str | None) -> str:
        """A text in the paper's language, anything else as it stands."""
        return value[self.lang] if isinstance(value, Text) else value or ""

    def day(self, value: date | str | None, *, full: bool = False) -> str:
        """31 มี.ค. 2564, or with ``full`` 31 มีนาคม 2564; empty for none."""
        if not value:
            return ""
        day = date.fromisoformat(value[:10]) if isinstance(value, str) else value
        return show_date(day, self.lang, full=full)

    def moment(self, value: str) -> str:
        """A day and a time of it in Bangkok, from ISO 8601."""
        local = datetime.fromisoformat(value).astimezone(BANGKOK)
        return f"{self.day(local.date())} {local:%H:%M}"

    def number(self, value: int | None) -> str:
        """With commas; empty for none."""
        return "" if value is None else f"{value:,}"

    def finished(self, value: Any) -> Any:
        """A tree of texts with the digits of this hand."""
        if not self.thai_digits or self.lang != "th":
            return value
        match value:
            case Exact():
                return value
            case str():
                return _in_thai_digits(value)
            case Mapping():
                return {key: self.finished(inner) for key, inner in value.items()}
            case list() | tuple():
                return [self.finished(inner) for inner in value]
        return value


def _in_thai_digits(text: str) -> str:
    kept = 0
    parts = []
    for word in WITH_LATIN.finditer(text):
        parts += [to_thai_digits(text[kept : word.start()]), word[0]]
        kept = word.end()
    return "".join((*parts, to_thai_digits(text[kept:])))
