"""A small store whose histories are mined: two communities, with returns and moves under a waiver among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from engine.reader import Reader
from projections.happenings import Happening, happenings
from web.bundles import ALL, scope_named
from web.demo import build
from web.demo.accounts import open_accounts
from web.mining.exporting import Wanted, write_history
from web.wiring import open_casework, open_front_desk

PROVINCES = ("58", "67")
"""A community that moved on under a waiver, and one that was returned with its households."""
DETOURS = ("return_to_", "_under_waiver")


def build_store(folder: Path) -> None:
    """The demo of two provinces, with its people."""
    with closing(open_casework(folder)) as casework:
        build(casework, provinces=PROVINCES)
        open_accounts(open_front_desk(folder, casework))


@contextmanager
def reading(folder: Path) -> Iterator[Reader]:
    """One view of the store."""
    with closing(open_casework(folder)) as casework, casework.reading() as reader:
        yield reader


def write(folder: Path, out: Path, wanted: Wanted, scope: str = ALL) -> int:
    """Write a file as every door does; returns the number of events."""
    with reading(folder) as reader:
        return write_history(out, reader, scope_named(reader, scope), wanted)


def told(reader: Reader, kind: str | None = None) -> dict[str, list[Happening]]:
    """Case -> what happened, read beside every format."""
    rows = reader.connection.execute("SELECT case_id FROM caseload WHERE ?1 IS NULL OR kind = ?1", (kind,)).fetchall()
    return {case: happenings(reader, case) for (case,) in rows}


def moves(happened: list[Happening]) -> tuple[str, ...]:
    """The steps of a life."""
    return tuple(one.activity for one in happened if one.move)


def regular(life: tuple[str, ...]) -> bool:
    """Whether nothing was waived and nobody was returned."""
    return not any(sign in activity for activity in life for sign in DETOURS)


def variants(lives: dict[str, list[Happening]]) -> Counter[tuple[str, ...]]:
    """How many cases went each way."""
    return Counter(moves(life) for life in lives.values())
