"""Time in each stage: a mark wherever a case changes its stage, its status or its rules (S5).

A spell lasts from its mark to the case's next one; the next mark closes it, so nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from aggregates.lifecycle import Living
from aggregates.lifecycle_facts import Closed, Reopened, Resumed, Returned, RulesChanged, StageReached, Suspended
from engine.facts import Fact
from engine.kind import Kind
from engine.rows import Marks, Row, Step


def spells(kinds: Iterable[Kind[Any]]) -> Marks:
    """Columns: the stage and status from then on, the cycle it belongs to, why it is closed, and the rules."""
    return Marks(
        "spells",
        {
            "kind": "TEXT NOT NULL",
            "stage": "TEXT NOT NULL",
            "status": "TEXT NOT NULL",
            "cycle": "INTEGER NOT NULL",
            "closed_as": "TEXT",
            "rules": "TEXT NOT NULL",
        },
        {kind.name: dict.fromkeys((*_openings(kind), *CHANGES), _step(kind.name)) for kind in kinds},
    )


CHANGES: tuple[type[Fact], ...] = (StageReached, Returned, Suspended, Resumed, Closed, Reopened, RulesChanged)


def _openings(kind: Kind[Any]) -> Iterator[type[Fact]]:
    return (cls for decision in kind.decisions.values() if decision.opens for cls in decision.records[:1])


def _step(kind: str) -> Step:
    def step(fact: Fact, case: Living) -> Iterator[Row]:
        life = case.life
        yield "spell", kind, life.stage, life.status, life.cycle, life.closed_as, str(life.rules)

    return step
