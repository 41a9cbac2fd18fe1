"""What it costs to take a long table as a workbook, through the page, beside what its library alone takes."""

from __future__ import annotations

import argparse
import io
import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import python_calamine
import xlsxwriter

from bench.multiplied import multiply
from bench.places import RAM, folder
from bench.printing import heading, row, say
from bench.visitors import Server, Visitor, serving
from web.databases import FACTS
from web.wiring import open_casework

TABLES = {"households of the country": "/list/household", "trail of the country": "/trail"}
BOUND = 20
"""Seconds for 100,000 rows."""
PATIENCE = 600.0
"""Seconds after which a table doesn't come any more."""
MOST = 1_000_000
"""Rows of a table that is taken here; a sheet holds hardly more."""


def main() -> None:
    """`python bench/taking.py STORE` over a copy of a demo store, multiplied; 37 times make 100,000 households."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path, help="a folder that `chumchon demo` has filled")
    parser.add_argument("--times", type=int, default=1, help="measure over so many times the cases of the store")
    parser.add_argument("--in-place", action="store_true", help="the store is as it shall be, and may be served")
    asked = parser.parse_args()
    if asked.in_place:
        take_all(asked.store)
        return
    with folder(RAM) as work:
        shutil.copytree(asked.store, work, dirs_exist_ok=True)
        casework = open_casework(work)
        if asked.times > 1:
            multiply(work / FACTS, asked.times, casework.facts_mapper)
        casework.rebuild()
        casework.close()
        take_all(work)


def take_all(work: Path) -> None:
    """Print the figures of every table."""
    secret = re.search(r"^\s*somchai\s+(\S+)", (work / "logins.txt").read_text(encoding="utf-8"), re.M)
    assert secret is not None
    heading()
    for name, address in TABLES.items():
        with serving(work) as server:
            server.rest()
            visitor = Visitor(server.port, {"somchai": secret[1]}, PATIENCE)
            visitor.get("somchai", address)
            before, used, began = _peak(server), server.cpu(), time.perf_counter()
            status, _, file = visitor.get("somchai", f"{address}?as=xlsx")
            took, cpu = time.perf_counter() - began, server.cpu() - used
            if status != 200:
                say(f"{name} (more than {MOST:,} rows)")
                continue
            rows = python_calamine.load_workbook(io.BytesIO(file)).get_sheet_by_index(0).to_python()
            alone, alone_cpu = _alone(rows)
            say(name, f"{len(rows):>12,} rows, {len(file) / 1e6:.1f} MB")
            row("  seconds", took, alone, took / alone, BOUND * len(rows) / 100_000, absolute=True)
            row("  seconds of CPU", cpu, alone_cpu, cpu / alone_cpu)
            row("  peak memory of the server (MB), before it", _peak(server), before)


def _alone(rows: Sequence[Sequence[object]]) -> tuple[float, float]:
    """The seconds, and those of CPU, for which the library alone writes the same cells."""
    began, used = time.perf_counter(), time.process_time()
    with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True}) as workbook:
        sheet, form = workbook.add_worksheet(), workbook.add_format({"text_wrap": True})
        for number, place, cell in _cells(rows):
            sheet.write(number, place, cell, form)
    return time.perf_counter() - began, time.process_time() - used


def _cells(rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, int, object]]:
    for number, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            if cell != "":
                yield number, place, str(cell)


def _peak(server: Server) -> float:
    status = Path(f"/proc/{server.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1e3


if __name__ == "__main__":
    main()
