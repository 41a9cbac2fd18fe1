"""Where a case stands and what it lacks: its ways on with findings, drawn with "you are here"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregates.judging import unsupported
from engine.diagram import mermaid
from engine.kind import Kind
from engine.reader import Reader
from engine.workflow import Move, Workflow
from web.showing import finding_shown, text_shown


class FirstCycle:
    """The view of a case that has never been sent back, for gates shown without a case."""

    cycle = 1


def moves_shown(reader: Reader, kind: Kind[Any], case: str, lang: str) -> dict[str, Any]:
    """Every way on with what its gate finds, the ways back, and the diagram."""
    if kind.workflow is None:
        return {"stage": None, "moves": [], "returns": [], "unsupported": [], "diagram": None}
    state = reader.open_file(kind.name, case).state
    stage = kind.stage(state)
    moves = [
        {**move_shown(move), "open": all(f.holds for f in found), "findings": [finding_shown(f) for f in found]}
        for move, found in reader.findings(case)
    ]
    back = [move_shown(move) for move in kind.workflow.ways_from(stage) if move.back]
    gates = gates_of(kind.workflow, kind.rules(state, reader, reader.on), state)
    return {
        "stage": stage,
        "label": text_shown(kind.workflow.stage(stage).label),
        "moves": moves,
        "returns": back,
        "unsupported": unsupported_shown(reader, kind, case),
        "diagram": mermaid(kind.workflow, lang, gates=gates, here=stage),
    }


def findings_shown(reader: Reader, case: str) -> dict[str, Any]:
    """What stands between a case and its next stage, and what no longer supports its present one."""
    found = [finding for _, gate in reader.findings(case) for finding in gate]
    return {
        "missing": sum(not f.holds for f in found),
        "findings": [finding_shown(f) for f in found],
        "unsupported": unsupported_shown(reader, reader.kind_of(case), case),
    }


def unsupported_shown(reader: Reader, kind: Kind[Any], case: str) -> list[dict[str, Any]]:
    """The stages a case passed whose gate would not hold today, each with what is missing (W1)."""
    if kind.workflow is None:
        return []
    state = reader.open_file(kind.name, case).state
    return [
        {
            "stage": stage,
            "label": text_shown(kind.workflow.stage(stage).label),
            "findings": [finding_shown(finding) for finding in gaps],
        }
        for stage, gaps in unsupported(kind, case, state, reader, kind.rules(state, reader, reader.on))
    ]


def workflow_shown(workflow: Workflow, rules: Any, lang: str) -> dict[str, Any]:
    """A workflow under a rule set: stages, moves, what each gate asks for, and the diagram."""
    gates = gates_of(workflow, rules)
    return {
        "name": workflow.name,
        "label": text_shown(workflow.label),
        "stages": [
            {"name": s.name, "label": text_shown(s.label), "final": s.final, "gate": list(gates.get(s.name, ()))}
            for s in workflow.stages
        ],
        "moves": [move_shown(move) for move in workflow.moves],
        "requirements": [
            {
                "id": r.id,
                "label": text_shown(r.label),
                "supplier": text_shown(r.supplier),
                "commands": list(r.commands),
                "facts": list(r.met_by),
            }
            for r in workflow.requirements
        ],
        "diagram": mermaid(workflow, lang, gates=gates),
    }


def gates_of(workflow: Workflow, rules: Any, view: Any = FirstCycle) -> Mapping[str, tuple[str, ...]]:
    """Stage -> ids of the requirements before it."""
    return {move.target: tuple(r.id for r in workflow.gate(move, view, rules)) for move in workflow.forward}


def move_shown(move: Move) -> dict[str, Any]:
    return {
        "name": move.name,
        "from": move.source,
        "to": move.target,
        "label": text_shown(move.label),
        "back": move.back,
    }
