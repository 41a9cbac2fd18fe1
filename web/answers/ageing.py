"""How long open cases have stood where they are: a row for each stage, cases binned by days, so that it stays small."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

from engine.kind import Kind
from engine.reader import Reader

BIN = 15
"""Days of one dot."""
BINS = 26
"""Dots of a row; the last one holds all older cases."""
LARGEST = 6.0
"""Radius of the dot with the most cases."""
SMALLEST = 1.5
OF_AREA = """
WITH standing AS (
  SELECT stage, CAST(julianday(:on) - julianday(since) AS INTEGER) / {bin} AS bin
  FROM caseload WHERE kind = :kind AND status = 'open' AND {area}
)
SELECT stage, CASE WHEN bin < {last} THEN bin ELSE {last} END, count(*) FROM standing GROUP BY 1, 2
"""


class Dot(NamedTuple):
    """The cases of a stage that have stood there so long."""

    bin: int
    cases: int
    radius: float
    """Its area is to the largest dot's as its cases are."""

    @property
    def least(self) -> int:
        """Days."""
        return self.bin * BIN

    @property
    def most(self) -> int | None:
        """Days; None for the last dot."""
        return None if self.bin == BINS - 1 else self.least + BIN - 1


class Row(NamedTuple):
    """One stage."""

    stage: str
    cases: int
    dots: list[Dot]


def ageing(reader: Reader, kind: Kind[object], within: tuple[str, list[str]]) -> list[Row]:
    """The stages that open cases of an area stand at, in their order."""
    assert kind.workflow is not None
    area, values = within
    named = {f"v{place}": value for place, value in enumerate(values)}
    for name in named:
        area = area.replace("?", f":{name}", 1)
    given: Mapping[str, object] = {"on": reader.on.isoformat(), "kind": kind.name, **named}
    found: dict[str, dict[int, int]] = {}
    for stage, bin, cases in reader.connection.execute(OF_AREA.format(bin=BIN, last=BINS - 1, area=area), given):
        found.setdefault(stage, {})[max(0, bin)] = cases
    largest = max((cases for bins in found.values() for cases in bins.values()), default=1)
    return [
        Row(stage.name, sum(bins.values()), [_dot(bin, cases, largest) for bin, cases in sorted(bins.items())])
        for stage in kind.workflow.stages
        if (bins := found.get(stage.name))
    ]


def _dot(bin: int, cases: int, largest: int) -> Dot:
    return Dot(bin, cases, round(max(SMALLEST, LARGEST * sqrt(cases / largest)), 1))
