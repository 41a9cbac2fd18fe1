"""Claims: what a case holds follows from its state; casework writes the difference a command makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import is_
from typing import Any

import msgspec

from engine.case_file import CaseFile
from engine.database import Connection
from engine.keys import Vault
from engine.kind import Claim, Claims, Secret
from engine.refusal import Cite, refuse
from engine.sealed import Sealed

GIVE_BACK = "DELETE FROM claims WHERE originator_id = ? AND kind = ? AND holder = ?"

Watch = Callable[[str, str], None]
"""Told the kind and text of every secret claim before it is taken; may refuse it."""
Opened = Callable[[Sealed[Any]], Mapping[str, Any]]
"""What a box holds. Several claims stand in one box, so whoever takes them all remembers it meanwhile."""


def settle(connection: Connection, vault: Vault, before: CaseFile | None, after: CaseFile, watch: Watch) -> CaseFile:
    """Give back what the state no longer holds and take what it newly holds; returns the file noting what it holds.

    Raises Refused, naming the holder, when an exclusive claim is another case's.
    """
    if before is not None and before.held is not None:
        rests_on = after.kind.claims_rest_on
        if all(map(is_, rests_on(before.state), rests_on(after.state))):
            return after if after.held is before.held else msgspec.structs.replace(after, held=before.held)
    old = _held(before)
    new = after.kind.claims(after.state)
    if old != new:
        opened = cache(vault.open_raw)
        for claim, source in old.items():
            if new.get(claim) != source:
                connection.execute(GIVE_BACK, (after.case, claim.kind, claim.holder))
        for claim, source in new.items():
            if old.get(claim) != source:
                key = claimed_key(vault, opened, claim, source, watch)
                if key is not None:
                    _take(connection, after.case, claim, key)
    return msgspec.structs.replace(after, held=new)


def _held(file: CaseFile | None) -> Claims:
    if file is None:
        return {}
    return file.kind.claims(file.state) if file.held is None else file.held


def claimed_key(
    vault: Vault, opened: Opened, claim: Claim, source: str | Secret, watch: Watch = lambda kind, text: None
) -> str | None:
    """The key a claim is taken under: the text itself, or its blind index; None when there is no text."""
    if isinstance(source, str):
        return source
    text = opened(source.box).get(source.field)
    if not text:
        return None
    watch(claim.kind, str(text))
    return vault.blind(claim.kind, str(text))


def _take(connection: Connection, case: str, claim: Claim, key: str) -> None:
    share = f"{case}/{claim.holder}" if claim.shared else ""
    taken = connection.execute(
        "INSERT INTO claims VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING key",
        (claim.kind, key, share, case, claim.holder),
    )
    if taken.fetchone() is not None:
        return
    (holder,) = connection.execute(
        "SELECT originator_id FROM claims WHERE kind = ? AND key = ? AND share = ?", (claim.kind, key, share)
    ).fetchone()
    raise refuse(
        f"claim.{claim.kind}",
        f"เรื่อง {holder} ถือสิทธิ์นี้อยู่แล้ว",
        f"case {holder} holds this already",
        Cite(0, holder),
    )
