"""The words of the demo: names of people and places, and what case managers write down."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random

import msgspec


class HelpKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of help; with the range of its cost in baht where it is money or goods."""

    kind: str
    baht: tuple[int, int] | None = None


class Dimension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is seen, planned and given in one dimension."""

    signs: tuple[str, ...]
    actions: tuple[str, ...]
    concepts: tuple[str, ...]
    agencies: tuple[str, ...]
    help: tuple[HelpKind, ...]


class Activity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An activity of a community plan."""

    name: str
    agency: str
    budget: tuple[int, int]
    concepts: tuple[str, ...]
    dimensions: tuple[str, ...]
    result: str


class Partner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A network partner and its kind."""

    name: str
    kind: str


class ProgramWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is written down of a community program."""

    scopes: tuple[str, ...]
    brings: tuple[str, ...]
    situations: tuple[str, ...]
    findings: tuple[str, ...]
    advice: tuple[str, ...]
    solutions: tuple[str, ...]
    partners: tuple[Partner, ...]
    lessons: tuple[str, ...]
    proposals: tuple[str, ...]
    activities: tuple[Activity, ...]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in ``words.toml``."""

    male_names: tuple[str, ...]
    female_names: tuple[str, ...]
    surnames: tuple[str, ...]
    child_relations: tuple[str, ...]
    parent_relations: tuple[str, ...]
    occupations: tuple[str, ...]
    disabilities: tuple[str, ...]
    other_problems: tuple[str, ...]
    villages: tuple[str, ...]
    visitors: tuple[str, ...]
    seen: tuple[str, ...]
    evidence: tuple[str, ...]
    unjudged: str
    dimensions: Mapping[str, Dimension]
    program: ProgramWords
    posts: Mapping[str, str]
    because: Mapping[str, str]
    closing: Mapping[str, str]
    """Why a household's case ends, by the code of the closing reason."""


@cache
def words() -> Words:
    """The words; msgspec.ValidationError if the file has the wrong form."""
    text = (files("web") / "demo" / "words.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Words)


def chance(rng: Random, percent: float) -> bool:
    """True so many times out of a hundred."""
    return rng.random() * 100 < percent


def baht(rng: Random, span: tuple[int, int]) -> int:
    """A sum in hundreds, within ``span``."""
    return rng.randint(span[0] // 100, span[1] // 100) * 100
