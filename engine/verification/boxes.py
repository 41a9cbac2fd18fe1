"""Sealed boxes: each opens where it lies, or belongs to somebody whose erasure is itself a fact (F4, F10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from engine.facts import Fact, Recorded
from engine.keys import KeyMissing, Vault
from engine.refusal import UnsafeStore
from engine.sealed import Sealed
from engine.verification.faults import Fault, fault


class Boxes:
    """Opens every box it is shown, keeps nothing of what is inside, and remembers whose key wasn't there."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._without_key: dict[str, int] = {}

    def look(self, record: Recorded) -> Iterator[Fault]:
        """What is wrong with the boxes of one fact."""
        for box in _boxes(record):
            try:
                self._vault.open_raw(box)
            except KeyMissing:
                self._without_key.setdefault(box.key, record.leaf)
            except (UnsafeStore, msgspec.DecodeError):
                yield fault(
                    "box",
                    f"ข้อมูลปิดผนึกในรายการ {record.leaf} ถูกสลับหรือแก้ไข",
                    f"a sealed value in leaf {record.leaf} was altered, or moved there from elsewhere",
                    leaf=record.leaf,
                    where=record.case,
                )

    def unexplained(self, erased: frozenset[str]) -> Iterator[Fault]:
        """Keys that are gone although nobody was erased; ``erased`` are the subjects whose erasure is recorded."""
        for subject, leaf in self._without_key.items():
            if subject not in erased:
                yield fault(
                    "key",
                    f"กุญแจของข้อมูลในรายการ {leaf} หายไปโดยไม่มีบันทึกการลบข้อมูลบุคคล",
                    f"the key to what leaf {leaf} seals is gone, and no erasure is recorded",
                    leaf=leaf,
                )

    def opened(self, subject: str) -> bool:
        return subject not in self._without_key


def _boxes(record: Recorded) -> Iterator[Sealed[Any]]:
    for given in (record.fact, record.replacement):
        if isinstance(given, Fact):
            yield from (box for name in given.spec.boxes if (box := getattr(given, name)) is not None)
    if isinstance(record.because, Sealed):
        yield record.because
