"""Judges a move with one `transitions` machine per workflow; the only module that uses that library."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from transitions import Machine

from engine.refusal import Finding
from engine.workflow import Move, Workflow

logging.getLogger("transitions").setLevel(logging.WARNING)


@dataclass(slots=True)
class Token:
    """Stands in for a case: the machine may move it, and it is thrown away."""

    stage: str
    findings: tuple[Finding, ...]

    @property
    def gate_holds(self) -> bool:
        """One condition looks at the whole gate, so that all gaps are told at once."""
        return all(finding.holds for finding in self.findings)


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
                {"trigger": m.name, "source": m.source, "dest": m.target, "conditions": [_gate_holds]}
                for m in workflow.moves
            ],
        )

    def judge(self, move: Move, findings: tuple[Finding, ...]) -> Token:
        """Try ``move`` with what its gate found: the token reaches the target only if every finding holds."""
        token = Token(move.source, findings)
        self._machine.events[move.name].trigger(token, token)
        return token


def _gate_holds(token: Token) -> bool:
    return token.gate_holds


def findings(
    workflow: Workflow, move: Move, view: Any, around: Any, rules: Any, waivers: Mapping[str, int]
) -> tuple[Finding, ...]:
    """What each requirement of the gate before ``move`` finds, met or missing."""
    return tuple(r.find(view, around, rules, waivers) for r in workflow.gate(move, view, rules))
