"""Reads JSON that means one thing only (I-JSON, RFC 7493) and refuses the rest, naming the field."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from engine.bilingual import Text
from engine.refusal import BadInput

DEEPEST = 32
LARGEST = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly."""
RESERVED = frozenset({"_type_", "_data_", "__proto__"})

TOO_DEEP = Text(f"ซ้อนกันลึกเกิน {DEEPEST} ชั้น", f"must not be nested more than {DEEPEST} levels deep")
TOO_LARGE = Text("ตัวเลขใหญ่เกินไป", f"a number must be finite and no larger than {LARGEST}")
BROKEN = Text("ข้อความมีอักขระเสีย", "the text holds a broken character (half of a pair)")
TWICE = Text("ชื่อข้อมูลซ้ำกัน", "the field is given twice")
KEPT_BACK = Text("ใช้ชื่อข้อมูลนี้ไม่ได้", "this field name is reserved")


class NotJson(BadInput):
    """The text isn't JSON at all."""


class _Twice:
    """Stands for the value of a field that was given twice, until its place is known."""


def read_json(data: bytes | str) -> Any:
    """The value in ``data``. Raises NotJson, or BadInput naming the field."""
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        value = json.loads(text, object_pairs_hook=_object, parse_int=_whole)
    except RecursionError:
        raise BadInput("body", *_both(TOO_DEEP)) from None
    except ValueError:
        raise NotJson("body", "ต้องเป็น JSON ที่ถูกต้องใน UTF-8", "must be valid JSON in UTF-8") from None
    check_value(value)
    return value


def check_value(value: Any, field: str = "", depth: int = 0) -> None:
    """Refuse what can't be stored and read back as it was given. Raises BadInput naming the field."""
    if depth > DEEPEST:
        raise BadInput(field or "body", *_both(TOO_DEEP))
    match value:
        case bool() | None:
            return
        case str():
            _refuse_if(any("\ud800" <= sign <= "\udfff" for sign in value), field, BROKEN)
        case int() | float():
            _refuse_if(not math.isfinite(value) or abs(value) > LARGEST, field, TOO_LARGE)
        case dict():
            for key, inner in value.items():
                here = f"{field}.{key}" if field else key
                check_value(key, field)
                _refuse_if(key in RESERVED, here, KEPT_BACK)
                check_value(inner, here, depth + 1)
        case list():
            for index, inner in enumerate(value):
                check_value(inner, f"{field}[{index}]", depth + 1)
        case _Twice():
            raise BadInput(field, *_both(TWICE))


def _refuse_if(wrong: bool, field: str, text: Text) -> None:
    if wrong:
        raise BadInput(field or "body", *_both(text))


def _both(text: Text) -> tuple[str, str]:
    return text.th, text.en


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[key] = _Twice() if key in found else value
    return found


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= len(str(LARGEST)) + 1 else math.inf
