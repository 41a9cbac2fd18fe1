"""Several processes behind one door: they begin together, are replaced when they die, and end with the first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PATIENCE = 30.0
WORK = """
import os, sys, time
from pathlib import Path
from web.prefork import spread

def work(number):
    if {refuses}:
        sys.exit(3)
    Path({folder!r}, f"{{number}}-{{os.getpid()}}").touch()
    time.sleep(3600)

spread(2, work)
"""


@contextmanager
def spreading(folder: Path, refuses: str = "False") -> Iterator[subprocess.Popen[bytes]]:
    """Two processes, each leaving its number and id in a folder."""
    script = WORK.format(folder=str(folder), refuses=refuses)
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT) as first:
        try:
            yield first
        finally:
            first.kill()


def at_work(folder: Path, count: int) -> dict[int, int]:
    """Process id -> number, once so many have begun."""
    until = time.monotonic() + PATIENCE
    while len(found := list(folder.iterdir())) < count:
        assert time.monotonic() < until, found
        time.sleep(0.01)
    return {int(one.name.partition("-")[2]): int(one.name.partition("-")[0]) for one in found}


def expect_gone(pids: Iterator[int] | list[int]) -> None:
    until = time.monotonic() + PATIENCE
    for pid in pids:
        while Path(f"/proc/{pid}").exists() and "Z" not in _state(pid):
            assert time.monotonic() < until, f"{pid} still runs"
            time.sleep(0.01)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_end_with_the_first_however_it_ends(tmp_path: Path, told: signal.Signals) -> None:
    with spreading(tmp_path) as first:
        workers = at_work(tmp_path, 2)
        assert sorted(workers.values()) == [0, 1]
        first.send_signal(told)
        assert first.wait(PATIENCE) == (0 if told != signal.SIGKILL else -signal.SIGKILL)
        expect_gone(list(workers))


def test_whoever_dies_is_replaced_under_the_same_number(tmp_path: Path) -> None:
    with spreading(tmp_path) as first:
        workers = at_work(tmp_path, 2)
        victim = next(pid for pid, number in workers.items() if number == 1)
        os.kill(victim, signal.SIGKILL)
        assert sorted(at_work(tmp_path, 3).values()) == [0, 1, 1]
        assert first.poll() is None


@pytest.mark.parametrize("refuses", ["True", "number == 1"])
def test_one_that_cannot_begin_ends_them_all_with_its_status(tmp_path: Path, refuses: str) -> None:
    with spreading(tmp_path, refuses) as first:
        assert first.wait(PATIENCE) == 3
        expect_gone([int(one.name.partition("-")[2]) for one in tmp_path.iterdir()])


TOGETHER = """
import os
from web.operations.together import counting_together
with counting_together():
    from web.operations.metrics import Metrics
    for _ in range(2):
        if os.fork() == 0:
            Metrics(dict).security.labels("login").inc()
            os._exit(0)
        os.wait()
    print(Metrics(lambda: {"facts": ("Facts.", 7)}).text().decode())
"""


def test_any_process_tells_what_all_of_them_counted() -> None:
    said = subprocess.run([sys.executable, "-c", TOGETHER], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert 'chumchon_security_events_total{event="login"} 2.0' in said
    assert "chumchon_facts 7.0" in said
