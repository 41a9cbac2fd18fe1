"""Mistakes that people make and mend: late records, wrong dates, visits written into the wrong case (W5)."""

from __future__ import annotations

from datetime import timedelta

from web.demo.casting import Cast, Target
from web.demo.finding import Chapter, visit
from web.demo.notebook import after
from web.demo.words import chance, words

SELDOM, OFTEN = 0.8, 6.0
"""Percent of sittings with a mistake, and where the community's story is about that kind of mistake."""
LATE = 4.0
"""Percent of sittings in which an older visit turns up."""


def mistaken(target: Target, cast: Cast, visited: int) -> Chapter:
    """After a sitting in which the visit at version ``visited`` was recorded."""
    rng, book, because = target.rng, target.book, words().because
    day = after(book.recorded, rng, 1, 3)
    if chance(rng, 3 * LATE if cast.has("late") else LATE):
        visit(target, day - timedelta(rng.randint(26, 40)), late=True)
        yield from book.record(day)
    if chance(rng, OFTEN if cast.has("correction") else SELDOM):
        seen = book.recorded - timedelta(1)
        proposed = book.note(
            "correct", day, by=cast.officer, because=because["corrected_date"], version=visited, on=seen
        )
        versions = yield from book.record(day)
        book.note("confirm_correction", day, by=cast.supervisor, proposal=versions[proposed])
        yield from book.record(day + timedelta(1))
    if chance(rng, OFTEN if cast.has("retraction") else SELDOM):
        book.note("retract", day, because=because["retracted"], version=visited)
        yield from book.record(day)
