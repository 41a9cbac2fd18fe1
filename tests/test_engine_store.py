"""The store guards itself: append only, durable settings, known topics, rows the library can read."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from eventsourcing.utils import resolve_topic

from engine import guards, store
from engine.casework import Casework
from engine.facts import Fact, fact
from engine.history import Mark
from engine.mapper import StoredFact
from engine.refusal import BadInput, UnsafeStore
from engine.rows import ReadRows
from tests.plain_casework import OPENED, casework, do, everything, opened
from tests.plain_kind import PLAIN


@pytest.fixture
def at(tmp_path: Path) -> Casework:
    return casework(tmp_path)


@pytest.fixture
def case(at: Casework) -> str:
    case = opened(at)
    do(at, "note", case, n=1)
    do(at, "count", case, total=2)
    do(at, "count", case, total=2)
    return case


@pytest.fixture
def outside(at: Casework, tmp_path: Path) -> sqlite3.Connection:
    """Somebody with a database tool."""
    return sqlite3.connect(tmp_path / "facts.db", isolation_level=None)


# Append only

MEDDLING = [
    ("stored_events_no_update", "UPDATE stored_events SET by = 'x'"),
    ("stored_events_no_delete", "DELETE FROM stored_events WHERE rowid = 3"),
    ("stored_events_no_delete", "DELETE FROM stored_events"),
    ("receipts_no_update", "UPDATE receipts SET version = 9"),
    ("receipts_no_delete", "DELETE FROM receipts"),
]


@pytest.mark.parametrize(("trigger", "statement"), MEDDLING)
def test_what_is_stored_is_never_changed_or_deleted(
    at: Casework, case: str, outside: sqlite3.Connection, trigger: str, statement: str
) -> None:
    before = everything(at)
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        outside.execute(statement)
    assert everything(at) == before


@pytest.mark.parametrize(("trigger", "statement"), MEDDLING)
def test_without_its_trigger_the_same_statement_works_and_the_store_is_not_served(
    at: Casework, case: str, outside: sqlite3.Connection, trigger: str, statement: str
) -> None:
    outside.execute(f"DROP TRIGGER {trigger}")
    assert outside.execute(statement).rowcount > 0
    with pytest.raises(UnsafeStore, match="append-only"):
        at.check()


def test_a_trigger_that_guards_nothing_is_no_guard(at: Casework, outside: sqlite3.Connection) -> None:
    outside.executescript(
        "DROP TRIGGER stored_events_no_update; "
        "CREATE TRIGGER stored_events_no_update BEFORE UPDATE ON stored_events WHEN 0 "
        "BEGIN SELECT RAISE(ABORT, 'append only: stored_events'); END"
    )
    with pytest.raises(UnsafeStore, match="append-only"):
        at.check()


def test_nothing_is_added_to_a_ledger_that_became_shorter(at: Casework, case: str, outside: sqlite3.Connection) -> None:
    """F7: after the last rows are deleted their numbers would be used a second time."""
    outside.execute("DROP TRIGGER stored_events_no_delete")
    outside.execute("DELETE FROM stored_events WHERE rowid = 3")
    with pytest.raises(UnsafeStore, match="held 3 facts and now holds 2"):
        do(at, "note", case, n=5)
    at._at_hand.size = 0
    assert do(at, "note", case, n=5).leaf == 2, "one that doesn't remember uses the number again"


def test_facts_enter_by_casework_only(at: Casework, case: str) -> None:
    (record,) = at.facts(case)[:1]
    with pytest.raises(UnsafeStore, match="casework only"):
        at.mapper.to_stored_event(record)  # type: ignore[arg-type]


# Start-up guards


def test_a_store_that_was_not_migrated_is_not_served(tmp_path: Path, at: Casework) -> None:
    fresh = Casework(str(tmp_path / "fresh.db"), at.vault, [PLAIN], ReadRows())
    with pytest.raises(UnsafeStore, match="migrate"):
        fresh.check()
    fresh.migrate()
    fresh.check()


def test_migrating_again_changes_nothing(at: Casework, case: str) -> None:
    before = everything(at)
    at.migrate()
    assert everything(at) == before


@pytest.mark.parametrize("setting", ["NORMAL", "OFF"])
def test_a_store_that_may_lose_an_acknowledged_fact_is_not_served(at: Casework, case: str, setting: str) -> None:
    with at.facts_recorder.reading() as connection:
        guards.check(connection, at.registry.topics)
    loose = store.open_database(at.path)
    guards.check(loose, at.registry.topics)
    loose.execute(f"PRAGMA synchronous={setting}")
    with pytest.raises(UnsafeStore, match="synchronous"):
        guards.check(loose, at.registry.topics)


def test_a_store_that_is_not_in_wal_mode_is_not_served(tmp_path: Path) -> None:
    connection = store.create_database(str(tmp_path / "rollback.db"))
    store.migrate(connection)
    guards.check(connection, frozenset())
    connection.execute("PRAGMA journal_mode=DELETE")
    with pytest.raises(UnsafeStore, match="WAL"):
        guards.check(connection, frozenset())


def test_every_connection_is_durable_and_distrusts_the_schema(at: Casework) -> None:
    with at.facts_recorder.writing() as writer, at.facts_recorder.reading() as reader:
        for connection in (writer, reader):
            values = [
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
            ]
            assert values == ["wal", 2, 1, 0]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.execute("DELETE FROM claims")


# Unknown topics (F5)


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that says so when it is executed; the topic that names it."""
    (tmp_path / "planted_module.py").write_text("import sys\nsys.planted = True\nclass Fact: pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "planted", False, raising=False)
    monkeypatch.delitem(sys.modules, "planted_module", raising=False)
    return "planted_module:Fact"


def test_an_unknown_topic_is_refused_and_never_imported(
    at: Casework, case: str, outside: sqlite3.Connection, planted: str
) -> None:
    outside.execute("DROP TRIGGER stored_events_no_update")
    outside.execute("UPDATE stored_events SET topic = ? WHERE rowid = 2", (planted,))
    store.migrate(outside)
    with pytest.raises(UnsafeStore, match="planted_module"):
        at.check()
    with pytest.raises(UnsafeStore, match="planted_module"):
        at.facts(case)
    assert sys.planted is False  # type: ignore[attr-defined]
    resolve_topic(planted)
    assert sys.planted is True, "control: the library would have executed it"  # type: ignore[attr-defined]


@fact("stranger.came")
class Stranger(Fact, frozen=True):
    pass


def test_a_fact_of_another_kind_of_case_is_refused(at: Casework, case: str) -> None:
    with pytest.raises(UnsafeStore, match=r"can't hold a fact stranger\.came@1"):
        PLAIN.evolve(at.state(PLAIN, case), Stranger(), Mark(9, OPENED, "x"))


# Reserved keys (F3)


@pytest.mark.parametrize(
    "text", ['{"_type_": "datetime_iso", "_data_": "2021-01-01"}', "_type_", '{"k": "x", "d": ""}', "\0 {} \\u0000"]
)
def test_text_with_reserved_keys_comes_back_as_text(at: Casework, case: str, text: str) -> None:
    do(at, "note", case, n=1, remark=text, because=text)
    record = at.facts(case)[-1]
    assert at.vault.open_raw(record.fact.remark) == {"text": text.replace("\0 ", "")}  # type: ignore[attr-defined]
    assert at.vault.open_raw(record.because) == {"text": text.replace("\0 ", "")}  # type: ignore[arg-type]


def test_reserved_keys_as_content_are_refused(at: Casework, case: str) -> None:
    with pytest.raises(BadInput):
        do(at, "note", case, n={"_type_": "datetime_iso", "_data_": "2021-01-01"})


# The library reads the same rows


def test_the_stock_recorder_of_the_library_reads_our_rows(at: Casework, case: str, tmp_path: Path) -> None:
    stock = SQLiteApplicationRecorder(SQLiteDatastore(str(tmp_path / "facts.db"), originator_id_type="text"))
    ours = at.facts(case)
    topics = [record.fact.spec.topic for record in ours]
    assert [(e.originator_version, e.topic) for e in stock.select_events(case)] == list(enumerate(topics, 1))
    assert [e.topic for e in stock.select_events(case, gt=1, lte=2)] == topics[1:2]
    notified = stock.select_notifications(start=1, limit=10)
    assert [(n.id, n.originator_id, n.topic) for n in notified] == [(r.leaf + 1, case, r.fact.spec.topic) for r in ours]
    assert stock.max_notification_id() == len(ours)
    stock.datastore.close()


def test_our_recorder_hands_the_library_whole_facts(at: Casework, case: str) -> None:
    events = at.recorder.select_events(case, desc=True, limit=2)
    assert [event.originator_version for event in events] == [3, 2]
    assert all(isinstance(event, StoredFact) for event in events)
    assert [at.mapper.to_domain_event(event) for event in events] == at.facts(case)[:0:-1]


FORGE = (
    "INSERT OR REPLACE INTO stored_events SELECT rowid, originator_id, originator_version, topic, state, "
    "leaf_hash, 'evil', occurred_on, recorded_at, because, command_id, digest, facts FROM stored_events WHERE rowid = 1"
)


def test_replacing_a_row_is_refused_like_deleting_it(at: Casework, case: str) -> None:
    guarded = store.open_database(at.path)
    with pytest.raises(sqlite3.IntegrityError, match="append only"):
        guarded.execute(FORGE)
    guarded.close()


def test_control_without_recursive_triggers_a_row_can_be_replaced(at: Casework, case: str) -> None:
    careless = store.open_database(at.path)
    careless.execute("PRAGMA recursive_triggers=OFF")
    with pytest.raises(UnsafeStore, match="replaced"):
        guards.check(careless, at.registry.topics)
    careless.execute("BEGIN")
    careless.execute(FORGE)
    assert careless.execute("SELECT by FROM stored_events WHERE rowid = 1").fetchone() == ("evil",)
    careless.execute("ROLLBACK")
    careless.close()
