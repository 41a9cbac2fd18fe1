"""Where each mark of the figure of paths stands: stages down the middle, ways on to the right, returns to the left."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from projections.paths import CLOSED, Path, Paths

WIDTH, ROW, BOX = 360, 64, 34
LEFT, RIGHT = 100, 290
"""Edges of the boxes."""
THICKEST = 7.0
REACH = 22.0
"""How far a return over one stage swings out; one over more swings out further."""


class Line(NamedTuple):
    """One way: its outline, how thick it is drawn, and where its number stands."""

    path: Path
    d: str
    width: float
    x: float
    y: float


class Drawing(NamedTuple):
    """Everything the figure needs, in its own units."""

    height: int
    boxes: dict[str, int]
    """Stage -> upper edge of its box."""
    lines: tuple[Line, ...]


def drawn(found: Paths) -> Drawing:
    """The figure of the paths found."""
    stages = [stay.stage for stay in found.stays]
    boxes = {stage: 8 + place * ROW for place, stage in enumerate(stages)}
    most = max((path.cases for path in found.paths), default=1)
    lines = tuple(_line(path, boxes, most, stages) for path in found.paths)
    return Drawing(16 + max(0, len(stages) - 1) * ROW + BOX, boxes, lines)


def _line(path: Path, boxes: dict[str, int], most: int, stages: Sequence[str]) -> Line:
    width = round(max(1.0, THICKEST * sqrt(path.cases / most)), 1)
    middle, top = (LEFT + RIGHT) / 2, boxes[path.source]
    if path.target == CLOSED:
        y = top + BOX / 2
        return Line(path, f"M{RIGHT} {y}H{RIGHT + 22}", width, RIGHT + 28, y + 4)
    if path.back:
        apart = stages.index(path.source) - stages.index(path.target)
        start, end = top + BOX / 2 - 5, boxes[path.target] + BOX / 2 + 5
        x = LEFT - REACH - 14 * apart
        outline = f"M{LEFT} {start}C{x} {start} {x} {end} {LEFT - 6} {end}"
        # A curve comes three quarters of the way to where it is drawn to.
        return Line(path, outline, width, LEFT - (LEFT - x) * 0.75 + 6, (start + end) / 2 + 4)
    start, end = top + BOX, boxes[path.target] - 6
    return Line(path, f"M{middle} {start}V{end}", width, middle + 10, (start + end) / 2 + 4)
