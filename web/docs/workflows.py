"""The page of workflows: what is drawn, and every requirement of every gate under a rule set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.diagram import mermaid
from engine.kind import Kind
from engine.requirement import Requirement
from engine.workflow import Stage, Workflow
from web.answers.standing import FirstCycle, gates_of
from web.docs.markdown import code, listed, page, table
from workflows.rules import Rules

INTRODUCTION = """\
A case is opened, and from then on evidence may be recorded in any order. Only entering a stage is gated: every
requirement of its gate must be met or, where that is possible, waived. A later event never pushes a case out of a
stage. Which requirements stand before a stage is a matter of the [rule set](rules-2564.md); what each of them
looks at is code under its id."""
HEADERS = ("id", "ข้อกำหนด · requirement", "ผู้ให้ข้อมูล · who supplies it", "commands that supply it", "waivable")
Gate = Iterable[Requirement[Any, Any, Any]]


class LaterCycle(FirstCycle):
    """The view of a case that has been sent back, for what its gates ask beside."""

    cycle = 2


def workflows_page(kinds: Sequence[Kind[Any]], rules: Rules, commands: Mapping[tuple[str, str], str]) -> str:
    """Every workflow under ``rules``; ``commands`` says where a command of a kind is described."""
    sections = (_workflow(kind, kind.workflow, rules, commands) for kind in kinds if kind.workflow is not None)
    return page("Workflows · ขั้นตอน", INTRODUCTION, f"Rule set: {rules.title.th} · {rules.title.en}.", *sections)


def _workflow(kind: Kind[Any], workflow: Workflow, rules: Rules, commands: Mapping[tuple[str, str], str]) -> str:
    gates = gates_of(workflow, rules)
    drawn = (f"```mermaid\n{mermaid(workflow, lang, gates=gates)}```" for lang in ("th", "en"))
    tables = _Tables(kind, rules, commands)
    stages = (tables.stage(workflow, stage, gates) for stage in workflow.stages[1:])
    asked = {id for ids in gates.values() for id in ids}
    free = [requirement for requirement in workflow.requirements if requirement.id not in asked]
    rest = f"### No gate asks for these\n\nThey are information.\n\n{tables.of(free)}" if free else ""
    return "\n\n".join(filter(None, (f"## {workflow.label.th} · {workflow.label.en}", *drawn, *stages, rest)))


class _Tables:
    """Tables of requirements for one kind of case."""

    def __init__(self, kind: Kind[Any], rules: Rules, commands: Mapping[tuple[str, str], str]) -> None:
        self.kind, self.rules, self.commands = kind, rules, commands

    def stage(self, workflow: Workflow, stage: Stage, gates: Mapping[str, Sequence[str]]) -> str:
        """The gate of one stage, and what it asks for beside once a case has been sent back."""
        ids = gates.get(stage.name, ())
        again = [id for id in gates_of(workflow, self.rules, LaterCycle).get(stage.name, ()) if id not in ids]
        parts = [f"### {stage.label.th} · {stage.label.en} (`{stage.name}`)"]
        parts.append(self.of(r for r in workflow.requirements if r.id in ids) or "Nothing is asked for.")
        if again:
            parts.append(f"After a return has begun a new cycle also: {listed(map(code, again))}.")
        return "\n\n".join(parts)

    def of(self, requirements: Gate) -> str:
        return table(HEADERS, self._rows(requirements))

    def _rows(self, requirements: Gate) -> Iterator[tuple[str, ...]]:
        for each in requirements:
            label, supplier = f"{each.label.th} · {each.label.en}", f"{each.supplier.th} · {each.supplier.en}"
            supplied = listed(self._link(name) for name in each.commands)
            waivable = "waivable" if self.rules.process.waivable(each.id) else "**never**"
            yield code(each.id), label, supplier, supplied or "–", waivable

    def _link(self, command: str) -> str:
        place = self.commands.get((self.kind.name, command))
        return code(command) if place is None else f"[`{command}`]({place})"
