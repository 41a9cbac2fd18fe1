"""Rows as they are stored, as JSON holds them: everything a leaf hash is made from, nothing opened or read (T4, U3)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import msgspec

from engine.database import Connection, scan
from engine.ledger.leaves import HASHED

OF_CASE = f"""
SELECT {HASHED} FROM stored_events WHERE originator_id = ? AND rowid <= ? ORDER BY originator_version
"""


class Stored(msgspec.Struct, gc=False):
    """One fact: ``at`` in microseconds since 1970 UTC, ``digest`` and ``hash`` in hexadecimal.

    A row that somebody else wrote may hold anything in place of bytes, and still has to be shown.
    """

    leaf: int
    case: str
    version: int
    topic: str
    by: str
    on: str
    at: int
    because: Any
    command: str | None
    digest: Any
    facts: int | None
    state: Any
    hash: str


def stored(rows: Iterator[Any]) -> Iterator[Stored]:
    """Rows of HASHED in the form of a bundle's."""
    for leaf, case, version, topic, by, on, at, because, command, digest, facts, state, hashed in rows:
        why = None if because is None else _text(because)
        asked = digest.hex() if isinstance(digest, bytes) else {"value": digest} if digest else digest
        made = hashed.hex() if isinstance(hashed, bytes) else ""
        yield Stored(leaf, case, version, topic, by, on, at, why, command, asked, facts, _text(state), made)


def stored_of(connection: Connection, case: str, size: int) -> Iterator[Stored]:
    """The facts of a case among the first ``size`` of the ledger."""
    return stored(scan(connection, OF_CASE, (case, size)))


def _text(raw: Any) -> str | dict[str, str]:
    """Stored bytes as the text they nearly always are; a value of another type has no bytes to show."""
    if not isinstance(raw, bytes):
        return {"base64": ""}
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode()}
