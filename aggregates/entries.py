"""What decisions check of what they are given: that something is there, on the list, and news."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Protocol, TypeVar

from aggregates.choosing import among, term
from engine.facts import Fact
from engine.history import Mark
from engine.refusal import BadInput
from workflows.rule_terms import Term

F = TypeVar("F", bound=Fact)


class Known(Protocol):
    """A fact that counts already, with its mark."""

    @property
    def fact(self) -> Any: ...
    @property
    def mark(self) -> Mark: ...


def news(fact: F, on: date, known: Iterable[Known | None]) -> Iterator[F]:
    """The fact, unless the same one is known for that day."""
    if not any(k is not None and k.fact == fact and k.mark.on == on for k in known):
        yield fact


def some(field: str, given: Collection[object]) -> None:
    """At least one is given. Raises BadInput."""
    if not given:
        raise BadInput(field, "ต้องมีอย่างน้อย 1 รายการ", "at least one is needed")


def each_term(field: str, given: Iterable[str], terms: Iterable[Term]) -> None:
    """Every code given stands in a list of the rule set. Raises BadInput naming the choices."""
    known = tuple(terms)
    for place, code in enumerate(given):
        term(f"{field}[{place}]", code, known)


def each_among(field: str, given: Iterable[str], choices: Iterable[str]) -> None:
    """Every one given is one of the choices. Raises BadInput naming them."""
    known = tuple(choices)
    for place, one in enumerate(given):
        among(f"{field}[{place}]", one, known)
