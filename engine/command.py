"""What is asked of casework, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks for. ``id`` makes a retry safe; ``seen`` is the version the asker looked at.

    ``case`` is None when opening a case with a random id. ``on`` is the field date (default: today).
    """

    id: str
    kind: str
    name: str
    by: str
    case: str | None = None
    inputs: Mapping[str, Any] = {}
    on: date | None = None
    because: str | None = None
    seen: int | None = None


class Receipt(msgspec.Struct, frozen=True):
    """The answer to a command: the case, its version after it, and the ledger leaves of its facts.

    ``leaf_hash`` (in hex) is that of the first fact, which says how many there are (T3).
    """

    case: str
    version: int
    leaf: int | None
    facts: int
    leaf_hash: str | None
