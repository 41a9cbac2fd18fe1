"""What reading a list found: where, how grave, and why, for the person who can put it right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from engine.bilingual import Text

Severity = Literal["note", "doubtful", "refused"]
"""note: taken as read, worth a look. doubtful: an unreadable cell left
empty, or cells that contradict each other. refused: the row isn't created."""


@dataclass(frozen=True)
class RowFinding:
    """One finding about a cell, or about a whole row when ``column`` is empty."""

    sheet: str
    row: int
    """The row number that the spreadsheet shows."""
    column: str
    """The column's header."""
    cell: str = field(repr=False)
    """What the cell holds: personal data, so never in a log or a repr."""
    severity: Severity
    code: str
    reason: Text
