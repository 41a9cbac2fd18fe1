"""The fold: the state of a case as of a field date, as known at a ledger position (design rule 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec

from engine.facts import Fact, Recorded, fact

S = TypeVar("S")


class Replacement(msgspec.Struct, frozen=True):
    """The content a correction puts in place of the corrected fact's, as it is stored."""

    topic: str
    state: msgspec.Raw


class Correction(Fact, frozen=True):
    """What corrections share: which fact of the case, and what it should have said."""

    target: int
    on: date | None = None
    retracted: bool = False
    replacement: Replacement | None = None


# The names and fields below are a storage format: what is written stays for ever.


@fact("case.corrected")
class Corrected(Correction, frozen=True):
    """A fact was corrected, or retracted as recorded in error (W5). The fact itself stays as it is."""


@fact("case.correction_proposed")
class CorrectionProposed(Correction, frozen=True):
    """A correction of somebody else's fact, waiting for a second person (U5)."""


@fact("case.correction_confirmed")
class CorrectionConfirmed(Fact, frozen=True):
    """A second person confirmed the correction proposed at version ``proposal``."""

    proposal: int


@fact("case.correction_declined")
class CorrectionDeclined(Fact, frozen=True):
    """A second person declined the correction proposed at version ``proposal``."""

    proposal: int


@fact("case.late_record_proposed")
class LateRecordProposed(Fact, frozen=True):
    """A fact recorded so late that it waits for a second person (U5); ``replacement`` is what it will say.

    ``first`` is the version of the first fact that the same command proposed: they wait together.
    """

    first: int
    replacement: Replacement


@fact("case.late_record_confirmed")
class LateRecordConfirmed(Fact, frozen=True):
    """A second person let what was proposed at version ``proposal`` count, from its own date on."""

    proposal: int


@fact("case.late_record_declined")
class LateRecordDeclined(Fact, frozen=True):
    """A second person declined what was proposed at version ``proposal``."""

    proposal: int


CORRECTIONS = (
    Corrected,
    CorrectionProposed,
    CorrectionConfirmed,
    CorrectionDeclined,
    LateRecordProposed,
    LateRecordConfirmed,
    LateRecordDeclined,
)
REPLACING = (Correction, LateRecordProposed)
"""What carries the content that will stand in a fact's place."""
SETTLING = (Corrected, CorrectionConfirmed, LateRecordConfirmed)
CORRECTING = frozenset(cls.spec.topic for cls in SETTLING)
"""Topics of the facts that change what earlier ones say."""


class Mark(msgspec.Struct, frozen=True, gc=False):
    """Which fact set a part of the state, so that findings can cite it."""

    version: int
    on: date
    by: str


class Effective(msgspec.Struct, frozen=True, gc=False):
    """A fact as it counts: with corrections applied, at its effective date."""

    on: date
    version: int
    fact: Fact
    record: Recorded
    settled: int = 0
    """Version of the fact that put its last correction into force; 0 where there is none."""
    since: int = 0
    """Version of the fact by which it came to count: its own, or the confirmation of a late record."""


def effective(records: Sequence[Recorded]) -> list[Effective]:
    """The facts that count, in the order they happened; ``records`` are in the order they were recorded.

    A correction counts from the moment it was recorded, whatever its own date: it replaces the content
    (or the date, or both, as it says) in place. The last one wins. So a late record that was confirmed takes the
    place of its proposal. The first fact folds first whatever its date.
    """
    corrections: dict[int, list[tuple[int, Recorded]]] = {}
    proposed: dict[int, Recorded] = {}
    late: dict[int, list[Recorded]] = {}
    since: dict[int, int] = {}
    for record in records:
        match record.fact:
            case Corrected(target=target):
                corrections.setdefault(target, []).append((record.version, record))
            case CorrectionProposed():
                proposed[record.version] = record
            case CorrectionConfirmed(proposal=proposal):
                found = proposed[proposal]
                corrections.setdefault(_correction(found).target, []).append((record.version, found))
            case LateRecordProposed(first=first):
                late.setdefault(first, []).append(record)
            case LateRecordConfirmed(proposal=first):
                for found in late[first]:
                    corrections.setdefault(found.version, []).append((record.version, found))
                    since[found.version] = record.version
    counting = []
    for record in records:
        on, fact, retracted, settled = record.on, record.fact, False, 0
        for by, found in corrections.get(record.version, ()):
            said, settled = found.fact, by
            fact = found.replacement or fact
            if isinstance(said, Correction):
                on, retracted = said.on or on, said.retracted
        if not retracted:
            came = since.get(record.version, record.version)
            counting.append(Effective(on, record.version, fact, record, settled, came))
    counting[1:] = sorted(counting[1:], key=lambda e: (e.on, e.since, e.version))
    return counting


def fold(evolve: Callable[[S | None, Fact, Mark], S], records: Sequence[Recorded], on: date | None = None) -> S | None:
    """The state after ``records`` as of ``on`` (every field date, when None). No records: None."""
    if records and _out_of_order(records):
        return evolved(evolve, counted(records, on))
    state: S | None = None
    for record in records:
        if on is not None and record.on > on and record.version > 1:
            break
        state = evolve(state, record.fact, Mark(record.version, record.on, record.by))
    return state


def evolved(evolve: Callable[[S | None, Fact, Mark], S], items: Iterable[Effective]) -> S | None:
    """The state after facts that count, in their order."""
    state: S | None = None
    for item in items:
        state = evolve(state, item.fact, Mark(item.version, item.on, item.record.by))
    return state


def counted(records: Sequence[Recorded], on: date | None = None) -> Iterable[Effective]:
    """The effective facts up to the field date ``on``, the first one always included."""
    if not records:
        return []
    items = effective(records) if _out_of_order(records) else [_as_recorded(record) for record in records]
    return [e for i, e in enumerate(items) if i == 0 or on is None or e.on <= on]


def order_kept(records: Sequence[Recorded]) -> bool:
    """Whether ordered facts still follow each other, and none is dated before a fact of its case that it cites."""
    dates = {item.version: item.on for item in effective(records)}
    latest: date | None = None
    for item in sorted(effective(records), key=lambda e: (e.since, e.version)):
        if not item.fact.spec.ordered:
            continue
        cited = [dates.get(c.version, item.on) for c in getattr(item.fact, "cites", ()) if c.case is None]
        if (latest is not None and item.on < latest) or any(on > item.on for on in cited):
            return False
        latest = item.on
    return True


def _out_of_order(records: Sequence[Recorded]) -> bool:
    latest = records[1].on if len(records) > 1 else records[0].on
    for record in records[1:]:
        if record.on < latest or isinstance(record.fact, SETTLING):
            return True
        latest = record.on
    return False


def _as_recorded(record: Recorded) -> Effective:
    return Effective(record.on, record.version, record.fact, record, since=record.version)


def _correction(record: Recorded) -> Correction:
    found: Any = record.fact
    assert isinstance(found, Correction)
    return found
