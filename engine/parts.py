"""What casework is made of, for whoever reads or writes on its behalf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.clock import Clock
from engine.keys import Vault
from engine.kind import Kind
from engine.mapper import FactMapper
from engine.rows import ReadRows


@dataclass(slots=True)
class Parts:
    """The kinds of case, the way facts are stored, the keys, the read rows, and the clock of "recorded at"."""

    kinds: Mapping[str, Kind[Any]]
    mapper: FactMapper
    vault: Vault
    rows: ReadRows
    clock: Clock
    after_silence: bool = False
    """Whether somebody has said that the clock is right, though nothing was recorded for long."""
