"""What scores cost at scale: all sheets of the nation, live and as of a date; the whole history under other rules."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.multiplied import multiply, size_of
from bench.printing import row, say
from engine.casework import Casework
from projections.sheet_moment import sheet_moment
from projections.sheets import Sheets
from projections.what_if import changes
from web.databases import FACTS
from web.wiring import open_casework
from workflows.rules import decode_rules
from workflows.rulesets import delivered

RED_FROM_THREE = (
    ("min_failed = 2, max_failed = 3", "min_failed = 2, max_failed = 2"),
    ("min_failed = 4", "min_failed = 3"),
)
"""What an analyst might ask: what if red meant three failed dimensions?"""
YEAR, NATION, MILLION = 2564, 3, 11
LATE = date(2021, 9, 30)
EARLIER = date(2021, 8, 1)


def national_sheets(store: Path, work: Path) -> None:
    """Every office of each sheet, with three communities a province as the plan for FY2566 has it."""
    casework = _multiplied(store, work, NATION)
    for sheet in ("zone-6m", "zone-12m", "province-12m"):
        for label, on in (("live", LATE), ("as of 1 August", EARLIER)):
            took = min(_timed(lambda: _all_offices(casework, sheet, on)) for _ in range(3))  # noqa: B023
            bound = 300 if label == "live" else 2_000
            row(f"national sheet {sheet}, {label} (ms)", took * 1e3, bound=bound, absolute=True)
    casework.close()


def what_if(store: Path, work: Path) -> None:
    """Every case judged under the rules it has and under others, over a million facts."""
    casework = _multiplied(store, work, MILLION)
    facts, _ = size_of(work / FACTS)
    rules = decode_rules(delivered("2564").replace(*RED_FROM_THREE[0]).replace(*RED_FROM_THREE[1]))
    took = _timed(lambda: list(casework.over_all_cases(lambda reader, share: changes(reader, share, rules, LATE))))
    row(f"what-if over {facts:,} facts (facts a second)", facts / took, bound=150_000, absolute=True)
    took = _timed(casework.rebuild)
    row(
        f"rebuilding all read rows of {facts:,} facts (facts a second)",
        facts / took,
        bound=200_000,
        absolute=True,
    )
    casework.close()


def _multiplied(store: Path, work: Path, times: int) -> Casework:
    shutil.copytree(store, work, dirs_exist_ok=True)
    multiply(work / FACTS, times)
    casework = open_casework(work)
    casework.rebuild()
    facts, households = size_of(work / FACTS)
    say("", f"{households:>6,} households, {facts:,} facts")
    return casework


def _all_offices(casework: Casework, sheet: str, on: date) -> None:
    with casework.reading() as reader:
        sheets = Sheets(sheet_moment(reader, sheet, YEAR, on=on))
        for office in sheets.offices:
            sheets.score(office)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
