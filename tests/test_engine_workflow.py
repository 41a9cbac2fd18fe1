"""Workflows check themselves when built, judge all gaps at once, and draw themselves."""

from __future__ import annotations

from typing import Any

import pytest

from engine.bilingual import Text
from engine.diagram import mermaid
from engine.refusal import Cite
from engine.requirement import Judgement, Requirement, met, missing, requirement
from engine.rulebook import Rulebook, findings
from engine.workflow import Gate, Move, Stage, Workflow, WorkflowError, returns

LABEL = Text("ป้าย", "label")


def stage(name: str, *, final: bool = False) -> Stage:
    return Stage(name, Text(f"ขั้น {name}", f"Stage {name}"), final)


def way(source: str, target: str, name: str | None = None) -> Move:
    return Move(name or f"to_{target}", source, target, LABEL)


def needs(id: str) -> Requirement[Any, Any, Any]:
    @requirement(id, th=f"ต้องมี {id}", en=f"Needs {id}", supplier=Text("ผู้ใหญ่บ้าน", "the village head"), met_by=("x",))
    def holds(view: dict[str, int], around: Any, rules: Any) -> Judgement:
        return met(Cite(view[id])) if id in view else missing(f"ยังไม่มี {id}", f"{id} is missing")

    return holds


A, B, C = needs("a"), needs("b"), needs("c")


def gate(move: Move, view: Any, rules: Any) -> Gate:
    return () if move.back else {"second": (A, B), "third": (C,)}.get(move.target, ())


STAGES = (stage("first"), stage("second"), stage("third", final=True))
WAYS = (way("first", "second"), way("second", "third"))
BACK = Move("return_to_second", "third", "second", Text("ย้อนกลับ", "Go back"), back=True)
FLOW = Workflow("flow", LABEL, STAGES, (*WAYS, BACK), (A, B, C), gate)
RULEBOOK = Rulebook(FLOW)


# A workflow that contradicts itself is never built


@pytest.mark.parametrize(
    ("stages", "moves", "requirements", "says"),
    [
        ((stage("first"), stage("first", final=True)), (way("first", "first"),), (), "declared twice"),
        (STAGES, (*WAYS, way("second", "ghost")), (), "undeclared stage 'ghost'"),
        (STAGES, (*WAYS, way("ghost", "second")), (), "undeclared stage 'ghost'"),
        (STAGES, (*WAYS, way("first", "third", "to_second")), (), "two moves of one name"),
        (STAGES, WAYS, (A, needs("a")), "two requirements have one id"),
        (STAGES, WAYS[:1], (), "no way out of 'second'"),
        (STAGES, (WAYS[0], way("second", "first")), (), r"no way leads to \['third'\]"),
    ],
)
def test_a_workflow_that_contradicts_itself_is_refused_when_built(
    stages: tuple[Stage, ...], moves: tuple[Move, ...], requirements: Gate, says: str
) -> None:
    with pytest.raises(WorkflowError, match=says):
        Workflow("flow", LABEL, stages, moves, requirements)
    assert Workflow("flow", LABEL, STAGES, WAYS, (A,)).opening == "first"


def test_a_stage_nobody_declared_has_no_position() -> None:
    assert [FLOW.position(s.name) for s in STAGES] == [0, 1, 2]
    with pytest.raises(WorkflowError, match="ghost"):
        FLOW.position("ghost")


def test_ways_and_requirements_are_found_by_name() -> None:
    assert FLOW.way("first", "second") is WAYS[0]
    assert FLOW.way("first", "third") is None
    assert FLOW.ways_from("third") == (BACK,)
    assert FLOW.stage("third").final
    assert FLOW.requirement("b") is B
    assert FLOW.requirement("z") is None


def test_ways_back_lead_to_every_earlier_stage_but_the_opening() -> None:
    stages = [stage(name) for name in ("first", "second", "third", "fourth")]
    pairs = [("third", "second"), ("fourth", "second"), ("fourth", "third")]
    back = list(returns(stages, label=LABEL))
    assert [(m.source, m.target) for m in back] == pairs
    assert all(m.back for m in back)
    assert [(m.source, m.target) for m in returns(stages, label=LABEL, from_last=False)] == pairs[:1]


# Judging a move (W1)


@pytest.mark.parametrize(
    ("view", "gaps"), [({}, ["a", "b"]), ({"a": 1}, ["b"]), ({"b": 1}, ["a"]), ({"a": 1, "b": 2, "c": 3}, [])]
)
def test_all_gaps_of_a_gate_are_told_at_once(view: dict[str, int], gaps: list[str]) -> None:
    found = findings(FLOW, WAYS[0], view, None, None, {})
    token = RULEBOOK.judge(WAYS[0], found)
    assert [finding.id for finding in found] == ["a", "b"]
    assert [finding.id for finding in token.findings if not finding.holds] == gaps
    assert token.stage == ("first" if gaps else "second")


def test_a_finding_cites_what_meets_it_or_says_what_is_needed_and_from_whom() -> None:
    found, gap = findings(FLOW, WAYS[0], {"a": 7}, None, None, {})
    assert (found.met, found.cites, found.needed, found.supplier) == (True, (Cite(7),), None, None)
    assert (gap.met, gap.cites, gap.needed, gap.supplier) == (False, (), Text("ยังไม่มี b", "b is missing"), B.supplier)


def test_a_waiver_stands_in_for_missing_evidence_and_for_nothing_else() -> None:
    found = findings(FLOW, WAYS[0], {"a": 7}, None, None, {"a": 3, "b": 4, "z": 5})
    assert [(f.met, f.waived, f.holds) for f in found] == [(True, None, True), (False, 4, True)]
    assert RULEBOOK.judge(WAYS[0], found).stage == "second"


def test_a_way_back_has_no_gate() -> None:
    assert RULEBOOK.judge(BACK, findings(FLOW, BACK, {}, None, None, {})).stage == "second"


# Drawing


def test_the_diagram_in_thai_shows_stages_gates_and_where_the_case_is() -> None:
    drawn = mermaid(FLOW, gates={"second": ["a", "b"]}, here="second")
    assert drawn.splitlines() == [
        "stateDiagram-v2",
        "    direction LR",
        '    state "ขั้น first" as first',
        '    state "ขั้น second" as second',
        '    state "ขั้น third" as third',
        "    [*] --> first",
        "    first --> second: ป้าย [a, b]",
        "    second --> third: ป้าย",
        "    third --> second: ↩ ย้อนกลับ",
        "    third --> [*]",
        "    classDef here fill:#206bc4,color:#ffffff,font-weight:bold",
        "    class second here",
    ]
    assert drawn.endswith("\n")


def test_the_diagram_in_english_without_a_case_marks_nothing() -> None:
    drawn = mermaid(FLOW, "en", gates={})
    assert '    state "Stage first" as first' in drawn.splitlines()
    assert "    third --> second: ↩ Go back" in drawn.splitlines()
    assert "class" not in drawn
