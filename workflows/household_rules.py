"""The rules of a household case: dimensions and tiers, plan, help, criteria and the income test (H2-H7)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from workflows.rule_terms import Part, Positive, Term, expect, expect_distinct, expect_known

Tier = Literal["none", "green", "yellow", "red"]
Failed = Annotated[int, msgspec.Meta(ge=0)]
LineArea = Literal["province", "region", "nation"]


class TierBand(Part, frozen=True, kw_only=True):
    """The tier that goes with a number of failed dimensions, both ends included (H2)."""

    code: Tier
    min_failed: Failed
    max_failed: Failed
    needs_decision: bool = False
    """Whether such a household becomes a target only by a decision of its own (P4.1)."""


class Criterion(Term, frozen=True, kw_only=True):
    """One basic criterion of a household out of poverty (H6)."""

    number: Positive
    may_be_not_applicable: bool = False
    part_that_may_not_apply: Term | None = None
    """A part that is left out of the judgement where nobody needs it; the rest is judged all the same."""


class IncomeTest(Part, frozen=True, kw_only=True):
    """How the income of criterion 1 is compared with its past and with the poverty line (H6)."""

    criterion: str
    must_rise: bool
    lines: tuple[LineArea, ...]
    """Areas whose poverty line is looked for, the first that has one is taken."""

    def __post_init__(self) -> None:
        expect(bool(self.lines), "lines", "ต้องมีอย่างน้อย 1 ระดับพื้นที่", "at least one area level")
        expect_distinct("lines", self.lines)


class HouseholdRules(Part, frozen=True, kw_only=True):
    """Numbers and lists a household case is judged by."""

    dimensions: tuple[Term, ...]
    tiers: tuple[TierBand, ...]
    min_goals: Positive
    min_goals_per_failed_dimension: Positive
    min_interventions: Positive
    min_interventions_per_failed_dimension: Positive
    criteria: tuple[Criterion, ...]
    extra_criteria_count: bool
    """Whether criteria an area adds decide about out of poverty, or are only shown."""
    income_test: IncomeTest

    def __post_init__(self) -> None:
        expect_distinct("dimensions", (dimension.code for dimension in self.dimensions))
        expect_distinct("criteria", (criterion.code for criterion in self.criteria))
        self._expect_tiers()
        self._expect_criteria()

    def _expect_tiers(self) -> None:
        expect_distinct("tiers", (band.code for band in self.tiers))
        covered = [n for band in self.tiers for n in range(band.min_failed, band.max_failed + 1)]
        most = len(self.dimensions)
        expect(
            covered == list(range(most + 1)),
            "tiers",
            f"ต้องครอบคลุม 0 ถึง {most} ด้าน เรียงกัน ไม่ขาดและไม่ซ้อน",
            f"bands over 0 to {most} failed dimensions in order, without gap or overlap, not {covered}",
        )

    def _expect_criteria(self) -> None:
        numbers = [criterion.number for criterion in self.criteria]
        expect(
            numbers == list(range(1, len(numbers) + 1)),
            "criteria",
            "ลำดับที่ต้องเริ่มจาก 1 และเรียงกัน",
            f"numbered from 1 in order, not {numbers}",
        )
        codes = [criterion.code for criterion in self.criteria]
        expect_known("income_test.criterion", (self.income_test.criterion,), codes)

    def criterion(self, code: str) -> Criterion:
        """One basic criterion; KeyError if there is none of that code."""
        return {criterion.code: criterion for criterion in self.criteria}[code]
