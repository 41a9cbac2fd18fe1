"""Inputs as people and machines give them, brought to one spelling before anything is decided."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from datetime import date
from typing import Any

import msgspec

from engine.refusal import BadInput
from engine.thai import canonical, is_canonical
from engine.unreadable import Unreadable

PLAIN = frozenset({int, float, bool, type(None), date})


def canonical_input(value: Any, field: str) -> Any:
    """``value`` with every text in it in canonical form, line by line. Raises BadInput naming ``field``."""
    try:
        return _clean(value)
    except Unreadable as error:
        where = _unreadable_part(value, field) or field
        raise BadInput(where, error.text.th, error.text.en) from None


def canonical_inputs(inputs: Mapping[str, Any], verbatim: Container[str] = ()) -> dict[str, Any]:
    """The same for inputs by name, of which those in ``verbatim`` stay as they are."""
    try:
        return {name: value if name in verbatim else _clean(value) for name, value in inputs.items()}
    except Unreadable:
        return {name: value if name in verbatim else canonical_input(value, name) for name, value in inputs.items()}


def _clean(value: Any) -> Any:
    form = type(value)
    if form in PLAIN:
        return value
    if form is str or isinstance(value, str):
        return value if is_canonical(value) else "\n".join([canonical(line) for line in value.splitlines()])
    if isinstance(value, Mapping):
        return {str(key): _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    if isinstance(value, msgspec.Struct):
        return _clean(msgspec.structs.asdict(value))
    return value


def _unreadable_part(value: Any, field: str) -> str | None:
    """The path of the first text that can't be read; only looked for once there is one."""
    if isinstance(value, msgspec.Struct):
        value = msgspec.structs.asdict(value)
    if isinstance(value, Mapping):
        parts = ((f"{field}.{key}", inner) for key, inner in value.items())
    elif isinstance(value, list | tuple):
        parts = ((f"{field}[{index}]", inner) for index, inner in enumerate(value))
    else:
        try:
            _clean(value)
        except Unreadable:
            return field
        return None
    return next((found for path, inner in parts if (found := _unreadable_part(inner, path))), None)


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
