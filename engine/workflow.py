"""A workflow as data: stages, the moves between them, and the gate before each move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.bilingual import Text
from engine.requirement import Requirement


class WorkflowError(ValueError):
    """A workflow contradicts itself; raised while it is built, never while it is used."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A named place a case can be in. A final stage needs no way out."""

    name: str
    label: Text
    final: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A way from one stage to another."""

    name: str
    source: str
    target: str
    label: Text
    back: bool = False
    """A return (W4): no gate, a reason instead."""


Gate = tuple[Requirement[Any, Any, Any], ...]


def no_gate(move: Move, view: Any, rules: Any) -> Gate:
    """Every move is free."""
    return ()


@dataclass(frozen=True)
class Workflow:
    """Stages in order (the first is where a case opens), moves and requirements. Checks itself when built.

    ``gate`` picks the requirements that must hold on entry (W1): from the move, the case and its rules.
    """

    name: str
    label: Text
    stages: tuple[Stage, ...]
    moves: tuple[Move, ...]
    requirements: Gate = ()
    gate: Callable[[Move, Any, Any], Gate] = no_gate

    def __post_init__(self) -> None:
        names = [stage.name for stage in self.stages]
        if len(set(names)) != len(names):
            raise WorkflowError(f"{self.name}: a stage is declared twice")
        for move in self.moves:
            for end in (move.source, move.target):
                if end not in names:
                    raise WorkflowError(f"{self.name}: move {move.name} names the undeclared stage {end!r}")
        if len({(m.name, m.source) for m in self.moves}) != len(self.moves):
            raise WorkflowError(f"{self.name}: two moves of one name leave the same stage")
        if len({r.id for r in self.requirements}) != len(self.requirements):
            raise WorkflowError(f"{self.name}: two requirements have one id")
        for stage in self.stages:
            if not stage.final and not any(m.source == stage.name for m in self.moves):
                raise WorkflowError(f"{self.name}: there is no way out of {stage.name!r}")
        unreachable = set(names) - set(self._reachable())
        if unreachable:
            raise WorkflowError(f"{self.name}: no way leads to {sorted(unreachable)}")

    def _reachable(self) -> Iterator[str]:
        seen = {self.stages[0].name}
        todo = list(seen)
        while todo:
            here = todo.pop()
            yield here
            for move in self.moves:
                if move.source == here and move.target not in seen:
                    seen.add(move.target)
                    todo.append(move.target)

    @property
    def opening(self) -> str:
        """The stage a case is in when it has been opened and nothing else."""
        return self.stages[0].name

    def position(self, stage: str) -> int:
        """How far along a stage is; 0 is where a case opens."""
        for index, known in enumerate(self.stages):
            if known.name == stage:
                return index
        raise WorkflowError(f"{self.name} has no stage {stage!r}")

    def stage(self, name: str) -> Stage:
        return self.stages[self.position(name)]

    @property
    def forward(self) -> tuple[Move, ...]:
        """The moves that go on, each with its gate."""
        return tuple(move for move in self.moves if not move.back)

    def ways_from(self, stage: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.source == stage)

    def way(self, stage: str, target: str) -> Move | None:
        """The move from ``stage`` straight to ``target``, if there is one."""
        return next((m for m in self.moves if m.source == stage and m.target == target), None)

    def requirement(self, id: str) -> Requirement[Any, Any, Any] | None:
        return next((r for r in self.requirements if r.id == id), None)


def returns(stages: Iterable[Stage], *, label: Text, from_last: bool = True) -> Iterator[Move]:
    """A way back from each stage to every earlier one except the opening (W4)."""
    names = [stage.name for stage in stages]
    for later in range(2, len(names) if from_last else len(names) - 1):
        for earlier in range(1, later):
            yield Move(f"return_to_{names[earlier]}", names[later], names[earlier], label, back=True)
