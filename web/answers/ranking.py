"""The table a zone's panel ranks and chooses by: evaluated communities, criteria and results side by side (P7.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aggregates.rules_in_force import rules_for
from aggregates.zone_programs import eligibility, evaluated_programs, results_of
from aggregates.zone_review_state import REVIEW
from engine.bilingual import Text
from engine.kind import Cases
from web.showing import finding_shown, shown, text_shown

COUNTED = {
    "adopted": Text("ครัวเรือนเป้าหมาย", "Adopted households"),
    "evaluated": Text("ประเมินแล้ว", "Evaluated"),
    "out_of_poverty": Text("พ้นความยากจน", "Out of poverty"),
    "carried_over": Text("ยกไปช่วยเหลือต่อ", "Carried over"),
    "waived": Text("มีข้อยกเว้น", "With a standing waiver"),
    "tpmap_ruled_out": Text("TPMAP รับข้อมูลไม่ได้", "With help TPMAP can't take"),
}
"""How many households of a community are what."""


def ranking_table(cases: Cases, case: str) -> dict[str, Any]:
    """The evaluated communities of a review as they stand in ``cases``, in the order of opening; nothing is weighed.

    ``rank`` is a community's place in the ranking on record, if it has one; ``missing`` is what bars it from the
    pick (P7.2). Raises CaseNotFound.
    """
    review = cases.state(REVIEW, case)
    rules = rules_for(review, cases, cases.on)
    ranked = () if review.ranking is None else review.ranking.order
    return {
        "zone": review.zone,
        "fiscal_year": review.fiscal_year,
        "criteria": [{"name": c.code, "label": text_shown(c.text)} for c in rules.program.criteria],
        "counted": [{"name": name, "label": text_shown(label)} for name, label in COUNTED.items()],
        "items": list(_rows(cases, case, ranked)),
    }


def _rows(cases: Cases, case: str, ranked: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for program, state in evaluated_programs(cases.state(REVIEW, case), cases).items():
        missing = [finding_shown(finding) for finding in eligibility(program, cases) if not finding.met]
        yield {
            **shown(results_of(program, cases)),
            "community": text_shown(state.community),
            "province": state.province,
            "district": state.district,
            "rank": ranked.index(program) + 1 if program in ranked else None,
            "eligible": not missing,
            "missing": missing,
        }
