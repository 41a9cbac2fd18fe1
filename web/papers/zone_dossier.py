"""A zone's best practice: the communities side by side, the pick and why, lessons, the policy proposal (P7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import reference
from aggregates.zone_review_state import REVIEW, Review
from engine.bilingual import Text
from web.answers.names import province_name
from web.answers.ranking import ranking_table
from web.papers.document import Copy, Document


def _gather(copy: Copy, case: str) -> dict[str, Any]:
    copy.eyes.opens(REVIEW.name, case)
    review, pen = copy.cases.state(REVIEW, case), copy.pen
    table = ranking_table(copy.cases, case)
    workflow, zone = REVIEW.workflow, reference(copy.reader).zones[review.zone]
    assert workflow is not None
    picked = None if review.pick is None else review.pick.fact.program
    rows = sorted(table["items"], key=lambda item: (item["rank"] is None, item["rank"] or 0))
    return {
        "about": f"{pen.said(Text(zone.th, f'Zone {review.zone}'))} · {review.fiscal_year}",
        "zone": pen.said(Text(zone.th, f"Zone {review.zone}")),
        "year": str(review.fiscal_year),
        "stage": pen.said(workflow.stage(review.stage).label),
        "ranked": pen.day(None if review.ranking is None else review.ranking.mark.on),
        "criteria": [one["label"][pen.lang] for one in table["criteria"]],
        "counted": [one["label"][pen.lang] for one in table["counted"]],
        "rows": [_row(copy, table, item, picked) for item in rows],
        "pick": _pick(copy, review),
        "lessons": [
            {"community": _community(copy, program), "on": pen.day(one.mark.on), "said": one.fact.lessons}
            for program, one in review.lessons.items()
        ],
        "proposal": None
        if review.proposal is None
        else {
            "title": review.proposal.fact.title,
            "text": review.proposal.fact.text,
            "on": pen.day(review.proposal.mark.on, full=True),
        },
        "withdrawn": [
            {"community": _community(copy, one.fact.program), "on": pen.day(one.mark.on), "reason": one.fact.reason}
            for one in review.withdrawn
        ],
    }


ZONE_DOSSIER = Document(
    "zone-dossier",
    Text("ชุมชนต้นแบบของเขตและข้อเสนอเชิงนโยบาย", "The zone's best practice and policy proposal"),
    (REVIEW.name,),
    "zone_dossier.typ",
    _gather,
)


def _row(copy: Copy, table: Mapping[str, Any], item: Mapping[str, Any], picked: str | None) -> dict[str, Any]:
    pen = copy.pen
    return {
        "rank": pen.number(item["rank"]),
        "community": item["community"][pen.lang] or item["community"]["th"],
        "province": pen.said(province_name(copy.reader, item["province"])),
        "criteria": [one["name"] in item["criteria"] for one in table["criteria"]],
        "counted": [pen.number(item[one["name"]]) for one in table["counted"]],
        "eligible": item["eligible"],
        "picked": item["program"] == picked,
        "missing": [(one["needed"] or one["label"])[pen.lang] for one in item["missing"]],
    }


def _pick(copy: Copy, review: Review) -> dict[str, Any] | None:
    """The pick with the results the panel had before it, as they were frozen."""
    if review.pick is None:
        return None
    fact, pen = review.pick.fact, copy.pen
    program = copy.cases.state(PROGRAM, fact.program)
    return {
        "community": pen.said(program.community),
        "province": pen.said(province_name(copy.reader, program.province)),
        "reason": fact.reason,
        "presented": pen.day(fact.presented_on, full=True),
        "confirmed": pen.day(review.pick.mark.on, full=True),
        "by": review.pick.mark.by,
        "adopted": pen.number(fact.results.adopted),
        "evaluated": pen.number(fact.results.evaluated),
        "out": pen.number(fact.results.out_of_poverty),
    }


def _community(copy: Copy, program: str) -> str:
    return copy.pen.said(copy.cases.state(PROGRAM, program).community)
