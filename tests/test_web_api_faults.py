"""When the store can't be trusted or can't take more: nothing half-recorded, a clear answer, reading goes on."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.refusal import UnsafeStore
from tests.doors import OPENED, PROGRAM, Doors, problem
from web.wiring import open_casework, prepare


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path)
    yield made
    made.close()


def test_a_full_disk_refuses_to_record_and_goes_on_reading(doors: Doors) -> None:
    case = doors.program()
    with doors.casework.facts_recorder.writing() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        room = connection.execute("PRAGMA max_page_count").fetchone()[0]
    limit = doors.casework.facts_recorder._writer
    limit.execute(f"PRAGMA max_page_count={pages}")
    large = {"inputs": {**PROGRAM, "subdistricts": [f"ตำบลที่ {n}" for n in range(2000)]}, "on": OPENED}
    with doors.nothing_recorded():
        problem(doors.post("/program", large, key="large"), 507, "disk-full")
        assert doors.get(f"/program/{case}").status_code == 200
        assert doors.get("/audit", "pranee").status_code == 200
    limit.execute(f"PRAGMA max_page_count={room}")
    assert doors.post("/program", large, key="large").status_code == 201, "the control: with room it is recorded"


def test_a_store_that_is_being_written_by_another_answers_try_again(doors: Doors) -> None:
    doors.casework.facts_recorder._writer.execute("PRAGMA busy_timeout=0")
    other = sqlite3.connect(doors.casework.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with doors.nothing_recorded():
        answer = doors.post("/program", {"inputs": PROGRAM, "on": OPENED}, key="busy")
        problem(answer, 503, "not-ready")
        assert answer.headers["Retry-After"]
    other.execute("ROLLBACK")
    other.close()
    assert doors.post("/program", {"inputs": PROGRAM, "on": OPENED}, key="busy").status_code == 201


def test_a_store_with_an_unknown_topic_is_not_served(tmp_path: Path) -> None:
    casework = open_casework(tmp_path)
    prepare(casework)
    casework.check()
    with casework.facts_recorder.writing() as connection:
        connection.execute(
            "INSERT INTO stored_events (originator_id, originator_version, topic, state, leaf_hash, by, occurred_on, "
            "recorded_at) VALUES ('x', 1, 'os.system@1', x'7b7d', x'00', 'x', '2021-01-01', 1)"
        )
    with pytest.raises(UnsafeStore, match=r"os\.system@1"):
        casework.check()
    casework.close()
    casework.vault.close()


def test_a_store_nobody_has_migrated_is_not_served(tmp_path: Path) -> None:
    casework = open_casework(tmp_path)
    with pytest.raises(UnsafeStore, match="migrate"):
        casework.check()
    prepare(casework)
    casework.check()
    casework.close()
    casework.vault.close()


def test_what_is_delivered_is_recorded_once(doors: Doors) -> None:
    with doors.nothing_recorded():
        prepare(doors.casework)


def test_an_unforeseen_error_tells_and_logs_nothing_personal(
    doors: Doors, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case, name = doors.program(), "บุญมี ศรีสุข"

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(name)

    monkeypatch.setattr(doors.casework, "do", breaks)
    with caplog.at_level(logging.DEBUG), doors.nothing_recorded():
        answer = doors.post(f"/program/{case}/assign_manager", {"inputs": {"officer": "napa"}}, seen=1)
    problem(answer, 500, "failure")
    assert name not in answer.text
    assert "Traceback" not in answer.text
    assert name not in caplog.text
    assert name not in doors.operations()
    assert '"error":"RuntimeError"' in doors.operations()


@pytest.mark.parametrize("key", ["", "zz" * 32, "00" * 31])
def test_a_master_key_of_the_wrong_form_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("CHUMCHON_MASTER_KEY", key)
    with pytest.raises(UnsafeStore, match=r"(?i)master.key must be"):
        open_casework(tmp_path)


def test_a_master_key_from_the_environment_is_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUMCHON_MASTER_KEY", "ab" * 32)
    casework = open_casework(tmp_path)
    assert not (tmp_path / "master.key").exists()
    casework.close()
    casework.vault.close()
