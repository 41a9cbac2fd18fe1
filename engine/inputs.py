"""Inputs as people and machines give them, brought to one spelling before anything is decided."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from engine.refusal import BadInput
from engine.thai import canonical
from engine.unreadable import Unreadable

PLAIN = frozenset({int, float, bool, type(None), date})


def canonical_input(value: Any, field: str) -> Any:
    """``value`` with every text in it in canonical form, line by line. Raises BadInput naming ``field``."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, str):
        if value.isascii() and value.isprintable() and "  " not in value and value.strip() == value:
            return value
        try:
            return "\n".join(canonical(line) for line in value.splitlines())
        except Unreadable as error:
            raise BadInput(field, error.text.th, error.text.en) from None
    if isinstance(value, Mapping):
        return {str(key): canonical_input(inner, f"{field}.{key}") for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [canonical_input(inner, f"{field}[{index}]") for index, inner in enumerate(value)]
    if isinstance(value, msgspec.Struct):
        return canonical_input(msgspec.structs.asdict(value), field)
    return value


SAID_IN_THAI = (
    (re.compile("Object missing required field"), "ต้องระบุ"),
    (re.compile("Object contains unknown field"), "ไม่มีช่องนี้"),
    (re.compile("Expected `str` of length >= (\\d+)"), "ต้องยาวอย่างน้อย {0} ตัวอักษร"),
    (re.compile("Expected `str` of length <= (\\d+)"), "ต้องยาวไม่เกิน {0} ตัวอักษร"),
    (re.compile("Expected `(?:array|object)` of length >= (\\d+)"), "ต้องมีอย่างน้อย {0} รายการ"),
    (re.compile("Expected `(?:int|float)` >= (-?[\\d.]+)"), "ต้องไม่น้อยกว่า {0}"),
    (re.compile("Expected `(?:int|float)` <= (-?[\\d.]+)"), "ต้องไม่เกิน {0}"),
    (re.compile("Expected `int"), "ต้องเป็นจำนวนเต็ม"),
    (re.compile("Expected `float"), "ต้องเป็นตัวเลข"),
    (re.compile("Expected `bool"), "ต้องเป็น true หรือ false"),
    (re.compile("Expected `date|Invalid RFC3339|month must|day is out"), "ต้องเป็นวันที่ที่มีจริง"),
    (re.compile("Expected `str` matching"), "รูปแบบข้อความไม่ถูกต้อง"),
    (re.compile("Expected `str"), "ต้องเป็นข้อความ"),
    (re.compile("Expected `array"), "ต้องเป็นรายการ"),
    (re.compile("Expected `object"), "ต้องเป็นชุดข้อมูลที่มีชื่อช่อง"),
    (re.compile("Invalid enum value"), "ค่านี้ไม่อยู่ในตัวเลือก"),
)
"""What the checker of forms says in English -> the same in Thai; ``{0}`` is the number it names."""


def in_thai(message: str) -> str:
    """A message about a wrong field, in Thai."""
    for english, thai in SAID_IN_THAI:
        found = english.search(message)
        if found:
            return thai.format(*found.groups())
    return "ข้อมูลไม่ถูกรูปแบบ"
