"""Which commands were carried out before: one question for all of a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from engine.command import Command
from engine.database import Question


class Given(NamedTuple):
    """What is stored of a command: a version where it recorded no fact, otherwise the leaf of its first."""

    id: str
    case: str
    version: int | None
    leaf: int | None
    facts: int
    leaf_hash: bytes | None
    digest: bytes


@lru_cache(maxsize=16)
def statement(places: int) -> str:
    """Asks for so many ids."""
    ids = ", ".join(f"?{number}" for number in range(1, places + 1))
    return (
        "SELECT command_id, originator_id, NULL, rowid - 1, facts, leaf_hash, digest FROM stored_events "
        f"WHERE command_id IN ({ids}) "
        "UNION ALL SELECT command_id, originator_id, version, NULL, 0, NULL, digest FROM receipts "
        f"WHERE command_id IN ({ids})"
    )


def asked_before(commands: Sequence[Command]) -> Question:
    """Answers a ``Given`` for each that was. Of as many places as a power of two: few statements serve all lengths."""
    ids = [command.id for command in commands] or [""]
    places = 1 << (len(ids) - 1).bit_length()
    return statement(places), (*ids, *(ids[:1] * (places - len(ids))))
