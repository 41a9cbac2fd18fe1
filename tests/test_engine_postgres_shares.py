"""Work over all cases of a store in PostgreSQL, shared out among processes that all see the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import shares
from engine.casework import Casework
from engine.database import Connection
from engine.postgres import views
from engine.postgres.connection import PostgresConnection, connect
from engine.postgres.schema import schema_faults
from engine.postgres.views import exported
from engine.shares import Share
from engine.verification.whole import verify
from tests.plain_casework import do, everything, opened
from tests.postgres import new_database, owner
from tests.test_engine_postgres import casework, story, weaken

pytestmark = pytest.mark.xdist_group("postgres")
CASES = 40


@pytest.fixture
def url() -> str:
    return new_database()


@pytest.fixture
def at(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Casework]:
    monkeypatch.setattr(shares, "FACTS_A_PROCESS", 20)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    made = casework(tmp_path, url)
    for number in range(CASES):
        do(made, "note", opened(made), n=number)
    yield made
    made.close()
    made.vault.close()


def seen(connection: Connection, share: Share) -> Iterator[tuple[int, list[str]]]:
    within = "SELECT DISTINCT originator_id FROM stored_events WHERE originator_id >= ? AND originator_id < ?"
    yield os.getpid(), [row[0] for row in connection.execute(within, share)]


def while_others_record(at: Casework) -> tuple[set[int], list[str]]:
    """The processes that read, and the cases they saw, of which one was opened after the view."""
    with at.facts_recorder.reading() as connection:
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (CASES,)
        opened(at)
        found = list(at.facts_recorder.shared_out(connection, seen))
    return {process for process, _ in found}, [case for _, cases in found for case in cases]


def test_each_process_reads_its_share_of_one_view_while_others_record(at: Casework) -> None:
    processes, cases = while_others_record(at)
    assert len(processes - {os.getpid()}) == 3
    assert len(cases) == len(set(cases)) == CASES


def test_control_with_views_of_their_own_they_would_see_what_came_later(
    at: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    def own(url: str, snapshot: str) -> PostgresConnection:
        connection = connect(url, patience=None)
        connection.execute(views.VIEW)
        return connection

    monkeypatch.setattr(views, "same_view", own)
    _, cases = while_others_record(at)
    assert len(cases) == CASES + 1


def test_a_rebuild_by_several_processes_leaves_every_row_as_it_was(at: Casework) -> None:
    story(at)
    before = everything(at)
    assert at.rebuild() == len(before["stored_events"])
    assert everything(at) == before
    do(at, "note", opened(at), n=1)


def test_a_question_over_all_cases_is_answered_by_several_processes(at: Casework) -> None:
    found = list(at.over_all_cases(lambda reader, share: seen(reader.connection, share)))
    assert len({process for process, _ in found} - {os.getpid()}) == 3
    assert sum(len(cases) for _, cases in found) == CASES


def test_what_fails_in_a_process_leaves_the_rows_as_they_were(
    at: Casework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(at)

    def gone(url: str, snapshot: str) -> PostgresConnection:
        raise ValueError("no")

    monkeypatch.setattr(views, "same_view", gone)
    with pytest.raises(RuntimeError, match="ValueError: no"):
        at.rebuild()
    assert everything(at) == before


def test_a_verification_by_several_processes_finds_what_one_finds_t2(at: Casework, url: str) -> None:
    weaken(url)
    with owner(url) as attacker:
        attacker.execute("UPDATE stored_events SET occurred_on = '2020-01-01' WHERE rowid = 50")
    with at.facts_recorder.reading() as connection:
        alone = verify(connection, at.parts, vault=None, schema=schema_faults)
        several = verify(connection, at.parts, vault=None, schema=schema_faults, opened=exported(connection, url))
    assert several == alone
    assert several.first_bad_leaf == 49
