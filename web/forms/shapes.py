"""What a form asks for, part by part, read from the type of a decision's inputs."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import msgspec
from msgspec import inspect

Sort = Literal[
    "words", "whole", "figure", "day", "yes", "choice", "several", "lines", "group", "rows", "table", "file", "files"
]
FILE = {"name", "sha256"}
"""The fields of a document that is cited by its content."""


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """One field, or a group of them."""

    sort: Sort
    field: str
    owner: str
    """The command, or the part of one, whose field it is."""
    required: bool = False
    default: Any = None
    whole: bool = False
    """Whether the codes of a choice are whole numbers, such as versions of facts."""
    codes: tuple[str, ...] = ()
    parts: tuple[Shape, ...] = ()
    """The fields of a group; the one row of rows, the one value of a table."""


@cache
def shape_of(form: type[msgspec.Struct], command: str) -> tuple[Shape, ...]:
    """The fields a command takes, in their order."""
    info = inspect.type_info(form)
    assert isinstance(info, inspect.StructType)
    return _fields(info, command)


def _fields(info: inspect.StructType, owner: str) -> tuple[Shape, ...]:
    found = (_shape(f.type, f.encode_name, owner, f.required, f.default) for f in info.fields)
    return tuple(shape for shape in found if shape is not None)


def _shape(info: inspect.Type, field: str, owner: str, required: bool, default: Any) -> Shape | None:
    """None for what no form can ask for."""
    made: dict[str, Any] = {"field": field, "owner": owner, "required": required}
    if default is not msgspec.NODEFAULT and isinstance(default, str | bool | int):
        made["default"] = default
    match info:
        case inspect.Metadata():
            return _shape(info.type, field, owner, required, default)
        case inspect.UnionType(types=types):
            (other,) = [t for t in types if not isinstance(t, inspect.NoneType)]
            return _shape(other, field, owner, False, default)
        case inspect.StrType():
            return Shape(sort="words", **made)
        case inspect.IntType():
            return Shape(sort="whole", whole=True, **made)
        case inspect.DecimalType():
            return Shape(sort="figure", **made)
        case inspect.DateType():
            return Shape(sort="day", **made)
        case inspect.BoolType():
            return Shape(sort="yes", **made)
        case inspect.LiteralType(values=values):
            return Shape(sort="choice", codes=tuple(map(str, values)), **made)
        case inspect.StructType():
            parts = _fields(info, info.cls.__name__)
            if {part.field for part in parts} == FILE:
                return Shape(sort="file", **made)
            return Shape(sort="group", parts=parts, **made)
        case inspect.ListType() | inspect.VarTupleType():
            return _many(info.item_type, made)
        case inspect.DictType():
            value = _shape(info.value_type, field, owner, False, msgspec.NODEFAULT)
            whole = isinstance(_bare(info.key_type), inspect.IntType)
            return None if value is None else Shape(sort="table", whole=whole, parts=(value,), **made)
    return None


def _many(item: inspect.Type, made: dict[str, Any]) -> Shape | None:
    match _bare(item):
        case inspect.LiteralType(values=values):
            return Shape(sort="several", codes=tuple(map(str, values)), **made)
        case inspect.IntType():
            return Shape(sort="several", whole=True, **made)
        case inspect.StructType():
            row = _shape(item, made["field"], made["owner"], False, msgspec.NODEFAULT)
            assert row is not None
            return Shape(sort="files", **made) if row.sort == "file" else Shape(sort="rows", parts=(row,), **made)
    return Shape(sort="lines", **made)


def _bare(info: inspect.Type) -> inspect.Type:
    return _bare(info.type) if isinstance(info, inspect.Metadata) else info
