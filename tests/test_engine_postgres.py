"""The store in PostgreSQL: the same rows as in SQLite, in one order, guarded, and safe when the database goes away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from engine import store
from engine.casework import Casework
from engine.keys import Vault
from engine.postgres import connection as connecting
from engine.postgres import recorder as recording
from engine.postgres.connection import APPLICATION
from engine.postgres.recorder import PostgresRecorder
from engine.postgres.schema import guards, schema_faults
from engine.postgres.translation import translated
from engine.postgres.views import Replica
from engine.refusal import CommandReused, StoreBusy, StoreGone, UnsafeStore
from engine.rows import ReadRows
from engine.store import PATIENCE
from tests import plain_casework
from tests.plain_casework import MASTER, SAID, STANDING, SetClock, command, do, everything, opened, rows
from tests.plain_kind import PLAIN
from tests.postgres import new_database, owner

pytestmark = pytest.mark.xdist_group("postgres")


def casework(folder: Path, url: str) -> Casework:
    """Casework on the store at ``url``, which is created when there is none."""
    made = over(folder, url)
    made.migrate()
    made.check()
    return made


def over(folder: Path, url: str, replica: str | None = None) -> Casework:
    vault = Vault(folder / "keys.db", MASTER)
    rows_ = ReadRows((STANDING, SAID))
    return Casework(
        str(folder / "facts.db"),
        vault,
        [PLAIN],
        rows_,
        SetClock(),
        recorder=lambda path: PostgresRecorder(url),
        replica=None if replica is None else Replica(replica, PATIENCE),
    )


@pytest.fixture
def url() -> str:
    return new_database()


@pytest.fixture
def at(tmp_path: Path, url: str) -> Iterator[Casework]:
    made = casework(tmp_path, url)
    yield made
    made.close()
    made.vault.close()


def recorder(of: Casework) -> PostgresRecorder:
    assert isinstance(of.facts_recorder, PostgresRecorder)
    return of.facts_recorder


# The same as in SQLite


def story(of: Casework) -> str:
    """Everything a plain case can go through: in order, late, corrected, refused, with consequences elsewhere."""
    case, other = opened(of, owner="สมศรี"), opened(of, owner="ทองคำ น้ำใจดี")
    do(of, "note", case, n=4, remark="ผู้สูงอายุ ๒ คน: 'ดี' 100% ?")
    do(of, "note", case, n=2, on=date(2021, 3, 1))
    do(of, "note_both", case, n=1, other=other)
    do(of, "count", case, total=3)
    do(of, "note_and_name", case, n=9, number="77")
    list(of.do_many([command("note", case, n=n, seen=n) for n in range(12)]))
    return case


def test_the_same_commands_leave_the_same_rows_in_both_stores(tmp_path: Path, at: Casework) -> None:
    (tmp_path / "beside").mkdir()
    other = plain_casework.casework(tmp_path / "beside")
    story(at)
    story(other)
    theirs, ours = told(at), told(other)
    assert theirs["said"]
    assert theirs == ours


def told(of: Casework) -> dict[str, list[Any]]:
    """The rows of the read tables, with the made-up ids left out."""
    names = {
        case: f"case {index}" for index, (case,) in enumerate(rows(of, "SELECT originator_id FROM cases ORDER BY leaf"))
    }
    return {
        table: sorted([names.get(value, value) for value in row] for row in rows(of, f"SELECT * FROM {table}"))
        for table in plain_casework.TABLES
    }


def test_a_rebuild_leaves_every_row_as_it_was(at: Casework) -> None:
    story(at)
    before = everything(at)
    assert at.rebuild() == len(before["stored_events"])
    assert everything(at) == before
    do(at, "note", opened(at), n=1)


def test_histories_states_and_findings_are_read_back(at: Casework, tmp_path: Path, url: str) -> None:
    case = story(at)
    with closing(over(tmp_path, url)) as another:
        assert another.state(PLAIN, case) == at.state(PLAIN, case)
        assert another.state(PLAIN, case, on=date(2021, 3, 1)).notes == (2,)
        assert [record.fact for record in another.facts(case)] == [record.fact for record in at.facts(case)]
        assert another.findings(case)


def test_the_librarys_own_recorder_reads_our_rows(at: Casework, url: str) -> None:
    case = story(at)
    given = conninfo_to_dict(url)
    with PostgresDatastore(
        str(given["dbname"]),
        str(given["host"]),
        "",
        str(given["user"]),
        "",
        schema="chumchon",
        originator_id_type="text",
    ) as datastore:
        library = PostgresApplicationRecorder(datastore)
        found = library.select_notifications(start=1, limit=1000)
        assert [one.id for one in found] == list(range(1, library.max_notification_id() + 1))  # type: ignore[operator]
        versions = [one.originator_version for one in library.select_events(case)]
        assert versions == list(range(1, len(at.facts(case)) + 1))


@pytest.mark.parametrize(
    ("sql", "theirs", "order"),
    [
        ("SELECT ? + ?", "SELECT %s + %s", None),
        ("SELECT ?1 UNION SELECT ?1", "SELECT %s UNION SELECT %s", (0, 0)),
        ("SELECT :on, ':on ? 100%' FROM x", "SELECT %(on)s, ':on ? 100%%' FROM x", None),
        ("SELECT 'it''s ?', day::date, 7 % 2", "SELECT 'it''s ?', day::date, 7 %% 2", None),
        ("CREATE TABLE a (b BLOB, c INTEGER) WITHOUT ROWID", "CREATE TABLE a (b BYTEA, c BIGINT)", None),
    ],
)
def test_statements_are_translated_but_not_what_stands_in_quotes(
    sql: str, theirs: str, order: tuple[int, ...] | None
) -> None:
    assert translated(sql) == (theirs, order)


# Exactly once, and in one order


def test_a_repeated_command_gets_the_first_answer_and_a_changed_one_none(at: Casework) -> None:
    case = opened(at)
    first = do(at, "note", case, id="once", n=1)
    assert at.do(command("note", case, id="once", n=1)) == first
    with pytest.raises(CommandReused):
        at.do(command("note", case, id="once", n=2))


def writers(folder: Path, url: str, commands: int) -> list[int]:
    """Four caseworks, as on four hosts, each with a case of its own; the leaves they were given."""

    def work(number: int) -> list[int]:
        (folder / str(number)).mkdir()
        with closing(over(folder / str(number), url)) as mine:
            case = opened(mine)
            return [do(mine, "note", case, n=n).leaf or 0 for n in range(commands)]

    with ThreadPoolExecutor(4) as pool:
        return sorted(leaf for leaves in pool.map(work, range(4)) for leaf in leaves)


@contextmanager
def tail(url: str) -> Iterator[list[int]]:
    """What a reader sees who asks again and again for what comes after the last leaf it saw."""
    seen: list[int] = []
    done = threading.Event()

    def read() -> None:
        with owner(url) as connection:
            while True:
                last = done.is_set()
                after = seen[-1] if seen else 0
                found = connection.execute(
                    "SELECT rowid FROM stored_events WHERE rowid > %s ORDER BY rowid", (after,)
                ).fetchall()
                seen.extend(row[0] for row in found)
                if last:
                    return

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def test_four_writers_make_one_order_and_a_reader_who_follows_misses_nothing_f1(
    at: Casework, tmp_path: Path, url: str
) -> None:
    with tail(url) as seen:
        leaves = writers(tmp_path, url, 60)
    assert len(leaves) == 240
    assert seen == list(range(1, 245))
    at.check()


def test_without_the_lock_four_writers_collide(
    at: Casework, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "LOCK", "SELECT 1")
    with pytest.raises(psycopg.errors.UniqueViolation):
        writers(tmp_path, url, 60)


def test_many_who_wait_share_transactions_also_here(at: Casework) -> None:
    case = opened(at)
    with ThreadPoolExecutor(16) as pool:
        receipts = list(pool.map(lambda n: at.do(command("note", case, n=n)), range(200)))
    assert sorted(one.version for one in receipts) == list(range(2, 202))
    assert sorted(at.state(PLAIN, case).notes) == list(range(200))


def test_times_of_recording_never_go_back_between_hosts(at: Casework, tmp_path: Path, url: str) -> None:
    case = opened(at)
    (tmp_path / "slow").mkdir()
    with closing(over(tmp_path / "slow", url)) as behind:
        behind.clock = SetClock(date(2021, 9, 1))
        behind.parts.after_silence = True
        do(behind, "note", opened(behind, on=date(2021, 8, 1)), n=1, on=date(2021, 8, 1))
    do(at, "note", case, n=2)
    times = [row[0] for row in rows(at, "SELECT recorded_at FROM stored_events ORDER BY rowid")]
    assert times == sorted(times)


# Guards, each with the attack that it stops

CHANGES = (
    "UPDATE {table} SET digest = ''",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
)


DISARM = "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
"""Leaves every trigger where it is, and refuses nothing."""


def weaken(url: str) -> None:
    """What only the owner of the tables can do: take the triggers away."""
    with owner(url) as connection:
        for table in store.GUARDED:
            connection.execute(f"DROP TRIGGER {table}_append_only ON {table}")  # type: ignore[arg-type]


@pytest.mark.parametrize("table", store.GUARDED)
@pytest.mark.parametrize("change", CHANGES)
def test_nobody_changes_what_was_recorded_f8(at: Casework, url: str, table: str, change: str) -> None:
    story(at)
    attack = change.format(table=table)
    with owner(url) as connection:
        with pytest.raises(psycopg.errors.RaiseException, match="append only"):
            connection.execute(attack)  # type: ignore[arg-type]
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.RaiseException, match="append only"):
            connection.execute(attack)  # type: ignore[arg-type]
        weaken(url)
        connection.execute(attack)  # type: ignore[arg-type]


@pytest.mark.parametrize("change", CHANGES)
def test_who_serves_may_not_change_facts_even_where_the_triggers_are_gone_f8(
    at: Casework, url: str, change: str
) -> None:
    story(at)
    weaken(url)
    attack = change.format(table="stored_events")
    with owner(url) as connection:
        connection.execute(f"SET ROLE {APPLICATION}")  # type: ignore[arg-type]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(attack)  # type: ignore[arg-type]
        connection.execute("RESET ROLE")
        connection.execute(attack)  # type: ignore[arg-type]


def test_the_serving_connection_has_the_role_that_may_only_add(at: Casework) -> None:
    assert rows(at, "SELECT current_user")[0][0] == APPLICATION
    with at.facts_recorder.writing() as connection:
        assert connection.execute("SELECT current_user").fetchone() == (APPLICATION,)


def test_guards_are_tried_at_the_start_and_taken_away_they_are_missed(at: Casework, url: str) -> None:
    opened(at)
    before = everything(at)
    at.try_guards()
    assert everything(at) == before
    weaken(url)
    with pytest.raises(UnsafeStore, match="triggers"):
        at.check()
    with owner(url) as connection:
        connection.execute(f"GRANT DELETE ON stored_events TO {APPLICATION}")  # type: ignore[arg-type]
    with pytest.raises(UnsafeStore, match="DELETE was not refused"):
        at.try_guards()


def test_who_cannot_act_as_the_serving_role_does_not_serve(
    at: Casework, tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = {**(connecting.connect.__kwdefaults__ or {}), "role": "nobody_like_it"}
    monkeypatch.setattr(connecting.connect, "__kwdefaults__", defaults)
    with closing(over(tmp_path, url)) as other, pytest.raises(UnsafeStore, match=APPLICATION):
        other.check()


def test_a_login_without_the_serving_role_is_told_what_to_do(at: Casework, tmp_path: Path, url: str) -> None:
    with owner(url) as connection:
        connection.execute("CREATE ROLE stranger LOGIN")
    strangers = make_conninfo(url, user="stranger")
    with closing(over(tmp_path, strangers)) as other, pytest.raises(UnsafeStore, match="chumchon migrate"):
        other.check()
    with owner(url) as connection:
        connection.execute(f"GRANT {APPLICATION} TO stranger")  # type: ignore[arg-type]
    with closing(over(tmp_path, strangers)) as other:
        other.check()
    with owner(url) as connection:
        connection.execute("DROP ROLE stranger")


def test_a_trigger_switched_off_is_noticed(at: Casework, url: str) -> None:
    with owner(url) as connection:
        connection.execute("ALTER TABLE stored_events DISABLE TRIGGER stored_events_append_only")
    with pytest.raises(UnsafeStore, match="triggers"):
        at.check()
    with owner(url) as connection:
        for statement in guards():
            connection.execute(statement)  # type: ignore[arg-type]
    at.check()


def test_a_trigger_whose_function_refuses_nothing_is_noticed_t2(at: Casework, url: str) -> None:
    story(at)
    with owner(url) as connection:
        connection.execute(DISARM)
        connection.execute("DELETE FROM receipts")
    with pytest.raises(UnsafeStore, match="triggers"):
        at.check()
    with at.facts_recorder.reading() as reading:
        assert [one.where for one in schema_faults(reading, at.rows)] == [*store.GUARDED]
    at.migrate()
    at.check()


@pytest.mark.parametrize(("setting", "value"), [("synchronous_commit", "off")])
def test_a_store_that_may_lose_what_it_acknowledged_does_not_start(
    at: Casework, tmp_path: Path, url: str, setting: str, value: str
) -> None:
    name = conninfo_to_dict(url)["dbname"]
    with owner(url) as connection:
        connection.execute(f"ALTER DATABASE {name} SET {setting} = {value}")  # type: ignore[arg-type]
    with closing(over(tmp_path, url)) as other, pytest.raises(UnsafeStore, match=setting):
        other.check()


def test_the_librarys_mode_without_the_lock_is_refused_f1(at: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    with pytest.raises(UnsafeStore, match="POSTGRES_ENABLE_DB_FUNCTIONS"):
        at.check()


def test_facts_taken_out_are_missed(at: Casework, url: str) -> None:
    story(at)
    weaken(url)
    with owner(url) as connection:
        connection.execute("DELETE FROM stored_events WHERE rowid = 2")
        for statement in guards():
            connection.execute(statement)  # type: ignore[arg-type]
    with pytest.raises(UnsafeStore, match="facts are missing"):
        at.check()


def test_an_address_that_cannot_be_read_is_refused_without_being_told(tmp_path: Path) -> None:
    with pytest.raises(UnsafeStore, match="can't be read") as refused:
        over(tmp_path, "postgresql://owner:sec%ret@localhost/x")
    assert "sec" not in str(refused.value)


# Migration


def test_an_unmigrated_database_is_not_served(tmp_path: Path, url: str) -> None:
    with closing(over(tmp_path, url)) as made, pytest.raises(UnsafeStore, match="chumchon migrate"):
        made.check()


def test_four_migrating_at_once_are_as_good_as_one(tmp_path: Path, url: str) -> None:
    def migrate(number: int) -> None:
        (tmp_path / str(number)).mkdir()
        with closing(over(tmp_path / str(number), url)) as made:
            made.migrate()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, range(4)))
    story(casework(tmp_path, url))


def test_tables_of_somebody_else_and_of_a_newer_edition_are_left_alone(tmp_path: Path, at: Casework, url: str) -> None:
    with owner(url) as connection:
        connection.execute("UPDATE about SET value = '99' WHERE name = 'schema'")
    for attempt in (at.migrate, at.check):
        with pytest.raises(UnsafeStore, match="another edition"):
            attempt()
    strange = new_database()
    with psycopg.connect(strange, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA chumchon")
        connection.execute("CREATE TABLE chumchon.orders (id BIGINT)")
    with closing(over(tmp_path, strange)) as made, pytest.raises(UnsafeStore, match="none of ours"):
        made.migrate()


# Faults


def test_a_lock_held_too_long_is_said_to_be_busy_and_nothing_is_written(at: Casework, url: str) -> None:
    case = opened(at)
    recorder(at).patience, recorder(at)._writer = 0.2, None
    with owner(url) as holder:
        holder.execute("BEGIN")
        holder.execute(recording.LOCK)
        with pytest.raises(StoreBusy):
            do(at, "note", case, id="later", n=1)
        holder.execute("ROLLBACK")
    assert do(at, "note", case, id="later", n=1).version == 2


@contextmanager
def gone(url: str) -> Iterator[None]:
    """Nobody reaches the database meanwhile, and whoever was connected is thrown out."""
    name = conninfo_to_dict(url)["dbname"]
    whole = url.replace(f"/{name}?", "/postgres?")
    with psycopg.connect(whole, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")  # type: ignore[arg-type]
        throw_out(connection, name)
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")  # type: ignore[arg-type]


def throw_out(connection: psycopg.Connection[Any], name: Any) -> None:
    connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


def test_a_database_that_is_gone_is_said_within_two_seconds_and_used_again_when_it_is_back(
    at: Casework, url: str
) -> None:
    case = opened(at)
    with gone(url):
        for ask in (lambda: do(at, "note", case, id="once", n=1), lambda: at.facts(case)):
            since = time.monotonic()
            with pytest.raises(StoreGone):
                ask()
            assert time.monotonic() - since < 2
    assert at.state(PLAIN, case).notes == ()
    assert do(at, "note", case, id="once", n=1).version == 2
    assert at.state(PLAIN, case).notes == (1,)


def test_a_server_that_is_not_there_at_the_start_is_said_to_be_gone(tmp_path: Path) -> None:
    with closing(over(tmp_path, "postgresql://nobody@127.0.0.1:9/nothing")) as made:
        for begin in (made.migrate, made.check):
            with pytest.raises(StoreGone):
                begin()


def test_a_server_that_vanishes_without_a_word_is_given_up_unless_the_address_says_otherwise(url: str) -> None:
    """The system would wait for two hours, and with whoever waits, all who write."""
    for address, expected in ((url, 10), (make_conninfo(url, keepalives_idle=99), 99)):
        with closing(connecting.connect(address, patience=PATIENCE)) as connection:
            found = connection.raw.info.get_parameters()
            assert (found["keepalives_idle"], found["tcp_user_timeout"]) == (str(expected), "30000")


def test_a_view_that_the_server_has_ended_is_said_to_be_gone_and_the_next_one_is_there(at: Casework) -> None:
    case = opened(at)

    def dream() -> None:
        with at.facts_recorder.reading() as connection:
            connection.execute("SET idle_in_transaction_session_timeout = '20ms'")
            time.sleep(0.2)
            connection.execute("SELECT 1")

    with pytest.raises(StoreGone):
        dream()
    assert len(at.facts(case)) == 1


def test_a_connection_lost_between_commands_is_made_anew_unseen(at: Casework, url: str) -> None:
    case = opened(at)
    assert len(at.facts(case)) == 1
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert do(at, "note", case, n=1).version == 2
    assert len(at.facts(case)) == 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_lost_at_commit_loses_nothing_and_doubles_nothing_f2(
    at: Casework, url: str, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    case = opened(at)
    connection = recorder(at)._writer
    assert connection is not None
    wait = type(connection).wait_for_all

    def cut(self: Any) -> None:
        monkeypatch.undo()
        if when == "after":
            wait(self)
        with psycopg.connect(
            url.replace(f"/{conninfo_to_dict(url)['dbname']}?", "/postgres?"), autocommit=True
        ) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (self.raw.info.backend_pid,))
        raise psycopg.OperationalError("the connection was lost")

    execute: Callable[..., Any] = type(connection).execute

    def committing(self: Any, sql: str, *given: Any) -> Any:
        if sql == "COMMIT":
            if when == "after":
                execute(self, sql, *given)
            cut(self)
        return execute(self, sql, *given)

    monkeypatch.setattr(type(connection), "execute", committing)
    with pytest.raises(StoreGone):
        do(at, "note", case, id="once", n=1)
    stood = len(at.facts(case))
    assert stood == (2 if when == "after" else 1)
    assert do(at, "note", case, id="once", n=1).version == 2
    assert at.state(PLAIN, case).notes == (1,)


def test_an_error_in_the_middle_takes_all_of_the_transaction_back(at: Casework) -> None:
    case = opened(at)
    before = everything(at)

    def half_way() -> None:
        with at.facts_recorder.writing() as connection:
            connection.execute("INSERT INTO receipts VALUES ('x', ?, 'y', 0)", (b"",))
            connection.execute("SELECT 1 FROM nothing_like_it").fetchone()

    with pytest.raises(psycopg.errors.UndefinedTable):
        half_way()
    assert everything(at) == before
    do(at, "note", case, n=1)
