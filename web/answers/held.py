"""Everything held about a person or household: boxes under their keys, facts that name them, who looked (s.30)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from aggregates.rights_facts import Concerned
from engine.facts import Fact, Recorded, boxes_of
from engine.keys import Vault
from engine.reader import Reader
from engine.sealed import Sealed
from web.answers.sentences import Teller
from web.read_log import ReadLog, Sought
from web.register import register
from web.showing import fact_fields, moment, shown, text_shown

LOOKS = 1_000_000


def held(reader: Reader, vault: Vault, log: ReadLog, about: Iterable[Concerned]) -> dict[str, Any]:
    """Everything held about those a request is about, opened; with purposes, grounds, times and who looked at it."""
    grouped: dict[str, list[str | None]] = {}
    for one in about:
        grouped.setdefault(one.case, []).append(one.person)
    return {"cases": [_case(reader, vault, log, case, persons) for case, persons in grouped.items()]}


def _case(reader: Reader, vault: Vault, log: ReadLog, case: str, persons: list[str | None]) -> dict[str, Any]:
    kind, records = reader.kind_of(case), reader.facts(case)
    whole = None in persons
    subjects = reader.subjects(case) if whole else frozenset(filter(None, persons))
    theirs = _Theirs(vault, subjects)
    teller = Teller(reader, theirs)
    facts = [record for record in records if whole or _tells_of(record, subjects)]
    looks, _ = log.read(Sought(subject=case), LOOKS)
    return {
        "case": case,
        "kind": kind.name,
        "label": text_shown(kind.label),
        "whole": whole,
        "facts": [_fact(record, teller, theirs) for record in facts],
        "looks": [{name: look[name] for name in ("at", "by", "roles", "act", "fields", "purpose")} for look in looks],
    }


class _Theirs:
    """Opens the boxes of some subjects and nobody else's."""

    def __init__(self, vault: Vault, subjects: Collection[str]) -> None:
        self._vault, self._subjects = vault, subjects

    def open_raw(self, box: Sealed[Any]) -> Mapping[str, Any]:
        return self._vault.open_raw(box) if box.key in self._subjects else {"sealed": True}


def _tells_of(record: Recorded, subjects: Collection[str]) -> bool:
    """Whether a fact seals something for one of these, or names one."""
    named = {getattr(said, "person", None) for said in (record.fact, record.replacement) if said is not None}
    return bool(named & set(subjects)) or any(box.key in subjects for box in boxes_of(record))


def _fact(record: Recorded, teller: Teller, theirs: _Theirs) -> dict[str, Any]:
    because = shown(record.because, theirs)
    said: Fact = record.replacement or record.fact
    return {
        "on": record.on.isoformat(),
        "recorded_at": moment(record.at),
        "by": record.by,
        "topic": said.spec.name,
        "sentence": teller.told(record),
        "because": because.get("text", because) if isinstance(because, dict) else because,
        "content": {name: value for name, value in fact_fields(said, theirs).items() if value not in (None, [], {})},
        "boxes": [box for box in said.spec.boxes if getattr(said, box) is not None],
        "kept_for": [_purpose(f"{said.spec.name}.{box}") for box in said.spec.boxes],
    }


def _purpose(box: str) -> dict[str, Any]:
    said = register().boxes[box]
    basis, retention = register().basis[said.basis], register().retention[said.retention]
    return {"purpose": said.purpose, "basis": text_shown(basis), "retention": text_shown(retention)}
