"""What casework is made of, for whoever reads or writes on its behalf."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.keys import Vault
from engine.kind import Kind
from engine.mapper import FactMapper
from engine.rows import ReadRows

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Parts:
    """The kinds of case, the way facts are stored, the keys, the read rows, and the clock of "recorded at"."""

    kinds: Mapping[str, Kind[Any]]
    mapper: FactMapper
    vault: Vault
    rows: ReadRows
    clock: Clock
