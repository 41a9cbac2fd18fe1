"""Which texts of a fact stand in clear: those that could say who somebody is, and so must be accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import inspect

from engine.facts import Fact
from web.docs.shapes import fields, is_sealed


def clear_texts(cls: type[Fact]) -> frozenset[str]:
    """The names of the fields, at any depth, in which any text may stand; no choices of a list, no boxes."""
    return frozenset(name for field in fields(cls) for name in _texts(field.name, field.type))


def _texts(name: str, info: inspect.Type) -> Iterator[str]:
    match info:
        case inspect.StrType():
            yield name
        case inspect.Metadata():
            yield from _texts(name, info.type)
        case inspect.UnionType(types=types):
            for one in types:
                yield from _texts(name, one)
        case inspect.StructType(cls=cls) if not is_sealed(cls):
            for field in fields(cls):
                yield from _texts(field.name, field.type)
        case inspect.VarTupleType() | inspect.ListType():
            yield from _texts(name, info.item_type)
        case inspect.DictType():
            yield from _texts(name, info.key_type)
            yield from _texts(name, info.value_type)
