"""Sixty-four at once: threads that record visits through one Casework, beside the same number of bare INSERTs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import NamedTuple

from bench.household_work import SEEN, Work
from bench.peers.bare_insert import BareInserts
from engine.processors import keep_to_one

CLIENTS = 64
COMMANDS = 20
"""Commands of each client in a turn."""
TURNS = 5


class Rates(NamedTuple):
    """Commands a second of all clients, their p99 in milliseconds, and how often the rate of bare INSERTs it is."""

    ours: float
    p99: float
    raw: float
    ratio: float


def at_once(folder: Path, turns: int = TURNS) -> Rates:
    """Turn and turn about: 64 clients of ours, then as many bare INSERTs, committed one by one by one thread."""
    work = Work(folder / "work")
    cases = [work.open_household() for _ in range(CLIENTS)]
    raw = BareInserts(folder)
    took: list[float] = []
    pairs: list[tuple[float, float]] = []
    # As a server's threads do.
    with ThreadPoolExecutor(CLIENTS, initializer=keep_to_one, initargs=(0,)) as pool:
        for _ in range(turns):
            ours, times = _turn(pool, work, cases)
            took += times
            bare = _rate(raw.insert)
            pairs.append((ours, bare))
    work.casework.close()
    return Rates(
        statistics.median(ours for ours, _ in pairs),
        sorted(took)[int(len(took) * 0.99)] * 1e3,
        statistics.median(bare for _, bare in pairs),
        statistics.median(ours / bare for ours, bare in pairs),
    )


def _turn(pool: ThreadPoolExecutor, work: Work, cases: Sequence[str]) -> tuple[float, list[float]]:
    """The rate of all clients together, and the seconds of each command."""
    orders = [
        [work.command("household", "visit", case, visitor="มาลี", seen=SEEN) for _ in range(COMMANDS)] for case in cases
    ]
    line = Barrier(CLIENTS + 1)

    def client(number: int) -> list[float]:
        line.wait()
        times = []
        for order in orders[number]:
            began = time.perf_counter()
            work.casework.do(order)
            times.append(time.perf_counter() - began)
        return times

    running = [pool.submit(client, number) for number in range(CLIENTS)]
    line.wait()
    began = time.perf_counter()
    times = [one for client in running for one in client.result()]
    return len(times) / (time.perf_counter() - began), times


def _rate(insert: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(CLIENTS * COMMANDS):
        insert()
    return CLIENTS * COMMANDS / (time.perf_counter() - began)
