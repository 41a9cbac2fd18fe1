"""The whole product over a store in PostgreSQL: the same figures, every page, the API, verification and backups."""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.casework import Casework
from engine.refusal import UnsafeStore
from tests.doors import OPENED, PROGRAM, Doors, problem
from tests.every_page import Shown, demo_store
from tests.postgres import PROGRAMS, owner, share
from tests.served import site
from tests.test_engine_postgres import gone, weaken
from web.cli import cli
from web.databases import DATABASE_VARIABLE, FACTS, KEYS_VARIABLE
from web.demo import build
from web.wiring import MASTER_VARIABLE, open_casework

pytestmark = pytest.mark.xdist_group("postgres")

Built = tuple[Path, tuple[str, str], Shown]
SEALED = {"household_names"}
"""Tables of sealed boxes, which are closed anew each time and never the same."""


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> str:
    """A new database, in use for this test."""
    return share(monkeypatch)


def test_the_same_stories_leave_the_same_rows_in_both_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MASTER_VARIABLE, "11" * 32)
    told = {}
    for name in ("file", "shared"):
        if name == "shared":
            share(monkeypatch)
        with closing(open_casework(tmp_path / name)) as casework:
            build(casework, provinces=("57",))
            told[name] = tables(casework)
            before = told[name] | sealed(casework)
            casework.rebuild()
            assert tables(casework) | sealed(casework) == before
            casework.vault.close()
    assert told["file"]["caseload"]
    assert told["shared"] == told["file"]


def tables(casework: Casework) -> dict[str, list[Any]]:
    names = {"cases", *(projection.name for projection in casework.rows.projections)} - SEALED
    # Who holds a claim has an id that is made up anew each time.
    return {"claims": rows(casework, "claims", "kind, key, originator_id"), **{n: rows(casework, n) for n in names}}


def sealed(casework: Casework) -> dict[str, list[Any]]:
    return {name: rows(casework, name) for name in SEALED}


def rows(casework: Casework, table: str, columns: str = "*") -> list[Any]:
    with casework.reading() as reader:
        return sorted(reader.connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)


# Every page, and everything that goes through the whole store


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        url = share(patch)
        return folder, (url, os.environ[KEYS_VARIABLE]), demo_store(folder, ("56",))


@pytest.fixture
def demo(built: Built, monkeypatch: pytest.MonkeyPatch) -> Built:
    for variable, address in zip((DATABASE_VARIABLE, KEYS_VARIABLE), built[1], strict=True):
        monkeypatch.setenv(variable, address)
    return built


def test_every_page_answers(demo: Built) -> None:
    folder, _, shown = demo
    with site(folder, shown.day) as here:
        for who, examples in groupby(shown.examples, lambda one: one.who):
            client = here.app.test_client()
            if who:
                form = client.get("/login", base_url=here.origin).get_data(as_text=True)
                token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', form)
                assert token is not None
                given = {"user_name": who, "password": shown.passwords[who], "csrf_token": token.group(1)}
                assert client.post("/login", data=given, base_url=here.origin).status_code == 303
            for example in examples:
                found = client.get(example.path, base_url=here.origin)
                assert (example.path, found.status_code) == (example.path, 200)
    assert not (folder / FACTS).exists()


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, [*words], catch_exceptions=False)
    return done.exit_code, done.output


@pytest.mark.parametrize(
    "words", ["audit", "audit --kind account", "list household", "progress --kind program", "quota 2564"]
)
def test_questions_of_the_command_line_are_answered(demo: Built, words: str) -> None:
    code, said = run("--data", str(demo[0]), *words.split(), "--json")
    assert code == 0, said
    found = json.loads(said)
    assert found.get("items", found)


def test_a_store_is_verified_and_what_was_altered_is_found(demo: Built, tmp_path: Path) -> None:
    folder, (url, _), _ = demo
    assert run("--data", str(folder), "verify")[0] == 0
    with owner(url) as attacker:
        weaken(url)
        attacker.execute("UPDATE stored_events SET occurred_on = '2020-01-01' WHERE rowid = 100")
        code, said = run("--data", str(folder), "verify")
        assert code == 1
        assert "99" in said
        attacker.execute("DROP SCHEMA chumchon CASCADE")


def test_a_backup_is_restored_into_an_empty_database_and_proves_itself(
    tmp_path: Path, shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    doors = Doors(tmp_path / "data")
    case = doors.program()
    doors.household(case)
    before = {name: rows(doors.casework, name) for name in ("stored_events", "receipts", "caseload", "claims")}
    doors.close()
    code, said = run("--data", str(tmp_path / "data"), "backup", str(tmp_path / "backup"))
    assert code == 0, said
    master = tmp_path / "data" / "master.key"

    def restore(into: str) -> tuple[int, str]:
        return run("--data", str(tmp_path / into), "restore", str(tmp_path / "backup"), "--master", str(master))

    code, said = restore("over")
    assert code != 0
    assert "nothing is restored over something else" in said
    monkeypatch.delenv(DATABASE_VARIABLE)
    monkeypatch.delenv(KEYS_VARIABLE)
    code, said = restore("file")
    assert code != 0
    assert DATABASE_VARIABLE in said
    share(monkeypatch)
    code, said = restore("again")
    assert code == 0, said
    with closing(open_casework(tmp_path / "again")) as casework:
        casework.check()
        casework.try_guards()
        assert {name: rows(casework, name) for name in before} == before
        casework.vault.close()
    shutil.rmtree(tmp_path / "backup")


def test_without_pg_dump_a_backup_says_what_is_missing(
    tmp_path: Path, shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Doors(tmp_path / "data").close()
    monkeypatch.setenv("PATH", str(tmp_path))
    code, said = run("--data", str(tmp_path / "data"), "backup", str(tmp_path / "backup"))
    assert code != 0
    assert "pg_dump" in said


# Faults


def test_while_the_database_is_gone_the_api_says_try_again_and_nothing_is_doubled(tmp_path: Path, shared: str) -> None:
    doors = Doors(tmp_path)
    with gone(shared):
        for answer in (doors.post("/program", {"inputs": PROGRAM, "on": OPENED}, key="once"), doors.get("/program")):
            problem(answer, 503, "not-ready")
            assert answer.headers["Retry-After"]
    first = doors.post("/program", {"inputs": PROGRAM, "on": OPENED}, key="once")
    assert first.status_code == 201
    again = doors.post("/program", {"inputs": PROGRAM, "on": OPENED}, key="once")
    assert again.get_json()["case"] == first.get_json()["case"]
    doors.close()


# Choosing the store


def test_an_address_of_another_kind_of_database_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, "mysql://somewhere/cases")
    with pytest.raises(UnsafeStore, match="postgresql://"):
        open_casework(tmp_path)


def test_a_folder_that_holds_facts_is_not_opened_over_another_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Doors(tmp_path).close()
    share(monkeypatch)
    with pytest.raises(UnsafeStore, match="names another store"):
        open_casework(tmp_path)
