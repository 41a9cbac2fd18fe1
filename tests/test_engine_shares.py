"""Work over all cases, shared out among processes: every case once, and nothing read that isn't committed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import shares
from engine.casework import Casework
from engine.shares import Share, shared_out
from tests.plain_casework import casework, do, opened

CASES = 40


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casework]:
    monkeypatch.setattr(shares, "FACTS_A_PROCESS", 20)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    made = casework(tmp_path)
    for number in range(CASES):
        do(made, "note", opened(made), n=number)
    yield made
    made.close()


def seen(connection: sqlite3.Connection, share: Share) -> Iterator[tuple[int, list[str]]]:
    within = "SELECT DISTINCT originator_id FROM stored_events WHERE originator_id >= ? AND originator_id < ?"
    yield os.getpid(), [row[0] for row in connection.execute(within, share)]


def answers(at: Casework) -> list[tuple[int, list[str]]]:
    with at.facts_recorder.writing() as connection:
        return list(shared_out(connection, at.path, seen))


def test_each_process_reads_its_share_and_all_cases_are_read_once(at: Casework) -> None:
    at.facts_recorder.scrub()
    found = answers(at)
    assert len({process for process, _ in found} - {os.getpid()}) == 3
    cases = [case for _, share in found for case in share]
    assert len(cases) == len(set(cases)) == CASES


def test_a_store_that_moves_is_read_through_the_connection_that_holds_it(at: Casework) -> None:
    """Pages beside the main file would be missed by a process that takes the file as it lies."""
    ((process, cases),) = answers(at)
    assert process == os.getpid()
    assert len(cases) == CASES


def test_control_taking_an_unsettled_file_as_it_lies_misses_facts(
    at: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.facts_recorder.scrub()
    late = opened(at)
    monkeypatch.setattr(shares, "_stands_still", lambda path: True)
    assert late not in [case for _, share in answers(at) for case in share]


def test_what_fails_in_a_process_fails_for_the_caller(at: Casework) -> None:
    def broken(connection: sqlite3.Connection, share: Share) -> Iterator[int]:
        raise ValueError("no")
        yield 0

    at.facts_recorder.scrub()
    with at.facts_recorder.writing() as connection, pytest.raises(RuntimeError, match="ValueError: no"):
        list(shared_out(connection, at.path, broken))


def test_a_process_that_dies_is_noticed(at: Casework) -> None:
    def dying(connection: sqlite3.Connection, share: Share) -> Iterator[int]:
        os._exit(1)
        yield 0

    at.facts_recorder.scrub()
    with at.facts_recorder.writing() as connection, pytest.raises(RuntimeError, match="before its work was done"):
        list(shared_out(connection, at.path, dying))
