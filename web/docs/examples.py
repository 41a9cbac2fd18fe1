"""An example of what a command takes: made of its form, so that it is always accepted by it."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import inspect

from web.docs.shapes import fields

PATTERNS = {
    "^[0-9a-f]{64}$": "0" * 64,
    "^[0-9a-f]{32}$": "0" * 32,
    "^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$": "kanda",
}


def example(struct: type[msgspec.Struct]) -> dict[str, Any]:
    """A value for every field that must be given."""
    return {f.encode_name: _of(f.type) for f in fields(struct) if f.required}


def _of(info: inspect.Type) -> Any:
    match info:
        case inspect.Metadata():
            return _of(info.type)
        case inspect.UnionType(types=types):
            return _of(next(t for t in types if not isinstance(t, inspect.NoneType)))
        case inspect.StrType(pattern=pattern):
            return PATTERNS[pattern] if pattern else "..."
        case inspect.IntType(ge=least):
            return least or 1
        case inspect.FloatType():
            return 1.5
        case inspect.DecimalType():
            return "83.25"
        case inspect.BoolType():
            return True
        case inspect.DateType():
            return "2021-03-31"
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.StructType(cls=cls):
            return example(cls)
        case inspect.VarTupleType() | inspect.ListType():
            return [_of(info.item_type)]
        case inspect.DictType():
            return {_of(info.key_type): _of(info.value_type)}
        case inspect.AnyType():
            return "..."
    raise TypeError(f"nobody has said how to make an example of a {type(info).__name__}")
