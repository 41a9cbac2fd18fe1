"""The gate before a case's next stage, at any moment: what holds, what is missing, and the command that supplies it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from engine.decision import Decision
from engine.kind import Cases, Kind
from engine.reader import Reader
from engine.rulebook import findings
from web.showing import finding_shown, text_shown

SECTION = re.compile(r"[A-Z]+[0-9]+(?:\.[0-9]+)*")


def gates_then(
    kind: Kind[Any], case: str, state: Any, cases: Cases, reader: Reader, may: Callable[[Decision], bool]
) -> list[dict[str, Any]]:
    """Every way on from where the case stood in ``cases``, missing findings first, each with the commands ``may`` lets.

    None for a case that is closed, or that stands at the end.
    """
    workflow = kind.workflow
    if workflow is None or state.life.status == "closed":
        return []
    rules = kind.rules(state, reader, reader.on)
    around, waivers = kind.around(case, state, cases, rules), kind.waivers(state)
    gates = []
    for move in workflow.ways_from(kind.stage(state)):
        if move.back:
            continue
        found = findings(workflow, move, state, around, rules, waivers)
        items = [{**finding_shown(one), "number": section(one.id)} for one in found]
        for item in items:
            item["controls"] = _controls(kind, item["id"], may)
        gates.append(
            {
                "to": move.target,
                "move": text_shown(move.label),
                "label": text_shown(workflow.stage(move.target).label),
                "items": sorted(items, key=lambda item: (item["met"], item["waived"] is not None)),
                "missing": sum(not one.holds for one in found),
                "two_persons": rules.gates.need_two_persons(kind.name, move.target),
            }
        )
    return gates


def section(requirement: str) -> str:
    """The number of the guideline a requirement is of: H7.example is of H7."""
    found = SECTION.match(requirement)
    return requirement if found is None else found[0]


def _controls(kind: Kind[Any], requirement: str, may: Callable[[Decision], bool]) -> list[dict[str, Any]]:
    assert kind.workflow is not None
    found = kind.workflow.requirement(requirement)
    names = () if found is None else found.commands
    decisions = [kind.decisions[name] for name in names if name in kind.decisions]
    return [{"command": one.name, "label": text_shown(one.label)} for one in decisions if may(one)]
