"""The scores of the nation's year for both doors: missions and integration, each by which facts (S1, S2)."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from aggregates.lifecycle_facts import RulePin
from aggregates.rules_in_force import rules_of
from engine.bilingual import Text
from engine.reader import Reader
from engine.refusal import Cite, Finding
from projections.as_of import AsKnown, scoring_day
from projections.integration import integration
from projections.missions import MissionScores, mission_scores
from web.answers.cited import facts_cited
from web.showing import shown, text_shown
from workflows.integration_success import StepFound
from workflows.mission_scores import Earned, MissionScore, achieved
from workflows.rounding import half_up
from workflows.rules import Rules
from workflows.score_rules import MissionMeasure


def missions_shown(
    reader: Reader, fiscal_year: int, *, on: date | None = None, known: int | datetime | None = None
) -> dict[str, Any]:
    """The results of a fiscal year (BE), measure 5.1 and KPI 2.1. Raises BadInput, Refused."""
    then = _moment(reader, fiscal_year, on, known)
    found = mission_scores(then, fiscal_year)
    rules = rules_of(then, found.rules.sha256)
    scores = rules.scores
    return {
        **_asked(then, fiscal_year, found.rules, known),
        "results": [_result(then, found, indicator.code, indicator.text, rules) for indicator in scores.indicators],
        "mission_level": _measure(scores.mission_level, found.level, scores.shown_decimals),
        "kpi_2_1": _measure(scores.kpi_2_1, found.kpi_2_1, scores.shown_decimals),
    }


def integration_shown(
    reader: Reader, fiscal_year: int, *, on: date | None = None, known: int | datetime | None = None
) -> dict[str, Any]:
    """KPI 2.2 of a fiscal year (BE), step by step. Raises BadInput, Refused."""
    then = _moment(reader, fiscal_year, on, known)
    found = integration(then, fiscal_year)
    rules = rules_of(then, found.rules.sha256)
    measure = rules.scores.kpi_2_2
    return {
        **_asked(then, fiscal_year, found.rules, known),
        "label": text_shown(measure.text),
        "weight": measure.weight,
        "score": found.score.score,
        "points": exact_shown(found.score.points, rules.scores.shown_decimals),
        "steps": [_step(then, step, rules) for step in found.score.steps],
    }


def exact_shown(value: Fraction, decimals: int) -> dict[str, str]:
    """An exact figure, and how it is shown: rounded half up."""
    return {"exact": str(value), "shown": str(half_up(value, decimals))}


def _moment(reader: Reader, fiscal_year: int, on: date | None, known: int | datetime | None) -> AsKnown:
    return AsKnown(reader, scoring_day(fiscal_year, on, reader.on), known)


def _asked(then: AsKnown, fiscal_year: int, rules: RulePin, known: int | datetime | None) -> dict[str, Any]:
    return {
        "fiscal_year": fiscal_year,
        "on": then.on.isoformat(),
        "known": shown(known),
        "ruleset": shown(rules),
        "ledger_size": then.size,
    }


def _result(then: AsKnown, found: MissionScores, code: str, label: Text, rules: Rules) -> dict[str, Any]:
    """An indicator with its department's figures; without a fact while it is missing."""
    scores, result = rules.scores, found.results.get(code)
    owner = {mission.code: mission.department for mission in rules.program.area.missions}[code]
    shared = {"indicator": code, "label": text_shown(label), "department": owner}
    if result is None:
        return {**shared, "percent": None, "fact": None}
    figures = {name: shown(getattr(result.fact, name)) for name in ("actual", "target", "unit", "source")}
    percent = exact_shown(achieved(result.fact, rules), scores.shown_decimals)
    (fact,) = facts_cited(then, (Cite(result.mark.version, found.case),), rules.process.late_days)
    return {**shared, **figures, "percent": percent, "fact": fact}


def _measure(measure: MissionMeasure, found: MissionScore, decimals: int) -> dict[str, Any]:
    return {
        "label": text_shown(measure.text),
        "weight": measure.weight,
        "indicators": list(measure.indicators),
        "missing": list(found.missing),
        "complete": {"have": len(found.achievements), "of": len(measure.indicators)},
        "credited": list(found.credited),
        "earned": None if found.earned is None else _earned(found.earned, decimals),
    }


def _earned(earned: Earned, decimals: int) -> dict[str, Any]:
    return {
        "mean": exact_shown(earned.mean, decimals),
        "level": earned.level,
        "score": exact_shown(earned.score, decimals),
        "points": None if earned.points is None else exact_shown(earned.points, decimals),
        "shortfall": exact_shown(earned.shortfall, decimals),
    }


def _step(then: AsKnown, step: StepFound, rules: Rules) -> dict[str, Any]:
    return {
        "points": step.points,
        "reached": step.reached,
        "findings": [_finding(then, finding, rules) for finding in step.findings],
    }


def _finding(then: AsKnown, finding: Finding, rules: Rules) -> dict[str, Any]:
    return {
        "id": finding.id,
        "label": text_shown(finding.label),
        "met": finding.met,
        "facts": facts_cited(then, finding.cites, rules.process.late_days),
        "needed": None if finding.needed is None else text_shown(finding.needed),
        "who": None if finding.supplier is None else text_shown(finding.supplier),
    }
