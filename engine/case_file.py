"""A case as it stands: kept at hand between commands, and what the next fact makes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from engine.facts import Recorded
from engine.history import SETTLING
from engine.kind import Claims, Kind


class CaseFile(msgspec.Struct, frozen=True):
    """The state of a case and how far it has come. ``latest_on`` leaves out the first fact."""

    kind: Kind[Any]
    case: str
    version: int
    state: Any
    latest_on: date
    ordered_on: date
    opened: Recorded
    latest: Recorded
    held: Claims | None = None
    """What the state claims, where that has been worked out."""
    stood: tuple[tuple[Any, ...] | None, ...] | None = None
    """The case's rows in the current projections as last written, where that is known."""
    unmoved: bool = False
    """Whether those rows are still right."""


def refolds(record: Recorded, latest_on: date) -> bool:
    """Whether a fact changes what earlier facts meant: it is late for its case, or a correction in force."""
    return record.version > 1 and (record.on < latest_on or isinstance(record.fact, SETTLING))


def opened_file(kind: Kind[Any], record: Recorded, state: Any) -> CaseFile:
    """The file of a case that has its first fact."""
    return CaseFile(kind, record.case, 1, state, date.min, record.on, record, record)


def next_file(file: CaseFile, record: Recorded, state: Any, unmoved: bool) -> CaseFile:
    """The file after one more fact in order; ``unmoved`` says that it leaves the case's rows as they are."""
    return CaseFile(
        file.kind,
        file.case,
        record.version,
        state,
        record.on,
        record.on if record.fact.spec.ordered else file.ordered_on,
        file.opened,
        record,
        file.held,
        file.stood,
        file.unmoved and unmoved,
    )
