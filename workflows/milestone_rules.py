"""The milestone sheets of the offices: five levels, each with the evidence that reaches it (S3, S4)."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from workflows.rule_terms import (
    Code,
    Named,
    Part,
    Positive,
    RequirementId,
    expect,
    expect_distinct,
)

Piece = Literal["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K"]
Office = Literal["zone", "province"]
LEVELS = 5


class EvidencePiece(Named, frozen=True, kw_only=True):
    """A piece of evidence by its letter, and the requirements whose facts it looks at."""

    code: Piece
    requirements: tuple[RequirementId, ...]
    carries_over: bool = False
    """Whether facts of earlier fiscal years count (S3.1)."""


class Evidence(Part, frozen=True, kw_only=True):
    """A piece that a milestone needs, with the conditions that only this milestone puts on it."""

    piece: Piece
    conditions: tuple[Code, ...] = ()


class Milestone(Named, frozen=True, kw_only=True):
    """One level of a sheet and all the evidence it needs."""

    level: Positive
    evidence: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        expect(bool(self.evidence), "evidence", "ต้องมีอย่างน้อย 1 รายการ", "at least one piece")
        expect_distinct("evidence", (evidence.piece for evidence in self.evidence))


class MilestoneSheet(Named, frozen=True, kw_only=True):
    """What one kind of office is scored on in one round."""

    office: Office
    round: Code
    weight: Positive
    milestones: tuple[Milestone, ...]

    def __post_init__(self) -> None:
        levels = [milestone.level for milestone in self.milestones]
        expect(
            levels == list(range(1, LEVELS + 1)),
            "milestones",
            f"ระดับ 1 ถึง {LEVELS} เรียงกัน ไม่ใช่ {levels}",
            f"levels 1 to {LEVELS} in order, not {levels}",
        )

    @property
    def code(self) -> str:
        """Office and round, such as ``zone-6m``."""
        return f"{self.office}-{self.round}"

    def points(self, score: Fraction | int) -> Fraction:
        """Weighted points of a score between 0 and 5 (S3.3), exact."""
        return Fraction(score) / LEVELS * self.weight
