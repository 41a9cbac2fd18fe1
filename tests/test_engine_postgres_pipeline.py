"""What is sent to PostgreSQL without waiting: few messages, nothing of a refused command, errors where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from engine.casework import Casework
from engine.postgres import pipeline
from engine.postgres.held import Held
from engine.postgres.pipeline import Answer, Pipeline
from engine.postgres.translation import numbered
from engine.refusal import Refused
from tests.plain_casework import command, do, opened, rows
from tests.plain_kind import PLAIN
from tests.postgres import new_database
from tests.test_engine_postgres import casework

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture
def url() -> str:
    return new_database()


@pytest.fixture
def at(tmp_path: Path, url: str) -> Iterator[Casework]:
    made = casework(tmp_path, url)
    yield made
    made.close()
    made.vault.close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent from now on; each wait for answers as "wait"."""
    said: list[str] = []
    send, wait = Pipeline.send, Pipeline.wait

    def sending(self: Pipeline, sql: str, *values: Any) -> Any:
        said.append(sql.split("(")[0].strip())
        return send(self, sql, *values)

    def waiting(self: Pipeline) -> None:
        if self._expected:
            said.append("wait")
        wait(self)

    monkeypatch.setattr(Pipeline, "send", sending)
    monkeypatch.setattr(Pipeline, "wait", waiting)
    return said


@pytest.mark.parametrize(
    ("sql", "theirs", "keys"),
    [
        ("SELECT ? + ?", "SELECT $1 + $2", (0, 1)),
        ("SELECT ?1 UNION SELECT ?2, ?1", "SELECT $1 UNION SELECT $2, $1", (0, 1)),
        ("SELECT :on, ':on ? 100%', :to, :on", "SELECT $1, ':on ? 100%', $2, $1", ("on", "to")),
        ("SELECT 'it''s ?', day::date, 7 % 2", "SELECT 'it''s ?', day::date, 7 % 2", ()),
    ],
)
def test_places_become_the_servers_own(sql: str, theirs: str, keys: tuple[int | str, ...]) -> None:
    assert numbered(sql) == (theirs, keys)


def test_a_command_of_one_fact_waits_twice_on_the_way_in_and_for_its_commit(at: Casework, sent: list[str]) -> None:
    case = opened(at)
    sent.clear()
    do(at, "note", case, n=1)
    assert sent.count("wait") == 2
    assert sent[0] == "BEGIN"
    assert sent[-2:] == ["COMMIT", "wait"]


def test_who_shares_a_store_asks_what_others_did_in_the_first_message_too(
    at: Casework, url: str, tmp_path: Path, sent: list[str]
) -> None:
    mine, theirs = opened(at), opened(at)
    other = casework(tmp_path, url)
    waits = []
    for n in range(3):
        do(other, "note", theirs, n=n)
        sent.clear()
        do(at, "note", mine, n=n)
        waits.append(sent.count("wait"))
    assert waits == [3, 2, 2], "the first time nobody knew of others"
    sent.clear()
    do(at, "note", mine, n=3)
    do(at, "note", mine, n=4)
    asked = [said for said in sent if said.startswith("SELECT originator_id, max")]
    assert len(asked) == 1, "who finds themselves alone stops asking"
    do(at, "note", theirs, n=3)
    assert at.state(PLAIN, theirs).notes == (0, 1, 2, 3)
    other.close()
    other.vault.close()


def test_a_batch_waits_twice_and_sets_no_savepoint_for_what_is_refused_before_it_writes(
    at: Casework, sent: list[str]
) -> None:
    case = opened(at)
    sent.clear()
    asked = [command("nothing_like_it" if n % 2 else "note", case, n=n) for n in range(40)]
    answers = [answer for _, answer in at.do_many(asked)]
    assert sum(isinstance(answer, Exception) for answer in answers) == 20
    assert at.state(PLAIN, case).notes == tuple(range(0, 40, 2))
    assert sent.count("wait") == 2
    assert not [said for said in sent if "SAVEPOINT" in said]


def taken_twice(at: Casework) -> tuple[str, str]:
    """Two cases, of which the first holds a number that the second then asks for, having written before."""
    first, second = opened(at), opened(at)
    answers = list(
        at.do_many(
            [
                command("note_and_name", first, n=1, number="77"),
                command("note_and_name", second, n=2, number="77"),
                command("note", second, n=3),
            ]
        )
    )
    assert [isinstance(answer, Refused) for _, answer in answers] == [False, True, False]
    return first, second


def test_a_command_refused_after_it_wrote_leaves_nothing(at: Casework, sent: list[str]) -> None:
    first, second = taken_twice(at)
    assert (at.state(PLAIN, first).notes, at.state(PLAIN, second).notes) == ((1,), (3,))
    assert len(at.facts(second)) == 2
    leaves = [row[0] for row in rows(at, "SELECT rowid FROM stored_events ORDER BY rowid")]
    assert leaves == list(range(1, len(leaves) + 1))
    assert [said for said in sent if said.startswith("ROLLBACK TO")]


def test_without_taking_back_what_is_held_a_refused_command_would_leave_its_facts(
    at: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = Held.execute

    def keeping(self: Held, sql: str, *values: Any) -> Any:
        return None if sql.startswith("ROLLBACK TO") else execute(self, sql, *values)

    monkeypatch.setattr(Held, "execute", keeping)
    with pytest.raises(psycopg.errors.UniqueViolation):
        taken_twice(at)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("SAVEPOINT a; INSERT 1; ROLLBACK TO a; INSERT 2; RELEASE a; INSERT 3", "INSERT 2; INSERT 3"),
        (
            "SAVEPOINT a; INSERT 1; SELECT 1; INSERT 2; ROLLBACK TO a; RELEASE a",
            "SAVEPOINT a; INSERT 1; SELECT 1; INSERT 2; ROLLBACK TO a; RELEASE a",
        ),
        (
            "SAVEPOINT a; INSERT 1; SELECT 1; SAVEPOINT b; INSERT 2; ROLLBACK TO a",
            "SAVEPOINT a; INSERT 1; SELECT 1; SAVEPOINT b; INSERT 2; ROLLBACK TO a",
        ),
        (
            "SAVEPOINT a; INSERT 1; SAVEPOINT b; INSERT 2; RELEASE b",
            "SAVEPOINT a; INSERT 1; SAVEPOINT b; INSERT 2; RELEASE b",
        ),
    ],
)
def test_what_is_held_belongs_to_its_own_savepoint(told: str, expected: str) -> None:
    said: list[str] = []
    held = Held(lambda sql, parameters: (said.append(sql), Answer())[1])
    for sql in told.split("; "):
        held.execute(sql)
    assert said == expected.split("; ")


def test_more_answers_than_may_be_under_way_are_waited_for_in_between(
    at: Casework, monkeypatch: pytest.MonkeyPatch, sent: list[str]
) -> None:
    monkeypatch.setattr(pipeline, "MOST", 10)
    case = opened(at)
    sent.clear()
    assert len(list(at.do_many(command("note", case, n=n) for n in range(100)))) == 100
    assert sent.count("wait") > 10
    assert len(at.facts(case)) == 101


def test_after_an_error_the_connection_goes_on_and_prepares_anew(at: Casework) -> None:
    case = opened(at)
    for _ in range(2):
        with at.facts_recorder.writing() as connection:
            connection.execute("INSERT INTO receipts VALUES ('x', ?, 'y', 0)", (b"",))
            with pytest.raises(psycopg.errors.DivisionByZero):
                connection.execute("SELECT 1 / ?", (0,)).fetchone()
            connection.execute("ROLLBACK")
        do(at, "note", case, n=1)
    assert len(at.facts(case)) == 3
    assert not rows(at, "SELECT 1 FROM receipts")


def test_an_error_that_somebody_swallows_is_not_committed_as_if_nothing_had_happened(at: Casework) -> None:
    """The server answers COMMIT of a broken transaction by taking it back, and calls that no error."""
    opened(at)

    def swallowing() -> None:
        with at.facts_recorder.writing() as connection:
            connection.execute("INSERT INTO receipts VALUES ('x', ?, 'y', 0)", (b"",))
            with suppress(psycopg.errors.DivisionByZero):
                connection.execute("SELECT 1 / ?", (0,)).fetchone()

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        swallowing()
    assert not rows(at, "SELECT 1 FROM receipts")


def test_values_come_back_as_from_sqlite(at: Casework) -> None:
    with at.facts_recorder.writing() as connection:
        row = connection.execute(
            "SELECT CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS BYTEA), CAST(? AS TEXT), sum(3)",
            (7, "ก", b"\0", None),
        ).fetchone()
        assert row == (7, "ก", b"\0", None, 3)
        assert [type(value) for value in row] == [int, str, bytes, type(None), int]
