"""Form fields that say what is wrong with an input in Thai and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from marshmallow import RAISE, Schema, ValidationError, fields

from engine.bilingual import Text
from engine.calendar import end_of_day_bangkok, parse_date
from engine.refusal import BadInput
from engine.thai import parse_number
from engine.unreadable import Unreadable

REQUIRED = Text("ต้องระบุ", "is required")
UNKNOWN = Text("ไม่รู้จักข้อมูลนี้", "is not a known field")
GROUP = Text("ต้องเป็นกลุ่มข้อมูลที่มีชื่อกำกับ", "must be an object with named fields")
DATES = "2021-03-31, 31/3/2564 or 31 มี.ค. 2564; a year above 2400 is BE."


class BadForm(BadInput):
    """One or more fields of a form are wrong; ``errors`` names them all."""

    def __init__(self, errors: tuple[tuple[str, Text], ...]) -> None:
        field, text = errors[0]
        super().__init__(field, text.th, text.en)
        self.errors = errors


class Bilingual(fields.Field[Any]):
    """What the fields below share: errors in both languages, as a ``Text`` instead of a string."""

    expects: Text = Text("ข้อมูลไม่ถูกต้อง", "is not valid")

    def make_error(self, key: str, **_: Any) -> ValidationError:
        return ValidationError([REQUIRED if key in ("required", "null") else self.expects])


class Words(Bilingual, fields.String):
    expects = Text("ต้องเป็นข้อความ", "must be text")


class Whole(Bilingual, fields.Integer):
    expects = Text("ต้องเป็นจำนวนเต็ม", "must be a whole number")

    def __init__(self, **options: Any) -> None:
        super().__init__(strict=True, **options)


class Count(Bilingual, fields.Integer):
    """A whole number in a query, where everything is text; ``least`` and ``most`` included."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        metadata = {"minimum": least, "maximum": most, "description": options.pop("description", "")}
        super().__init__(metadata=metadata, **options)
        self.least, self.most = least, most
        self.expects = Text(f"ต้องเป็นจำนวนเต็ม {least}-{most}", f"must be a whole number from {least} to {most}")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> int:
        if not isinstance(value, str) or not re.fullmatch("[0-9]{1,15}", value):
            raise self.make_error("invalid")
        if not self.least <= int(value) <= self.most:
            raise self.make_error("invalid")
        return int(value)


class Amount(Bilingual, fields.Float):
    expects = Text("ต้องเป็นตัวเลข", "must be a number")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid")
        return value


class Figure(Words):
    """An exact decimal: a whole number, or text as people write numbers; never a binary fraction."""

    expects = Text('ต้องเป็นจำนวนเต็ม หรือทศนิยมในรูปข้อความ เช่น "83.25"', 'must be a whole number, or text such as "83.25"')

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise self.make_error("invalid")
        try:
            return parse_number(value)
        except Unreadable:
            raise self.make_error("invalid") from None


class YesNo(Bilingual, fields.Boolean):
    expects = Text("ต้องเป็น true หรือ false", "must be true or false")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class YesOrNo(Bilingual, fields.Boolean):
    """Yes or no in a query, where everything is text."""

    expects = Text("ต้องเป็น true หรือ false", "must be true or false")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> bool:
        if value not in ("true", "false"):
            raise self.make_error("invalid")
        return bool(value == "true")


class Day(Bilingual, fields.Date):
    """A date of either era, in any of the forms people write."""

    expects = Text("ต้องเป็นวันที่ เช่น 31/3/2564", "must be a date, such as 2021-03-31")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> date:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        try:
            return parse_date(value)
        except Unreadable as error:
            raise ValidationError([error.text]) from None


class Known(Bilingual):
    """A moment of recording: a ledger size, or a date meaning the end of that day."""

    expects = Text("ต้องเป็นวันที่หรือขนาดบัญชี", "must be a date or a ledger size")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> int | datetime:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if re.fullmatch("[0-9]{1,15}", value):
            return int(value)
        try:
            return end_of_day_bangkok(parse_date(value))
        except Unreadable as error:
            raise ValidationError([error.text]) from None


class Choice(Bilingual, fields.Raw):
    """One of the listed codes."""

    def __init__(self, codes: tuple[Any, ...], **options: Any) -> None:
        super().__init__(metadata={"enum": list(codes)}, **options)
        self.codes = codes
        listed = ", ".join(map(str, codes))
        self.expects = Text(f"ต้องเป็นค่าใดค่าหนึ่งใน: {listed}", f"must be one of: {listed}")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        if not any(type(value) is type(code) and value == code for code in self.codes):
            raise self.make_error("invalid")
        return value


class Rows(Bilingual, fields.List[Any]):
    expects = Text("ต้องเป็นรายการ", "must be a list")


class Table(Bilingual, fields.Dict):
    expects = GROUP


class Part(Bilingual, fields.Nested):
    expects = GROUP


class Anything(Bilingual, fields.Raw):
    """Checked where its meaning is known, by the decision itself."""


class Form(Schema):
    """A form that refuses fields nobody asked for."""

    class Meta:
        unknown = RAISE

    # marshmallow expects strings but hands on whatever stands here; ours say it in both languages.
    error_messages = cast("dict[str, str]", {"unknown": UNKNOWN, "type": GROUP})


def bad_form(error: ValidationError, drop: tuple[str, ...] = ()) -> BadForm:
    """marshmallow's tree of messages as one error naming every field; ``drop`` leaves out leading names."""
    messages = error.messages if isinstance(error.messages, dict) else {"_schema": error.messages}
    return BadForm(tuple(_flat(messages, "", drop)))


def _has_names(messages: Any) -> bool:
    return isinstance(messages, Mapping) and "_schema" not in messages


def _flat(messages: Any, field: str, drop: tuple[str, ...]) -> list[tuple[str, Text]]:
    if not isinstance(messages, Mapping):
        return [(field or "body", m if isinstance(m, Text) else Text(str(m), str(m))) for m in messages]
    found = []
    for key, inner in messages.items():
        if key in ("_schema", "key", "value") or (not field and key in drop and _has_names(inner)):
            here = field
        elif isinstance(key, int):
            here = f"{field}[{key}]"
        else:
            here = f"{field}.{key}" if field else str(key)
        found += _flat(inner, here, drop)
    return found
