"""Hostile workbooks are refused or harmless, each within two seconds of work and 200 MB (U1)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

REFUSALS = {
    *("broken_xlsx", "too_large_inside", "wrong_kind", "too_many_rows", "too_many_columns", "broken_csv", "not_text"),
}
MEASURED = """
import io, json, resource, signal, sys, time
from tests.hostile_workbooks import corpus
from web.imports.options import Options
from web.imports.reading import sheets_of
from web.imports.sheets import FileRefused

def read(content, filename):
    return sum(len(sheet.rows) for sheet in sheets_of(content, filename, Options()))

def careless(content, filename):
    from python_calamine import CalamineWorkbook
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return sum(len(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names)

class TooSlow(Exception):
    pass

def rung(*_):
    raise TooSlow

def used():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()

signal.signal(signal.SIGPROF, rung)
reader = {"read": read, "careless": careless}[sys.argv[1]]
wanted = json.loads(sys.argv[2])
told = {}
for one in corpus():
    if wanted and one.name not in wanted:
        continue
    resource.setrlimit(resource.RLIMIT_AS, (used() + 200 * 1024 * 1024, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_PROF, 2)
    try:
        answer = reader(one.content, one.filename)
    except FileRefused as refused:
        answer = refused.code
    except MemoryError:
        answer = "out of memory"
    except TooSlow:
        answer = "too slow"
    except BaseException as error:
        answer = type(error).__name__
    signal.setitimer(signal.ITIMER_PROF, 0)
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    told[one.name] = answer
    if wanted and len(told) == len(wanted):
        break
print(json.dumps(told))
"""
"""Reads each file in a process of its own, which is given 200 MB more than it has, and two seconds of work."""


def ran(how: str, *names: str) -> subprocess.CompletedProcess[str]:
    """Read all files, or those named."""
    given = [sys.executable, "-c", MEASURED, how, json.dumps(names)]
    return subprocess.run(given, capture_output=True, text=True, cwd=Path(__file__).parent.parent, check=False)


def test_a_hundred_hostile_workbooks_are_each_refused_or_harmless() -> None:
    answer = ran("read")
    assert answer.returncode == 0, answer.stderr
    found: dict[str, int | str] = json.loads(answer.stdout)
    assert len(found) > 100
    said = [what for what in found.values() if isinstance(what, str)]
    assert {what for what in said if what not in REFUSALS} == set(), found
    assert len(said) > 60
    assert max(what for what in found.values() if isinstance(what, int)) <= 3, "what is read is the table, no more"


def test_read_carelessly_one_of_them_does_take_the_machine() -> None:
    answer = ran("careless", "the last cell")
    assert answer.returncode != 0 or set(json.loads(answer.stdout).values()) & {"out of memory", "too slow"}
