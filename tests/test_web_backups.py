"""A backup taken while people work restores to exactly what was recorded, or isn't restored at all (U4)."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from engine.backup import copy_database, fingerprint
from engine.verification.checkpoints import held_from
from tests.doors import Doors
from tests.test_web_read_log import MEMBER
from tests.test_web_verifying import run
from web.backups.manifest import BackupRefused, read_manifest, taken, write_manifest
from web.backups.restoring import Unsound, restore_backup
from web.backups.taking import BEFORE, Places, prune, take_backup
from web.mail.outbox import Wish, outbox
from web.wiring import open_casework

NOW = datetime(2021, 9, 30, 3, tzinfo=UTC)
EVERYTHING = "SELECT rowid, * FROM stored_events ORDER BY rowid"


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("lived")
    made = Doors(folder / "data")
    made.household(made.program(), members=[MEMBER])
    yield made
    made.close()


@pytest.fixture
def data(doors: Doors) -> Path:
    return Path(doors.casework.path).parent


@pytest.fixture
def places(data: Path, tmp_path: Path) -> Places:
    """A backup of the data folder."""
    made = Places.below(tmp_path / "backup")
    take_backup(data, made, 30, lambda: NOW)
    return made


def rows(path: Path, question: str = EVERYTHING) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


def bring_back(places: Places, data: Path, to: Path, **more: object) -> Path:
    restore_backup(places, to, master=data / "master.key", **more)  # type: ignore[arg-type]
    return to


def test_what_is_restored_is_what_was_recorded_and_can_be_opened_u4(places: Places, data: Path, tmp_path: Path) -> None:
    restored = bring_back(places, data, tmp_path / "new")
    assert rows(restored / "facts.sqlite3") == rows(data / "facts.sqlite3")
    casework = open_casework(restored)
    casework.check()
    with casework.reading() as reader:
        (household,) = next(reader.connection.execute("SELECT originator_id FROM cases WHERE kind = 'household'"))
        assert reader.facts(household)
    casework.close()
    casework.vault.close()
    assert MEMBER["name"] in run(restored, "show", household, "--personal").stdout


def test_whom_was_written_to_comes_back_and_speaks_of_no_fact_the_backup_lacks_u1(tmp_path: Path) -> None:
    doors, data = Doors(tmp_path / "data"), tmp_path / "data"
    account, before = doors.accounts["kanda"], Places.below(tmp_path / "before")
    take_backup(data, before, 30, lambda: NOW)
    with outbox(data) as box:
        box.remember(account, Wish("en", False))
        assert box.take(account, NOW.date(), NOW)
        box.settle(account, NOW.date(), "sent", seen=doors.size)
    after = Places.below(tmp_path / "after")
    manifest = take_backup(data, after, 30, lambda: NOW)
    assert "mail.sqlite3" in BEFORE, "copied before the facts that letters tell of"
    with outbox(bring_back(after, data, tmp_path / "new")) as box:
        assert box.wish(account) == Wish("en", False)
        assert box.seen(account) == doors.size <= manifest.size
        assert not box.take(account, NOW.date(), NOW), "nobody is written to a second time"
    with outbox(bring_back(before, data, tmp_path / "older")) as box:
        assert box.wish(account) == Wish(), "the control: a backup from before knows nothing of it"
    doors.close()


def test_facts_and_keys_lie_apart_and_the_master_key_in_neither_u4(places: Places) -> None:
    facts, keys = ({path.name for path in next(place.iterdir()).iterdir()} for place in places)
    assert facts == {"facts.sqlite3", "ledger.sqlite3", "looks.sqlite3", "manifest.json"}
    assert keys == {"keys.sqlite3", "credentials.sqlite3", "manifest.json"}


def test_a_backup_taken_while_people_write_is_whole_and_holds_all_that_was_acknowledged_before_d6(
    doors: Doors, data: Path, tmp_path: Path
) -> None:
    stop = threading.Event()
    acknowledged: list[str] = []

    def write() -> None:
        with doors.app.app_context():
            while not stop.is_set():
                acknowledged.append(doors.program())

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for round in range(3):
            places = Places.below(tmp_path / f"backup-{round}")
            before = len(acknowledged)
            take_backup(data, places, 30, lambda: NOW)
            restored = bring_back(places, data, tmp_path / f"new-{round}")
            kept = {case for (case,) in rows(restored / "facts.sqlite3", "SELECT originator_id FROM cases")}
            assert kept >= set(acknowledged[:before])
            shutil.rmtree(restored)
    finally:
        stop.set()
        writer.join()


def test_control_a_plain_copy_of_a_store_in_use_lacks_facts_and_is_refused_with_an_explanation_d6(
    doors: Doors, data: Path, tmp_path: Path
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    doors.program()
    shutil.copyfile(data / "facts.sqlite3", copies / "facts.sqlite3")
    shutil.copyfile(data / "keys.sqlite3", copies / "keys.sqlite3")
    try:
        kept = len(rows(copies / "facts.sqlite3"))
    except sqlite3.DatabaseError:
        kept = 0
    assert kept < len(rows(data / "facts.sqlite3"))
    with pytest.raises(BackupRefused, match="a plain copy of a database in use lacks its last facts"):
        restore_backup(Places(copies, copies), tmp_path / "new", master=data / "master.key")
    (copies / "facts.sqlite3-wal").write_bytes(b"hot")
    with pytest.raises(BackupRefused, match="-wal files beside them"):
        restore_backup(Places(copies, copies), tmp_path / "new", master=data / "master.key")
    assert not (tmp_path / "new").exists()


def test_nothing_is_restored_over_something_else(places: Places, data: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "facts.sqlite3").write_bytes(b"mine")
    with pytest.raises(BackupRefused, match="must be empty"):
        bring_back(places, data, tmp_path / "new")
    assert (tmp_path / "new" / "facts.sqlite3").read_bytes() == b"mine"


def test_a_file_that_is_missing_or_another_is_refused(places: Places, data: Path, tmp_path: Path) -> None:
    folder = next(places.facts.iterdir())
    with (folder / "looks.sqlite3").open("ab") as file:
        file.write(b"x")
    with pytest.raises(BackupRefused, match=r"looks\.sqlite3 is missing, or isn't what was backed up"):
        bring_back(places, data, tmp_path / "new")
    assert not list((tmp_path / "new").glob("*"))


def test_a_backup_of_an_altered_store_is_not_restored_u3(places: Places, data: Path, tmp_path: Path) -> None:
    """Also when whoever altered it wrote the manifest anew."""
    folder = next(places.facts.iterdir())
    with closing(sqlite3.connect(folder / "facts.sqlite3", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER stored_events_no_update")
        connection.execute("UPDATE stored_events SET by = 'somchai' WHERE rowid = 5")
    manifest = read_manifest(folder)
    files = {**manifest.files, "facts.sqlite3": fingerprint(folder / "facts.sqlite3")}
    write_manifest(folder, type(manifest)(part="facts", name=manifest.name, size=1, root="", files=files))
    with pytest.raises(Unsound) as unsound:
        bring_back(places, data, tmp_path / "new")
    assert unsound.value.report.first_bad_leaf == 4
    assert not list((tmp_path / "new").iterdir())


def test_a_backup_older_than_a_checkpoint_held_outside_is_refused_u3(
    places: Places, data: Path, tmp_path: Path
) -> None:
    size = len(rows(data / "facts.sqlite3"))
    root = "A" * 43 + "="
    with pytest.raises(Unsound) as unsound:
        bring_back(places, data, tmp_path / "new", outside=[held_from(f"ours {size + 5} {root}", "paper")])
    assert set(unsound.value.report.counts) == {"shorter"}


def test_without_the_master_key_nothing_is_restored(places: Places, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="--master"):
        restore_backup(places, tmp_path / "new")


def test_a_master_key_that_lies_there_is_never_replaced_or_lost(places: Places, data: Path, tmp_path: Path) -> None:
    for name, key in (("same", (data / "master.key").read_text()), ("other", "ab" * 32)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "master.key").write_text(key)
        (tmp_path / name / "master.key").chmod(0o600)
    with pytest.raises(BackupRefused, match="already"):
        bring_back(places, data, tmp_path / "other")
    assert (tmp_path / "other" / "master.key").read_text() == "ab" * 32
    same = tmp_path / "same"
    restore_backup(places, same, master=same / "master.key")
    assert (same / "facts.sqlite3").exists()
    assert (same / "master.key").read_text() == (data / "master.key").read_text()


def test_a_restore_that_fails_leaves_the_master_key_that_was_there(places: Places, data: Path, tmp_path: Path) -> None:
    to = tmp_path / "new"
    to.mkdir()
    shutil.copy(data / "master.key", to)
    checkpoint = f"cases.example.go.th 99999 {b64encode(bytes(32)).decode()}"
    with pytest.raises(BackupRefused):
        restore_backup(places, to, master=to / "master.key", outside=[held_from(checkpoint, "paper")])
    assert {path.name for path in to.iterdir()} == {"master.key"}


def test_a_manifest_that_names_a_file_elsewhere_is_refused(places: Places, data: Path, tmp_path: Path) -> None:
    (folder,) = places.facts.iterdir()
    (tmp_path / "beside").write_text("mine")
    evil = "../../../beside"
    found = read_manifest(folder)
    (folder / evil).resolve().write_text("evil")
    write_manifest(folder, msgspec.structs.replace(found, files={**found.files, evil: fingerprint(folder / evil)}))
    (tmp_path / "x" / "y").mkdir(parents=True)
    with pytest.raises(BackupRefused, match="no backup holds"):
        bring_back(places, data, tmp_path / "x" / "y" / "new")
    assert not (tmp_path / "x" / "y" / "new").exists()


def test_backups_of_keys_expire_and_are_deleted_u4(data: Path, tmp_path: Path) -> None:
    places = Places.below(tmp_path / "backup")
    for days in (0, 10, 20):
        take_backup(data, places, 15, lambda days=days: NOW + timedelta(days=days))  # type: ignore[misc]
    assert next(found.expires for _, found in taken(places.keys)) == date(2021, 10, 15)
    assert len(prune(places.keys, date(2021, 10, 15))) == 0
    assert len(prune(places.keys, date(2021, 10, 26))) == 2
    assert len(list(places.keys.iterdir())) == 1
    assert len(list(places.facts.iterdir())) == 3


def test_the_keys_of_the_latest_backup_that_has_both_parts_are_taken(data: Path, tmp_path: Path) -> None:
    places = Places.below(tmp_path / "backup")
    for days in (0, 1):
        take_backup(data, places, 15, lambda days=days: NOW + timedelta(days=days))  # type: ignore[misc]
    shutil.rmtree(sorted(places.keys.iterdir())[-1])
    done = restore_backup(places, tmp_path / "new", master=data / "master.key")
    assert done.facts.name == done.keys.name == sorted(path.name for path in places.facts.iterdir())[0]


def test_a_database_that_isnt_there_is_not_backed_up_as_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        copy_database(tmp_path / "gone.sqlite3", tmp_path / "copy.sqlite3")
    assert not (tmp_path / "copy.sqlite3").exists()


def test_the_command_line_backs_up_restores_and_says_so_in_both_languages_u4(
    doors: Doors, data: Path, tmp_path: Path
) -> None:
    backup, new = tmp_path / "backup", tmp_path / "new"
    assert "ข้อเท็จจริง · facts" in run(data, "backup", str(backup)).stdout
    result = run(new, "restore", str(backup), "--master", str(data / "master.key"))
    assert result.exit_code == 0, result.output
    assert "กู้คืนแล้ว · restored" in result.stdout
    assert run(data, "backup", "prune", str(backup)).stdout.endswith("deleted: 0\n")
    result = run(new, "restore", str(backup))
    assert result.exit_code == 1
    assert "must be empty" in result.stderr
