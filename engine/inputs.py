"""Inputs as people and machines give them, brought to one spelling before anything is decided."""

from __future__ import annotations

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
