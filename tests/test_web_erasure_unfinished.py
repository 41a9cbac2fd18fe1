"""An erasure whose last traces something keeps: what its doors, operations and the command line say of it (U4)."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.doors import METRICS, Doors, problem
from tests.rights import carry_out, erase
from web.cli import cli
from web.operations.finishing import finishing_beside

NAME = "น้ำทิพย์ ศรีสุข"


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path)
    yield made
    made.close()


@contextmanager
def somebody_reads(doors: Doors) -> Iterator[None]:
    reading = sqlite3.connect(doors.folder / "keys.sqlite3", isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM keys").fetchone()
    yield
    reading.close()


def state(doors: Doors) -> tuple[str, str]:
    said = doors.client.get("/readyz").get_json()
    return said["status"], said["checks"]["erasures"]


def events(doors: Doors) -> list[tuple[str, str]]:
    return [(line["event"], line["wrong"]) for line in doors.security() if line["event"].startswith("erasures")]


def head_of(doors: Doors, case: str) -> str:
    return str(doors.get(f"/household/{case}").get_json()["state"]["head"])


def test_who_asked_is_told_until_it_is_done_and_everybody_else_works_on_u4(doors: Doors) -> None:
    program = doors.program()
    case = doors.household(program, members=[{"name": NAME}])
    person = head_of(doors, case)
    assert state(doors) == ("ready", "ok")
    with somebody_reads(doors):
        answer = erase(doors, case, person, key="forget")
        said = problem(answer, 503, "erasure-unfinished")
        assert "nobody can open" in said["en"]
        assert answer.headers["Retry-After"] == "30"
        assert state(doors) == ("degraded", "warning")
        metrics = doors.client.get("/metrics", headers={"Authorization": f"Bearer {METRICS}"}).text
        assert "chumchon_erasures_state 0.5" in metrics
        assert doors.household(program), "others record as before"
        assert NAME not in doors.get(f"/household/{case}/history").text
        request = doors.get("/rights_request", "wichai").get_json()["items"][0]["case_id"]
        problem(carry_out(doors, request, key="forget"), 503, "erasure-unfinished")
        for _ in range(2):
            doors.watch.finish_erasures()
        assert events(doors) == [("erasures_unfinished", "UnsafeStore")], "once"
    doors.watch.finish_erasures()
    assert events(doors)[1:] == [("erasures_finished", "")]
    assert state(doors) == ("ready", "ok")
    assert carry_out(doors, request, key="forget").status_code == 200


def test_a_server_tries_again_by_itself_u4(doors: Doors) -> None:
    case = doors.household(doors.program(), members=[{"name": NAME}])
    with finishing_beside(doors.watch, seconds=0.01):
        with somebody_reads(doors):
            problem(erase(doors, case, head_of(doors, case)), 503, "erasure-unfinished")
            _until(lambda: len(events(doors)) == 1)
            assert state(doors) == ("degraded", "warning"), "the control: it is tried, and something stands in the way"
        _until(lambda: state(doors) == ("ready", "ok"))


def test_the_command_line_says_it_and_does_what_it_was_asked_for_u4(doors: Doors) -> None:
    case = doors.household(doors.program(), members=[{"name": NAME}])
    listing = ["--data", str(doors.folder), "list", "household", "--json"]
    with somebody_reads(doors):
        problem(erase(doors, case, head_of(doors, case)), 503, "erasure-unfinished")
        run = CliRunner().invoke(cli, listing)
        assert run.exit_code == 0
        assert case in run.stdout
        assert "last traces could not be removed" in run.stderr
    run = CliRunner().invoke(cli, listing)
    assert (run.exit_code, run.stderr) == (0, "")


def _until(true: Any) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
