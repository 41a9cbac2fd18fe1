"""The agenda of the working group's next meeting: what is missing to decide on, and the list to sign (P3.4, P4.1)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from aggregates.household_state import HOUSEHOLD
from aggregates.program_record import Program
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from web.answers.committee import committee
from web.answers.gate import gates_then
from web.answers.meetings import meetings
from web.answers.names import names_of
from web.papers.document import Copy, Document
from web.papers.places import place_of_program
from workflows.labels import text


def _gather(copy: Copy, case: str) -> dict[str, Any]:
    opens, pen = copy.eyes.opens(PROGRAM.name, case), copy.pen
    program = copy.cases.state(PROGRAM, case)
    rules = PROGRAM.rules(program, copy.reader, copy.reader.on)
    own = {one.mark for one in program.adoption_meetings} | {one.mark for one in program.meetings}
    held = [one for one in meetings(program, names_of(copy.reader, rules)) if one.mark in own]
    gate = next(iter(gates_then(PROGRAM, case, program, copy.cases, copy.reader, lambda decision: False)), None)
    workflow = PROGRAM.workflow
    assert workflow is not None
    return {
        "about": pen.said(program.community),
        "place": place_of_program(copy, program),
        "stage": pen.said(workflow.stage(program.life.stage).label),
        "last": None if not held else {"label": pen.said(held[-1].label), "on": pen.day(held[-1].on, full=True)},
        "to": "" if gate is None else gate["label"][pen.lang],
        "missing": [] if gate is None else [_missing(item, pen.lang) for item in gate["items"] if _lacking(item)],
        "advice": None if not program.visits else _advice(program, copy),
        **_households(copy, case, program),
        "members": [
            {
                "name": holder.name or pen.said(holder.gone) or pen.said(Text("(ไม่เปิดเผย)", "(not shown)")),
                "post": holder.post or pen.said(seat.label),
                "role": pen.said(seat.role),
            }
            for seat in committee(program, rules, opens)
            for holder in seat.holders
        ],
        "open_seats": [pen.said(seat.label) for seat in committee(program, rules, opens) if seat.standing == "open"],
    }


MEETING_AGENDA = Document(
    "meeting-agenda",
    Text("ระเบียบวาระการประชุมคณะทำงาน", "Agenda of the working group"),
    (PROGRAM.name,),
    "meeting_agenda.typ",
    _gather,
)


def _lacking(item: dict[str, Any]) -> bool:
    return not item["met"] and item["waived"] is None


def _missing(item: dict[str, Any], lang: str) -> dict[str, str]:
    supplier = item["supplier"]
    return {
        "number": item["number"],
        "label": (item["needed"] or item["label"])[lang],
        "who": "" if supplier is None else supplier[lang],
    }


def _advice(program: Program, copy: Copy) -> dict[str, str]:
    """What the zone office advised on its last visit (P5.2)."""
    last = program.visits[-1]
    return {"on": copy.pen.day(last.mark.on, full=True), "findings": last.fact.findings, "said": last.fact.advice}


def _households(copy: Copy, case: str, program: Program) -> dict[str, Any]:
    """How many households stand where; of those adopted, and before adoption of all."""
    members = [one for one in copy.cases.members(case) if not program.adopted or one in program.adopted]
    states = [copy.cases.state(HOUSEHOLD, one) for one in members]
    stages, tiers = Counter(one.life.stage for one in states), Counter(one.tier or "" for one in states)
    workflow, pen = HOUSEHOLD.workflow, copy.pen
    assert workflow is not None
    return {
        "households": pen.number(len(states)),
        "adopted": bool(program.adopted),
        "stages": [
            {"label": pen.said(stage.label), "households": pen.number(stages[stage.name])}
            for stage in workflow.stages
            if stages[stage.name]
        ],
        "tiers": [
            {"label": pen.said(text("tier", tier)), "households": pen.number(tiers[tier])}
            for tier in ("red", "yellow", "green", "none")
            if tiers[tier]
        ],
    }
