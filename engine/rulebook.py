"""Judges a move with one `transitions` machine per workflow; the only module that uses that library."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from transitions import Machine

from engine.refusal import Finding
from engine.workflow import Move, Workflow

logging.getLogger("transitions").setLevel(logging.WARNING)


@dataclass(slots=True)
class Token:
    """Stands in for a case: the machine may move it, and it is thrown away."""

    stage: str
    view: Any
    around: Any
    rules: Any
    waivers: Mapping[str, int]
    findings: tuple[Finding, ...] = field(default=())


class Rulebook:
    """The moves of one workflow, ready to be judged."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self._machine = Machine(
            model=None,
            initial=None,
            auto_transitions=False,
            model_attribute="stage",
            states=[stage.name for stage in workflow.stages],
            transitions=[
                {"trigger": m.name, "source": m.source, "dest": m.target, "conditions": [_opens(m)]}
                for m in workflow.moves
            ],
        )

    def judge(self, move: Move, view: Any, around: Any, rules: Any, waivers: Mapping[str, int]) -> Token:
        """Try ``move``: the token's findings cover the whole gate; it stands at the target only if all hold."""
        token = Token(move.source, view, around, rules, waivers)
        self._machine.events[move.name].trigger(token, token)
        return token


def findings(move: Move, view: Any, around: Any, rules: Any, waivers: Mapping[str, int]) -> tuple[Finding, ...]:
    """What each requirement of the move's gate finds, met or missing."""
    return tuple(r.find(view, around, rules, waivers) for r in move.gate)


def _opens(move: Move) -> Callable[[Token], bool]:
    def gate_holds(token: Token) -> bool:
        token.findings = findings(move, token.view, token.around, token.rules, token.waivers)
        return all(f.holds for f in token.findings)

    return gate_holds
