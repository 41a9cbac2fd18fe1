"""What was acknowledged survives a full disk and a killed writer."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from engine.casework import Casework
from tests.plain_casework import casework, command, do, everything, opened, rows
from tests.plain_kind import PLAIN

# A full disk


def test_a_full_disk_refuses_cleanly_and_reading_goes_on(tmp_path: Path) -> None:
    at = casework(tmp_path)
    case = opened(at)
    do(at, "note", case, n=1)
    before = everything(at)
    pages = rows(at, "PRAGMA page_count")[0][0]
    limit(at, pages)
    long = [command("note", case, n=n, remark="ก" * 4000) for n in range(20)]
    with pytest.raises(sqlite3.OperationalError, match="full"):
        at.do(long[0])
    with pytest.raises(sqlite3.OperationalError, match="full"):
        list(at.do_many(long))
    assert everything(at) == before
    assert at.state(PLAIN, case).notes == (1,)
    limit(at, pages + 1000)
    assert [answer.version for _, answer in at.do_many(long)] == list(range(3, 23))  # type: ignore[union-attr]
    at.check()


def limit(at: Casework, pages: int) -> None:
    with at.facts_recorder.turn:
        at.facts_recorder._writer.execute(f"PRAGMA max_page_count={pages}")


# A killed writer (D1)

ROOT = Path(__file__).parent.parent
WRITER = """
import sys
from pathlib import Path
from tests.plain_casework import OPENED, casework, command
at, case, turn = casework(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
for n in range(10_000):
    receipt = at.do(command("note_and_name", case, id=f"{turn}/{n}", n=n, number=f"{turn}{n}"))
    print(n, receipt.version, receipt.leaf, flush=True)
"""


def test_no_acknowledged_command_is_lost_and_none_is_half_there_when_the_writer_is_killed(tmp_path: Path) -> None:
    """Twenty rounds of kill -9; a retry gets the first answer (F2)."""
    at = casework(tmp_path)
    case = opened(at)
    for turn in range(20):
        acknowledged = killed_writer(tmp_path, case, str(turn), after=1 + turn % 7)
        assert acknowledged, "the writer was killed before it wrote"
        at.check()
        stored = dict(rows(at, f"SELECT command_id, rowid - 1 FROM stored_events WHERE command_id LIKE '{turn}/%'"))
        for n, version, leaf in acknowledged:
            assert stored[f"{turn}/{n}"] == leaf
            again = at.do(command("note_and_name", case, id=f"{turn}/{n}", n=n, number=f"{turn}{n}"))
            assert (again.version, again.leaf, again.facts) == (version, leaf, 2)
        ((commands,),) = rows(at, "SELECT count(*) FROM stored_events WHERE command_id LIKE '%/%'")
        version = 1 + 2 * commands
        assert [record.version for record in at.facts(case)] == list(range(1, version + 1))
        assert rows(at, "SELECT notes FROM standing WHERE case_id = ?", case) == [(commands,)]
        assert rows(at, "SELECT count(*) FROM claims WHERE kind = 'number'") == [(1,)]
    assert rows(at, "PRAGMA integrity_check") == [("ok",)]
    at.rebuild()


def killed_writer(folder: Path, case: str, turn: str, *, after: int) -> list[tuple[int, ...]]:
    """What a writer acknowledged before it was killed with no chance to clean up."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), case, turn], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert writer.stdout is not None
    lines = [writer.stdout.readline() for _ in range(after)]
    writer.send_signal(signal.SIGKILL)
    lines += writer.stdout.readlines()
    writer.stdout.close()
    writer.wait()
    return [tuple(map(int, line.split())) for line in lines if line.endswith("\n")]
