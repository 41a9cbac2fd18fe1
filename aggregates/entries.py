"""What decisions check of what they are given: codes of the rule set's lists, and whether it is news at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, Protocol, TypeVar

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


def of_list(field: str, given: Iterable[str], terms: Iterable[Term]) -> None:
    """Every code given stands in a list of the rule set. Raises BadInput naming the choices."""
    one_of(field, given, [term.code for term in terms])


def one_of(field: str, given: Iterable[str], choices: Collection[str]) -> None:
    """Every code given is one of the choices. Raises BadInput naming them."""
    for code in given:
        if code not in choices:
            listed = ", ".join(choices)
            raise BadInput(field, f"ไม่รู้จัก {code} ให้ใช้: {listed}", f"{code} is none of: {listed}")


def some(field: str, given: Collection[object]) -> None:
    """At least one is given. Raises BadInput."""
    if not given:
        raise BadInput(field, "ต้องมีอย่างน้อย 1 รายการ", "at least one is needed")
