"""`make bench`: one durable command, folding, rebuilding, the demo store and its pages, each beside its bound."""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import pages
from bench.household_work import Work
from bench.rows_alone import RowsAlone
from bench.scoring import national_sheets, what_if
from bench.verifying import million_leaves
from engine.history import fold
from engine.store import create_database
from web.process import set_up
from web.wiring import FACTS, open_casework

ROOT = Path(__file__).parents[1]
RAM = Path("/dev/shm")
HOUSEHOLDS = 40
BEST_OF = 5
PAGES_FOR = 40.0
"""Seconds for which visitors wander about the pages."""


def main() -> None:
    set_up()
    print(f"{'figure':58} {'measured':>12} {'raw limit':>12} {'ratio':>7} {'bound':>9}")
    with folder(None) as disk:
        durable_command(disk, "disk, synchronous=FULL", 1.8)
        work = Work(disk / "fold")
        folding(work)
        work.casework.close()
    if RAM.is_dir():
        with folder(RAM) as memory:
            durable_command(memory, "RAM disk", None)
    with folder(None) as store:
        demo(store)
        rebuilding(store)
        for times in (1, pages.NATION):
            with folder(RAM if RAM.is_dir() else None) as copy:
                pages.measure_pages(store, copy, PAGES_FOR, times)
        with folder(RAM if RAM.is_dir() else None) as nation:
            national_sheets(store, nation, row)
        with folder(RAM if RAM.is_dir() else None) as million:
            what_if(store, million, row)
            million_leaves(million / FACTS, row)


def durable_command(where: Path, label: str, bound: float | None) -> None:
    """Household by household the same number of bare INSERTs of the same size is timed, so that drift cancels out.

    Beside it stands its floor: the statements of a command that adds one fact, with nothing of ours around them.
    """
    work = Work(where / "work")
    raw = create_database(str(where / "raw.sqlite3"))
    raw.execute("CREATE TABLE raw (id INTEGER PRIMARY KEY, name TEXT, body BLOB)")
    rows = RowsAlone(where / "rows.sqlite3")
    bare: list[float] = []
    floor: list[float] = []
    full: list[float] = []
    for _ in range(HOUSEHOLDS):
        begun = len(full)
        for command in work.commands(work.open_household()):
            full.append(timed(lambda command=command: work.casework.do(command)))
        for _ in full[begun:]:
            bare.append(
                timed(lambda: raw.execute("INSERT INTO raw (name, body) VALUES (?, ?)", ("a" * 32, b"x" * 246)))
            )
        for _ in full[begun:]:
            floor.append(timed(rows.write))
    one, least, ours = (statistics.median(times) * 1e6 for times in (full, bare, floor))
    row(f"durable command, {label} (us, {len(full)} commands)", one, least, one / least, bound)
    row(f"its statements alone, {label} (us)", ours, least, ours / least, None)
    work.casework.close()


def folding(work: Work) -> None:
    case = work.open_household()
    for command in work.commands(case):
        work.casework.do(command)
    kind = work.casework.kinds["household"]
    facts = work.casework.facts(case)
    times = 200
    evolve = best(lambda: [fold(kind.evolve, facts) for _ in range(times)]) / times / len(facts)
    whole = best(lambda: [work.casework.state(kind, case, known=10**9) for _ in range(times)]) / times / len(facts)
    with work.casework.reading() as reader:
        rows = "SELECT * FROM stored_events WHERE originator_id = ?"
        scan = best(lambda: [reader.connection.execute(rows, (case,)).fetchall() for _ in range(times)])
    raw = scan / times / len(facts)
    row("folding facts in hand, boxes closed (us a fact)", evolve * 1e6, raw * 1e6, evolve / raw, 4.0, absolute=True)
    row("reading and folding a case, boxes closed (us a fact)", whole * 1e6, raw * 1e6, whole / raw, 4.0, absolute=True)


def demo(store: Path) -> None:
    """The whole demo store, in a process of its own so that its memory can be read."""
    start = time.perf_counter()
    command = [sys.executable, "-c", "from web.cli import main; main()", "demo"]
    subprocess.run(command, cwd=ROOT, env=environment(store), check=True, stdout=subprocess.DEVNULL)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    casework = open_casework(store)
    with casework.reading() as reader:
        size = reader.size
        households = reader.connection.execute("SELECT count(*) FROM cases WHERE kind = 'household'").fetchone()[0]
    casework.close()
    print(f"{'demo store':58} {households:>6,} households, {size:,} facts")
    row("building the demo store (s)", took, None, None, 25.0, absolute=True)
    row("peak memory of building it (MB)", peak, None, None, 300.0, absolute=True)
    bytes_a_fact = (store / "facts.sqlite3").stat().st_size / size
    row("bytes a fact, read rows included", bytes_a_fact, None, None, None)


def rebuilding(store: Path) -> None:
    casework = open_casework(store)
    with casework.reading() as reader:
        size = reader.size
        columns = "rowid, originator_id, originator_version, topic, state, by, occurred_on, recorded_at, because"
        scan = best(lambda: reader.connection.execute(f"SELECT {columns} FROM stored_events").fetchall())
    took = best(casework.rebuild, times=3)
    row("rebuilding all read rows (facts a second)", size / took, size / scan, scan / took, 200_000, absolute=True)
    casework.close()


def environment(store: Path) -> dict[str, str]:
    import os

    return {**os.environ, "CHUMCHON_DATA": str(store)}


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best(work: Callable[[], object], times: int = BEST_OF) -> float:
    return min(timed(work) for _ in range(times))


def row(
    name: str,
    measured: float,
    raw: float | None,
    ratio: float | None,
    bound: float | None,
    *,
    absolute: bool = False,
) -> None:
    shown = [f"{measured:,.1f}", "" if raw is None else f"{raw:,.1f}", "" if ratio is None else f"{ratio:.2f}"]
    limit = "" if bound is None else f"{bound:,g}" if absolute else f"{bound:g}x"
    print(f"{name:58} {shown[0]:>12} {shown[1]:>12} {shown[2]:>7} {limit:>9}", flush=True)


@contextmanager
def folder(where: Path | None) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(dir=where))
    try:
        yield path
    finally:
        shutil.rmtree(path)


if __name__ == "__main__":
    main()
