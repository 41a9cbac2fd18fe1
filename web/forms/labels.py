"""What fields and their choices are called in the forms."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from engine.bilingual import Text
from workflows.labels import codes, text

OF_PEOPLE = ("sex", "role", "credential", "right", "identified_by", "outcome")
GROUPS = ("verdict", "criterion_verdict", "source", "body", *OF_PEOPLE, "pressing")
"""Where codes that stand in the type of a field have their labels."""


def field_label(owner: str, field: str) -> Text:
    """What a field of a command, or of a part of one, is called. Raises KeyError for one that nobody has named."""
    known = _known("field")
    return known[f"{owner}.{field}"] if f"{owner}.{field}" in known else known[field]


def hint(field: str) -> Text | None:
    """What helps to fill a field, where anything does."""
    return _known("hint").get(field)


def is_long(field: str) -> bool:
    """Whether a field takes more than a line."""
    return field in _read()["long"]["fields"]


def choice_labels(values: Iterable[str]) -> dict[str, Text]:
    """Code -> label, in the order in which they are offered."""
    wanted = set(values)
    for group in GROUPS:
        if wanted <= set(codes(group)):
            return {code: text(group, code) for code in codes(group) if code in wanted}
    return {code: label for code, label in _known("choice").items() if code in wanted}


@cache
def _known(table: str) -> Mapping[str, Text]:
    return {name: Text(**said) for name, said in _read()[table].items()}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads((files("web.forms") / "labels.toml").read_text(encoding="utf-8"))
