"""The help a household had goes into the national system, or it is said why it can't (H7, P7.2)."""

from __future__ import annotations

from datetime import date

from web.demo.casting import Target
from web.demo.finding import Chapter
from web.demo.words import chance, words


def recorded_in_tpmap(target: Target, day: date) -> Chapter:
    """All of the help; the first of it always."""
    if not target.help:
        return
    rng, book = target.rng, target.book
    first, *others = target.help
    left_out = [version for version in others if chance(rng, 12)]
    entered = [first, *(version for version in others if version not in left_out)]
    book.note("record_in_tpmap", day, help=entered, reference=f"TPMAP-64-{rng.randrange(10**8):08d}")
    if left_out:
        book.note("rule_out_tpmap", day, because=words().because["no_tpmap"], help=left_out)
    yield from book.record(day)
    target.help = []
