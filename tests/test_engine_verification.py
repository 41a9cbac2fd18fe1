"""A verification tells erased from tampered, lists all it finds, and stops at nothing it reads (U3, U4)."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from engine import shares
from engine.keys import Vault
from engine.shares import open_still
from engine.verification.faults import KEPT_OF_A_KIND
from engine.verification.whole import Report, verify
from tests.plain_casework import MASTER, casework, do, opened
from tests.plain_kind import PLAIN
from tests.tampered_store import Copy, Past


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    lived = Past.lived(tmp_path_factory.mktemp("past"), 2567)
    yield lived
    lived.close()


# Erased, or only made to look so (F10)


def looked_at(folder: Path) -> Report:
    """A verification by somebody who comes with the keys and has believed nothing yet."""
    at = casework(folder)
    with closing(Vault(folder / "keys.db", MASTER)) as vault, at.facts_recorder.reading() as connection:
        report = verify(connection, at.parts, vault=vault)
    at.close()
    at.vault.close()
    return report


def keys(folder: Path, statement: str, *values: object) -> list[tuple[bytes]]:
    with closing(sqlite3.connect(folder / "keys.db", isolation_level=None)) as connection:
        return connection.execute(statement, values).fetchall()


def test_somebody_erased_raises_no_alarm_and_a_key_that_is_gone_without_that_does_u4(tmp_path: Path) -> None:
    at = casework(tmp_path)
    erased, other = opened(at, owner="สมศรี"), opened(at, owner="สมชาย")
    do(at, "name", erased, number="7")
    subjects = [at.state(PLAIN, case).owner.key for case in (erased, other)]
    do(at, "erase", erased, subject=subjects[0])
    at.close()
    at.vault.close()
    assert looked_at(tmp_path).sound
    keys(tmp_path, "DELETE FROM keys WHERE id = ?", subjects[1])
    assert set(looked_at(tmp_path).counts) == {"key", "claims"}


def test_a_key_that_came_back_after_an_erasure_is_found_u4(tmp_path: Path) -> None:
    at = casework(tmp_path)
    case = opened(at, owner="สมศรี")
    subject = at.state(PLAIN, case).owner.key
    ((wrapped,),) = keys(tmp_path, "SELECT wrapped FROM keys WHERE id = ?", subject)
    do(at, "erase", case, subject=subject)
    with closing(Vault(tmp_path / "keys.db", MASTER)) as vault, at.facts_recorder.reading() as connection:
        assert verify(connection, at.parts, vault=vault).sound
        keys(tmp_path, "INSERT INTO keys VALUES (?, ?)", subject, wrapped)
        assert set(verify(connection, at.parts, vault=vault).counts) == {"erasure"}
    at.close()
    at.vault.close()


# All of it, and nothing twice


def test_faults_that_have_nothing_to_do_with_each_other_are_all_listed_u3(past: Past) -> None:
    with closing(Copy(past, 1)) as copy:
        copy.unguard()
        copy.run("UPDATE stored_events SET by = 'x' WHERE rowid IN (4, 9)")
        copy.run("UPDATE standing SET n = 77 WHERE case_id = (SELECT min(case_id) FROM standing WHERE n IS NOT NULL)")
        copy.run("DELETE FROM claims WHERE kind = 'owner' AND key = (SELECT min(key) FROM claims WHERE kind = 'owner')")
        report = copy.verify()
    assert [fault.leaf for fault in report.faults if fault.check == "hash"] == [3, 8]
    assert {"hash", "standing", "claims", "schema"} <= set(report.counts)
    assert report.first_bad_leaf == 3


def test_the_first_few_of_a_kind_are_kept_and_the_others_counted(past: Past) -> None:
    with closing(Copy(past, 1)) as copy:
        copy.unguard()
        copy.run("UPDATE stored_events SET by = 'x'")
        copy.guard()
        report = copy.verify()
    assert report.counts["hash"] == report.size > KEPT_OF_A_KIND
    assert len([fault for fault in report.faults if fault.check == "hash"]) == KEPT_OF_A_KIND


def test_several_processes_find_what_one_finds(past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    still = str(tmp_path / "still.sqlite3")
    with closing(Copy(past, 1)) as copy:
        copy.unguard()
        copy.run("UPDATE stored_events SET by = 'x' WHERE rowid % 9 = 0")
        one = verify(copy.connection, past.at.parts, vault=None)
        with closing(sqlite3.connect(still)) as file:
            copy.connection.backup(file)
    monkeypatch.setattr(shares, "FACTS_A_PROCESS", 20)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    with closing(open_still(still)) as connection:
        several = verify(connection, past.at.parts, vault=None, opened=partial(open_still, still))
    assert several.counts == one.counts
    assert several.first_bad_leaf == one.first_bad_leaf == 8


# Whatever stands there

COLUMNS = (
    *("originator_id", "originator_version", "topic", "state", "leaf_hash", "by", "occurred_on", "recorded_at"),
    *("because", "command_id", "digest", "facts"),
)
ANYTHING = (None, "", "x", "2021-02-30", b"", b"\xff\xfe", b"{}", b"[1", 0, -1, 7, 2**62, -(2**62), 1.5, float("inf"))


@pytest.mark.parametrize("column", COLUMNS)
def test_any_value_anywhere_is_found_and_never_stops_a_verification_u3(past: Past, column: str) -> None:
    for seed, value in enumerate(ANYTHING):
        with closing(Copy(past, seed)) as copy:
            copy.unguard()
            leaf, before = copy.some(f"SELECT rowid - 1, {column} FROM stored_events")
            try:
                copy.run(f"UPDATE stored_events SET {column} = ? WHERE rowid = ?", value, leaf + 1)
            except sqlite3.IntegrityError:
                continue
            copy.guard()
            after = copy.rows(f"SELECT {column} FROM stored_events WHERE rowid = ?", leaf + 1)[0][0]
            report = copy.verify()
            assert report.sound is ((type(before), before) == (type(after), after)), f"{column} = {value!r}"
            if not report.sound:
                assert report.first_bad_leaf == leaf


def test_rows_numbered_below_the_first_are_found(past: Past) -> None:
    with closing(Copy(past, 1)) as copy:
        copy.unguard()
        copy.run("UPDATE stored_events SET rowid = -5 WHERE rowid = 3")
        copy.guard()
        assert not copy.verify().sound


def test_an_empty_store_is_sound(tmp_path: Path) -> None:
    assert looked_at(tmp_path).sound
