"""Scales that turn a percentage into a whole step and an interpolated score (S1.1, S1.2)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

import msgspec

from workflows.rule_terms import Part, Positive, expect, expect_ascending

Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]


class ScalePoint(Part, frozen=True, kw_only=True):
    """A percentage and the score it earns."""

    percent: Percent
    score: Positive


class Scale(Part, frozen=True, kw_only=True):
    """Points of a scale; below the first the score is 0, from the last on it is the last point's."""

    points: tuple[ScalePoint, ...]
    between: Literal["linear", "step"]
    """Whether a percentage between two points earns a share of the way, or only the lower one."""

    def __post_init__(self) -> None:
        expect(len(self.points) >= 2, "points", "อย่างน้อย 2 จุด", "at least two points")
        expect_ascending("points", (point.percent for point in self.points))
        expect_ascending("points", (point.score for point in self.points))

    def step(self, percent: Fraction | int) -> int:
        """The score of the highest point reached, 0 below the first; compared unrounded."""
        return max((point.score for point in self.points if point.percent <= percent), default=0)

    def score(self, percent: Fraction | int) -> Fraction:
        """The score, exact, with its share of the way to the next point where the scale is linear."""
        for low, high in pairwise(self.points):
            if self.between == "linear" and low.percent <= percent < high.percent:
                way = Fraction(percent - low.percent) / (high.percent - low.percent)
                return low.score + way * (high.score - low.score)
        return Fraction(self.step(percent))

    def shortfall(self, percent: Fraction | int) -> Fraction:
        """Percentage points still missing to the first point; 0 once it is reached."""
        return max(Fraction(0), Fraction(self.points[0].percent - percent))
