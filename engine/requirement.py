"""A requirement: one named predicate that refuses, explains, feeds the worklist and is printed in the handbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from engine.bilingual import Text
from engine.history import Mark
from engine.refusal import Cite, Finding

View = TypeVar("View")
Around = TypeVar("Around")
Rules = TypeVar("Rules")


class Judgement(msgspec.Struct, frozen=True, gc=False):
    """A predicate's answer: met, with the facts that meet it, or what is needed and which facts stand in the way."""

    met: bool
    cites: tuple[Cite, ...] = ()
    needed: Text | None = None


def met(*by: Mark | Cite) -> Judgement:
    """Met, citing facts of this case (their marks) or of another one."""
    return Judgement(True, _cites(by))


def missing(th: str, en: str, *by: Mark | Cite) -> Judgement:
    """Not met; the two texts say what is needed, ``by`` cites facts without which it might be met."""
    return Judgement(False, _cites(by), Text(th, en))


def _cites(by: Iterable[Mark | Cite]) -> tuple[Cite, ...]:
    return tuple(Cite(m.version) if isinstance(m, Mark) else m for m in by)


@dataclass(frozen=True, slots=True)
class Requirement(Generic[View, Around, Rules]):
    """One rule of the guideline under its id.

    ``predicate`` reads the case (a small Protocol), what surrounds it (other cases, under the lock) and
    the pinned rules. ``met_by`` lists the topics of the facts that can change its answer; a requirement
    without any depends on other cases and is judged only when asked. ``commands`` are the ones that
    supply the evidence, so that a page can put the control beside the gap.
    """

    id: str
    label: Text
    supplier: Text
    predicate: Callable[[View, Around, Rules], Judgement]
    met_by: tuple[str, ...]
    commands: tuple[str, ...]

    def judge(self, view: View, around: Around, rules: Rules) -> Judgement:
        return self.predicate(view, around, rules)

    def find(self, view: View, around: Around, rules: Rules, waivers: Mapping[str, int]) -> Finding:
        """The finding; a confirmed waiver (requirement id -> its version) stands while evidence is missing."""
        judgement = self.predicate(view, around, rules)
        return Finding(
            id=self.id,
            label=self.label,
            met=judgement.met,
            cites=judgement.cites,
            needed=judgement.needed,
            supplier=None if judgement.met else self.supplier,
            waived=None if judgement.met else waivers.get(self.id),
        )


def requirement(
    id: str,
    *,
    th: str,
    en: str,
    supplier: Text,
    met_by: tuple[str, ...] = (),
    commands: tuple[str, ...] = (),
) -> Callable[[Callable[[Any, Any, Any], Judgement]], Requirement[Any, Any, Any]]:
    """Turn a predicate into the requirement ``id``."""

    def make(predicate: Callable[[Any, Any, Any], Judgement]) -> Requirement[Any, Any, Any]:
        return Requirement(id, Text(th, en), supplier, predicate, met_by, commands)

    return make
