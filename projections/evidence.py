"""Which requirement was met when: a mark wherever a requirement's own evidence becomes complete, or stops being so.

Waivers are no evidence (W3), and requirements that look at other cases are joined when asked (design rule 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from aggregates.lifecycle_facts import Returned, RulesChanged
from aggregates.rules_in_force import known_rules
from engine.facts import Fact
from engine.kind import Kind
from engine.requirement import Requirement
from engine.rows import Marks, Row, Seen
from workflows.rules import Rules

Requirements = tuple[Requirement[Any, Any, Any], ...]

ANY: tuple[type[Fact], ...] = (Returned, RulesChanged)
"""Facts of the life of a case that may change the answer to any requirement: a new cycle, other rules."""


def evidence(kinds: Iterable[Kind[Any]], rules: Callable[[str], Rules] = known_rules) -> Marks:
    """Key: the requirement's id. Column: whether it is met from then on."""
    return Marks(
        "evidence",
        {"kind": "TEXT NOT NULL", "met": "INTEGER NOT NULL"},
        {kind.name: _steps(kind, rules) for kind in kinds if kind.workflow is not None},
        indexes=("kind, key, occurred_on",),
    )


def _steps(kind: Kind[Any], rules: Callable[[str], Rules]) -> dict[type[Fact], Any]:
    assert kind.workflow is not None
    own = tuple(r for r in kind.workflow.requirements if r.own)
    asked: dict[type[Fact], Requirements] = {}
    for cls in kind.facts:
        told = own if cls in ANY else tuple(r for r in own if cls.spec.name in r.met_by)
        if told:
            asked[cls] = told
    return {cls: _step(kind.name, told, rules) for cls, told in asked.items()}


def _step(kind: str, told: Requirements, rules: Callable[[str], Rules]) -> Any:
    def step(seen: Seen) -> Iterator[Row]:
        now = rules(seen.after.life.rules.sha256)
        for requirement in told:
            was = seen.memory.get(requirement.id)
            if was is None:
                was = _was_met(requirement, seen.before, rules)
            met = seen.memory[requirement.id] = requirement.judge(seen.after, None, now).met
            if met != was:
                yield requirement.id, kind, int(met)

    return step


def _was_met(requirement: Requirement[Any, Any, Any], before: Any, rules: Callable[[str], Rules]) -> bool:
    if before is None:
        return False
    return requirement.judge(before, None, rules(before.life.rules.sha256)).met
