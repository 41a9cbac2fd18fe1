"""Score sheets: the level of each community, and what an office earns from its communities' levels (S3.3)."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from engine.bilingual import Text
from engine.refusal import Cite, Finding
from workflows.milestone_rules import LEVELS


class MilestoneFound(msgspec.Struct, frozen=True):
    """One level of a sheet: reached when its evidence and that of all lower levels is there (S3.1)."""

    level: int
    id: str
    reached: bool
    cites: tuple[Cite, ...]
    """The facts that meet its own requirements, each with its case."""
    missing: tuple[Finding, ...]
    """The requirements of its own that are not met."""


class CommunityScore(msgspec.Struct, frozen=True):
    """The level of one community by which milestones; without a program, a place short of the quota (P1.5)."""

    program: str | None
    province: str
    name: Text
    level: int
    milestones: tuple[MilestoneFound, ...]


class SheetScore(msgspec.Struct, frozen=True):
    """What an office is scored on in one round, and how it stands; every figure exact."""

    sheet: str
    """Office and round, such as ``zone-6m``."""
    office: str
    """A zone's number in two digits, or a province's code."""
    fiscal_year: int
    weight: int
    communities: tuple[CommunityScore, ...]

    @property
    def level_mean(self) -> Fraction:
        """Mean of the levels, 0 to 5; 0 where there is no community to score."""
        return Fraction(sum(one.level for one in self.communities), len(self.communities) or 1)

    @property
    def level_min(self) -> int:
        return min((one.level for one in self.communities), default=0)

    @property
    def points(self) -> Fraction:
        """Weighted points."""
        return self.level_mean / LEVELS * self.weight
