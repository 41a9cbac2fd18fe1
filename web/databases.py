"""Where the databases lie: in the data folder, or at the addresses the environment gives for several hosts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from engine.database import Connection
from engine.layout import Layout, Place
from engine.ledger.sealer import Reading, in_file
from engine.refusal import UnsafeStore
from engine.tables import file_of

FACTS = "facts.sqlite3"
DATABASE_VARIABLE, KEYS_VARIABLE, REPLICA_VARIABLE = "DATABASE_URL", "KEYS_URL", "REPLICA_URL"
SCHEMES = ("postgresql://", "postgres://")


def is_shared() -> bool:
    """Whether hosts share their databases: $DATABASE_URL names that of the facts."""
    return bool(os.environ.get(DATABASE_VARIABLE))


def facts_address() -> str:
    """The address of the shared database of the facts. Raises UnsafeStore."""
    return _address(DATABASE_VARIABLE)


def keys_address() -> str:
    """The address of the shared database of keys, which is never that of the facts: no copy of those may carry keys.

    Raises UnsafeStore.
    """
    if not os.environ.get(KEYS_VARIABLE):
        raise UnsafeStore(f"{DATABASE_VARIABLE} needs {KEYS_VARIABLE}: who shares facts shares their keys")
    found = _address(KEYS_VARIABLE)
    if _whereabouts(found) == _whereabouts(facts_address()):
        raise UnsafeStore(f"{KEYS_VARIABLE} must name another database than {DATABASE_VARIABLE}")
    return found


def replica_address() -> str | None:
    """The address of the hot standby that follows the database of the facts, if there is one. Raises UnsafeStore."""
    if not os.environ.get(REPLICA_VARIABLE):
        return None
    if not is_shared():
        raise UnsafeStore(f"{REPLICA_VARIABLE} needs {DATABASE_VARIABLE}: a replica follows a store in PostgreSQL")
    return _address(REPLICA_VARIABLE)


def place_of(data: Path, layout: Layout) -> Place:
    """Where the tables of a layout lie: a file of ``data``, or a shared database. Raises UnsafeStore."""
    file = data / file_of(layout)
    if not is_shared():
        if os.environ.get(KEYS_VARIABLE):
            raise UnsafeStore(f"{KEYS_VARIABLE} is set and {DATABASE_VARIABLE} isn't: both are shared, or neither")
        return file
    expect_absent(file)
    url, standby = (keys_address(), None) if layout.apart else (facts_address(), replica_address())
    from engine.postgres.tables import Shared

    return Shared(url, standby=standby if layout.readable_aside else None)


def expect_absent(file: Path) -> None:
    """Refuse a data folder that holds what the shared databases hold, too. Raises UnsafeStore."""
    if file.exists() and file.stat().st_size:
        raise UnsafeStore(f"the data folder holds {file.name}, and {DATABASE_VARIABLE} names another store")


def reading_facts(data: Path) -> Reading:
    """How the facts are read by who needs nothing else of casework. Raises UnsafeStore."""
    if is_shared():
        return lambda: _one_view(facts_address())
    if not (data / FACTS).is_file():
        raise UnsafeStore(f"there are no facts in {data}: run `chumchon migrate`")
    return in_file(data / FACTS)


@contextmanager
def _one_view(url: str) -> Iterator[Connection]:
    from engine.postgres.recorder import PostgresRecorder

    recorder = PostgresRecorder(url, patience=None)
    with closing(recorder), recorder.reading() as connection:
        yield connection


def _address(variable: str) -> str:
    url = os.environ[variable]
    if not url.startswith(SCHEMES):
        raise UnsafeStore(f"{variable} must begin with postgresql://; without it SQLite keeps the data")
    try:
        from engine.postgres.address import parts_of
    except ImportError:
        raise UnsafeStore(f"{variable} needs what pip install 'chumchon[postgres]' brings") from None
    parts_of(url)
    return url


def _whereabouts(url: str) -> tuple[object, ...]:
    """Which database of which server."""
    from engine.postgres.address import parts_of

    given = parts_of(url)
    return given.get("host"), str(given.get("port") or 5432), given.get("dbname") or given.get("user")
