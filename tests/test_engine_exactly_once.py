"""A command is done once: when its answer is lost, when it is asked a hundred times at once, when the store is busy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier, Event, Lock, Thread

import msgspec
import pytest

from engine import sqlite as recorder
from engine.casework import Casework
from engine.refusal import CommandReused, StoreBusy, UnsafeStore
from tests.plain_casework import casework, command, do, everything, opened, rows
from tests.plain_kind import PLAIN


@pytest.fixture
def at(tmp_path: Path) -> Casework:
    return casework(tmp_path)


class LineCut(Exception):
    """Stands for whatever keeps an answer from arriving."""


@contextmanager
def commit_answer_lost(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Meanwhile every COMMIT is carried out, and then its answer is lost (F2)."""

    def leave(writing: recorder.Writing, *failed: object) -> None:
        whole(writing, *failed)  # type: ignore[arg-type]
        raise LineCut

    whole = recorder.Writing.__exit__
    with monkeypatch.context() as patch:
        patch.setattr(recorder.Writing, "__exit__", leave)
        yield


# The answer is lost


def test_a_command_whose_commit_was_never_answered_is_answered_when_asked_again_f2(
    at: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(at)
    asked = command("note_and_name", case, id="once", n=1, number="77")
    with commit_answer_lost(monkeypatch), pytest.raises(LineCut):
        at.do(asked)
    stored = everything(at)
    receipt = at.do(asked)
    assert (receipt.version, receipt.leaf, receipt.facts) == (3, 1, 2)
    assert everything(at) == stored
    assert at.state(PLAIN, case).notes == (1,)


def test_control_without_its_name_the_same_request_is_done_twice_f2(
    at: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(at)
    with commit_answer_lost(monkeypatch), pytest.raises(LineCut):
        at.do(command("note", case, n=1))
    at.do(command("note", case, n=1))
    assert at.state(PLAIN, case).notes == (1, 1)


def test_a_batch_whose_commit_was_never_answered_is_answered_when_asked_again_f2(
    at: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(at)
    batch = [command("note", case, id=f"batch/{n}", n=n) for n in range(10)]
    with commit_answer_lost(monkeypatch), pytest.raises(LineCut):
        list(at.do_many(batch))
    stored = everything(at)
    answers = [answer for _, answer in at.do_many(batch)]
    assert [answer.leaf for answer in answers] == list(range(1, 11))  # type: ignore[union-attr]
    assert everything(at) == stored


def test_a_name_whose_answer_was_lost_still_belongs_to_its_request_f2(
    at: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(at)
    asked = command("note", case, id="once", n=1)
    with commit_answer_lost(monkeypatch), pytest.raises(LineCut):
        at.do(asked)
    with pytest.raises(CommandReused):
        at.do(msgspec.structs.replace(asked, inputs={"n": 2}))


# A hundred at once

TRIES = 100


def test_a_hundred_parallel_tries_of_one_command_make_one_fact_and_one_answer(at: Casework) -> None:
    case = opened(at)
    asked = command("note", case, id="once", n=1)
    start = Barrier(TRIES)

    def run(_: int) -> object:
        start.wait()
        return at.do(asked)

    with ThreadPoolExecutor(TRIES) as clients:
        answers = list(clients.map(run, range(TRIES)))
    assert len(set(map(repr, answers))) == 1
    assert at.state(PLAIN, case).notes == (1,)


# Without the version it saw, a command is decided on what stands


def test_commands_that_say_no_version_are_each_decided_on_what_stands(at: Casework) -> None:
    case = opened(at)
    start = Barrier(16)

    def run(n: int) -> int:
        start.wait()
        return do(at, "note", case, n=n).version

    with ThreadPoolExecutor(16) as clients:
        versions = sorted(clients.map(run, range(16)))
    assert versions == list(range(2, 18))
    assert sorted(at.state(PLAIN, case).notes) == list(range(16))


# Another process writes, and goes on writing


@pytest.fixture
def other(at: Casework) -> Iterator[sqlite3.Connection]:
    """Another process with a connection of its own."""
    with closing(sqlite3.connect(at.path, isolation_level=None, check_same_thread=False)) as connection:
        yield connection


@pytest.fixture
def impatient(at: Casework) -> None:
    """Patience is counted in milliseconds here."""
    with at.facts_recorder.turn:
        at.facts_recorder._writer.execute("PRAGMA busy_timeout=50")


@pytest.mark.usefixtures("impatient")
def test_while_another_process_writes_everybody_is_told_to_try_again_and_reading_goes_on(
    at: Casework, other: sqlite3.Connection
) -> None:
    case = opened(at)
    asked = [command("note", case, n=n) for n in range(8)]
    other.execute("BEGIN IMMEDIATE")

    def run(one: object) -> str:
        try:
            at.do(one)  # type: ignore[arg-type]
        except StoreBusy:
            return "busy"
        return "done"

    with ThreadPoolExecutor(8) as clients:
        assert list(clients.map(run, asked)) == ["busy"] * 8
    assert at.state(PLAIN, case).notes == ()
    other.execute("ROLLBACK")
    assert [run(one) for one in asked] == ["done"] * 8
    assert at.state(PLAIN, case).notes == tuple(range(8))


class Turn:
    """A lock that says when somebody queues for it."""

    def __init__(self) -> None:
        self.lock, self.queued = Lock(), Event()

    def acquire(self) -> None:
        self.queued.set()
        self.lock.acquire()

    def release(self) -> None:
        self.lock.release()


def test_whoever_queued_behind_one_that_was_told_to_wait_is_told_so_too(at: Casework) -> None:
    """Else eight in a row would wait eight times as long."""
    case, turn, told = opened(at), Turn(), list[str]()
    at.facts_recorder.turn = turn  # type: ignore[assignment]
    turn.lock.acquire()
    second = Thread(target=lambda: told.append(asked(at, case)))
    second.start()
    turn.queued.wait()
    # The one before it was refused by the file meanwhile; that the file is free again by now doesn't help.
    at.facts_recorder._busy_at = float("inf")
    turn.release()
    second.join()
    assert told == ["busy"]
    at.facts_recorder._busy_at = 0.0
    assert asked(at, case) == "done"


def asked(at: Casework, case: str) -> str:
    try:
        do(at, "note", case, n=1)
    except StoreBusy:
        return "busy"
    return "done"


@pytest.mark.usefixtures("impatient")
def test_a_batch_asks_again_a_few_times_before_it_gives_up(at: Casework, other: sqlite3.Connection) -> None:
    case = opened(at)
    batch = [command("note", case, n=n) for n in range(3)]
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy):
        list(at.do_many(batch))
    freed = Thread(target=lambda: other.execute("ROLLBACK"))
    freed.start()
    assert len(list(at.do_many(batch))) == 3
    freed.join()
    assert at.state(PLAIN, case).notes == (0, 1, 2)


# The file is taken away


def test_nothing_is_recorded_into_a_file_that_was_taken_away_and_reading_goes_on(at: Casework, tmp_path: Path) -> None:
    case = opened(at)
    place, aside = tmp_path / "facts.db", tmp_path / "aside.db"
    place.rename(aside)
    with pytest.raises(UnsafeStore, match="not where it was"):
        do(at, "note", case, n=1)
    assert at.state(PLAIN, case).notes == ()
    assert not place.exists(), "no empty file is put in its place"
    aside.rename(place)
    do(at, "note", case, n=1)
    assert at.state(PLAIN, case).notes == (1,)


def test_nothing_is_recorded_beside_another_file_put_in_its_place(at: Casework, tmp_path: Path) -> None:
    case = opened(at)
    place = tmp_path / "facts.db"
    copy = tmp_path / "copy.db"
    copy.write_bytes(place.read_bytes())
    copy.replace(place)
    with pytest.raises(UnsafeStore, match="not where it was"):
        do(at, "note", case, n=1)


def test_control_sqlite_alone_acknowledges_what_nobody_will_find_again(at: Casework, tmp_path: Path) -> None:
    opened(at)
    writer = at.facts_recorder._writer
    (tmp_path / "facts.db").rename(tmp_path / "aside.db")
    writer.execute("INSERT INTO receipts VALUES ('lost', x'', 'x', 1)")
    with closing(sqlite3.connect(tmp_path / "facts.db")) as found:
        assert found.execute("SELECT name FROM sqlite_schema").fetchall() == []
    assert rows(at, "SELECT command_id FROM receipts") == [("lost",)]
