"""The mission scores of a fiscal year, from what was known at a moment (S1)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from aggregates.lifecycle_facts import RulePin
from aggregates.mission_year import MISSION_YEAR, ResultRecorded, mission_case
from aggregates.program_record import Evidence
from aggregates.rules_in_force import pin_in_force, rules_of
from projections.as_of import AsKnown
from workflows.mission_scores import MissionScore, mission_score


class MissionScores(msgspec.Struct, frozen=True, kw_only=True):
    """A year's results and what they earn by each measure, under the rules of the year."""

    rules: RulePin
    case: str
    results: Mapping[str, Evidence[ResultRecorded]]
    level: MissionScore
    """Measure 5.1, all indicators (S1.1)."""
    kpi_2_1: MissionScore
    """KPI 2.1, its own list of indicators (S1.2)."""


def mission_scores(then: AsKnown, fiscal_year: int) -> MissionScores:
    """How the missions of a fiscal year (BE) stand. Raises Refused when no rules were in force yet.

    A year nobody has opened has no results: every measure lacks all of them.
    """
    case = mission_case(fiscal_year)
    year = then.found(MISSION_YEAR, case)
    pin = pin_in_force(then, then.on, fiscal_year) if year is None else year.life.rules
    rules, results = rules_of(then, pin.sha256), {} if year is None else year.results
    return MissionScores(
        rules=pin,
        case=case,
        results=results,
        level=mission_score(rules.scores.mission_level, results, case, rules),
        kpi_2_1=mission_score(rules.scores.kpi_2_1, results, case, rules),
    )
