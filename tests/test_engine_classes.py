"""Two threads that first read into a class at once, as in a server that has just begun."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MEETING = """
import sys
from pathlib import Path
from threading import Thread

import msgspec

from engine import casework
from tests.doors import Doors
from web import app

served = False

def meanwhile():
    # Called while it is found out what Inner is, when Outer is half known.
    if served:
        other = Thread(target=read)
        other.start()
        other.join()
    return int

class Outer(msgspec.Struct):
    inner: "Inner"

class Inner(msgspec.Struct):
    number: "meanwhile()"

def read():
    assert msgspec.convert({"inner": {"number": 1}}, Outer) == Outer(Inner(1))

if sys.argv[1] == "unknown":
    casework.know_classes = app.know_classes = lambda: None
Doors(Path(sys.argv[2]))
served = True
read()
"""


@pytest.mark.parametrize(("classes", "ends"), [("known", 0), ("unknown", -signal.SIGSEGV)])
def test_behind_the_doors_no_class_is_met_half_known_which_would_break_the_process(
    tmp_path: Path, classes: str, ends: int
) -> None:
    """The second is the control: msgspec leaves what it finds out where other threads see it before it is done."""
    words = [sys.executable, "-c", MEETING, classes, str(tmp_path)]
    assert subprocess.run(words, cwd=ROOT, check=False, timeout=120).returncode == ends
