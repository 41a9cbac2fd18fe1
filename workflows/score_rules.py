"""The rules of the scores: rounds and sheets together, mission measures, integration success (S1-S4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import get_args

from workflows.milestone_rules import EvidencePiece, MilestoneSheet, Office, Piece
from workflows.rounds import ScoringRound, expect_whole_year
from workflows.rule_terms import (
    Code,
    Named,
    Part,
    Positive,
    Term,
    expect,
    expect_ascending,
    expect_distinct,
    expect_known,
)
from workflows.scales import Percent, Scale


class MissionMeasure(Named, frozen=True, kw_only=True):
    """The mean of some mission indicators on a scale; the weight is absent where the guideline gives none."""

    indicators: tuple[Code, ...]
    scale: Scale
    weight: Positive | None = None

    def __post_init__(self) -> None:
        expect(bool(self.indicators), "indicators", "ต้องมีอย่างน้อย 1 ตัวชี้วัด", "at least one indicator")
        expect_distinct("indicators", self.indicators)

    def points(self, score: Fraction) -> Fraction | None:
        """Weighted points of a score of the scale, exact; none where there is no weight."""
        return None if self.weight is None else score / self.scale.points[-1].score * self.weight


class IntegrationStep(Part, frozen=True, kw_only=True):
    """Points of KPI 2.2 and what they need beside everything the lower steps need."""

    points: Percent
    needs: tuple[Code, ...]

    def __post_init__(self) -> None:
        expect(bool(self.needs), "needs", "ต้องมีอย่างน้อย 1 เงื่อนไข", "at least one condition")


class IntegrationMeasure(Named, frozen=True, kw_only=True):
    """KPI 2.2: cumulative steps over the items of the national year record (P8) and these conditions (S2)."""

    weight: Positive
    conditions: tuple[Term, ...]
    steps: tuple[IntegrationStep, ...]

    def __post_init__(self) -> None:
        expect_distinct("conditions", (condition.code for condition in self.conditions))
        expect_ascending("steps", (0, *(step.points for step in self.steps)))
        expect(bool(self.steps), "steps", "ต้องมีอย่างน้อย 1 ขั้น", "at least one step")
        expect_distinct("steps", (need for step in self.steps for need in step.needs))

    def points(self, score: int) -> Fraction:
        """Weighted points of what the steps earned, exact."""
        return Fraction(score, self.steps[-1].points) * self.weight


class ScoreRules(Part, frozen=True, kw_only=True):
    """Everything a score is computed from."""

    rounds: tuple[ScoringRound, ...]
    cut_off_days: Positive
    """Days after a round's end until which its evidence may be recorded (S3.1)."""
    go_live: date | None = None
    """The day the office began to record here; rounds that ended before it have no cut-off (S3.1)."""
    closing_needs_confirmation: bool = False
    """Whether a round is closed only when its levels were confirmed by somebody of the area above (S3.2b)."""
    pieces: tuple[EvidencePiece, ...]
    joint_activity_partners: Positive
    """Network partners that make an activity a joint one (piece H)."""
    conditions: tuple[Term, ...]
    sheets: tuple[MilestoneSheet, ...]
    indicators: tuple[Term, ...]
    """The departments' own indicators; each bears the code of its mission (S1)."""
    ratio_cap_percent: Positive
    """Most that a single indicator's achievement counts, in percent of its target (S1)."""
    shown_decimals: Positive
    """Decimals a score is shown with, rounded half up; comparisons are unrounded (S1)."""
    mission_level: MissionMeasure
    kpi_2_1: MissionMeasure
    kpi_2_2: IntegrationMeasure

    def __post_init__(self) -> None:
        expect_whole_year("rounds", self.rounds)
        letters = tuple(piece.code for piece in self.pieces)
        expect(letters == get_args(Piece), "pieces", "A ถึง K เรียงกัน", f"A to K in order, not {list(letters)}")
        expect_distinct("conditions", (condition.code for condition in self.conditions))
        self._expect_sheets()
        known = [indicator.code for indicator in self.indicators]
        expect_distinct("indicators", known)
        expect_known("mission_level.indicators", self.mission_level.indicators, known)
        expect_known("kpi_2_1.indicators", self.kpi_2_1.indicators, known)

    def _expect_sheets(self) -> None:
        expect_distinct("sheets", ((sheet.office, sheet.round) for sheet in self.sheets))
        rounds = [round.code for round in self.rounds]
        conditions = [condition.code for condition in self.conditions]
        for place, sheet in enumerate(self.sheets):
            expect_known(f"sheets[{place}].round", (sheet.round,), rounds)
            for field, named in _conditions(sheet):
                expect_known(f"sheets[{place}].{field}", named, conditions)

    def sheet(self, office: Office, round: str) -> MilestoneSheet:
        """What the kind of office is scored on in the round; KeyError if there is no such sheet."""
        return {(sheet.office, sheet.round): sheet for sheet in self.sheets}[office, round]

    def round(self, code: str) -> ScoringRound:
        """One round; KeyError if there is none of that code."""
        return {round.code: round for round in self.rounds}[code]

    def cut_off(self, round: str, fiscal_year: int) -> date | None:
        """Last day on which the round's evidence may be recorded; none if it ended before going live."""
        end = self.round(round).span(fiscal_year).last
        return None if self.go_live and end < self.go_live else end + timedelta(days=self.cut_off_days)

    @property
    def carried_over(self) -> frozenset[str]:
        """The pieces for which facts of earlier fiscal years count (S3.1)."""
        return frozenset(piece.code for piece in self.pieces if piece.carries_over)


def _conditions(sheet: MilestoneSheet) -> Iterator[tuple[str, tuple[str, ...]]]:
    for row, milestone in enumerate(sheet.milestones):
        for column, evidence in enumerate(milestone.evidence):
            yield f"milestones[{row}].evidence[{column}].conditions", evidence.conditions
