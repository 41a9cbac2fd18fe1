"""Two hosts with nothing in common but their databases and the master key: one office to whoever comes in."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from engine.keys import Erased, KeyMissing
from engine.ledger.checkpoint import verified
from engine.ledger.note import SIGNATURE, SigningKey
from engine.ledger.record import LAYOUT as LEDGER
from engine.ledger.record import Record
from engine.ledger.sealer import Sealer
from engine.refusal import UnsafeStore
from engine.sealed import InHand, Note, Origin, Sealed
from tests.doors import PROGRAM, Doors, problem
from tests.hosts import Host, host
from tests.people import PASSWORD
from tests.postgres import new_database, owner, share
from tests.rights import erase
from tests.test_engine_postgres import gone
from web.cli import cli
from web.databases import DATABASE_VARIABLE, KEYS_VARIABLE, REPLICA_VARIABLE, place_of, reading_facts
from web.people import changes
from web.people.tries import BY_NAME
from web.read_log import Look, Sought
from web.wiring import MASTER, MASTER_VARIABLE, open_casework, open_read_log

pytestmark = pytest.mark.xdist_group("postgres")

NAME = "แก้วกาญจน์ ศรีสุข"


class Killed(BaseException):
    """Nothing that goes on catches it, as nothing catches a kill."""


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the keys; new databases and one master key are in use."""
    share(monkeypatch)
    monkeypatch.setenv(MASTER_VARIABLE, "11" * 32)
    return os.environ[KEYS_VARIABLE]


@pytest.fixture
def here(tmp_path: Path, keys: str) -> Iterator[Doors]:
    """One host, with its people."""
    made = Doors(tmp_path / "here")
    changes.set_password(made.desk, made.accounts["kanda"], PASSWORD, by="opener")
    yield made
    made.close()


@pytest.fixture
def there(tmp_path: Path, here: Doors) -> Iterator[Host]:
    """The other one."""
    with host(tmp_path / "there") as made:
        yield made


def test_who_signs_in_at_one_host_is_signed_in_at_the_other_and_out_of_both_u5(here: Doors, there: Host) -> None:
    client = there.client()
    assert client.get("/api/v1/me").status_code == 401
    assert there.sign_in(client, "kanda", PASSWORD).status_code == 303
    cookie = client.get_cookie("chumchon")
    assert cookie is not None
    other = here.app.test_client()
    other.set_cookie("chumchon", cookie.value)
    assert other.get("/api/v1/me").get_json()["user_name"] == "kanda"
    changes.end_sessions(here.desk, here.accounts["kanda"], by="wichai")
    assert client.get("/api/v1/me").status_code == 401


def test_nothing_of_value_lies_in_a_folder(here: Doors, there: Host) -> None:
    here.household(here.program())
    for folder in (here.folder, there.folder):
        assert not list(folder.glob("*.sqlite3*"))


def registered(here: Doors) -> str:
    return here.household(here.program(), members=[{"name": NAME}, {"name": "สมาน ศรีสุข"}])


def test_names_recorded_at_one_host_are_read_at_the_other_u4(here: Doors, there: Host) -> None:
    case = registered(here)
    assert (
        NAME
        in there.client()
        .get(f"/case/household/{case}", headers={"Authorization": "Bearer token of kanda", "Accept": "text/html"})
        .text
    )


def head_of(here: Doors, case: str) -> str:
    """The subject that the head of a household is."""
    return str(here.get(f"/household/{case}").get_json()["state"]["head"])


def details(at: Host, case: str, person: str) -> Sealed[Any]:
    """The box of a person's details."""
    boxes = (getattr(one.fact, "details", None) for one in at.casework.facts(case))
    return next(box for box in boxes if box is not None and box.key == person)


def test_who_was_erased_at_one_host_is_gone_at_the_other_though_it_had_the_key_in_memory_u4(
    here: Doors, there: Host, keys: str
) -> None:
    case = registered(here)
    assert NAME in there.get(f"/household/{case}/history").text
    person = head_of(here, case)
    box = details(there, case, person)
    assert erase(here, case, person).status_code == 200
    assert there.casework.vault.open_raw(box)["name"] == NAME, "the control: the key itself is still in memory"
    told = there.get(f"/household/{case}/history")
    assert told.status_code == 200
    assert NAME not in told.text
    assert "สมาน ศรีสุข" in told.text
    with pytest.raises(Erased):
        there.casework.vault.open_raw(box)
    with owner(keys, "chumchon_keys") as connection:
        found = connection.execute("SELECT count(*) FROM keys WHERE id = %s", (person,)).fetchone()
    assert found == (0,)


def test_who_was_erased_as_a_host_died_is_gone_once_any_host_starts_u4(
    here: Doors, keys: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fact is on the disk and the key not yet destroyed: two databases can't commit together."""
    case = registered(here)
    person = head_of(here, case)

    def dies(subjects: Iterable[str]) -> None:
        raise Killed

    def stored() -> int:
        with owner(keys, "chumchon_keys") as connection:
            row = connection.execute("SELECT count(*) FROM keys WHERE id = %s", (person,)).fetchone()
        return int(row[0])

    monkeypatch.setattr(here.casework.vault, "destroy", dies)
    with pytest.raises(Killed):
        erase(here, case, person)
    assert stored() == 1, "the control: it was killed in between"
    with host(tmp_path / "another") as another:
        assert NAME not in another.get(f"/household/{case}/history").text
    assert stored() == 0


def test_keys_made_at_two_hosts_at_once_are_one_key_each_and_open_at_both_u4(here: Doors, there: Host) -> None:
    vaults = [here.casework.vault, there.casework.vault]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: vaults[n % 2].new_subject(), range(1200)))
    assert len(set(made)) == 1200
    origin = Origin("case", 1, "note", 1)
    for number in (0, 1, 600, 1199):
        box = vaults[number % 2].seal(InHand(made[number], Note("ข้อความ")), origin)
        assert vaults[1 - number % 2].open_raw(box) == {"text": "ข้อความ"}


def test_another_master_key_opens_nothing_u4(here: Doors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MASTER_VARIABLE, "22" * 32)
    stranger = Host(tmp_path / "stranger")
    with closing(stranger), pytest.raises(UnsafeStore, match="master key"):
        stranger.casework.check()


def test_wrong_passwords_are_counted_at_all_hosts_together_u5(here: Doors, there: Host) -> None:
    clients = [there.client("10.0.0.7"), here.app.test_client()]
    clients[1].environ_base["REMOTE_ADDR"] = "10.0.0.7"
    for number in range(BY_NAME):
        assert there.sign_in(clients[number % 2], "kanda", "ผิด").status_code == 401
    for client in clients:
        assert there.sign_in(client, "kanda", PASSWORD).status_code == 429
    assert there.sign_in(there.client("10.0.0.8"), "kanda", PASSWORD).status_code == 303, "another address may"


def test_a_name_that_no_database_takes_is_a_wrong_one_u5(here: Doors, there: Host) -> None:
    assert there.sign_in(there.client(), "kanda\0", PASSWORD).status_code == 401
    assert there.sign_in(there.client(), "kanda", "\0").status_code == 401


# The read log


def look(by: str) -> Look:
    return Look(by=by, roles=(), act="test", kind="household", subject="one", fields=())


def test_looks_of_two_hosts_at_once_stand_in_one_log_without_gaps_u5(here: Doors, there: Host) -> None:
    before = here.log.count(Sought())
    logs = [here.log, there.log]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: logs[n % 2].write([look(f"host {n % 2}")] * 2), range(60)))
    assert there.log.count(Sought()) == before + 120
    items, _ = here.log.read(Sought(subject="one"), 1000)
    numbers = [item["number"] for item in reversed(items)]
    assert numbers == list(range(before + 1, before + 121))
    assert {item["by"] for item in items} == {"host 0", "host 1"}
    code, said = run(here.folder, "verify")
    assert code == 0, said


@pytest.mark.parametrize("change", ["UPDATE looks SET by = 'x'", "DELETE FROM looks", "TRUNCATE looks"])
def test_nobody_changes_the_read_log_u5(here: Doors, tmp_path: Path, change: str) -> None:
    here.log.write([look("kanda")])
    with owner(os.environ[DATABASE_VARIABLE], "chumchon_looks") as attacker:
        attacker.execute("SET ROLE chumchon_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(change)  # type: ignore[arg-type]
        attacker.execute("RESET ROLE")
        with pytest.raises(psycopg.errors.RaiseException, match="append only"):
            attacker.execute(change)  # type: ignore[arg-type]
        attacker.execute("DROP TRIGGER looks_append_only ON looks")
        with pytest.raises(UnsafeStore, match="triggers"):
            open_read_log(tmp_path / "later")
        attacker.execute(change)  # type: ignore[arg-type]


def test_a_look_taken_out_is_found_by_verification_u5(here: Doors) -> None:
    here.log.write([look("kanda"), look("napa"), look("malee")])
    assert run(here.folder, "verify")[0] == 0
    with owner(os.environ[DATABASE_VARIABLE], "chumchon_looks") as attacker:
        attacker.execute("DROP TRIGGER looks_append_only ON looks")
        attacker.execute("DELETE FROM looks WHERE by = 'napa'")
    code, said = run(here.folder, "verify")
    assert code == 1
    assert "missing" in said
    assert "the guard of looks is gone" in said


# Sealing

SIGNER = SigningKey.new("cases.example.go.th", SIGNATURE)


def sealer(folder: Path, data: Path) -> tuple[Record, Record, Sealer]:
    folder.mkdir()
    own, shown = Record(folder / "ledger.sqlite3"), Record(place_of(data, LEDGER))
    return own, shown, Sealer(reading_facts(data), own, shown, SIGNER, lambda: time.time_ns() // 1000)


def test_two_sealers_at_two_hosts_keep_one_chain_t2_t3(here: Doors, there: Host, tmp_path: Path) -> None:
    both = [sealer(tmp_path / "seal 1", here.folder), sealer(tmp_path / "seal 2", there.folder)]
    for _ in range(4):
        here.program()
        with ThreadPoolExecutor(2) as pool:
            notes = [note for note in pool.map(lambda one: one[2].seal(), both) if note is not None]
        assert len(notes) == 1, "the second learns what the first signed, and has nothing to sign"
    signed = [kept for _, shown, _ in both[:1] for kept in shown.after(0)]
    sizes = [verified(kept.note, SIGNER.verifier).size for kept in signed]
    assert len(sizes) == 4
    assert sizes == sorted(set(sizes))
    assert [kept.size for kept in both[0][0].after(0)] == [kept.size for kept in both[1][0].after(0)] == sizes
    assert there.casework.ledger.standing().agrees
    assert there.get("/ledger/checkpoint").status_code == 200
    for own, shown, _ in both:
        own.close()
        shown.close()


@pytest.mark.parametrize("table", ["checkpoints", "signer", "cosignatures", "refusals"])
def test_who_serves_may_only_add_to_what_was_signed_t2(here: Doors, tmp_path: Path, table: str) -> None:
    with owner(os.environ[DATABASE_VARIABLE], "chumchon_ledger") as attacker:
        attacker.execute("SET ROLE chumchon_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            attacker.execute(f"DELETE FROM {table}")  # type: ignore[arg-type]
        attacker.execute("RESET ROLE")
        attacker.execute(f"GRANT DELETE ON {table} TO chumchon_app")  # type: ignore[arg-type]
        attacker.execute("SET ROLE chumchon_app")
        attacker.execute(f"DELETE FROM {table}")  # type: ignore[arg-type]
    with pytest.raises(UnsafeStore, match="may only add"):
        here.casework.try_guards()


# Where keys may lie


def test_keys_never_lie_in_the_database_of_the_facts_u4(
    tmp_path: Path, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = os.environ[DATABASE_VARIABLE]
    monkeypatch.setenv(KEYS_VARIABLE, facts)
    with pytest.raises(UnsafeStore, match="another database"):
        open_casework(tmp_path)
    # The same under another name of the server, as a proxy's.
    monkeypatch.setenv("PGPORT", "5432")
    monkeypatch.setenv(KEYS_VARIABLE, facts + "&application_name=other&port=5432")
    monkeypatch.setattr("web.databases._whereabouts", lambda url: url)
    first = open_casework(tmp_path)
    with closing(first), closing(first.vault):
        first.facts_recorder.migrate(first.rows)
        with pytest.raises(UnsafeStore, match="database of their own"):
            first.vault.create()
    monkeypatch.setenv(KEYS_VARIABLE, keys)
    second = open_casework(tmp_path)
    with closing(second), closing(second.vault):
        second.migrate()


@pytest.mark.parametrize("variable", [DATABASE_VARIABLE, KEYS_VARIABLE, REPLICA_VARIABLE])
def test_an_address_that_cannot_be_read_is_refused_and_its_password_not_told_u4(
    tmp_path: Path, keys: str, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    unreadable = "postgresql://owner:sec%ret@localhost/cases"
    with pytest.raises(psycopg.ProgrammingError, match="%re"):
        psycopg.connect(unreadable)
    monkeypatch.setenv(variable, unreadable)
    with pytest.raises(UnsafeStore, match="can't be read") as refused:
        open_casework(tmp_path)
    assert "ret" not in str(refused.value)


def test_facts_are_not_shared_without_their_keys_nor_keys_without_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEYS_VARIABLE, "postgresql://somewhere/keys")
    with pytest.raises(UnsafeStore, match=DATABASE_VARIABLE):
        open_casework(tmp_path)
    monkeypatch.delenv(KEYS_VARIABLE)
    monkeypatch.setenv(DATABASE_VARIABLE, new_database())
    with pytest.raises(UnsafeStore, match=KEYS_VARIABLE):
        open_casework(tmp_path)


def test_a_folder_that_holds_keys_is_not_opened_beside_shared_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Doors(tmp_path).close()
    (tmp_path / "facts.sqlite3").unlink()
    share(monkeypatch)
    with pytest.raises(UnsafeStore, match=r"keys\.sqlite3"):
        open_casework(tmp_path)
    assert (tmp_path / MASTER).exists()


# Faults


def test_while_the_keys_are_gone_what_needs_none_goes_on_and_the_rest_says_try_again(
    here: Doors, there: Host, keys: str
) -> None:
    case = registered(here)
    listed = there.get("/program")
    assert listed.status_code == 200
    with gone(keys):
        since = time.monotonic()
        problem(there.get(f"/household/{case}/history"), 503, "not-ready")
        assert time.monotonic() - since < 2
        assert there.get("/program").status_code == 200
        assert here.post("/program", {"inputs": PROGRAM, "on": "2020-10-06"}).status_code == 201
    assert NAME in there.get(f"/household/{case}/history").text


def test_while_the_credentials_are_gone_nobody_comes_in_and_all_do_when_they_are_back(here: Doors, there: Host) -> None:
    with gone(os.environ[DATABASE_VARIABLE]):
        since = time.monotonic()
        problem(there.get("/me"), 503, "not-ready")
        assert time.monotonic() - since < 2
    assert there.get("/me").status_code == 200


def test_without_keys_in_their_database_a_box_is_not_told_as_erased_f10(here: Doors, there: Host, keys: str) -> None:
    case = registered(here)
    with owner(keys, "chumchon_keys") as attacker:
        attacker.execute("DELETE FROM keys")
    person = head_of(here, case)
    with pytest.raises(KeyMissing) as told:
        there.casework.vault.open_raw(details(there, case, person))
    assert not isinstance(told.value, Erased)


def run(folder: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--data", str(folder), *words], catch_exceptions=False)
    return done.exit_code, done.output
