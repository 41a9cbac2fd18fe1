"""One stored example of every fact version ever released, and every class of facts there is to store."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import aggregates
from engine.facts import Fact, Recorded, Registry
from engine.history import REPLACING
from engine.kind import Kind

FOLDER = Path(__file__).parent / "stored_facts"


def every_kind() -> tuple[Kind[Any], ...]:
    """Every kind of case that any module of the aggregates declares, with all the facts it may hold."""
    modules = [
        importlib.import_module(f"aggregates.{found.name}") for found in pkgutil.iter_modules(aggregates.__path__)
    ]
    kinds = (value for module in modules for value in vars(module).values() if isinstance(value, Kind))
    return tuple(dict.fromkeys(kinds))


FACTS: tuple[type[Fact], ...] = tuple(dict.fromkeys(cls for kind in every_kind() for cls in kind.facts))
REGISTRY = Registry(FACTS)


class Example(NamedTuple):
    """A fact as it lies in the store. Where fields exclude each other there are several, told apart by a word."""

    name: str
    state: bytes

    @property
    def topic(self) -> str:
        return self.name.partition("-")[0]

    def decoded(self) -> Fact:
        return REGISTRY.decode(self.topic, self.state, "case", 3)

    def recorded(self) -> Recorded:
        """The fact in an envelope; a correction with what it puts in place, as the store gives it back."""
        fact, replacement = self.decoded(), None
        if isinstance(fact, REPLACING) and fact.replacement is not None:
            inner = fact.replacement
            replacement = REGISTRY.decode(inner.topic, bytes(inner.state), "case", 3)
        return Recorded("case", 3, 2, date(2021, 3, 31), 1617182400000000, "somchai", None, fact, replacement)


def _example(path: Path) -> Example:
    return Example(path.name.removesuffix(".json"), path.read_bytes().removesuffix(b"\n"))


EXAMPLES = tuple(_example(path) for path in sorted(FOLDER.iterdir()))
