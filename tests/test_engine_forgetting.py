"""While an erasure can't be finished only whoever asked for it is told so, until it is; nobody opens anything (U4)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.casework import Casework
from engine.keys import Erased
from engine.refusal import ErasureUnfinished, StoreGone, UnsafeStore
from engine.sealed import Sealed
from tests.plain_casework import casework, command, do, opened
from tests.plain_kind import PLAIN
from tests.test_engine_together import waiting

OWNER = "น้ำฝน ทองคำ"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def at(folder: Path) -> Iterator[Casework]:
    with begun(folder) as made:
        yield made


@contextmanager
def begun(folder: Path) -> Iterator[Casework]:
    made = casework(folder)
    yield made
    made.close()
    made.vault.close()


@contextmanager
def somebody_reads(folder: Path) -> Iterator[None]:
    """Somebody looks at the keys as they are now, so that the pages they lay in can't go."""
    reading = sqlite3.connect(folder / "keys.db", isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM keys").fetchone()
    yield
    reading.close()


def box_of(at: Casework, case: str) -> Sealed[Any]:
    return at.state(PLAIN, case).owner


def wrapped(folder: Path, subject: str) -> bytes:
    with sqlite3.connect(folder / "keys.db") as keys:
        (found,) = keys.execute("SELECT wrapped FROM keys WHERE id = ?", (subject,)).fetchone()
    keys.close()
    return bytes(found)


def traces(folder: Path, key: bytes) -> bool:
    """Whether a byte-wise look at the key database, and what lies beside it, finds the key."""
    return any(key in file.read_bytes() for file in folder.glob("keys.db*"))


def test_what_stands_in_the_way_is_told_to_whom_it_concerns_and_gone_with_the_next_try_u4(
    at: Casework, folder: Path
) -> None:
    case = opened(at, owner=OWNER)
    box = box_of(at, case)
    key = wrapped(folder, box.key)
    with somebody_reads(folder):
        with pytest.raises(ErasureUnfinished) as told:
            do(at, "erase", case, subject=box.key)
        assert isinstance(told.value.__cause__, UnsafeStore)
        assert traces(folder, key), "the control: they are there to be found"
        with pytest.raises(Erased):
            at.vault.open_raw(box)
        with pytest.raises(UnsafeStore, match="traces"):
            at.forgetting.again()
        assert at.forgetting.unfinished == 1
    at.forgetting.again()
    assert at.forgetting.unfinished == 0
    assert not traces(folder, key)


def test_meanwhile_nobody_elses_command_is_held_up_or_answered_with_an_error_u4(at: Casework, folder: Path) -> None:
    case, other = opened(at, owner=OWNER), opened(at)
    subject = box_of(at, case).key
    with somebody_reads(folder):
        with pytest.raises(ErasureUnfinished):
            do(at, "erase", case, subject=subject)
        assert do(at, "note", other, n=1).facts == 1
        assert [
            one.result().facts for one in waiting(at, command("note", other, n=2), command("note", other, n=3))
        ] == [
            1,
            1,
        ]
        assert [type(answer).__name__ for _, answer in at.do_many([command("note", other, n=4)])] == ["Receipt"]
        assert at.forgetting.unfinished == 1


def test_those_who_share_a_transaction_with_an_erasure_get_their_receipts_u4(at: Casework, folder: Path) -> None:
    case, other = opened(at, owner=OWNER), opened(at)
    subject = box_of(at, case).key
    with somebody_reads(folder):
        asked: list[Future[Any]] = waiting(
            at, command("note", other, n=1), command("erase", case, subject=subject), command("note", other, n=2)
        )
        assert [type(one.exception()) for one in asked] == [type(None), ErasureUnfinished, type(None)]
    assert sorted(at.state(PLAIN, other).notes) == [1, 2]


def test_the_same_command_is_answered_so_by_whichever_process_until_it_is_done_u4(at: Casework, folder: Path) -> None:
    case = opened(at, owner=OWNER)
    asked = command("erase", case, subject=box_of(at, case).key)
    with begun(folder) as elsewhere:
        with somebody_reads(folder):
            for to in (at, elsewhere, at):
                with pytest.raises(ErasureUnfinished):
                    to.do(asked)
                with pytest.raises(ErasureUnfinished):
                    list(to.do_many([asked]))
        size = len(at.facts(case))
        receipts = [to.do(asked) for to in (elsewhere, at)]
        assert receipts[0] == receipts[1]
        assert receipts[0].facts == 1
        assert (at.forgetting.unfinished, elsewhere.forgetting.unfinished) == (0, 0)
        assert len(at.facts(case)) == size


def test_what_one_process_left_another_that_was_there_all_the_time_finishes_u4(at: Casework, folder: Path) -> None:
    case = opened(at, owner=OWNER)
    box = box_of(at, case)
    key = wrapped(folder, box.key)
    with begun(folder) as dies, somebody_reads(folder), pytest.raises(ErasureUnfinished):
        do(dies, "erase", case, subject=box.key)
    at.forgetting.again()
    assert traces(folder, key), "the control: it hasn't looked since"
    with pytest.raises(Erased):
        at.vault.open_raw(box_of(at, case))
    assert at.forgetting.unfinished == 0, "nothing stands in the way that it knows of"
    at.forgetting.again()
    assert not traces(folder, key)


def test_tries_that_fail_write_nothing_u4(at: Casework, folder: Path) -> None:
    """Who left a reader open over night would otherwise find the disk full of logs."""
    case = opened(at, owner=OWNER)
    with somebody_reads(folder):
        with pytest.raises(ErasureUnfinished):
            do(at, "erase", case, subject=box_of(at, case).key)
        size = (folder / "keys.db-wal").stat().st_size
        for _ in range(3):
            with pytest.raises(UnsafeStore, match="traces"):
                at.forgetting.again()
        assert (folder / "keys.db-wal").stat().st_size == size > 0


def test_who_reads_the_facts_keeps_an_erasure_unfinished_too_u4(at: Casework, folder: Path) -> None:
    case = opened(at, owner=OWNER)
    reading = sqlite3.connect(folder / "facts.db", isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM claims").fetchone()
    with pytest.raises(ErasureUnfinished) as told:
        do(at, "erase", case, subject=box_of(at, case).key)
    assert "reads the facts" in str(told.value.__cause__)
    reading.close()
    at.forgetting.again()
    assert at.forgetting.unfinished == 0


def test_a_start_is_not_held_up_and_what_is_due_is_known_u4(folder: Path) -> None:
    with begun(folder) as at:
        case = opened(at, owner=OWNER)
        box = box_of(at, case)
        key = wrapped(folder, box.key)
        with somebody_reads(folder):
            with pytest.raises(ErasureUnfinished):
                do(at, "erase", case, subject=box.key)
            with begun(folder) as again:
                assert again.forgetting.unfinished == 1
                with pytest.raises(Erased):
                    again.vault.open_raw(box)
                assert do(again, "note", case, n=1).facts == 1
    with begun(folder) as later:
        assert later.forgetting.unfinished == 0
    assert not traces(folder, key)


def test_files_that_cannot_be_removed_keep_an_erasure_unfinished_though_the_key_is_gone_u4(
    at: Casework, folder: Path
) -> None:
    removed: list[str] = []

    def gone(subjects: Any) -> None:
        raise StoreGone

    case = opened(at, owner=OWNER)
    box = box_of(at, case)
    key = wrapped(folder, box.key)
    at.forgetting.files = gone
    with pytest.raises(ErasureUnfinished):
        do(at, "erase", case, subject=box.key)
    assert not traces(folder, key)
    at.forgetting.files = removed.extend
    at.forgetting.again()
    assert removed == [box.key]
    assert at.forgetting.unfinished == 0


def test_a_refused_erasure_leaves_nothing_due_u4(at: Casework, folder: Path) -> None:
    case = opened(at, owner=OWNER)
    subject = box_of(at, case).key
    refused, kept = command("erase", case, subject=subject, seen=9), command("note", case, n=1)
    with somebody_reads(folder):
        answers = [type(answer).__name__ for _, answer in at.do_many([refused, kept])]
    assert answers == ["StaleVersion", "Receipt"]
    assert at.forgetting.unfinished == 0
    assert at.vault.open_raw(box_of(at, case))["name"] == OWNER
