"""The audit extract: every fact of a case as it was recorded, by whom and when, with what was corrected since (U3)."""

from __future__ import annotations

from typing import Any

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from aggregates.score_round_state import SCORE_ROUND
from aggregates.zone_review_state import REVIEW
from engine.bilingual import Text
from web.answers.called import SHORT, household_named
from web.answers.ledger import leaf_hash
from web.answers.sentences import history_told
from web.papers.document import Copy, Document
from web.papers.pen import Exact
from web.showing import Opens

DIGITS = 12
"""Hexadecimal digits of a fact's hash that are printed, to compare with a bundle or a receipt."""


def _gather(copy: Copy, case: str) -> dict[str, Any]:
    kind, pen = copy.reader.kind_of(case), copy.pen
    opens = copy.eyes.opens(kind.name, case)
    state = copy.cases.state(kind, case)
    told = [item for item in history_told(copy.reader, case, opens, copy.size) if item["on"] <= copy.on.isoformat()]
    people = dict.fromkeys(item["by"] for item in told)
    return {
        "about": _name(copy, kind.name, state, case, opens),
        "kind": pen.said(kind.label),
        "case": Exact(case),
        "count": pen.number(len(told)),
        "late": pen.number(sum(item["late"] for item in told)),
        "corrected": pen.number(sum(item["retracted"] or item["counts_as"] is not None for item in told)),
        "first": pen.moment(told[0]["recorded_at"]) if told else "",
        "last": pen.moment(told[-1]["recorded_at"]) if told else "",
        "people": [{"by": by, "count": pen.number(sum(item["by"] == by for item in told))} for by in people],
        "facts": [
            {
                "version": pen.number(item["version"]),
                "leaf": pen.number(item["leaf"]),
                "hash": _hash(copy, item["leaf"]),
                "on": pen.day(item["on"]),
                "recorded": pen.moment(item["recorded_at"]),
                "by": item["by"],
                "said": item["sentence"][pen.lang],
                "because": item["because"] if isinstance(item["because"], str) else "",
                "late": item["late"],
                "retracted": item["retracted"],
                "corrected": item["counts_as"] is not None,
                "corrected_by": ", ".join(map(pen.number, item["corrected_by"])),
            }
            for item in told
        ],
    }


AUDIT_EXTRACT = Document(
    "audit-extract",
    Text("ประวัติเพื่อการตรวจสอบ", "Audit extract"),
    (HOUSEHOLD.name, PROGRAM.name, REVIEW.name, SCORE_ROUND.name),
    "audit_extract.typ",
    _gather,
)


def _name(copy: Copy, kind: str, state: Any, case: str, opens: Opens | None) -> str:
    if kind == HOUSEHOLD.name:
        return copy.pen.said(household_named(state, case, opens))
    if kind == PROGRAM.name:
        return copy.pen.said(state.community)
    return str(state.title) if copy.pen.lang == "th" else f"{copy.reader.kind_of(case).label.en} {case[:SHORT]}"


def _hash(copy: Copy, leaf: int) -> Exact:
    found = leaf_hash(copy.reader, leaf)
    return Exact("" if found is None else found.hex()[:DIGITS])
