"""States and facts as JSON-ready values, personal data opened or marked sealed; for every door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Protocol

import msgspec

from engine.bilingual import Text
from engine.calendar import BANGKOK
from engine.facts import Fact, Recorded
from engine.history import (
    REPLACING,
    Correction,
    CorrectionConfirmed,
    LateRecordConfirmed,
    LateRecordProposed,
    effective,
)
from engine.keys import Erased, KeyMissing
from engine.refusal import Finding
from engine.sealed import Sealed

SEALED: Mapping[str, Any] = {"sealed": True}
ERASED: Mapping[str, Any] = {"sealed": True, "erased": True}
KEY_MISSING: Mapping[str, Any] = {"sealed": True, "key": "missing"}
STANDS_FOR = {"erased": Text("ลบแล้ว", "erased"), "key": Text("กุญแจหาย โปรดแจ้ง", "key missing: report it")}
"""What is said in place of a name that can't be opened: erased on request, or nobody knows why."""
PLAIN = frozenset({type(None), bool, int, float, str})
"""What most values are, and stay as they are."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Opens(Protocol):
    """What boxes are opened with: the vault, or as much of it as a reader may see."""

    def open_raw(self, box: Sealed[Any]) -> Mapping[str, Any]:
        """The content of a box as plain fields. Raises Erased, or KeyMissing when nobody erased it."""
        ...


def shown(value: Any, vault: Opens | None = None) -> Any:
    """``value`` as JSON-ready data. Boxes are opened with ``vault``; without one they only say that they are sealed.

    Raises TypeError for a value of a class nobody has said how to show.
    """
    cls: type = type(value)
    return value if cls in PLAIN else _way(cls)(value, vault)


def instead(box: Mapping[str, Any]) -> Text | None:
    """What stands for somebody whose box, as shown, doesn't open; None where it does, or is closed to this reader."""
    if box.get("sealed") is not True:
        return None
    return next((text for mark, text in STANDS_FOR.items() if mark in box), None)


def fact_fields(fact: Fact, vault: Opens | None) -> dict[str, Any]:
    """What a fact says; a correction's new content is shown beside it instead, where it can be read."""
    return {
        name: shown(getattr(fact, name), vault)
        for name in fact.__struct_fields__
        if not (name == "replacement" and isinstance(fact, REPLACING))
    }


def history_shown(records: Sequence[Recorded], vault: Opens | None) -> list[dict[str, Any]]:
    """A case's facts in the order they were recorded: each as recorded, and as it counts now (W5)."""
    now = {item.version: item for item in effective(records)}
    corrections = _corrections(records)
    return [_entry(record, now.get(record.version), corrections.get(record.version, []), vault) for record in records]


def record_shown(record: Recorded, vault: Opens | None) -> dict[str, Any]:
    """One fact in its envelope, as it was recorded."""
    because = shown(record.because, vault)
    return {
        "case": record.case,
        "version": record.version,
        "leaf": record.leaf,
        "topic": record.fact.spec.name,
        "on": record.on.isoformat(),
        "recorded_at": moment(record.at),
        "by": record.by,
        "because": because["text"] if isinstance(because, dict) and "text" in because else because,
        "fact": fact_fields(record.fact, vault),
        "replacement": None if record.replacement is None else fact_fields(record.replacement, vault),
    }


def finding_shown(finding: Finding) -> dict[str, Any]:
    """A finding with its texts in both languages."""
    return {
        "id": finding.id,
        "met": finding.met,
        "label": text_shown(finding.label),
        "needed": None if finding.needed is None else text_shown(finding.needed),
        "supplier": None if finding.supplier is None else text_shown(finding.supplier),
        "cites": [{"version": cite.version, "case": cite.case} for cite in finding.cites],
        "waived": finding.waived,
    }


def text_shown(text: Text) -> dict[str, str]:
    return {"th": text.th, "en": text.en}


def moment(microseconds: int) -> str:
    """A recorded moment in ISO 8601, as a clock in Bangkok shows it."""
    return (EPOCH + timedelta(microseconds=microseconds)).astimezone(BANGKOK).isoformat()


def _entry(record: Recorded, now: Any, corrections: list[int], vault: Opens | None) -> dict[str, Any]:
    entry = record_shown(record, vault)
    entry["corrected_by"] = corrections
    entry["retracted"] = now is None
    changed = now is not None and (now.fact is not record.fact or now.on != record.on)
    entry["counts_as"] = {"on": now.on.isoformat(), "fact": fact_fields(now.fact, vault)} if changed else None
    return entry


def _corrections(records: Sequence[Recorded]) -> dict[int, list[int]]:
    """Version of a fact -> versions of the corrections of it that are in force or wait for a second person."""
    found: dict[int, list[int]] = {}
    proposed: dict[int, int] = {}
    late: dict[int, list[int]] = {}
    for record in records:
        if isinstance(record.fact, LateRecordProposed):
            late.setdefault(record.fact.first, []).append(record.version)
        elif isinstance(record.fact, LateRecordConfirmed):
            for version in late[record.fact.proposal]:
                found.setdefault(version, []).append(record.version)
        elif isinstance(record.fact, Correction):
            found.setdefault(record.fact.target, []).append(record.version)
            proposed[record.version] = record.fact.target
        elif isinstance(record.fact, CorrectionConfirmed):
            found[proposed[record.fact.proposal]].append(record.version)
    return found


@cache
def _way(cls: type) -> Callable[[Any, Opens | None], Any]:
    """How values of a class are shown; found out once, since a state has some hundreds of values."""
    ways: tuple[tuple[Any, Callable[[Any, Opens | None], Any]], ...] = (
        (Sealed, _box),
        (msgspec.Struct, lambda value, vault: _parts(msgspec.structs.asdict(value), vault)),
        (Mapping, lambda value, vault: _parts({str(key): inner for key, inner in value.items()}, vault)),
        ((bool, int, float, str), lambda value, _: value),
        (Enum, lambda value, _: value.value),
        (date, lambda value, _: value.isoformat()),
        (Decimal, lambda value, _: str(value)),
        (Set, lambda value, vault: sorted((shown(inner, vault) for inner in value), key=str)),
    )
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        return lambda value, vault: _parts(value._asdict(), vault)
    for shape, way in ways:
        if issubclass(cls, shape):
            return way
    if issubclass(cls, Sequence) and not issubclass(cls, bytes):
        return lambda value, vault: [shown(inner, vault) for inner in value]
    raise TypeError(f"nobody has said how to show a {cls.__name__}")


def _parts(found: dict[str, Any], vault: Opens | None) -> dict[str, Any]:
    """Each value shown, in the same dictionary."""
    for name, inner in found.items():
        if type(inner) not in PLAIN:
            found[name] = shown(inner, vault)
    return found


def _box(box: Sealed[Any], vault: Opens | None) -> Any:
    if vault is None:
        return dict(SEALED)
    try:
        return vault.open_raw(box)
    except Erased:
        return dict(ERASED)
    except KeyMissing:
        return dict(KEY_MISSING)
