"""Tables beside the facts do the same in a file as in a database that hosts share; what is erased is gone (U4)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from multiprocessing import Pipe, get_context
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from engine.keys import LAYOUT as KEYS
from engine.layout import Layout, Place, Tables
from engine.postgres import erasing
from engine.postgres.tables import Shared
from engine.refusal import StoreBusy, StoreGone, UnsafeStore
from engine.tables import open_tables
from tests.postgres import new_database, owner
from tests.standby import standby
from tests.test_engine_postgres import DISARM, gone, throw_out

pytestmark = pytest.mark.xdist_group("postgres")

WORDS = Layout(
    name="words",
    tables=(
        "CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS kept (word TEXT PRIMARY KEY) WITHOUT ROWID",
    ),
    guarded=("kept",),
    erased={"words": "word"},
)
SAY = "INSERT INTO words VALUES (?, 1) ON CONFLICT (word) DO UPDATE SET n = words.n + 1"
TELL = "SELECT word, n FROM words ORDER BY word"
SECRET = bytes(range(60, 124))

Opener = Callable[[], Tables]


@pytest.fixture(params=["a file", "PostgreSQL"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens the same tables anew, as another process or host does."""
    place: Place = tmp_path / "words.sqlite3" if request.param == "a file" else Shared(new_database())
    opened: list[Tables] = []

    def open_anew() -> Tables:
        opened.append(open_tables(place, WORDS))
        return opened[-1]

    open_anew().create()
    yield open_anew
    for one in opened:
        one.close()


def test_what_one_writes_another_reads_and_what_failed_is_undone(opener: Opener) -> None:
    here, there = opener(), opener()
    here.execute(SAY, ("น้ำใจ",))
    with here.writing():
        here.executemany(SAY, [("น้ำใจ",), ("ก",)])
        assert here.execute(TELL).fetchall() == [("ก", 1), ("น้ำใจ", 2)]
        assert there.execute(TELL).fetchall() == [("น้ำใจ", 1)], "not before it is committed"
    assert there.execute(TELL).fetchall() == [("ก", 1), ("น้ำใจ", 2)]
    with pytest.raises(ZeroDivisionError):
        say_and_fail(here)
    assert there.execute(TELL).fetchall() == [("ก", 1), ("น้ำใจ", 2)]


def say_and_fail(tables: Tables) -> None:
    with tables.writing():
        tables.execute(SAY, ("ข",))
        raise ZeroDivisionError


def test_threads_and_hosts_at_once_lose_nothing_they_count(opener: Opener) -> None:
    both = [opener(), opener()]

    def count(number: int) -> None:
        with both[number % 2].writing():
            row = both[number % 2].execute("SELECT n FROM words WHERE word = ?", ("ก",)).fetchone()
            both[number % 2].execute("DELETE FROM words WHERE word = ?", ("ก",))
            both[number % 2].execute("INSERT INTO words VALUES (?, ?)", ("ก", row[0] + 1))

    both[0].execute(SAY, ("ก",))
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count, range(60)))
    assert both[1].execute(TELL).fetchall() == [("ก", 61)]


def test_what_is_guarded_only_grows(opener: Opener) -> None:
    tables = opener()
    tables.execute("INSERT INTO kept VALUES (?)", ("ก",))
    for change in ("UPDATE kept SET word = 'x'", "DELETE FROM kept"):
        with pytest.raises(Exception, match=r"append only|permission denied"):
            tables.execute(change)
    tables.check()
    assert list(tables.faults()) == []
    tables.execute("DELETE FROM words")


def test_what_is_erased_is_deleted_once_and_may_be_asked_for_again(opener: Opener) -> None:
    tables = opener()
    tables.executemany(SAY, [("ก",), ("ข",), ("ค",)])
    for _ in range(2):
        tables.erase("words", ["ก", "ค", "never there"])
        assert opener().execute(TELL).fetchall() == [("ข", 1)]


# In PostgreSQL: erased, there is nothing of it in the files either


@pytest.fixture
def keys() -> Iterator[tuple[str, Tables]]:
    url = new_database()
    with closing(open_tables(Shared(url), KEYS)) as tables:
        tables.create()
        tables.executemany("INSERT INTO keys VALUES (?, ?)", [(f"subject {n}", bytes([n]) * 60) for n in range(200)])
        tables.execute("INSERT INTO keys VALUES (?, ?)", ("the one", SECRET))
        yield url, tables


def written(url: str) -> bool:
    """Whether the key stands anywhere in the files of its database, with all that is in memory written down."""
    with owner(url) as connection:
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")
        found: Any = connection.execute("SHOW data_directory").fetchone()
        number: Any = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    return any(SECRET in file.read_bytes() for file in (Path(found[0]) / "base" / str(number[0])).iterdir())


def test_an_erased_key_leaves_nothing_in_the_files_of_its_database_u4(keys: tuple[str, Tables]) -> None:
    url, tables = keys
    assert written(url)
    tables.erase("keys", ["the one"])
    assert not written(url)
    assert tables.execute("SELECT count(*) FROM keys").fetchone() == (200,)


@pytest.mark.parametrize("clean_up", ["SELECT 1", "VACUUM keys"])
def test_a_deleted_key_that_was_not_erased_still_lies_there(keys: tuple[str, Tables], clean_up: str) -> None:
    url, _ = keys
    with owner(url, "chumchon_keys") as connection:
        connection.execute("DELETE FROM keys WHERE id = 'the one'")
        connection.execute(clean_up)  # type: ignore[arg-type]
    assert written(url)


def test_samples_of_keys_are_not_kept_by_the_planner_u4(keys: tuple[str, Tables]) -> None:
    url, _ = keys
    sampled = "SELECT count(*) FROM pg_stats WHERE schemaname = 'chumchon_keys' AND attname = 'wrapped'"
    with owner(url, "chumchon_keys") as connection:
        connection.execute("ANALYZE keys")
        assert connection.execute(sampled).fetchone() == (0,)
        connection.execute("ALTER TABLE keys ALTER COLUMN wrapped SET STATISTICS 100")
        connection.execute("ANALYZE keys")
        assert connection.execute(sampled).fetchone() != (0,), "the control: it would"


def test_while_somebody_looks_at_keys_from_before_the_traces_are_told_and_removed_later_u4(
    keys: tuple[str, Tables], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, tables = keys
    monkeypatch.setattr(erasing, "PATIENCE", 1)
    with owner(url, "chumchon_keys") as reading:
        reading.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        reading.execute("SELECT 1 FROM pg_class").fetchone()
        with pytest.raises(UnsafeStore, match="traces"):
            tables.erase("keys", ["the one"])
        assert tables.execute("SELECT 1 FROM keys WHERE id = ?", ("the one",)).fetchone() is None
        assert written(url), "the control: without waiting it would have been written anew into the new file"
        reading.execute("ROLLBACK")
    tables.erase("keys", [])
    assert not written(url)


@contextmanager
def somebody_writes(url: str) -> Iterator[None]:
    """Who has written and looks at nothing just now may still look: what is deleted meanwhile is kept for them."""
    with owner(url, "chumchon_keys") as writing:
        writing.execute("BEGIN")
        writing.execute("INSERT INTO keys VALUES ('another', '')")
        yield
        writing.execute("COMMIT")


def test_while_somebody_writes_keys_from_before_the_traces_wait_too_u4(
    keys: tuple[str, Tables], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, tables = keys
    monkeypatch.setattr(erasing, "PATIENCE", 1)
    with somebody_writes(url), pytest.raises(UnsafeStore, match="traces"):
        tables.erase("keys", ["the one"])
    tables.erase("keys", [])
    assert not written(url)


def test_control_without_waiting_a_deleted_key_is_written_anew_for_who_may_look_u4(
    keys: tuple[str, Tables], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, tables = keys
    monkeypatch.setattr(erasing, "LOOKING_FROM_BEFORE", "SELECT CAST(? AS TEXT) IS NULL")
    with somebody_writes(url):
        tables.erase("keys", ["the one"])
    assert written(url)


def test_a_standby_that_tells_of_an_old_view_delays_the_last_traces_u4(
    keys: tuple[str, Tables], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, tables = keys
    monkeypatch.setattr(erasing, "PATIENCE", 1)
    with standby().looking(url), pytest.raises(UnsafeStore, match="traces"):
        tables.erase("keys", ["the one"])
    monkeypatch.undo()
    tables.erase("keys", [])
    assert not written(url)


def test_two_hosts_that_erase_at_once_leave_nothing_u4(keys: tuple[str, Tables]) -> None:
    url, tables = keys
    with closing(open_tables(Shared(url), KEYS)) as other, ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: one[0].erase("keys", [one[1]]), [(tables, "the one"), (other, "subject 1")]))
    assert not written(url)
    assert tables.execute("SELECT count(*) FROM keys").fetchone() == (199,)


@pytest.mark.parametrize("change", ["UPDATE keys SET wrapped = ''", "DELETE FROM keys", "TRUNCATE keys"])
def test_who_serves_neither_alters_nor_deletes_a_key(keys: tuple[str, Tables], change: str) -> None:
    url, tables = keys
    tables.check()
    with owner(url, "chumchon_keys") as connection:
        connection.execute("SET ROLE chumchon_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change)  # type: ignore[arg-type]
        connection.execute("RESET ROLE")
        connection.execute(f"GRANT {change.split()[0]} ON keys TO chumchon_app")  # type: ignore[arg-type]
    with pytest.raises(UnsafeStore, match="may only add"):
        tables.check()


def test_who_serves_may_not_alter_a_single_column_either(keys: tuple[str, Tables]) -> None:
    url, tables = keys
    with owner(url, "chumchon_keys") as connection:
        connection.execute("GRANT UPDATE (wrapped) ON keys TO chumchon_app")
    with pytest.raises(UnsafeStore, match="may only add"):
        tables.check()


# In PostgreSQL: what must be there before anything is kept


@pytest.fixture
def words() -> Iterator[tuple[str, Tables]]:
    url = new_database()
    with closing(open_tables(Shared(url), WORDS)) as tables:
        tables.create()
        yield url, tables


def test_a_guard_that_refuses_nothing_is_noticed_t2(words: tuple[str, Tables]) -> None:
    url, tables = words
    tables.check()
    with owner(url, "chumchon_words") as connection:
        connection.execute(DISARM)
        connection.execute("DELETE FROM kept")
    with pytest.raises(UnsafeStore, match="triggers"):
        tables.check()
    assert [one.where for one in tables.faults()] == ["kept"]


@pytest.mark.parametrize("missing", ["words", "kept"])
def test_a_table_that_is_not_there_is_missed_at_the_start(words: tuple[str, Tables], missing: str) -> None:
    """As after an edition that keeps one more, before anybody has migrated."""
    url, tables = words
    with owner(url, "chumchon_words") as connection:
        connection.execute(f"DROP TABLE {missing}")  # type: ignore[arg-type]
    for ask in (tables.check, lambda: list(tables.faults())):
        with pytest.raises(UnsafeStore, match="chumchon migrate"):
            ask()
    tables.create()
    tables.check()


# Faults


def test_before_migration_they_say_what_to_do() -> None:
    with closing(open_tables(Shared(new_database()), WORDS)) as tables:
        for ask in (tables.check, lambda: tables.execute(TELL), lambda: list(tables.faults())):
            with pytest.raises(UnsafeStore, match="chumchon migrate"):
                ask()


def test_a_database_that_is_gone_is_said_within_two_seconds_and_used_again_when_it_is_back() -> None:
    url = new_database()
    with closing(open_tables(Shared(url), WORDS)) as tables:
        tables.create()
        tables.execute(SAY, ("ก",))
        with gone(url):
            for ask in (lambda: tables.execute(TELL), lambda: tables.execute(SAY, ("ก",))):
                since = time.monotonic()
                with pytest.raises(StoreGone):
                    ask()
                assert time.monotonic() - since < 2
        assert tables.execute(TELL).fetchall() == [("ก", 1)]


def test_connections_lost_between_statements_are_made_anew_unseen() -> None:
    url = new_database()
    with closing(open_tables(Shared(url), WORDS)) as tables:
        tables.create()
        for _ in range(2):
            tables.execute(SAY, ("ก",))
            throw_all_out(url)
        assert tables.execute(TELL).fetchall() == [("ก", 2)]


def test_a_forked_process_takes_connections_of_its_own_and_leaves_its_parents_alone() -> None:
    with closing(open_tables(Shared(new_database()), WORDS)) as tables:
        tables.create()
        tables.execute(SAY, ("ก",))
        mine = tables.execute("SELECT pg_backend_pid()").fetchone()
        ours, theirs = Pipe()
        child = get_context("fork").Process(
            target=lambda: theirs.send(tables.execute("SELECT pg_backend_pid(), n FROM words").fetchone())
        )
        child.start()
        other, n = ours.recv()
        child.join()
        assert (child.exitcode, n) == (0, 1)
        assert tables.execute("SELECT pg_backend_pid()").fetchone() == mine
        assert mine != (other,)


def test_an_error_that_somebody_swallows_is_not_committed_as_if_nothing_had_happened(
    words: tuple[str, Tables],
) -> None:
    _, tables = words

    def swallowing() -> None:
        with tables.writing():
            tables.execute(SAY, ("ก",))
            with suppress(psycopg.errors.DivisionByZero):
                tables.execute("SELECT 1 / ?", (0,))

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        swallowing()
    assert tables.execute(TELL).fetchall() == []


def throw_all_out(url: str) -> None:
    name = conninfo_to_dict(url)["dbname"]
    with psycopg.connect(url.replace(f"/{name}?", "/postgres?"), autocommit=True) as connection:
        throw_out(connection, name)


def test_a_lock_held_too_long_is_said_to_be_busy() -> None:
    place = Shared(new_database(), patience=0.2)
    with closing(open_tables(place, WORDS)) as tables, closing(open_tables(place, WORDS)) as other:
        tables.create()
        held, done = threading.Event(), threading.Event()

        def hold() -> None:
            with other.writing():
                held.set()
                done.wait()

        holder = threading.Thread(target=hold)
        holder.start()
        held.wait()
        try:
            with pytest.raises(StoreBusy), tables.writing():
                pass
        finally:
            done.set()
            holder.join()
        with tables.writing():
            tables.execute(SAY, ("ก",))
