"""The ways cases went: how often each stage directly followed another, and how long cases stayed in each (S5, U3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from engine.kind import Kind
from engine.reader import Reader
from projections.progress import percentile

STEPS = """
WITH marks AS (
  SELECT originator_id, version, stage, status, occurred_on, lag(stage) OVER life AS was,
         lead(version) OVER life IS NULL AS latest
  FROM spells WHERE kind = ? AND superseded IS NULL
    AND originator_id IN (SELECT case_id FROM caseload WHERE {area})
  WINDOW life AS (PARTITION BY originator_id ORDER BY version)
), stays AS (
  SELECT stage, was, lead(stage) OVER life AS following,
         CAST(julianday(lead(occurred_on) OVER life) - julianday(occurred_on) AS INTEGER) AS days
  FROM marks WHERE was IS NULL OR was <> stage
  WINDOW life AS (PARTITION BY originator_id ORDER BY version)
)
SELECT stage, following, days, count(*) FROM stays GROUP BY 1, 2, 3
UNION ALL SELECT stage, 'closed', NULL, count(*) FROM marks WHERE latest AND status = 'closed' GROUP BY 1
"""
CLOSED = "closed"


class Path(NamedTuple):
    """One stage directly after another; ``target`` is "closed" where the life of a case ended."""

    source: str
    target: str
    cases: int
    """How often: a case that was returned goes the same way again."""
    back: bool = False


class Stay(NamedTuple):
    """One stage: how many stays there were, how many of them are over, and the days of those."""

    stage: str
    stays: int
    over: int
    median_days: int | None
    p90_days: int | None


class Paths(NamedTuple):
    """All stages that cases came to, in their order, and the ways between them."""

    stays: tuple[Stay, ...]
    paths: tuple[Path, ...]


def paths(reader: Reader, kind: Kind[object], within: tuple[str, list[str]]) -> Paths:
    """The ways that the cases of an area have gone so far, as they count by now."""
    area, values = within
    return reader.remembered(
        ("paths", kind.name, area, *values),
        lambda: _paths(kind, reader.connection.execute(STEPS.format(area=area), (kind.name, *values))),
    )


def _paths(kind: Kind[object], rows: Iterable[Sequence[object]]) -> Paths:
    assert kind.workflow is not None
    order = [stage.name for stage in kind.workflow.stages]
    ways: Counter[tuple[str, str]] = Counter()
    days: dict[str, Counter[int]] = {}
    staying: Counter[str] = Counter()
    for stage, following, stayed, cases in rows:
        assert isinstance(stage, str)
        assert isinstance(cases, int)
        if isinstance(following, str):
            ways[stage, following] += cases
        if following != CLOSED:
            staying[stage] += cases
        if isinstance(stayed, int):
            days.setdefault(stage, Counter())[stayed] += cases
    at = {name: place for place, name in enumerate((*order, CLOSED))}
    return Paths(
        tuple(_stay(stage, staying[stage], days.get(stage, Counter())) for stage in order if staying[stage]),
        tuple(
            Path(source, target, ways[source, target], back=at[target] < at[source])
            for source, target in sorted(ways, key=lambda way: (at[way[0]], at[way[1]]))
        ),
    )


def _stay(stage: str, stays: int, days: Counter[int]) -> Stay:
    return Stay(stage, stays, days.total(), percentile(days, 50), percentile(days, 90))
