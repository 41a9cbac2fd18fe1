"""Sentences as data: one template for each class of facts, in Thai and English, and the values its places take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple, TypeVar

from engine.bilingual import Text
from engine.calendar import show_date
from engine.facts import Fact
from projections.names import Names

F = TypeVar("F", bound=Fact)

Value = Text | str | int | date | Sequence[Text] | Sequence[str] | None
"""What may stand in a place. Several stand in one line; an empty one, or None, leaves its part of the sentence out."""

Values = Mapping[str, Value]
"""The values of a template by the names of its places. What can't be said is left out."""

_PART = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{(\w+)\}")


class Telling(NamedTuple):
    """How a class of facts is told. In ``template``, ``{due}`` is a place, ``[ by {due}]`` a part that goes with it.

    ``values`` adds to the fact's own texts, numbers and dates, which stand under their field names.
    """

    template: Text
    values: Callable[[Any, Names], Values]

    def of(self, fact: Fact, names: Names, beside: Values) -> Text:
        """The sentence of a fact; ``beside`` holds what doesn't stand in the fact itself."""
        own = {name: getattr(fact, name) for name in fact.__struct_fields__}
        given = {**own, **beside, **self.values(fact, names)}
        return Text(_filled(self.template.th, given, "th"), _filled(self.template.en, given, "en"))


class Tellings:
    """The tellings of a group of facts."""

    def __init__(self, *others: Tellings) -> None:
        self._of: dict[type[Fact], Telling] = {}
        for other in others:
            self._of |= other._of

    def add(self, cls: type[F], th: str, en: str, values: Callable[[F, Names], Values] | None = None) -> None:
        """Say how facts of a class are told."""
        self._of[cls] = Telling(Text(th, en), values or (lambda fact, names: {}))

    def of(self, cls: type[Fact]) -> Telling:
        """How facts of a class are told. Raises LookupError for a class without a sentence."""
        try:
            return self._of[cls]
        except KeyError:
            raise LookupError(f"there is no sentence for {cls.spec.topic}") from None


def baht(amount: int | None) -> Text | None:
    """An amount of money, when there is one."""
    return None if amount is None else Text(f"{amount:,} บาท", f"{amount:,} baht")


def count(number: int, th: str, en: str, many: str = "") -> Text | None:
    """How many there are of something, unless there is none; English makes its plural with s unless told."""
    if not number:
        return None
    return Text(f"{number:,} {th}", f"{number:,} {en if number == 1 else many or f'{en}s'}")


def few(names: Iterable[Text], shown: int = 3) -> tuple[Text, ...]:
    """The first of many names, and a sign that there are more."""
    row = tuple(names)
    return row if len(row) <= shown else (*row[:shown], Text("…", "…"))


class _Piece(NamedTuple):
    """A part of a template: texts in between places; left out as a whole where ``whole`` and a place is empty."""

    texts: tuple[str, ...]
    """One more than places."""
    places: tuple[str, ...]
    whole: bool

    def said(self, values: Values, lang: str) -> str:
        shown = [_shown(values.get(name) if self.whole else values[name], lang) for name in self.places]
        if self.whole and not all(shown):
            return ""
        return "".join((self.texts[0], *(part for pair in zip(shown, self.texts[1:], strict=True) for part in pair)))


@cache
def _pieces(template: str) -> tuple[_Piece, ...]:
    """What a template consists of; there is one for each class of facts, so each is read once."""
    pieces = []
    for number, part in enumerate(_PART.split(template)):
        texts, places = _PLACE.split(part)[::2], _PLACE.split(part)[1::2]
        pieces.append(_Piece(tuple(texts), tuple(places), bool(number % 2)))
    return tuple(pieces)


def _filled(template: str, values: Values, lang: str) -> str:
    return "".join([piece.said(values, lang) for piece in _pieces(template)])


def _shown(value: Any, lang: str) -> str:
    match value:
        case Text():
            return value[lang]
        case str():
            return value
        case bool():
            return ""
        case int():
            return str(value)
        case date():
            return show_date(value, lang)
        case tuple() | list():
            return ", ".join(filter(None, (_shown(one, lang) for one in value)))
    return ""
