"""To whom the cases of a group belong: for whoever oversees others' work, which communities and officers to turn to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.reader import Reader
from web.answers.names import community_name
from web.answers.waiting import Case

FIRST = 5
"""Communities and officers told of a group."""
NOBODY = Text("ยังไม่มีผู้รับผิดชอบ", "nobody in charge")


class Most(NamedTuple):
    """Those to whom most cases belong, with how many, and how many others there are."""

    first: tuple[tuple[Text, int], ...]
    others: int


class Belonging(NamedTuple):
    """The communities and the officers of the cases of a group."""

    communities: Most
    officers: Most


def belonging(reader: Reader, cases: Sequence[Case]) -> Belonging:
    """To whom ``cases`` belong. Officers go by their user names."""
    communities, others = _most(one.case if one.kind == PROGRAM.name else one.program for one in cases)
    named = ((community_name(reader, program) if program else None, count) for program, count in communities)
    officers, more = _most(one.officer for one in cases)
    said = ((Text(officer, officer) if officer else NOBODY, count) for officer, count in officers)
    return Belonging(
        Most(tuple((name, count) for name, count in named if name is not None), others), Most(tuple(said), more)
    )


def _most(found: Iterable[str | None]) -> tuple[list[tuple[str | None, int]], int]:
    counted = Counter(found)
    return counted.most_common(FIRST), max(0, len(counted) - FIRST)
