"""Scoring rounds for both doors: what was said beside the computed sheet, and what changed since closing (S3.2b)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from aggregates.program_record import Evidence
from aggregates.rules_in_force import rules_of
from aggregates.score_round_state import SCORE_ROUND, ClosedRevision, ScoreRound, round_case
from engine.reader import Reader
from engine.refusal import BadInput, refuse
from projections.as_of import AsKnown
from projections.round_difference import CommunityDifference, differences
from projections.round_sheet import scored_anew
from web.answers.cited import facts_cited
from web.answers.national_scores import exact_shown
from web.showing import shown, text_shown
from workflows.rules import Rules
from workflows.score_round import SaidLevels, level_mean, level_min

NOT_OPENED = "not_opened"


def round_shown(reader: Reader, sheet: str, office: str, fiscal_year: int) -> dict[str, Any]:
    """What stands beside a computed sheet: what the office and the area above said, and how its round stands now."""
    case = round_case(sheet, office, fiscal_year)
    if reader.file(case) is None:
        return {"self_assessed": None, "confirmed": None, "round": _stands(case, NOT_OPENED, 0)}
    round = reader.state(SCORE_ROUND, case)
    rules = rules_of(reader, round.life.rules.sha256)
    confirmed = _said(round, round.confirmation, rules)
    if confirmed is not None and round.confirmation is not None:
        confirmed["reasons"] = dict(round.confirmation.fact.reasons)
    return {
        "self_assessed": _said(round, round.assessment, rules),
        "confirmed": confirmed,
        "round": _stands(case, round.life.stage, round.revision),
    }


def difference_shown(reader: Reader, case: str, revision: int | None = None) -> dict[str, Any]:
    """What a closed revision (the last one unless told) would be if it were computed now, under the same rules.

    Everything known by now counts, whenever it was recorded. Raises CaseNotFound, Refused when nothing was ever
    closed, BadInput for a revision that wasn't.
    """
    round = reader.state(SCORE_ROUND, case)
    closed = _revision(round, revision).closed
    figures = closed.fact.figures
    rules = rules_of(reader, figures.rules.sha256)
    score, now = scored_anew(reader, round, figures, rules)
    then = AsKnown(reader, figures.on, figures.ledger_size)
    changed = differences(figures, score)
    frozen = Fraction(figures.level_mean), figures.level_min, Fraction(figures.points)
    return {
        "case": case,
        "sheet": round.sheet,
        "office": round.office,
        "fiscal_year": round.fiscal_year,
        "revision": closed.fact.revision,
        "closed_on": closed.mark.on.isoformat(),
        "on": figures.on.isoformat(),
        "ruleset": shown(figures.rules),
        "weight": figures.weight,
        "then": {"ledger_size": then.size, **_totals(*frozen, rules)},
        "now": {"ledger_size": now.size, **_totals(score.level_mean, score.level_min, score.points, rules)},
        "identical": not changed,
        "communities": [_changed(one, then, now, rules.process.late_days) for one in changed],
    }


def _stands(case: str, state: str, revision: int) -> dict[str, Any]:
    return {"case": case, "state": state, "revision": revision}


def _said(round: ScoreRound, said: Evidence[Any] | None, rules: Rules) -> dict[str, Any] | None:
    """The levels somebody said, and what the office would earn by them."""
    if said is None:
        return None
    levels: SaidLevels = said.fact
    sheet = {one.code: one for one in rules.scores.sheets}[round.sheet]
    mean = level_mean(levels)
    return {
        **_totals(mean, level_min(levels), sheet.points(mean), rules),
        "levels": dict(levels.levels),
        "on": said.mark.on.isoformat(),
        "by": said.mark.by,
        "version": said.mark.version,
    }


def _totals(mean: Fraction, lowest: int, points: Fraction, rules: Rules) -> dict[str, Any]:
    decimals = rules.scores.shown_decimals
    return {"level_mean": exact_shown(mean, decimals), "level_min": lowest, "points": exact_shown(points, decimals)}


def _revision(round: ScoreRound, number: int | None) -> ClosedRevision:
    closed = {one.closed.fact.revision: one for one in round.revisions}
    if not closed:
        raise refuse("S3.2b", "รอบนี้ยังไม่เคยปิด", "the round was never closed")
    found = closed.get(max(closed) if number is None else number)
    if found is None:
        known = ", ".join(map(str, closed))
        raise BadInput("revision", f"ครั้งที่ปิดแล้ว: {known}", f"must be one of those closed: {known}")
    return found


def _changed(one: CommunityDifference, then: AsKnown, now: AsKnown, late_days: int) -> dict[str, Any]:
    return {
        "program": one.program,
        "province": one.province,
        "name": text_shown(one.name),
        "then": one.then,
        "now": one.now,
        "new": facts_cited(now, one.new, late_days),
        "gone": facts_cited(then, one.gone, late_days),
    }
