"""What every part of a rule set is made of: terms in two languages, and the error that names a bad field."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from itertools import pairwise
from typing import Annotated

import msgspec

from engine.bilingual import Text
from engine.refusal import BadInput

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]+$")]
"""A stable ASCII name; it is stored in facts, so it never changes its meaning."""

RequirementId = Annotated[str, msgspec.Meta(pattern=r"^[PHS]\d+(\.\w+)*$")]
"""A requirement or section of the requirements, such as P3.3, H4 or H7.waivers."""

Label = Annotated[str, msgspec.Meta(min_length=1)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
BuddhistYear = Annotated[int, msgspec.Meta(ge=2500, le=2700)]


class RulesError(BadInput):
    """A rule set that can't be used. Names the field by its path and says what is expected there."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Any table of a rule set; a field it doesn't know is refused, so a typing error can't hide a rule."""


class Named(Part, frozen=True, kw_only=True):
    """Something with a Thai and an English name."""

    th: Label
    en: Label

    @property
    def text(self) -> Text:
        """The name as text in both languages."""
        return Text(self.th, self.en)


class Term(Named, frozen=True, kw_only=True):
    """A coded choice of a list."""

    code: Code


def expect(holds: bool, field: str, th: str, en: str) -> None:
    """Refuse the rule set at ``field`` unless the check holds."""
    if not holds:
        raise RulesError(field, th, en)


def expect_distinct(field: str, values: Iterable[Hashable]) -> None:
    """Refuse a list that holds the same code, number or year twice."""
    seen: set[Hashable] = set()
    for value in values:
        expect(value not in seen, field, f"ห้ามมีค่าซ้ำ แต่พบ {value} ซ้ำ", f"each only once, but {value} stands twice")
        seen.add(value)


def expect_known(field: str, values: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a list that names something not declared elsewhere in the rule set."""
    choices = tuple(known)
    for value in values:
        listed = ", ".join(choices)
        expect(value in choices, field, f"ไม่รู้จัก {value} ให้ใช้: {listed}", f"one of {listed}, not {value}")


def expect_ascending(field: str, values: Iterable[int]) -> None:
    """Refuse years or thresholds that don't rise from each to the next."""
    row = tuple(values)
    rising = all(a < b for a, b in pairwise(row))
    expect(rising, field, "ต้องเรียงจากน้อยไปมากและไม่ซ้ำ", f"rising from each to the next, not {list(row)}")
