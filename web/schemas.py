"""Forms of the API and the command line, generated from what each decision takes: nothing is declared twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import msgspec
from marshmallow import Schema, ValidationError, fields
from msgspec import inspect

from engine.decision import Decision
from engine.kind import Kind
from web.fields import (
    DATES,
    Amount,
    Anything,
    Choice,
    Day,
    Figure,
    Form,
    Part,
    Rows,
    Table,
    Whole,
    Words,
    YesNo,
    bad_form,
)

LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
SIZES = {"min_length": "minLength", "max_length": "maxLength", "pattern": "pattern"}


class Asked(NamedTuple):
    """What a door was given for a decision: its inputs, the field date, the reason."""

    inputs: Mapping[str, Any]
    on: date | None
    because: str | None


def body_schema(kind: Kind[Any], decision: Decision) -> type[Schema]:
    """The form of a request for ``decision``."""
    return _body(kind.name, decision.name, decision.form)


def read_body(kind: Kind[Any], decision: Decision, body: Any) -> Asked:
    """Check a request for ``decision`` against its form. Raises BadForm naming every wrong field."""
    try:
        return asked(body_schema(kind, decision)().load(body))
    except ValidationError as error:
        raise bad_form(error, ("inputs",)) from None


def asked(body: Mapping[str, Any]) -> Asked:
    """A request that has passed its form."""
    return Asked(body.get("inputs", {}), body.get("on"), body.get("because"))


@cache
def _body(kind: str, name: str, form: type[msgspec.Struct]) -> type[Schema]:
    inputs = schema_of(form, f"{kind}.{name}.inputs")
    needed = any(field.required for field in msgspec.structs.fields(form))
    parts: dict[str, fields.Field[Any]] = {
        "inputs": Part(inputs, required=needed),
        "on": Day(metadata={"description": f"When it happened; today if left out. {DATES}"}),
        "because": Words(allow_none=True, metadata={"description": "The reason, where one is needed."}),
    }
    return Form.from_dict(parts, name=f"{kind}.{name}")


@cache
def schema_of(struct: type[msgspec.Struct], name: str | None = None) -> type[Schema]:
    """The form for a msgspec struct and the structs within it; named after it, so that names never clash."""
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    module = struct.__module__.rpartition(".")[2]
    parts = {f.encode_name: _field(f.type, required=f.required) for f in info.fields}
    return Form.from_dict(parts, name=name or f"{module}.{struct.__name__}")


def _field(info: inspect.Type, **options: Any) -> fields.Field[Any]:
    match info:
        case inspect.Metadata():
            return _field(info.type, **options)
        case inspect.UnionType(types=types):
            others = [t for t in types if not isinstance(t, inspect.NoneType)]
            allow_none = len(others) < len(types)
            if len(others) == 1:
                return _field(others[0], allow_none=allow_none, **options)
            if all(isinstance(t, inspect.IntType | inspect.FloatType) for t in others):
                return Amount(allow_none=allow_none, **options)
            return Anything(allow_none=allow_none, **options)
        case inspect.StrType():
            return Words(metadata=_said(info, SIZES), **options)
        case inspect.BoolType():
            return YesNo(**options)
        case inspect.IntType():
            return Whole(metadata=_said(info, LIMITS), **options)
        case inspect.FloatType():
            return Amount(metadata=_said(info, LIMITS), **options)
        case inspect.DecimalType():
            return Figure(metadata={"description": 'Exact: text such as "83.25", or a whole number.'}, **options)
        case inspect.DateType():
            return Day(metadata={"description": DATES}, **options)
        case inspect.LiteralType(values=values):
            return Choice(tuple(values), **options)
        case inspect.EnumType(cls=cls):
            return Choice(tuple(member.value for member in cls), **options)
        case inspect.StructType(cls=cls):
            return Part(schema_of(cls), **options)
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType():
            return Rows(_field(info.item_type), **options)
        case inspect.DictType():
            return Table(keys=_field(info.key_type), values=_field(info.value_type), **options)
    return Anything(**{"allow_none": True, **options})


def _said(info: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """The limits msgspec will hold an input to, in OpenAPI's words."""
    return {said: limit for name, said in names.items() if (limit := getattr(info, name)) is not None}
