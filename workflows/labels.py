"""Short Thai and English labels for the codes that no rule set changes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from engine.bilingual import Text


@cache
def _groups() -> Mapping[str, Mapping[str, Text]]:
    text = (files("workflows") / "labels.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, dict[str, Text]])


def groups() -> tuple[str, ...]:
    """The names of all groups of labels."""
    return tuple(_groups())


def codes(group: str) -> tuple[str, ...]:
    """The codes of a group in the order in which choices are offered; KeyError if there is no such group."""
    return tuple(_labels(group))


def text(group: str, code: str) -> Text:
    """The label of a code in both languages; KeyError, naming the known ones, if there is none."""
    labels = _labels(group)
    if code not in labels:
        raise KeyError(f"no label for {group} {code!r}; known: {', '.join(labels)}")
    return labels[code]


def label(group: str, code: str, lang: str) -> str:
    """The label of a code in "th" or "en"; KeyError, naming the known ones, if there is none."""
    return text(group, code)[lang]


def _labels(group: str) -> Mapping[str, Text]:
    if group not in _groups():
        raise KeyError(f"no labels for {group!r}; known: {', '.join(groups())}")
    return _groups()[group]
