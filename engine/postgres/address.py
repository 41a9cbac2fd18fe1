"""The address of a database in PostgreSQL, which may hold a password."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from engine.refusal import UnsafeStore


def parts_of(url: str) -> dict[str, Any]:
    """What an address says, under libpq's names. Raises UnsafeStore, which doesn't say what could not be read."""
    try:
        return conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # What it says may quote the password.
        raise UnsafeStore("the address of a database can't be read: is every sign of it escaped?") from None
