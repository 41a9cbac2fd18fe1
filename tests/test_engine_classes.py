"""Many threads that first read into the same classes at once, as in a server that has just begun."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RACE = """
import sys
from contextlib import suppress
from threading import Barrier, Thread
import msgspec
import web.app
from engine.classes import classes, know_classes

if sys.argv[1] == "known":
    know_classes()
met = list(classes(msgspec.Struct))
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


def _raced(known: str) -> int:
    race = [sys.executable, "-X", "faulthandler", "-c", RACE, known]
    return subprocess.run(race, cwd=ROOT, check=False, stderr=subprocess.DEVNULL, timeout=120).returncode


def test_the_first_readers_of_a_class_dont_break_the_process() -> None:
    assert _raced("known") == 0


def test_control_a_class_first_met_by_several_threads_breaks_the_process() -> None:
    assert any(_raced("unknown") < 0 for _ in range(10))
