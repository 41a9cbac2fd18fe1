"""A data folder is verified at the command line, with what lies beside the facts, and bundles are taken away (U3)."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from werkzeug.test import TestResponse

from engine.ledger.key_file import make_key
from engine.ledger.note import SIGNATURE
from tests.doors import Doors
from tests.people import admit
from tests.test_web_read_log import MEMBER
from web.cli import cli


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path / "data")
    made.household(made.program(), members=[MEMBER])
    make_key(tmp_path / "seal" / "seal.key", "test.example/cases", SIGNATURE)
    yield made
    made.close()


def run(data: Path, *words: str) -> Result:
    seal = str(data.parent / "seal")
    return CliRunner().invoke(cli, ["--data", str(data), *words], env={"CHUMCHON_BY": "pranee", "CHUMCHON_SEAL": seal})


def checks(data: Path) -> set[str]:
    """What a verification finds wrong, by check; it says so by its exit code, too."""
    result = run(data, "verify", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == (0 if found["sound"] else 1)
    assert found["sound"] is not bool(found["faults"])
    return set(found["counts"])


def beside(data: Path, name: str, *statements: str) -> None:
    with closing(sqlite3.connect(data / name, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_folder_in_use_is_sound_with_and_without_its_keys_u3(doors: Doors, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert checks(data) == set()
    said = run(data, "verify").stdout
    assert "ผ่านการตรวจสอบ · sound" in said
    assert "not compared with any checkpoint kept outside" in said
    (data / "keys.sqlite3").rename(tmp_path / "elsewhere")
    said = run(data, "verify").stdout
    assert "no keys are at hand" in said
    assert not (data / "keys.sqlite3").exists()


def test_a_checkpoint_kept_outside_is_compared_as_a_file_or_as_typed_u3(doors: Doors, tmp_path: Path) -> None:
    data, kept = tmp_path / "data", tmp_path / "kept.txt"
    assert run(data, "seal", "--once").exit_code == 0
    kept.write_text(run(data, "ledger", "checkpoint").stdout, encoding="utf-8")
    assert run(data, "verify", "--checkpoint", str(kept)).exit_code == 0
    origin, size, root = kept.read_text(encoding="utf-8").split()[:3]
    assert run(data, "verify", "--checkpoint", f"{origin} {size} {root}").exit_code == 0
    result = run(data, "verify", "--checkpoint", f"{origin} {int(size) + 9} {root}")
    assert result.exit_code == 1
    assert "cut short, or an old copy" in result.stdout


def test_an_altered_fact_is_named_in_thai_and_english_u3(doors: Doors, tmp_path: Path) -> None:
    data = tmp_path / "data"
    alter = "UPDATE stored_events SET by = 'somchai' WHERE rowid = 5"
    beside(data, "facts.sqlite3", "DROP TRIGGER stored_events_no_update", alter)
    result = run(data, "verify")
    assert result.exit_code == 1
    assert "รายการ 4 ถูกแก้ไข" in result.stdout
    assert "leaf 4 was altered" in result.stdout
    assert "first bad leaf: 4" in result.stdout


def test_a_way_in_that_nobody_was_given_is_found_u4(doors: Doors, tmp_path: Path) -> None:
    data = tmp_path / "data"
    beside(data, "credentials.sqlite3", "INSERT INTO tokens VALUES (x'00', 'nobody', 'forged')")
    assert checks(data) == {"credentials"}


def test_a_look_that_was_removed_is_found_u5(doors: Doors, tmp_path: Path) -> None:
    data = tmp_path / "data"
    doors.get("/household", "pranee")
    row = "INSERT INTO looks (at, by, roles, act, kind, subject, fields) VALUES (1, 'pranee', '', '', '', '', '')"
    beside(data, "looks.sqlite3", row, row)
    guard = "CREATE TRIGGER looks_no_delete BEFORE DELETE ON looks BEGIN SELECT RAISE(ABORT, 'append only: looks'); END"
    beside(data, "looks.sqlite3", "DROP TRIGGER looks_no_delete", "DELETE FROM looks WHERE number = 1", guard)
    assert checks(data) == {"looks"}


def test_keys_of_another_master_are_refused(doors: Doors, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "master.key").write_text("00" * 32)
    result = run(data, "verify")
    assert result.exit_code == 1
    assert "master key" in result.stderr


# Bundles


@pytest.mark.parametrize("scope", ["ALL", "province:56", "case"])
def test_a_bundle_is_checked_by_python_alone_and_noted_as_an_export_u3_u5(
    doors: Doors, tmp_path: Path, scope: str
) -> None:
    data, file = tmp_path / "data", tmp_path / "bundle.zip"
    run(data, "seal", "--once")
    if scope == "case":
        scope = doors.program()
        run(data, "seal", "--once")
    result = run(data, "bundle", scope, "-o", str(file))
    assert result.exit_code == 0, result.output
    with ZipFile(file) as bundle:
        bundle.extractall(tmp_path / "unpacked")
    words = [sys.executable, "-I", "-S", "-X", "utf8", "verify.py"]
    done = subprocess.run(words, cwd=tmp_path / "unpacked", capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    everything = b"".join(path.read_bytes() for path in (tmp_path / "unpacked").iterdir())
    assert MEMBER["name"].encode() not in everything
    with closing(sqlite3.connect(data / "looks.sqlite3")) as looks:
        last = looks.execute("SELECT by, act, subject FROM looks ORDER BY number DESC").fetchone()
    assert last == ("pranee", "chumchon bundle", scope)


def test_without_a_checkpoint_there_is_nothing_to_prove_with(doors: Doors, tmp_path: Path) -> None:
    result = run(tmp_path / "data", "bundle", "ALL", "-o", str(tmp_path / "bundle.zip"))
    assert result.exit_code == 1
    assert "chumchon seal" in result.stderr


def test_an_auditor_takes_a_bundle_of_their_own_area_only_u3_u5(doors: Doors, tmp_path: Path) -> None:
    data = tmp_path / "data"
    program = doors.program()
    run(data, "seal", "--once")
    admit(doors.desk, "khon-kaen", ("auditor", "province:40"))

    def take(scope: str, by: str) -> TestResponse:
        token = {"Authorization": f"Bearer token of {by}"}
        return doors.client.get(f"/ledger/bundle?scope={scope}", headers=token, buffered=True)

    for scope in ("province:56", program):
        answer = take(scope, "arthit")
        assert answer.status_code == 200, answer.text
        assert answer.mimetype == "application/zip"
        with ZipFile(BytesIO(answer.data)) as bundle:
            assert program.encode() in bundle.read("rows.jsonl")
        assert take(scope, "khon-kaen").status_code == 404
    assert take("ALL", "arthit").status_code == 403
    assert take("ALL", "pranee").status_code == 200
    assert take("", "pranee").status_code == 404
    with closing(sqlite3.connect(data / "looks.sqlite3")) as looks:
        noted = looks.execute("SELECT by, act, subject FROM looks").fetchall()
    taken = [("arthit", "province:56"), ("arthit", program), ("pranee", "ALL")]
    assert noted == [(by, "bundles.take", scope) for by, scope in taken]
