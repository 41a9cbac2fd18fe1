"""Many threads that first read into the same classes at once, as in a server that has just begun."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RACE = """
import sys
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Thread
import msgspec
from engine import casework, classes
from web import app
from tests.doors import Doors

if sys.argv[1] == "unknown":
    casework.know_classes = app.know_classes = lambda: None
Doors(Path(sys.argv[2]))
met = list(classes.classes(msgspec.Struct))
assert len(met) > 300
sys.setswitchinterval(1e-6)
start = Barrier(8)

def read():
    for cls in met:
        start.wait()
        with suppress(msgspec.ValidationError, NameError):
            msgspec.convert({name: {} for name in cls.__struct_fields__}, cls)

threads = [Thread(target=read) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def _raced(known: str, folder: Path) -> int:
    race = [sys.executable, "-c", RACE, known, str(folder)]
    return subprocess.run(race, cwd=ROOT, check=False, stderr=subprocess.DEVNULL, timeout=120).returncode


def test_the_first_readers_of_a_class_behind_the_doors_dont_break_the_process(tmp_path: Path) -> None:
    assert _raced("known", tmp_path) == 0


def test_control_a_class_first_met_by_several_threads_breaks_the_process(tmp_path: Path) -> None:
    assert any(_raced("unknown", tmp_path / str(number)) < 0 for number in range(10))
