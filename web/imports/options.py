"""What the person who imports a list says about it, and how large a list may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Dimension = Literal["passes", "fails", "not_assessed"]


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to read a list. The defaults guess nothing."""

    blank_means: Dimension = "not_assessed"
    """What an empty dimension cell says."""
    mark_means: Literal["ask", "passes", "fails"] = "ask"
    """What a bare mark (1, ✓, x) in a dimension cell says; 0 says the opposite. ``ask``: it stays open."""
    sheet: str | None = None
    """The sheet to read as the list, when it isn't the one with the most known columns."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header text of the list -> field, over the known spellings; "" leaves a column unread."""
    member_columns: Mapping[str, str] = field(default_factory=dict)
    """The same for the sheet of members."""
    max_bytes: int = 20 * 1024 * 1024
    max_rows: int = 20_000
    """Filled rows in one sheet."""
