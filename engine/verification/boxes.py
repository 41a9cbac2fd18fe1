"""Sealed boxes: each opens where it lies, or belongs to somebody whose erasure is itself a fact (F4, F10)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from engine.erasure import SubjectErased
from engine.facts import Recorded, boxes_of
from engine.keys import KeyMissing, Vault
from engine.refusal import UnsafeStore
from engine.verification.faults import Fault, fault


class Boxes:
    """Opens every box it is shown, keeps nothing of what is inside, and remembers whose key wasn't there."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._without_key: dict[tuple[str, str], int] = {}
        self._erased: dict[tuple[str, str], int] = {}

    def look(self, record: Recorded) -> Iterator[Fault]:
        """What is wrong with the boxes of one fact."""
        if isinstance(record.fact, SubjectErased):
            self._erased[record.case, record.fact.subject] = record.leaf
        for box in boxes_of(record):
            try:
                self._vault.open_raw(box)
            except KeyMissing:
                self._without_key.setdefault((record.case, box.key), record.leaf)
            except (UnsafeStore, msgspec.DecodeError):
                yield fault(
                    "box",
                    f"ข้อมูลปิดผนึกในรายการ {record.leaf} ถูกสลับหรือแก้ไข",
                    f"a sealed value in leaf {record.leaf} was altered, or moved there from elsewhere",
                    leaf=record.leaf,
                    where=record.case,
                )

    def unexplained(self) -> Iterator[Fault]:
        """Keys that are gone although nobody was erased, and keys that are there although somebody was."""
        for gone, leaf in self._without_key.items():
            if gone not in self._erased:
                yield fault(
                    "key",
                    f"กุญแจของข้อมูลในรายการ {leaf} หายไปโดยไม่มีบันทึกการลบข้อมูลบุคคล",
                    f"the key to what leaf {leaf} seals is gone, and no erasure is recorded",
                    leaf=leaf,
                )
        for (_, subject), leaf in self._erased.items():
            if self._vault.holds(subject):
                yield fault(
                    "erasure",
                    f"รายการ {leaf} ลบข้อมูลบุคคลแล้ว แต่กุญแจยังอยู่หรือถูกนำกลับมา",
                    f"leaf {leaf} erased somebody whose key is still there, or is back",
                    leaf=leaf,
                    exact=False,
                )
