"""Whoever is erased can't be opened by anybody again, whatever happens in between, and nothing else changes (U4)."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.casework import Casework
from engine.erasure import erased_subjects
from engine.keys import Erased, KeyMissing, Vault
from engine.refusal import Refused
from engine.sealed import Sealed
from tests.plain_casework import MASTER, TODAY, SetClock, casework, command, do, opened, refused, rows
from tests.plain_kind import PLAIN

OWNER = "สมศรี มีสุข"
NUMBER = "3100600445635"


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Casework]:
    made = casework(tmp_path)
    yield made
    made.close()
    made.vault.close()


def owner(of: Casework, case: str) -> Sealed[Any]:
    return of.state(PLAIN, case).owner


def wrapped(folder: Path, subject: str) -> bytes:
    """A key as it lies in the key database, wrapped."""
    with sqlite3.connect(folder / "keys.db") as keys:
        row = keys.execute("SELECT wrapped FROM keys WHERE id = ?", (subject,)).fetchone()
    keys.close()
    return bytes(row[0])


def beside(folder: Path) -> bytes:
    """Every byte of the key database and of what SQLite keeps beside it."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("keys.db*")))


def ledger(of: Casework) -> list[Any]:
    return rows(of, "SELECT rowid, leaf_hash, state, because FROM stored_events ORDER BY rowid")


def test_an_erased_box_doesnt_open_and_every_stored_byte_stays_u4(at: Casework) -> None:
    case = opened(at, owner=OWNER)
    do(at, "note", case, n=3, because="เห็นกับตา")
    box, before = owner(at, case), ledger(at)
    assert at.vault.open_raw(box)["name"] == OWNER
    do(at, "erase", case, subject=box.key)
    with pytest.raises(Erased):
        at.vault.open_raw(box)
    assert ledger(at)[: len(before)] == before
    assert at.state(PLAIN, case).notes == (3,)


def test_a_reason_under_the_same_key_is_gone_too_u4(at: Casework) -> None:
    case = opened(at, owner=OWNER)
    do(at, "note", case, n=3, because="เห็นกับตา")
    reason = at.facts(case)[1].because
    assert isinstance(reason, Sealed)
    do(at, "erase", case, subject=owner(at, case).key)
    with pytest.raises(Erased):
        at.vault.open_raw(reason)


def test_nothing_of_the_key_is_left_in_the_database_or_beside_it_u4(at: Casework, tmp_path: Path) -> None:
    case, other = opened(at, owner=OWNER), opened(at, owner="คนอื่น")
    key, others = wrapped(tmp_path, owner(at, case).key), wrapped(tmp_path, owner(at, other).key)
    assert key in beside(tmp_path), "what is looked for is found as long as it is there"
    do(at, "erase", case, subject=owner(at, case).key)
    assert key not in beside(tmp_path)
    assert owner(at, case).key.encode() not in beside(tmp_path)
    assert others in beside(tmp_path)
    assert at.vault.open_raw(owner(at, other))["name"] == "คนอื่น"


def test_a_plain_delete_would_leave_the_key_behind_u4(at: Casework, tmp_path: Path) -> None:
    """The control: without overwriting and truncating, the wrapped key can be carved out of the files."""
    key = wrapped(tmp_path, owner(at, opened(at, owner=OWNER)).key)
    with sqlite3.connect(tmp_path / "keys.db") as keys:
        keys.execute("PRAGMA secure_delete=OFF")
        keys.execute("DELETE FROM keys WHERE wrapped = ?", (key,))
    keys.close()
    assert key in beside(tmp_path)


def test_a_process_that_has_the_key_at_hand_opens_nothing_after_the_fact_u4(at: Casework, tmp_path: Path) -> None:
    other = casework(tmp_path)
    case = opened(at, owner=OWNER)
    box = owner(other, case)
    assert other.vault.open_raw(box)["name"] == OWNER
    do(at, "erase", case, subject=box.key)
    with other.reading() as reader:
        assert reader.state(PLAIN, case).erased == {box.key}
        with pytest.raises(Erased):
            other.vault.open_raw(box)
    other.close()
    other.vault.close()


def test_without_looking_at_the_facts_another_process_would_still_show_them_u4(at: Casework, tmp_path: Path) -> None:
    """The control: a vault of its own keeps the key it has at hand."""
    case = opened(at, owner=OWNER)
    alone = Vault(tmp_path / "keys.db", MASTER)
    box = owner(at, case)
    alone.open_raw(box)
    do(at, "erase", case, subject=box.key)
    assert alone.open_raw(box)["name"] == OWNER
    alone.close()


def test_a_missing_key_that_no_fact_accounts_for_is_not_taken_for_an_erasure_u4(at: Casework, tmp_path: Path) -> None:
    """F10: a key that somebody deleted by hand."""
    case = opened(at, owner=OWNER)
    with sqlite3.connect(tmp_path / "keys.db") as keys:
        keys.execute("DELETE FROM keys WHERE id = ?", (owner(at, case).key,))
    keys.close()
    again = casework(tmp_path)
    with pytest.raises(KeyMissing) as missing:
        again.vault.open_raw(owner(again, case))
    assert not isinstance(missing.value, Erased)
    with again.reading() as reader:
        assert erased_subjects(reader) == {}
    again.close()
    again.vault.close()


def test_a_box_of_the_erased_moved_to_another_case_doesnt_pass_for_erased_there_u4(at: Casework) -> None:
    """F10: what was erased of one case says nothing of another."""
    case, other = opened(at, owner=OWNER), opened(at, owner="คนอื่น")
    box = owner(at, case)
    do(at, "erase", case, subject=box.key)
    moved = Sealed(box.key, box.data, owner(at, other).origin)
    with pytest.raises(KeyMissing) as missing:
        at.vault.open_raw(moved)
    assert not isinstance(missing.value, Erased)


def test_who_was_erased_by_which_fact_is_answered_from_the_ledger_u4(at: Casework) -> None:
    case = opened(at, owner=OWNER)
    subject = owner(at, case).key
    receipt = do(at, "erase", case, subject=subject)
    with at.reading() as reader:
        plan = reader.connection.execute(
            "EXPLAIN QUERY PLAN SELECT 1 FROM stored_events WHERE topic = 'case.subject_erased@1' AND rowid > 0"
        ).fetchall()
        ((key, found),) = erased_subjects(reader).items()
    assert key == (case, subject)
    assert (found.leaf, found.on, found.request) == (receipt.leaf, TODAY, "e" * 32)
    assert "erasures" in plan[0][-1]


def test_nothing_more_is_kept_of_somebody_erased_u4(at: Casework) -> None:
    case = opened(at, owner=OWNER)
    do(at, "erase", case, subject=owner(at, case).key)
    before = ledger(at)
    (finding,) = refused(at, "note", case, n=4, because="เหตุผลที่พูดถึงคน").findings
    assert finding.id == "U4"
    assert ledger(at) == before
    do(at, "note", case, n=4)
    assert at.state(PLAIN, case).notes == (4,), "figures go on"


def test_an_erasure_is_neither_corrected_nor_retracted_u4(at: Casework) -> None:
    case = opened(at, owner=OWNER)
    version = do(at, "erase", case, subject=owner(at, case).key).version
    refused(at, "retract", case, version=version)
    refused(at, "correct", case, version=version, happened=date(2021, 9, 1))


def test_claims_of_the_erased_are_given_back_and_overwritten_u4(at: Casework, tmp_path: Path) -> None:
    case = opened(at, owner=OWNER)
    do(at, "name", case, number=NUMBER, person=OWNER)
    index = at.vault.blind("number", NUMBER).encode()
    at.facts_recorder.scrub()
    facts = tmp_path / "facts.db"
    assert index in facts.read_bytes()
    named = at.state(PLAIN, case).named
    assert named is not None
    do(at, "erase", case, subject=named.key)
    assert rows(at, "SELECT * FROM claims WHERE kind = 'number'") == []
    assert index not in b"".join(file.read_bytes() for file in tmp_path.glob("facts.db*"))


# Coming back


def test_who_comes_back_is_recorded_again_only_with_a_reason_u4(at: Casework) -> None:
    case, later = opened(at, owner=OWNER), opened(at, owner="อีกเรื่อง")
    do(at, "name", case, number=NUMBER, person=OWNER)
    named = at.state(PLAIN, case).named
    assert named is not None
    do(at, "erase", case, subject=named.key)
    (finding,) = refused(at, "name", later, number=NUMBER, person=OWNER).findings
    assert finding.id == "U4"
    assert finding.needed is not None
    assert "30 Sep 2021" in finding.needed.en
    assert "e" * 32 in finding.needed.th
    assert NUMBER not in f"{finding.needed.th}{finding.needed.en}"
    do(at, "name", later, number=NUMBER, person=OWNER, because="มาขอรับความช่วยเหลือใหม่ด้วยตนเอง")
    again = opened(at, owner="คนที่สาม")
    do(at, "close", later)
    do(at, "name", again, number=NUMBER, person=OWNER)


def test_a_tombstone_is_no_blind_index_and_doesnt_outlive_its_day_u4(tmp_path: Path) -> None:
    clock = SetClock()
    at = casework(tmp_path, clock)
    case = opened(at, owner=OWNER)
    do(at, "name", case, number=NUMBER, person=OWNER)
    named = at.state(PLAIN, case).named
    assert named is not None
    do(at, "erase", case, subject=named.key, until=date(2021, 12, 31))
    ((key,),) = rows(at, "SELECT key FROM tombstones")
    assert key != at.vault.blind("number", NUMBER)
    assert key == at.vault.tombstone("number", NUMBER)
    clock.day = date(2022, 1, 1)
    do(at, "name", opened(at, owner="คนใหม่"), number=NUMBER, person=OWNER)
    do(at, "erase", case, subject=owner(at, case).key)
    assert rows(at, "SELECT key FROM tombstones") == [], "what has expired is removed by the next erasure"
    at.close()
    at.vault.close()


# Interrupted, restored


STEPS = ("DELETE FROM keys", "COMMIT", "VACUUM", "PRAGMA wal_checkpoint", "PRAGMA user_version=0")
KILLED = """
import os, signal, sys
from pathlib import Path
from tests.plain_casework import casework, do
folder, case, subject, step = sys.argv[1:]
at = casework(Path(folder))
at.vault.open_raw(at.state(__import__("tests.plain_kind").plain_kind.PLAIN, case).owner)

def die(statement):
    if statement.startswith(step):
        os.kill(os.getpid(), signal.SIGKILL)

at.vault._db.connection.set_trace_callback(die)
do(at, "erase", case, subject=subject, id="the last one")
"""


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_next_start_finishes_the_work_u4(tmp_path: Path, step: str) -> None:
    at = casework(tmp_path)
    case = opened(at, owner=OWNER)
    subject = owner(at, case).key
    at.close()
    at.vault.close()
    key = wrapped(tmp_path, subject)
    script = [sys.executable, "-c", KILLED, str(tmp_path), case, subject, step]
    done = subprocess.run(script, cwd=Path(__file__).parents[1], env=os.environ | {"PYTHONPATH": "."}, check=False)
    assert done.returncode == -signal.SIGKILL
    again = casework(tmp_path)
    with pytest.raises(Erased):
        again.vault.open_raw(owner(again, case))
    again.close()
    again.vault.close()
    assert key not in beside(tmp_path)
    assert subject.encode() not in beside(tmp_path)


def test_a_restored_older_key_database_gives_nobody_back_u4(tmp_path: Path) -> None:
    at = casework(tmp_path)
    case = opened(at, owner=OWNER)
    box = owner(at, case)
    older = tmp_path / "older"
    with sqlite3.connect(tmp_path / "keys.db") as keys, sqlite3.connect(older) as copy:
        keys.backup(copy)
    keys.close()
    copy.close()
    do(at, "erase", case, subject=box.key)
    at.close()
    at.vault.close()
    shutil.copy(older, tmp_path / "keys.db")
    older.unlink()
    key = wrapped(tmp_path, box.key)
    restored = Vault(tmp_path / "keys.db", MASTER)
    assert restored.open_raw(box)["name"] == OWNER, "the control: the copy alone gives the person back"
    restored.close()
    again = casework(tmp_path)
    with pytest.raises(Erased):
        again.vault.open_raw(owner(again, case))
    again.close()
    again.vault.close()
    assert key not in beside(tmp_path)


def test_a_refused_command_of_a_batch_erases_nobody_u4(at: Casework) -> None:
    case = opened(at, owner=OWNER)
    subject = owner(at, case).key
    late = command("erase", case, subject=subject, on=date(2022, 5, 1))
    ((_, answer),) = list(at.do_many([late]))
    assert not isinstance(answer, Refused)
    assert at.vault.open_raw(owner(at, case))["name"] == OWNER
