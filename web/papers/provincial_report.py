"""The provincial report in two parts: what the community became able to do, and whose problems were solved (P6.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.program_record import Program
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.refusal import CaseNotFound
from projections.names import Names
from web.answers.committee import committee
from web.answers.meetings import meetings
from web.answers.names import names_of, province_name
from web.answers.registers import by_agency, help_given
from web.answers.success import success_shown
from web.papers.document import Copy, Document
from web.papers.places import place_of_program
from workflows.labels import text
from workflows.rules import Rules


def _gather(copy: Copy, case: str) -> dict[str, Any]:
    opens, pen = copy.eyes.opens(PROGRAM.name, case), copy.pen
    program = copy.cases.state(PROGRAM, case)
    rules = PROGRAM.rules(program, copy.reader, copy.reader.on)
    names, workflow = names_of(copy.reader, rules), PROGRAM.workflow
    assert workflow is not None
    seats = committee(program, rules, opens)
    return {
        "about": pen.said(program.community),
        "place": place_of_program(copy, program),
        "province": pen.said(province_name(copy.reader, program.province)),
        "year": str(program.fiscal_year),
        "stage": pen.said(workflow.stage(program.life.stage).label),
        "deliveries": _deliveries(copy, program, rules),
        "waivers": [pen.said(names.requirement(one.requirement)) for one in program.life.waivers],
        "order": [{"number": one.fact.number, "on": pen.day(one.mark.on)} for one in program.orders],
        "seats": {
            "filled": pen.number(sum(one.standing != "open" for one in seats)),
            "all": pen.number(len(seats)),
        },
        **_capability(copy, program, names, rules),
        **_solved(copy, program, case, names),
    }


PROVINCIAL_REPORT = Document(
    "provincial-report",
    Text("รายงานผลการสร้างเสริมชุมชนเข้มแข็ง", "Report on strong communities"),
    (PROGRAM.name,),
    "provincial_report.typ",
    _gather,
)


def _deliveries(copy: Copy, program: Program, rules: Rules) -> list[dict[str, str]]:
    """To whom the report goes, and since when it is there."""
    latest = {one.fact.recipient: copy.pen.day(one.mark.on) for one in program.deliveries}
    return [{"to": copy.pen.said(one.text), "on": latest.get(one.code, "")} for one in rules.program.report_recipients]


def _capability(copy: Copy, program: Program, names: Names, rules: Rules) -> dict[str, Any]:
    """Part 1 (5.2.1)."""
    pen = copy.pen
    carried_out = {one.fact.activity for one in program.done}
    agreed = (partner.name for one in program.approaches for partner in one.fact.partners)
    joined = (partner.name for one in program.done for partner in one.fact.partners)
    return {
        "meetings": [
            {"label": pen.said(label), "times": pen.number(times)}
            for label, times in Counter(one.label for one in meetings(program, names)).items()
        ],
        "solutions": list(dict.fromkeys(said for one in program.approaches for said in one.fact.solutions)),
        "activities": [
            {
                "name": one.fact.name,
                "agency": pen.said(names.agency(one.fact.agency)),
                "ends": pen.day(one.fact.ends),
                "baht": pen.number(one.fact.budget_baht),
                "done": version in carried_out,
            }
            for version, one in program.activities.items()
        ],
        "beside_the_plan": [one.fact.name for one in program.done if one.fact.activity is None],
        "partners": sorted({*agreed, *joined}),
        "visits": [
            {"on": pen.day(one.mark.on), "findings": one.fact.findings, "advice": one.fact.advice}
            for one in program.visits
        ],
        "follow_ups": [{"on": pen.day(one.mark.on), "findings": one.fact.findings} for one in program.follow_ups],
        "criteria": [_criterion(copy, program, one.code, one.text) for one in rules.program.criteria],
        "lessons": [
            {"by": ", ".join(map(pen.said, names.bodies(one.fact.drawn_by))), "said": one.fact.lessons}
            for one in program.lessons
        ],
    }


def _criterion(copy: Copy, program: Program, code: str, label: Text) -> dict[str, Any]:
    found = program.criteria.get(code)
    return {
        "label": copy.pen.said(label),
        "verdict": None if found is None else "met" if found.holds else "not_met",
        "evidence": "" if found is None else found.evidence,
    }


def _solved(copy: Copy, program: Program, case: str, names: Names) -> dict[str, Any]:
    """Part 2 (5.2.2): computed, never typed."""
    pen, reader = copy.pen, copy.reader
    found = success_shown(reader, "community", area=case, **copy.moment)["items"]
    households = dict(_adopted(copy, program))
    given = [one for household, state in households.items() for one in help_given(reader, household, state)]
    stages = Counter(state.life.stage for state in households.values())
    workflow = HOUSEHOLD.workflow
    assert workflow is not None
    return {
        "problems": [
            pen.said(names.term("problem", one.fact.code)) if one.fact.code else one.fact.text
            for one in program.problems
        ],
        "success": _figures(copy, found[0]) if found else None,
        "stages": [
            {"label": pen.said(stage.label), "households": pen.number(stages[stage.name])}
            for stage in workflow.stages
            if stages[stage.name]
        ],
        "carried_over": pen.number(sum(state.carried_over is not None for state in households.values())),
        "help": [
            {
                "agency": pen.said(one.agency),
                "households": pen.number(one.households),
                "times": pen.number(one.times),
                "baht": pen.number(one.baht),
                "unpriced": pen.number(one.unpriced or None),
            }
            for one in by_agency(given)
        ],
        "help_total": pen.number(sum(one.baht for one in given)),
    }


def _adopted(copy: Copy, program: Program) -> Iterator[tuple[str, HouseholdCase]]:
    for household in program.adopted:
        try:
            yield household, copy.cases.state(HOUSEHOLD, household)
        except CaseNotFound:
            continue


def _figures(copy: Copy, found: dict[str, Any]) -> dict[str, Any]:
    pen, percent, dimensions = copy.pen, found["out_of_poverty_percent"], found["dimensions"]
    tiers = list(dict.fromkeys(one["first"] for one in found["tier_moves"]))
    moves = {(one["first"], one["latest"]): one["households"] for one in found["tier_moves"]}
    return {
        "targets": pen.number(found["targets"]),
        "out": pen.number(found["out_of_poverty"]),
        "out_percent": "" if percent is None else percent["shown"],
        "failed": pen.number(dimensions["failed"]),
        "resolved": pen.number(dimensions["resolved"]),
        "resolved_percent": "" if dimensions["resolved_percent"] is None else dimensions["resolved_percent"]["shown"],
        "unassessed": pen.number(found["unassessed"] or None),
        "tiers": tiers,
        "moves": [
            {
                "first": first,
                "to": [pen.number(moves[first, latest]) for latest in tiers],
                "all": pen.number(sum(moves[first, latest] for latest in tiers)),
            }
            for first in tiers
        ],
        "now": [pen.number(sum(moves[first, latest] for first in tiers)) for latest in tiers],
        "labels": [pen.said(text("tier", tier)) for tier in tiers],
    }
