"""Read rows: kept fact by fact they are what a rebuild makes of the facts, and answer as of D, as known K."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import shares
from engine.casework import Casework
from engine.history import fold
from engine.refusal import UnsafeStore
from engine.rows import CurrentRows, Marks, ReadRows
from tests.plain_casework import TABLES, casework, command, do, opened, refused, rows
from tests.plain_histories import days, few, histories, live
from tests.plain_kind import PLAIN

AS_OF_AS_KNOWN = (
    "SELECT version, total FROM said WHERE originator_id = ? AND key = 'n' "
    "AND occurred_on <= ? AND leaf < ? AND (superseded IS NULL OR superseded >= ?) ORDER BY occurred_on, version"
)


@pytest.fixture
def at(tmp_path: Path) -> Casework:
    return casework(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Casework:
    """One store for all examples; each example opens cases of its own."""
    return casework(tmp_path_factory.mktemp("rows"))


def kept(at: Casework) -> dict[str, list[Any]]:
    return {table: sorted(rows(at, f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def said(at: Casework, case: str, on: date, known: int) -> list[Any]:
    return rows(at, AS_OF_AS_KNOWN, case, on.isoformat(), known, known)


@few
@given(st.lists(histories, min_size=1, max_size=2))
def test_a_rebuild_gives_the_same_rows_as_recording_did(shared: Casework, of_cases: list[list[dict[str, Any]]]) -> None:
    for history in of_cases:
        live(shared, opened(shared), history)
    before = kept(shared)
    assert shared.rebuild() == rows(shared, "SELECT count(*) FROM stored_events")[0][0]
    assert kept(shared) == before


@few
@given(histories, days)
def test_as_of_and_as_known_in_sql_is_what_folding_says(
    shared: Casework, history: list[dict[str, Any]], on: date
) -> None:
    case = opened(shared)
    live(shared, case, history)
    records = shared.facts(case)
    for size, record in enumerate(records, 1):
        state = fold(PLAIN.evolve, records[:size], on)
        assert state is not None
        assert tuple(n for _, n in said(shared, case, on, record.leaf + 1)) == state.notes


def test_control_without_superseding_a_corrected_row_would_be_counted_twice(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1, on=date(2021, 2, 1))
    do(at, "correct", case, version=2, inputs={"n": 2})
    assert said(at, case, date(2021, 3, 1), 3) == [(2, 2)]
    assert said(at, case, date(2021, 3, 1), 2) == [(2, 1)]
    assert len(rows(at, "SELECT * FROM said WHERE originator_id = ? AND key = 'n'", case)) == 2


def test_a_fact_in_order_touches_no_earlier_row(at: Casework) -> None:
    case = opened(at)
    for n in range(3):
        do(at, "note", case, n=n, on=date(2021, 2, 1 + n))
    assert rows(at, "SELECT count(*), count(superseded) FROM said") == [(6, 0)]


def test_a_late_fact_supersedes_only_what_it_changes(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1, on=date(2021, 2, 10))
    do(at, "note", case, n=2, on=date(2021, 2, 1))
    superseded = rows(at, "SELECT version, key, total FROM said WHERE superseded = 2")
    assert superseded == [(2, "notes", 1)]
    current = rows(at, "SELECT version, key, total FROM said WHERE superseded IS NULL ORDER BY version, key")
    assert current == [(2, "n", 1), (2, "notes", 2), (3, "n", 2), (3, "notes", 1)]


def test_a_case_keeps_one_current_row_or_none(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=4)
    ours = "SELECT stage, n, notes FROM standing WHERE case_id = ?"
    assert rows(at, ours, case) == [("new", 4, 1)]
    do(at, "close", case)
    assert rows(at, ours, case) == []
    do(at, "reopen", case)
    assert rows(at, ours, case) == [("new", 4, 1)]


def test_a_refused_command_leaves_the_rows_alone(at: Casework) -> None:
    case, holder = opened(at), opened(at)
    do(at, "name", holder, number="7")
    do(at, "note", case, n=1, on=date(2021, 3, 1))
    before = kept(at)
    refused(at, "note_and_name", case, n=2, number="7", on=date(2021, 2, 1))
    list(at.do_many([command("note_and_name", case, n=2, number="7", on=date(2021, 2, 1))]))
    assert kept(at) == before


def test_rows_lost_or_altered_are_made_again(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    before = kept(at)
    told: list[int] = []
    with at.facts_recorder.writing() as connection:
        connection.execute("DELETE FROM said")
        connection.execute("UPDATE standing SET n = 99")
        connection.execute("INSERT INTO standing VALUES ('ghost', '', 0, 0)")
    assert kept(at) != before
    assert at.rebuild(told.append) == 2
    assert kept(at) == before
    assert told == [2, 2]


def many(at: Casework) -> None:
    """Histories with late facts, corrections and facts that say nothing to any table."""
    for number in range(30):
        case = opened(at)
        do(at, "note", case, n=number, on=date(2021, 3, 1))
        do(at, "name", case, number=str(number))
        do(at, "note", case, n=number + 1, on=date(2021, 2, 1 + number % 20))


def test_several_processes_make_the_same_rows(at: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    many(at)
    before = kept(at)
    with at.facts_recorder.writing() as connection:
        connection.execute("DELETE FROM said")
        connection.execute("DELETE FROM standing")
    monkeypatch.setattr(shares, "FACTS_A_PROCESS", 40)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert at.rebuild() == 120
    assert kept(at) == before


def test_a_rebuild_that_fails_changes_nothing(at: Casework) -> None:
    do(at, "note", opened(at), n=1)
    before = kept(at)

    def interrupted(facts: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        at.rebuild(interrupted)
    assert kept(at) == before


def test_rows_are_created_with_their_indexes(at: Casework) -> None:
    names = {row[0] for row in rows(at, "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE INDEX%'")}
    assert {"standing_stage_n", "said_key_occurred_on"} <= names


def test_projections_are_sorted_by_shape() -> None:
    current, marks = CurrentRows("c", {"case_id": "TEXT"}, lambda file: None), Marks("m", {}, {})
    both: Sequence[Any] = (marks, current)
    assert (ReadRows(both).current, ReadRows(both).marks) == ((current,), (marks,))


def test_rows_of_another_version_are_not_served_but_made_again(at: Casework) -> None:
    do(at, "note", opened(at), n=1)
    with at.facts_recorder.writing() as connection:
        connection.execute("ALTER TABLE said DROP COLUMN stage")
    with pytest.raises(UnsafeStore, match="said; run `chumchon rebuild`"):
        at.check()
    at.rebuild()
    at.check()
    assert rows(at, "SELECT total, stage FROM said WHERE key = 'n'") == [(1, "new")]
