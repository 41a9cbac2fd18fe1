"""What a field holds, in words: types, limits and choices read from the code."""

from __future__ import annotations

import ast
import inspect as source
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from engine.sealed import Sealed
from web.docs.markdown import anchor, code, flowing, table

LIMITS = {"ge": "at least {}", "gt": "more than {}", "le": "at most {}", "lt": "less than {}"}
SIZES = {"min_length": "{} characters or more", "max_length": "at most {} characters", "pattern": "matching `{}`"}


def fields(struct: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    """The fields of a struct."""
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    return info.fields


def in_words(info: inspect.Type) -> str:
    """A type for a reader; a struct is named and linked to its own table (see ``parts``)."""
    match info:
        case inspect.Metadata():
            return in_words(info.type)
        case inspect.UnionType(types=types):
            return " or ".join(in_words(t) for t in types if not isinstance(t, inspect.NoneType))
        case inspect.StrType():
            return _limited("text", info, SIZES)
        case inspect.IntType():
            return _limited("whole number", info, LIMITS)
        case inspect.FloatType():
            return _limited("number", info, LIMITS)
        case inspect.DecimalType():
            return "exact decimal"
        case inspect.BoolType():
            return "yes or no"
        case inspect.DateType():
            return "date"
        case inspect.LiteralType(values=values):
            return " / ".join(code(value) for value in values)
        case inspect.StructType(cls=cls):
            return "sealed" if is_sealed(cls) else f"[{named(cls)}]({anchor(named(cls))})"
        case inspect.VarTupleType() | inspect.ListType():
            return f"list of {in_words(info.item_type)}"
        case inspect.DictType():
            return f"table of {in_words(info.key_type)} to {in_words(info.value_type)}"
        case inspect.AnyType():
            return "anything"
        case inspect.RawType():
            return "stored content"
    raise TypeError(f"nobody has said how to describe a {type(info).__name__}")


def optional(field: inspect.Field) -> bool:
    """Whether a field may be left out."""
    return not field.required


def parts(types: Iterable[inspect.Type]) -> dict[str, type[msgspec.Struct]]:
    """Every plain struct within some types, by name, in the order they are met."""
    found: dict[str, type[msgspec.Struct]] = {}
    for info in types:
        for cls in _within(info):
            if found.setdefault(named(cls), cls) is not cls:
                raise TypeError(f"two structs are called {named(cls)}: a reader couldn't tell them apart")
            for name, inner in parts(f.type for f in fields(cls)).items():
                found.setdefault(name, inner)
    return found


def part_tables(found: Mapping[str, type[msgspec.Struct]], level: str = "###") -> Iterator[str]:
    """A heading, the docstring and the fields of each struct."""
    for name in sorted(found):
        yield f"{level} {name}\n\n{flowing(source.getdoc(found[name]) or '')}\n\n{field_table(found[name])}"


def field_table(struct: type[msgspec.Struct]) -> str:
    """The fields of a struct with their types, whether they may be left out, and what the code says of them."""
    notes = field_notes(struct)
    rows = [
        (code(f.name), in_words(f.type), "optional" if optional(f) else "", notes.get(f.name, ""))
        for f in fields(struct)
    ]
    return table(("field", "what it holds", "", "note"), rows)


@cache
def field_notes(struct: type) -> Mapping[str, str]:
    """Field -> the text that stands under it in its class or in a class it extends."""
    notes: dict[str, str] = {}
    for cls in reversed(struct.__mro__):
        if issubclass(cls, msgspec.Struct) and cls is not msgspec.Struct and _has_source(cls):
            notes |= _notes(cls)
    return notes


def named(cls: Any) -> str:
    """The bare name of a class; a generic one without its parameters."""
    return str(getattr(cls, "__origin__", cls).__name__)


def is_sealed(cls: Any) -> bool:
    """Whether this is a sealed box."""
    return getattr(cls, "__origin__", cls) is Sealed


def _within(info: inspect.Type) -> Iterator[type[msgspec.Struct]]:
    match info:
        case inspect.Metadata():
            yield from _within(info.type)
        case inspect.UnionType(types=types):
            for one in types:
                yield from _within(one)
        case inspect.VarTupleType() | inspect.ListType():
            yield from _within(info.item_type)
        case inspect.DictType():
            yield from _within(info.value_type)
        case inspect.StructType(cls=cls) if not is_sealed(cls):
            yield cls


def _limited(word: str, info: Any, names: Mapping[str, str]) -> str:
    said = [text.format(limit) for name, text in names.items() if (limit := getattr(info, name)) is not None]
    return f"{word} ({', '.join(said)})" if said else word


def _has_source(cls: type) -> bool:
    # A form made of a decision's arguments has none.
    return cls.__module__.partition(".")[0] in ("engine", "workflows", "aggregates")


def _notes(cls: type) -> dict[str, str]:
    body = ast.parse(textwrap.dedent(source.getsource(cls))).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for line, following in zip(body.body, body.body[1:], strict=False):
        match line, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = flowing(text)
    return found
