"""A household is found, told how its data is kept, and assessed in every dimension (H1, H2)."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, timedelta
from typing import Any

from web.demo.casting import Cast, Target
from web.demo.notebook import after, before
from web.demo.schedule import Receipts, Sitting
from web.demo.words import chance, words

Chapter = Generator[Sitting, Receipts, None]
"""A part of a story."""

LAGGING = 35
"""Percent of households whose analysis is never finished, where the program itself got no further."""


def found(target: Target, cast: Cast) -> Chapter:
    """Up to the analysis; where the program is stuck before it, some are left half-way."""
    rng, book, days = target.rng, target.book, cast.days
    first = after(days.selected - timedelta(12), rng, 0, (days.analyzed - days.selected).days - 12)
    told, assessed = chance(rng, 85), chance(rng, 70)
    on = max(before(rng, first), days.opened)
    book.note("open_household", on, **_opening(target, cast, told=told, assessed=assessed))
    if told:
        book.note("advance", first, to="selected")
    yield from book.record(first)
    if not cast.reaches("analyzed") and chance(rng, LAGGING):
        return
    second = min(after(first, rng, 5, 15), days.analyzed - timedelta(2))
    visit(target, before(rng, second))
    if not told:
        book.note("give_privacy_notice", second)
        book.note("advance", second, to="selected")
    if not assessed:
        book.note("assess_dimensions", second, verdicts=target.home.verdicts, indicators=signs(target))
    book.note("advance", second, to="analyzed")
    yield from book.record(second)
    if target.fate in ("declined", "duplicate"):
        close(target, second, target.fate)
        yield from book.record(second)


def visit(target: Target, on: date, *, late: bool = False) -> int:
    """Somebody goes to see the household."""
    rng = target.rng
    return target.book.note("visit", on, late=late, visitor=rng.choice(words().visitors), seen=rng.choice(words().seen))


def close(target: Target, on: date, reason: str) -> None:
    """The household's case ends."""
    target.book.note("close", on, reason=reason, because=words().closing[reason])


def signs(target: Target) -> dict[str, str]:
    """What stands behind each failed dimension."""
    return {code: target.rng.choice(words().dimensions[code].signs) for code in target.home.failed}


def _opening(target: Target, cast: Cast, *, told: bool, assessed: bool) -> dict[str, Any]:
    place = cast.community
    return {
        **target.home.inputs,
        "program": cast.case,
        "province": place.province,
        "district": place.district,
        "subdistrict": place.subdistrict,
        "notice_given": told,
        "dimensions": target.home.verdicts if assessed else None,
        "indicators": signs(target) if assessed else None,
    }
