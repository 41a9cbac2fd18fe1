"""What goes through all of a store that several hosts share: sealing, reminding, backup and restore."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from engine.casework import Casework
from tests.doors import Doors
from tests.hosts import host
from tests.people import PASSWORD, do
from tests.postgres import PROGRAMS, owner, share
from tests.rights import erase
from tests.test_web_hosts import head_of
from web.cli import cli
from web.databases import DATABASE_VARIABLE, KEYS_VARIABLE
from web.people import changes
from web.read_log import Look, Sought
from web.wiring import MASTER_VARIABLE, open_casework

pytestmark = pytest.mark.xdist_group("postgres")

NAME = "แก้วกาญจน์ ศรีสุข"
SCHEMAS = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'chumchon%'"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doors]:
    """One host, with its people and a household."""
    share(monkeypatch)
    monkeypatch.setenv(MASTER_VARIABLE, "11" * 32)
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    made = Doors(tmp_path / "here")
    changes.set_password(made.desk, made.accounts["kanda"], PASSWORD, by="opener")
    made.household(made.program(), members=[{"name": NAME}])
    yield made
    made.close()


def run(folder: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--data", str(folder), *words], catch_exceptions=False)
    return done.exit_code, done.output


def seal(tmp_path: Path, data: Path) -> None:
    if not (tmp_path / "seal").exists():
        (tmp_path / "seal").mkdir(mode=0o700)
        assert run(data, "seal", "--folder", str(tmp_path / "seal"), "key", "cases.example.go.th")[0] == 0
    code, said = run(data, "seal", "--folder", str(tmp_path / "seal"), "--once")
    assert code == 0, said


def test_what_is_sealed_from_one_host_is_asked_for_at_another_t2(here: Doors, tmp_path: Path) -> None:
    with host(tmp_path / "there") as there:
        assert there.get("/ledger/checkpoint").status_code == 404
        seal(tmp_path, tmp_path / "there")
        assert there.get("/ledger/checkpoint").status_code == 200
        assert here.get("/ledger/checkpoint").text == there.get("/ledger/checkpoint").text
        here.program()
        seal(tmp_path, here.folder)
        assert there.casework.ledger.standing().size == there.casework.ledger.standing().checkpoint.size  # type: ignore[union-attr]


def test_a_digest_is_dealt_with_once_a_day_whichever_host_does_it(here: Doors, tmp_path: Path) -> None:
    do(here.desk, "change_details", here.accounts["kanda"], "wichai", name="คุณกานดา", email="kanda@example.go.th")
    first, second = (json.loads(run(folder, "remind", "--json")[1]) for folder in (here.folder, tmp_path / "there"))
    dealt_with = ("sent", "nothing", "waiting")
    assert sum(first[came] for came in dealt_with) == 1
    assert sum(second[came] for came in dealt_with) == first["waiting"], "only what couldn't be sent is tried again"


def household_of(at: Casework) -> str:
    """The id of the only household."""
    with at.reading() as reader:
        (case,) = reader.connection.execute("SELECT originator_id FROM cases WHERE kind = 'household'").fetchone()
    return str(case)


def look() -> Look:
    return Look(by="kanda", roles=(), act="test", kind="household", subject="one", fields=())


def test_a_backup_taken_at_one_host_is_restored_by_another_with_all_that_lies_beside_the_facts_t5_u4(
    here: Doors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(tmp_path, here.folder)
    here.log.write([look(), look()])
    looked = here.log.count(Sought())
    code, said = run(here.folder, "backup", str(tmp_path / "backup"))
    assert code == 0, said
    (facts,), (keys,) = ((tmp_path / "backup" / part).iterdir() for part in ("facts", "keys"))
    assert {path.name for path in facts.iterdir() if path.is_file()} == {"facts.dump", "manifest.json"}
    assert {path.name for path in keys.iterdir()} == {"keys.dump", "credentials.dump", "manifest.json"}
    before = {name: os.environ[name] for name in (DATABASE_VARIABLE, KEYS_VARIABLE)}
    share(monkeypatch)
    code, said = run(tmp_path / "again", "restore", str(tmp_path / "backup"))
    assert code == 0, said
    assert not list((tmp_path / "again").glob("*.dump"))
    with host(tmp_path / "again") as again:
        assert again.sign_in(again.client(), "kanda", PASSWORD).status_code == 303
        case = household_of(again.casework)
        assert NAME in again.get(f"/household/{case}/history").text
        assert again.log.count(Sought()) == looked
        assert again.casework.ledger.standing().agrees
        assert again.casework.ledger.key() == here.casework.ledger.key()
    for name, address in before.items():
        monkeypatch.setenv(name, address)


def test_of_a_backup_whose_keys_cannot_be_loaded_nothing_is_restored_t5(
    here: Doors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = run(here.folder, "backup", str(tmp_path / "backup"))
    assert code == 0, said
    before = {name: os.environ[name] for name in (DATABASE_VARIABLE, KEYS_VARIABLE)}
    share(monkeypatch)
    monkeypatch.setenv(MASTER_VARIABLE, "22" * 32)
    code, _ = run(tmp_path / "again", "restore", str(tmp_path / "backup"))
    assert code != 0
    for name in before:
        with psycopg.connect(os.environ[name]) as connection:
            assert connection.execute(SCHEMAS).fetchone() == (0,)
    monkeypatch.setenv(MASTER_VARIABLE, "11" * 32)
    code, said = run(tmp_path / "again", "restore", str(tmp_path / "backup"))
    assert code == 0, said
    for name, address in before.items():
        monkeypatch.setenv(name, address)


def test_who_was_erased_after_a_backup_of_the_keys_is_not_given_back_by_it_u4(
    here: Doors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Newer facts with older keys: the erasure is carried out again before anybody may look."""
    assert run(here.folder, "backup", str(tmp_path / "older"))[0] == 0
    case = household_of(here.casework)
    person = head_of(here, case)
    assert erase(here, case, person).status_code == 200
    assert run(here.folder, "backup", str(tmp_path / "newer"))[0] == 0
    old, new = (next((tmp_path / age / "keys").iterdir()) for age in ("older", "newer"))
    # Somebody puts the older keys under the newer name.
    given = json.loads((old / "manifest.json").read_text())
    named = json.loads((new / "manifest.json").read_text())
    shutil.copy(old / "keys.dump", new / "keys.dump")
    named["files"]["keys.dump"] = given["files"]["keys.dump"]
    (new / "manifest.json").write_text(json.dumps(named))
    before = {name: os.environ[name] for name in (DATABASE_VARIABLE, KEYS_VARIABLE)}
    share(monkeypatch)
    assert run(tmp_path / "before", "restore", str(tmp_path / "older"))[0] == 0
    assert holds(tmp_path / "before", person), "the control: the older keys do hold it"
    share(monkeypatch)
    code, said = run(tmp_path / "again", "restore", str(tmp_path / "newer"))
    assert code == 0, said
    assert not holds(tmp_path / "again", person)
    for name, address in before.items():
        monkeypatch.setenv(name, address)
    with owner(os.environ[KEYS_VARIABLE], "chumchon_keys") as connection:
        assert connection.execute("SELECT count(*) FROM keys WHERE id = %s", (person,)).fetchone() == (0,)


def holds(folder: Path, person: str) -> bool:
    with closing(open_casework(folder)) as casework, closing(casework.vault) as vault:
        return vault.holds(person)
