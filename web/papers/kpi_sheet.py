"""The self-assessment sheet of an office and round: levels said, computed, confirmed, and by which facts (S3, S4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregates.rules_in_force import reference, rules_of
from aggregates.score_round_facts import Figures
from aggregates.score_round_state import SCORE_ROUND, ScoreRound
from engine.bilingual import Text
from projections.sheet_moment import Chosen
from web.answers.fact_words import fact_words
from web.answers.office_scores import sheet_shown
from web.papers.document import Copy, Document
from web.papers.pen import Pen
from web.showing import shown
from workflows.milestone_rules import MilestoneSheet

EVIDENCE_SHOWN = 6
"""Facts printed of a milestone; how many more there are is said."""


def _gather(copy: Copy, case: str) -> dict[str, Any]:
    opens, pen, reader = copy.eyes.opens(SCORE_ROUND.name, case), copy.pen, copy.reader
    round = copy.cases.state(SCORE_ROUND, case)
    figures = round.revisions[-1].closed.fact.figures if round.life.status == "closed" else None
    found = sheet_shown(
        reader, round.sheet, round.office, round.fiscal_year, person=copy.eyes.person, **_moment(copy, figures)
    )
    rules = rules_of(reader, found["ruleset"]["sha256"])
    sheet = next(one for one in rules.scores.sheets if one.code == round.sheet)
    note = next((one.fact.note for one in reversed(round.assessments) if one.fact.note is not None), None)
    words = fact_words(reader.parts.kinds.values())
    said, confirmed = found["self_assessed"], found["confirmed"]
    agency, where = _office(copy, round)
    return {
        "about": f"{agency}{where} · {pen.said(sheet.text)}",
        "agency": agency,
        "where": where,
        "sheet": pen.said(sheet.text),
        "year": str(round.fiscal_year),
        "status": round.life.stage,
        "revision": pen.number(round.revision),
        "weight": pen.number(sheet.weight),
        "on": pen.day(found["on"]),
        "position": pen.number(found["ledger_size"]),
        "cut_off": pen.day(found["cut_off"]),
        "afterwards": found["entered_afterwards"],
        "ruleset": f"{found['ruleset']['id']} ({pen.number(found['ruleset']['version'])})",
        "totals": {
            "computed": _totals(found, pen),
            "said": None if said is None else {**_totals(said, pen), "by": said["by"], "on": pen.day(said["on"])},
            "confirmed": None
            if confirmed is None
            else {**_totals(confirmed, pen), "by": confirmed["by"], "on": pen.day(confirmed["on"])},
        },
        "communities": [_community(one, said, confirmed, sheet, words, pen) for one in found["communities"]],
        "report": {} if note is None else shown(note, opens),
    }


KPI_SHEET = Document(
    "kpi-sheet",
    Text("แบบรายงานการประเมินตนเอง", "Self-assessment report"),
    (SCORE_ROUND.name,),
    "kpi_sheet.typ",
    _gather,
)


def _moment(copy: Copy, figures: Figures | None) -> dict[str, Any]:
    """A closed round is printed as it was frozen, an open one as of the copy's moment."""
    if figures is not None:
        rules = rules_of(copy.reader, figures.rules.sha256)
        return {"on": figures.on, "known": figures.ledger_size, "chosen": Chosen(figures.rules, rules)}
    return copy.moment


def _totals(found: Mapping[str, Any], pen: Pen) -> dict[str, str]:
    return {
        "mean": found["level_mean"]["shown"],
        "points": found["points"]["shown"],
        "lowest": pen.number(found["level_min"]),
    }


def _community(
    one: Mapping[str, Any],
    said: Mapping[str, Any] | None,
    confirmed: Mapping[str, Any] | None,
    sheet: MilestoneSheet,
    words: Mapping[str, Text],
    pen: Pen,
) -> dict[str, Any]:
    program = one["program"]
    return {
        "name": one["name"][pen.lang],
        "computed": pen.number(one["level"]),
        "said": "" if said is None else pen.number(said["levels"].get(program)),
        "confirmed": "" if confirmed is None else pen.number(confirmed["levels"].get(program)),
        "reason": "" if confirmed is None else confirmed["reasons"].get(program, ""),
        "milestones": [_milestone(it, sheet.milestones[it["level"] - 1].text, words, pen) for it in one["milestones"]],
    }


def _milestone(it: Mapping[str, Any], label: Text, words: Mapping[str, Text], pen: Pen) -> dict[str, Any]:
    facts = [
        {
            "label": pen.said(words.get(fact["topic"], fact["topic"])),
            "on": pen.day(fact["occurred_on"]),
            "late": pen.day(fact["recorded_at"]) if fact["late"] else "",
        }
        for fact in it["facts"]
    ]
    return {
        "level": pen.number(it["level"]),
        "label": pen.said(label),
        "reached": it["reached"],
        "facts": facts[:EVIDENCE_SHOWN],
        "more": pen.number(len(facts[EVIDENCE_SHOWN:]) or None),
        "missing": [
            {"label": gap[f"label_{pen.lang}"], "who": "" if gap["who"] is None else gap["who"][pen.lang]}
            for gap in it["missing"]
        ],
    }


def _office(copy: Copy, round: ScoreRound) -> tuple[str, str]:
    """What the office is called, and which place it is of, where that is no part of its name."""
    known = reference(copy.reader)
    if round.zone is not None:
        return copy.pen.said(Text(known.zones[round.zone].th, f"Zone {round.zone}")), ""
    province = known.province(round.office, copy.on)
    th, en = (round.office, round.office) if province is None else (province.th, province.en)
    office = Text("สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์", "Provincial office of ")
    return copy.pen.said(office), copy.pen.said(Text(f"จังหวัด{th}", en))
