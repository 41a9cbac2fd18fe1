"""What pages cost: time with sixteen people at once, and weight, over the server as it is really started."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.multiplied import multiply, size_of
from bench.page_list import Page, pages
from bench.visitors import USERS, Server, Visit, Visitor, serving, visits
from web.databases import FACTS
from web.wiring import open_casework

LOGINS = "logins.txt"
HOMES = {"kanda": "/work", "somchai": "/overview", "pranee": "/trail", "wichai": "/accounts"}
MEDIAN, LATE = 50, 150
"""Milliseconds that half of all pages, and all but one in a hundred, may take."""
NATIONAL = 300
FIRST, AFTER = 300, 50
"""Kilobytes of a home page, at the first visit and later."""
ALONE = 5
NATION = 3
"""How often the demo is taken to have 8,000 households; 37 times make 100,000."""


def main() -> None:
    """`python bench/pages.py STORE` over a copy of a demo store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path, help="a folder that `chumchon demo` has filled")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the visitors wander about")
    parser.add_argument("--times", type=int, default=1, help="measure over so many times the cases of the store")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        measure_pages(asked.store, Path(folder), asked.seconds, asked.times)


def measure_pages(store: Path, work: Path, seconds: float, times: int = 1) -> None:
    """Print the figures of every page over a copy of ``store`` in ``work``, multiplied if asked."""
    shutil.copytree(store, work, dirs_exist_ok=True)
    if times > 1:
        multiply(work / FACTS, times)
        casework = open_casework(work)
        casework.rebuild()
        casework.close()
    facts, households = size_of(work / FACTS)
    print(f"{'pages over':58} {households:>6,} households, {facts:,} facts")
    with sqlite3.connect(work / FACTS) as connection:
        listed = list(pages(connection))
    passwords = {name: secret for name, secret, *_ in map(str.split, _lines(work / LOGINS)) if name in HOMES}
    with serving(work) as server:
        if times > 1:
            _nation(server, passwords, [page for page in listed if page.national and not page.names])
        else:
            _demo(server, passwords, listed, seconds)


def _demo(server: Server, passwords: dict[str, str], listed: Sequence[Page], seconds: float) -> None:
    visitors = [Visitor(server.port, passwords) for _ in range(USERS)]
    alone = _alone(visitors[0], listed)
    used, seen = server.cpu(), visits(visitors, listed, seconds, pause=True)
    cpu = (server.cpu() - used) / len(seen)
    took = _by_page(seen)
    print(f"{'page':42} {'alone':>8} {'median':>8} {'p99':>8}  (ms; {USERS} users, {len(seen)} pages)")
    for name, times in took.items():
        print(f"{name:42} {alone[name]:8.1f} {statistics.median(times):8.1f} {_p99(times):8.1f}")
    every = [visit.took * 1e3 for visit in seen]
    print(f"{'all pages: median, p99 (ms)':58} {statistics.median(every):8.1f} {_p99(every):8.1f}  {MEDIAN} / {LATE}")
    print(f"{'CPU of the server a page (ms)':58} {cpu * 1e3:8.1f}")
    hurried = visits(visitors, listed, seconds / 3, pause=False)
    every = [visit.took * 1e3 for visit in hurried]
    print(f"{'without pausing: median, p99 (ms)':58} {statistics.median(every):8.1f} {_p99(every):8.1f}")
    print(f"{'without pausing: pages a second':58} {len(hurried) / (seconds / 3):8.1f}")
    for user, home in HOMES.items():
        first, after = visitors[0].weight(user, home)
        label = f"home of {user}: first visit, later (KB)"
        print(f"{label:58} {first / 1e3:8.1f} {after / 1e3:8.1f}  {FIRST} / {AFTER}")


def _nation(server: Server, passwords: dict[str, str], listed: Sequence[Page]) -> None:
    visitor = Visitor(server.port, passwords)
    first = {page.name: visitor.see(page, page.addresses[0]).took for page in listed}
    alone = _alone(visitor, listed)
    print(f"{'national page (ms)':42} {'first':>8} {'later':>8} {NATIONAL:>8}")
    for name, took in alone.items():
        print(f"{name:42} {first[name] * 1e3:8.1f} {took:8.1f}")


def _alone(visitor: Visitor, listed: Sequence[Page]) -> dict[str, float]:
    """The median for one visitor, in milliseconds, once each page was seen."""
    found = {}
    for page in listed:
        for address in page.addresses:
            visitor.see(page, address)
        times = [visitor.see(page, page.addresses[n % len(page.addresses)]).took for n in range(ALONE)]
        found[page.name] = statistics.median(times) * 1e3
    return found


def _by_page(seen: Iterable[Visit]) -> dict[str, list[float]]:
    took: dict[str, list[float]] = defaultdict(list)
    for visit in seen:
        took[visit.page].append(visit.took * 1e3)
    return dict(sorted(took.items()))


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)] if times else 0.0


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8").partition("API:")[0]
    return [line for line in text.splitlines() if len(line.split()) > 1]


if __name__ == "__main__":
    main()
