"""`make scale`: a store that grows, and at each size what appending, pages, search, scores and rebuilding cost."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.growing import Growing
from bench.household_work import NOON, SEEN
from bench.machine import machine
from bench.peers.bare_insert import BareInserts
from bench.places import folder
from bench.printing import say
from bench.reader_at_work import ReaderAtWork
from engine.store import open_database
from projections.sheet_moment import sheet_moment
from projections.sheets import Sheets
from web.backups.manifest import KEYS
from web.databases import FACTS
from web.process import set_up

CASES = 400
"""Households that an append is timed on, chosen from all."""
YEAR, SHEET = 2564, "zone-6m"
APPEND, TIMES_RAW = "append, its case at hand, p50 (us)", "append at hand, times a bare INSERT"
Figures = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("facts", type=int, nargs="*", default=[10_000, 100_000, 1_000_000], help="the sizes, growing")
    parser.add_argument("--folder", type=Path, help="where the store is made, if not in the system's place for such")
    asked = parser.parse_args()
    set_up()
    with folder(asked.folder) as made:
        for line in machine(made):
            print(line)
        store = Growing(made / "store")
        columns = [_measured(store, made / f"bare {facts}", facts) for facts in sorted(asked.facts)]
    print()
    for line in columns[0]:
        print(f"{line:44}" + "".join(f"{column[line]:>14,{_places(column[line])}f}" for column in columns))
    first, last = columns[0], columns[-1]
    for line in (TIMES_RAW, APPEND):
        print(f"{line + ', grown':44}{last[line] / first[line]:>14,.2f}   at most 1.15")


def _measured(store: Growing, beside: Path, facts: int) -> Figures:
    """Every figure at this size."""
    began, shown = time.monotonic(), time.monotonic()

    def progress(size: int) -> None:
        nonlocal shown
        if time.monotonic() - shown > 30:
            shown = time.monotonic()
            say(f"growing to {facts:,} facts", f"{size:>12,} after {shown - began:,.0f} s")

    imported, importing = store.households, store.importing
    store.grow(facts, progress)
    say(f"{store.size:,} facts", f"{store.households:>12,} households, grown in {time.monotonic() - began:,.0f} s")
    found: Figures = {
        "facts": store.size,
        "households": store.households,
        "import, households a second of CPU": (store.households - imported) / (store.importing - importing),
    }
    found |= _rebuilding(store) | _appending(store, beside) | _reading(store) | _bytes(store)
    for line, figure in found.items():
        say(f"  {line}", f"{figure:>12,{_places(figure)}f}")
    return found


def _appending(store: Growing, beside: Path) -> Figures:
    """Visits to households chosen at random, twice; a bare INSERT after each."""
    beside.mkdir()
    raw, work = BareInserts(beside), store.work
    with work.casework.reading() as reader:
        rows = reader.connection.execute("SELECT case_id FROM caseload WHERE kind = 'household' ORDER BY case_id")
        every = [case for (case,) in rows]
    chosen = random.Random(2564).sample(every, min(CASES, len(every)))
    took: list[list[float]] = []
    bare: list[float] = []
    for _ in range(3):
        took.append([])
        for case in chosen:
            visit = work.command("household", "visit", case, visitor="มาลี", seen=SEEN)
            took[-1].append(_timed(lambda: work.casework.do(visit)))  # noqa: B023
            bare.append(_timed(raw.insert))
    first, *later = took
    at_hand = sorted(one for times in later for one in times)
    p50, insert = statistics.median(at_hand), statistics.median(bare)
    return {
        APPEND: p50 * 1e6,
        "append, its case at hand, p99 (us)": at_hand[int(len(at_hand) * 0.99)] * 1e6,
        "append, its case not at hand, p50 (us)": statistics.median(first) * 1e6,
        "bare INSERT beside it, p50 (us)": insert * 1e6,
        TIMES_RAW: p50 / insert,
    }


def _reading(store: Growing) -> Figures:
    """Pages as a supervisor of the country sees them, a search, and the score of every office."""
    at_work = ReaderAtWork(store.work)
    household, pages = at_work.some_household(), at_work.page
    found = {
        "page of a household (ms)": _median(lambda: pages(f"/case/household/{household}")),
        "list of households of a province (ms)": _median(lambda: pages("/list/household?province=56")),
        "overview of the country, first time (ms)": _timed(lambda: pages("/overview")) * 1e3,
        "overview of the country, later (ms)": _median(lambda: pages("/overview")),
        "search by national ID (ms)": _median(lambda: at_work.search(store.households - 1)),
        "national sheet (ms)": _median(lambda: _all_offices(store)),
    }
    at_work.close()
    return found


def _all_offices(store: Growing) -> None:
    with store.work.casework.reading() as reader:
        sheets = Sheets(sheet_moment(reader, SHEET, YEAR, on=NOON.date()))
        for office in sheets.offices:
            sheets.score(office)


def _rebuilding(store: Growing) -> Figures:
    took = _timed(store.work.casework.rebuild)
    return {"rebuilding all read rows (s)": took, "rebuilding all read rows (facts a second)": store.size / took}


def _bytes(store: Growing) -> Figures:
    path = store.work.folder / FACTS
    with closing(open_database(str(path))) as connection:
        (payload,) = connection.execute("SELECT sum(length(state)) FROM stored_events").fetchone()
        # SQLite's own account of which pages hold what.
        (kept,) = connection.execute(
            "SELECT sum(pgsize) FROM dbstat JOIN sqlite_schema USING (name) WHERE tbl_name = 'stored_events'"
        ).fetchone()
    size = store.size
    return {
        "bytes a fact, all tables": _pages_of(path) / size,
        "bytes of keys a household": _pages_of(store.work.folder / KEYS) / store.households,
        "bytes a fact, facts with their indexes": kept / size,
        "bytes of payload a fact": payload / size,
        "facts with their indexes, times payload": kept / payload,
    }


def _places(figure: float) -> str:
    """As many decimals as tell something."""
    return ".0" if figure >= 1_000 else ".1" if figure >= 10 else ".2"


def _pages_of(database: Path) -> int:
    """Bytes of a database, with what lies beside it still."""
    with closing(open_database(str(database))) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size)


def _median(work: Callable[[], object], times: int = 5) -> float:
    """Milliseconds."""
    work()
    return statistics.median(_timed(work) for _ in range(times)) * 1e3


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
