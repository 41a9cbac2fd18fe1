"""The seven stages both workflows share, the ways between them, and the gates the rule set puts before them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

from engine.bilingual import Text
from engine.workflow import Gate, Move, Stage, Workflow, returns
from workflows.labels import text
from workflows.process_rules import STAGES
from workflows.rules import Rules

MOVES = ("select", "analyze", "appoint_committee", "plan", "intervene", "evaluate", "choose_best_practice")


class Cycling(Protocol):
    """What a gate reads of a case: which round of plan and action it is in (W4)."""

    @property
    def cycle(self) -> int: ...


def staged(
    name: Literal["program", "household"], label: Text, requirements: Gate, *, return_from_last: bool
) -> Workflow:
    """A workflow through the seven stages; the pinned rule set picks each gate from ``requirements`` (W1, W6)."""
    stages = (
        Stage("opened", text("stage", "opened")),
        *(Stage(code, text("stage", code), final=code == STAGES[-1]) for code in STAGES),
    )
    forward = (Move(move, stages[i].name, stages[i + 1].name, text("move", move)) for i, move in enumerate(MOVES))
    back = returns(stages, label=text("move", "return"), from_last=return_from_last)
    return Workflow(name, label, stages, (*forward, *back), requirements, gate_by_rules(name, requirements))


def gate_by_rules(name: Literal["program", "household"], requirements: Gate) -> Callable[[Move, Cycling, Rules], Gate]:
    """The requirements the rule set asks for before a stage; in a later cycle also those renewed (W4)."""

    found: dict[tuple[int, str, bool], tuple[Rules, Gate]] = {}

    def gate(move: Move, view: Cycling, rules: Rules) -> Gate:
        # Rule sets are few and large: known by identity, and kept so that no other takes their place.
        key = id(rules), move.target, view.cycle > 1
        if key not in found:
            asked = rules.gates.entering(name, move.target)
            found[key] = rules, tuple(r for r in requirements if asked.asks_for(r.id, new_cycle=key[2]))
        return found[key][1]

    return gate


def gate_ids(name: Literal["program", "household"], rules: Any) -> dict[str, tuple[str, ...]]:
    """Stage -> ids of the requirements before it, as the rule set lists them; for diagrams and the handbook."""
    gates = rules.gates.program if name == "program" else rules.gates.household
    return {gate.stage: gate.requirements for gate in gates}
