"""Each known way a store goes wrong is refused at the start or at the append; the control shows it without us."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from eventsourcing.application import Application
from eventsourcing.cryptography import AESCipher
from eventsourcing.domain import Aggregate, event
from eventsourcing.projection import ApplicationSubscription

from engine import guards, store
from engine.casework import Casework
from engine.refusal import UnsafeStore
from tests.plain_casework import casework, do, everything, opened, rows
from tests.sealing import Sealing


@pytest.fixture
def at(tmp_path: Path) -> Casework:
    return casework(tmp_path)


@pytest.fixture
def outside(at: Casework) -> Iterator[sqlite3.Connection]:
    """Somebody with a database tool, and with the triggers out of the way."""
    connection = sqlite3.connect(at.path, isolation_level=None)
    for table in store.GUARDED:
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER {table}_no_{verb}")
    yield connection
    connection.close()


class Counter(Aggregate):
    """A score, as the library would keep it."""

    @event("Began")
    def __init__(self, total: int = 0) -> None:
        self.total = total

    @event("Added")
    def add(self, points: int) -> None:
        self.total += points


def stock(folder: Path, **settings: str) -> Application:
    """The library as it comes, on a store of its own."""
    env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "stock.db"), **settings}
    return Application(env=env)


# F1: a mode in which readers miss facts


@pytest.mark.parametrize("said", ["y", "yes", "TRUE", "on", "1"])
def test_the_mode_that_appends_without_a_lock_is_refused_f1(
    at: Casework, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    at.check()
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", said)
    with pytest.raises(UnsafeStore, match="POSTGRES_ENABLE_DB_FUNCTIONS"):
        at.check()


@pytest.mark.parametrize("said", ["", "n", "no", "false", "0"])
def test_saying_that_it_is_off_is_no_reason_to_refuse_f1(
    at: Casework, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", said)
    at.check()


# F4: rows of one class swapped


def test_control_the_librarys_cipher_lets_two_rows_change_places_f4(tmp_path: Path) -> None:
    key = AESCipher.create_key(32)
    app = stock(tmp_path, CIPHER_TOPIC="eventsourcing.cryptography:AESCipher", CIPHER_KEY=key)
    low, high = Counter(20), Counter(95)
    app.save(low, high)
    outside = sqlite3.connect(tmp_path / "stock.db", isolation_level=None)
    states = dict(outside.execute("SELECT originator_id, state FROM stored_events").fetchall())
    swapped = dict(zip(states, reversed(states.values()), strict=True))
    for case, state in swapped.items():
        outside.execute("UPDATE stored_events SET state = ? WHERE originator_id = ?", (state, case))
    assert app.repository.get(low.id).total == 95, "the score changed and nothing was said"
    outside.close()
    app.close()


# F6: a forged snapshot


def test_control_a_forged_snapshot_changes_a_score_while_its_events_stay_f6(tmp_path: Path) -> None:
    app = stock(tmp_path, IS_SNAPSHOTTING_ENABLED="y")
    score = Counter()
    score.add(20)
    app.save(score)
    app.take_snapshot(score.id)
    outside = sqlite3.connect(tmp_path / "stock.db", isolation_level=None)
    outside.execute("""UPDATE stored_snapshots SET state = CAST(replace(state, '"total":20', '"total":95') AS BLOB)""")
    assert app.repository.get(score.id).total == 95
    outside.close()
    app.close()


def test_there_are_no_snapshots_to_forge_f6(at: Casework) -> None:
    assert at.snapshots is None
    assert rows(at, "SELECT name FROM sqlite_schema WHERE name LIKE '%snapshot%'") == []


# F7: numbers used again after the tail was cut


def test_nothing_is_added_where_the_tail_was_cut_f7(at: Casework, outside: sqlite3.Connection) -> None:
    """While it runs; a held checkpoint says so afterwards."""
    opened(at)
    outside.execute("DELETE FROM stored_events")
    with pytest.raises(UnsafeStore, match="held 1 facts and now holds 0"):
        opened(at)


def test_a_fact_cut_out_of_the_middle_is_noticed_at_the_start_f7(at: Casework, outside: sqlite3.Connection) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    do(at, "note", case, n=2)
    outside.execute("DELETE FROM stored_events WHERE rowid = 2")
    store.migrate(outside)
    with pytest.raises(UnsafeStore, match="3 were recorded, 2 are there"):
        at.check()


def test_control_the_librarys_table_hands_out_a_number_twice_f7(tmp_path: Path) -> None:
    app = stock(tmp_path)
    first = Counter()
    app.save(first)
    outside = sqlite3.connect(tmp_path / "stock.db", isolation_level=None)
    outside.execute("DELETE FROM stored_events")
    other = Counter()
    (again,) = app.save(other)
    assert again.notification.id == 1, "whoever has read up to 1 will never see it"
    outside.close()
    app.close()


def test_numbers_survive_being_dumped_and_read_back_f7(at: Casework, outside: sqlite3.Connection) -> None:
    case = opened(at)
    for n in range(3):
        do(at, "note", case, n=n)
    outside.execute("DELETE FROM stored_events WHERE rowid = 3")
    copy = sqlite3.connect(":memory:")
    copy.executescript("\n".join(outside.iterdump()))
    assert [row[0] for row in copy.execute("SELECT rowid FROM stored_events ORDER BY rowid")] == [1, 2, 4]
    copy.close()


# F8: the library's follower


def test_control_the_librarys_follower_does_not_work_on_sqlite_f8(tmp_path: Path) -> None:
    """Read rows change in the facts' own transaction instead, so there is nothing to follow."""
    app = stock(tmp_path)
    with pytest.raises(NotImplementedError, match="does not support"):
        ApplicationSubscription(app, gt=0, topics=())
    app.close()


# The guards are tried, not only looked at


def test_trying_the_guards_of_a_sound_store_leaves_no_trace(at: Casework) -> None:
    opened(at)
    before = everything(at)
    at.try_guards()
    assert everything(at) == before
    do(at, "note", opened(at), n=1)
    at.check()


@pytest.mark.parametrize("table", store.GUARDED)
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_guard_that_does_not_act_is_found_by_trying(at: Casework, table: str, verb: str) -> None:
    with at.facts_recorder.writing() as connection:
        connection.execute(f"DROP TRIGGER {table}_no_{verb}")
    with pytest.raises(UnsafeStore, match=f"{table} can be changed"):
        at.try_guards()


def test_a_row_that_could_be_replaced_is_found_by_trying(at: Casework) -> None:
    at.try_guards()
    with at.facts_recorder.turn:
        at.facts_recorder._writer.execute("PRAGMA recursive_triggers=OFF")
    with pytest.raises(UnsafeStore, match="REPLACE was not refused"):
        at.try_guards()


ADDED = [
    "CREATE TRIGGER quiet AFTER INSERT ON stored_events BEGIN DELETE FROM claims; END",
    "CREATE VIEW looks_like_facts AS SELECT * FROM stored_events",
]


@pytest.mark.parametrize("statement", ADDED)
def test_what_is_none_of_ours_in_the_schema_is_refused(at: Casework, statement: str) -> None:
    at.check()
    outside = sqlite3.connect(at.path, isolation_level=None)
    outside.execute(statement)
    outside.close()
    with pytest.raises(UnsafeStore, match="none of ours"):
        at.check()


def test_control_a_trigger_too_many_undoes_what_was_recorded(at: Casework) -> None:
    outside = sqlite3.connect(at.path, isolation_level=None)
    outside.execute(ADDED[0])
    outside.close()
    case = opened(at)
    do(at, "name", case, number="77")
    do(at, "note", case, n=1)
    assert rows(at, "SELECT * FROM claims") == []


@pytest.mark.parametrize("setting", ["foreign_keys=OFF", "trusted_schema=ON", "recursive_triggers=OFF"])
def test_a_connection_with_a_looser_setting_is_refused(at: Casework, setting: str) -> None:
    connection = store.open_database(at.path)
    guards.check(connection, at.registry.topics)
    connection.execute(f"PRAGMA {setting}")
    with pytest.raises(UnsafeStore):
        guards.check(connection, at.registry.topics)
    connection.close()


# What was signed last


@pytest.fixture
def sealing(tmp_path: Path) -> Iterator[Sealing]:
    made = Sealing(tmp_path)
    yield made
    made.close()


def test_a_store_shorter_than_what_was_signed_for_is_not_served_f7(sealing: Sealing) -> None:
    sealing.grow(5)
    sealing.seal()
    sealing.casework.try_guards()
    with sealing.meddling() as outside:
        outside.execute("DELETE FROM stored_events WHERE rowid > 4")
        store.migrate(outside)
    with pytest.raises(UnsafeStore, match="6 facts were signed for and 4 are there"):
        sealing.casework.try_guards()


def test_a_store_other_than_what_was_signed_for_is_not_served(sealing: Sealing) -> None:
    sealing.grow(5)
    sealing.seal()
    with sealing.meddling() as outside:
        outside.execute("UPDATE stored_events SET leaf_hash = zeroblob(32) WHERE rowid = 2")
        store.migrate(outside)
    with pytest.raises(UnsafeStore):
        sealing.casework.try_guards()
