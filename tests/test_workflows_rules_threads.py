"""Many threads that need the rules at once, in a process that has just begun (W6)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RACE = """
import sys
from threading import Barrier, Thread
from workflows.rules import decode_rules
from workflows.rulesets import delivered

sys.setswitchinterval(1e-6)
text, start = delivered("2564"), Barrier(12)

def read():
    start.wait()
    decode_rules(text)

threads = [Thread(target=read) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_the_first_readers_of_a_rule_set_dont_break_the_process_w6() -> None:
    """msgspec makes what it knows of a class when it first meets it, and two threads at that bring the process down."""
    assert subprocess.run([sys.executable, "-c", RACE], cwd=ROOT, check=False).returncode == 0
