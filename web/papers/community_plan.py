"""The community plan and the 3-year plan: activities, money, days, whom they reach, what was agreed (P4.2-P4.4)."""

from __future__ import annotations

from typing import Any

from aggregates.program_plan_facts import ActivityPlanned
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from projections.names import Names
from web.answers.names import names_of, province_name
from web.papers.document import Copy, Document
from web.papers.places import place_of_program
from workflows.rules import Rules


def _gather(copy: Copy, case: str) -> dict[str, Any]:
    copy.eyes.opens(PROGRAM.name, case)
    program, pen = copy.cases.state(PROGRAM, case), copy.pen
    rules = PROGRAM.rules(program, copy.reader, copy.reader.on)
    names = names_of(copy.reader, rules)
    carried_out = {one.fact.activity for one in program.done}
    activities = sorted(program.activities.items(), key=lambda item: (item[1].fact.starts, item[0]))
    reached = {household for one in program.activities.values() for household in one.fact.households}
    plan = program.plan
    return {
        "about": pen.said(program.community),
        "place": place_of_program(copy, program),
        "province": pen.said(province_name(copy.reader, program.province)),
        "year": str(program.fiscal_year),
        "cycle": pen.number(program.life.cycle),
        "plan": None
        if plan is None
        else {
            "on": pen.day(plan.mark.on),
            "areas": pen.number(plan.fact.areas),
            "complete_by": pen.day(plan.fact.complete_by, full=True),
            "provincial": plan.fact.provincial,
            "years": [
                {"year": str(year), "households": pen.number(number)}
                for year, number in sorted(plan.fact.households.items())
            ],
        },
        "problems": [
            pen.said(names.term("problem", one.fact.code)) if one.fact.code else one.fact.text
            for one in program.problems
        ],
        "adopted": pen.number(len(program.adopted)),
        "reached": pen.number(len(reached)),
        "activities": [
            _activity(one.fact, copy, names, rules, done=version in carried_out) for version, one in activities
        ],
        "budget": pen.number(sum(one.fact.budget_baht for one in program.activities.values())),
        "approaches": [
            {
                "on": pen.day(one.mark.on),
                "by": ", ".join(map(pen.said, names.bodies(one.fact.participants))),
                "partners": ", ".join(partner.name for partner in one.fact.partners),
                "solutions": list(one.fact.solutions),
            }
            for one in program.approaches
        ],
    }


COMMUNITY_PLAN = Document(
    "community-plan",
    Text("แผนชุมชนและแผนระยะ 3 ปี", "Community plan and 3-year plan"),
    (PROGRAM.name,),
    "community_plan.typ",
    _gather,
)


def _activity(fact: ActivityPlanned, copy: Copy, names: Names, rules: Rules, *, done: bool) -> dict[str, Any]:
    pen = copy.pen
    return {
        "name": fact.name,
        "agency": pen.said(names.agency(fact.agency)),
        "starts": pen.day(fact.starts),
        "ends": pen.day(fact.ends),
        "baht": pen.number(fact.budget_baht),
        "households": pen.number(len(fact.households) or None),
        "dimensions": ", ".join(map(pen.said, names.terms("dimension", fact.dimensions))),
        "concepts": ", ".join(pen.said(_concept(code, rules)) for code in fact.concepts),
        "done": done,
    }


def _concept(code: str, rules: Rules) -> Text:
    """What a concept, or a part of one, is called."""
    whole, _, part = code.partition(".")
    found = next((one for one in rules.program.concepts if one.code == whole), None)
    if found is None:
        return Text(code, code)
    of = next((one for one in found.parts if one.code == part), None)
    return found.text if of is None else Text(f"{found.th}: {of.th}", f"{found.en}: {of.en}")
