"""What the mission results earn: each achievement, their mean on a scale, the same for every department (S1)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

import msgspec

from engine.refusal import Cite
from workflows.program_view import Known
from workflows.rules import Rules
from workflows.score_rules import MissionMeasure


class Figures(Protocol):
    """What a department reported for its indicator, in whatever unit both are."""

    @property
    def actual(self) -> Decimal: ...
    @property
    def target(self) -> Decimal: ...


Results = Mapping[str, Known[Figures]]
"""Indicator -> its result; an indicator without one is missing."""


class Achievement(msgspec.Struct, frozen=True):
    """What one indicator counts: percent of its target, exact and capped, by the fact cited."""

    indicator: str
    percent: Fraction
    cite: Cite


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """What a complete set of results earns, all exact."""

    mean: Fraction
    """Percent; the one figure every department is credited with."""
    level: int
    """The highest whole step reached, 0 below the first."""
    score: Fraction
    """With its share of the way to the next step."""
    points: Fraction | None
    """Weighted; none for a measure without a weight."""
    shortfall: Fraction
    """Percentage points missing to the first step."""


class MissionScore(msgspec.Struct, frozen=True, kw_only=True):
    """How one measure stands: complete and earning something, or lacking results."""

    achievements: tuple[Achievement, ...]
    missing: tuple[str, ...]
    """Indicators without a result; a missing figure is never zero, so nothing is earned yet."""
    credited: tuple[str, ...]
    """The departments that own the indicators."""
    earned: Earned | None


def mission_score(measure: MissionMeasure, results: Results, case: str, rules: Rules) -> MissionScore:
    """The score of a measure from the results of the mission year ``case``."""
    found = tuple(
        Achievement(code, achieved(results[code].fact, rules), Cite(results[code].mark.version, case))
        for code in measure.indicators
        if code in results
    )
    missing = tuple(code for code in measure.indicators if code not in results)
    owners = (m.department for m in rules.program.area.missions if m.code in measure.indicators)
    return MissionScore(
        achievements=found,
        missing=missing,
        credited=tuple(dict.fromkeys(owners)),
        earned=None if missing else _earned(measure, sum(one.percent for one in found) / Fraction(len(found))),
    )


def achieved(figures: Figures, rules: Rules) -> Fraction:
    """Percent of the target that was achieved, exact; no more than the rules' cap, so it can't make up for others."""
    ratio = Fraction(figures.actual) / Fraction(figures.target)
    return min(ratio * 100, Fraction(rules.scores.ratio_cap_percent))


def _earned(measure: MissionMeasure, mean: Fraction) -> Earned:
    score = measure.scale.score(mean)
    return Earned(
        mean=mean,
        level=measure.scale.step(mean),
        score=score,
        points=measure.points(score),
        shortfall=measure.scale.shortfall(mean),
    )
