"""`make bench`: about five minutes of figures, each beside its raw limit, its bound, and what others reach."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import msgspec

from bench import pages
from bench.at_once import CLIENTS, at_once
from bench.demo_store import build_demo
from bench.household_work import SEEN, Work
from bench.machine import machine
from bench.over_http import office
from bench.places import RAM, folder
from bench.printing import heading, row, say
from bench.race import race, table
from engine.bundle.stored import OF_CASE, stored_of
from engine.history import fold
from web.process import set_up
from web.wiring import open_casework

BEST_OF = 5
LONG = 4_000
"""Facts of a case with a long history."""
PAGES_FOR = 20.0
"""Seconds for which visitors wander about the pages."""
PRESSED_FOR = 4.0
"""Seconds for which a server is pressed."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, help="the Python of an environment with bench/peers/requirements.txt")
    peers = parser.parse_args().peers
    peers = peers.absolute() if peers and peers.exists() else None
    set_up()
    with folder() as disk:
        for line in machine(disk):
            print(line)
        commands(disk, peers)
        heading()
        work = Work(disk / "fold")
        folding(work)
        telling(work)
        work.casework.close()
        many(disk)
        for processes in (1, 2):
            try:
                door(disk / f"served by {processes}", processes)
            except (OSError, subprocess.CalledProcessError) as error:
                say(f"the door, {processes} processes", f"not measured: {error}")
    with folder() as store:
        build_demo(store)
        rebuilding(store)
        with folder(RAM) as copy:
            pages.measure_pages(store, copy, PAGES_FOR)


def commands(disk: Path, peers: Path | None) -> None:
    """One durable command, against the raw limit and what a team would otherwise pick."""
    if peers is None:
        print("The peers of bench/peers/requirements.txt are not installed: the race is run without them.")
    with folder(RAM) as memory:
        places = {"disk": disk / "race"} | ({"RAM disk": memory / "race"} if RAM else {})
        for where, turns in race(places, peers).items():
            print("\n".join(table(where, turns)), end="\n\n", flush=True)


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


def telling(work: Work) -> None:
    """A long history as it is stored, for an auditor to hash again."""
    case = work.open_household()
    with work.casework.reading() as reader:
        missing = LONG - reader.version(case)
    for _ in range(missing):
        work.do("household", "visit", case, visitor="มาลี", seen=SEEN)
    with work.casework.reading() as reader:
        values = case, reader.size
        took = best(lambda: msgspec.json.encode(list(stored_of(reader.connection, *values))))
        scan = best(lambda: reader.connection.execute(OF_CASE, values).fetchall())
    row(f"{LONG:,} stored facts of a case as JSON (ms)", took * 1e3, scan * 1e3, took / scan, 15, absolute=True)


def many(disk: Path) -> None:
    """Threads of one process that all want to write."""
    rates = at_once(disk)
    row(f"{CLIENTS} clients at once (commands a second)", rates.ours, rates.raw, rates.ratio, 2.0)
    row("the slowest of a hundred of them (ms)", rates.p99, bound=20, absolute=True)


def door(data: Path, processes: int) -> None:
    """Visits and readings through the whole door: token, schema, version, and the answer."""
    with office(data, processes) as (made, server):
        made.press(server, clients=8, seconds=PRESSED_FOR, record=False)
        for record, clients, rate, late in ((False, 8, 3_000, None), (True, 8, 1_500, 15), (True, CLIENTS, None, None)):
            found = made.press(server, clients=clients, seconds=PRESSED_FOR, record=record)
            what = f"{'POST' if record else 'GET'}, {clients} clients, {processes} process{'es' * (processes > 1)}"
            row(f"{what} (answers a second)", found.rate, bound=rate, absolute=True)
            row("  the slowest of a hundred (ms)", found.p99, bound=late, absolute=True)
            row("  CPU of the server an answer (ms)", found.cpu)
            if found.refused:
                row("  refused", found.refused, bound=0, absolute=True)


def rebuilding(store: Path) -> None:
    casework = open_casework(store)
    with casework.reading() as reader:
        size = reader.size
        columns = "rowid, originator_id, originator_version, topic, state, by, occurred_on, recorded_at, because"
        scan = best(lambda: reader.connection.execute(f"SELECT {columns} FROM stored_events").fetchall())
    took = best(casework.rebuild, times=3)
    row("rebuilding all read rows (facts a second)", size / took, size / scan, scan / took, 200_000, absolute=True)
    casework.close()


def best(work: Callable[[], object], times: int = BEST_OF) -> float:
    """The seconds of the fastest run."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)


if __name__ == "__main__":
    main()
