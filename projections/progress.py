"""Progress: how many cases stand in which stage and how long they have been there, by area (S5)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, zip_longest
from math import ceil
from operator import itemgetter
from typing import Literal, NamedTuple

import msgspec

Level = Literal["community", "district", "province", "zone", "country"]

AS_OF = """
SELECT spells.originator_id, spells.stage, spells.status, spells.occurred_on,
       caseload.province, caseload.district, caseload.program, caseload.zone
FROM spells JOIN caseload ON caseload.case_id = spells.originator_id
WHERE spells.kind = :kind AND spells.occurred_on <= :on
  AND spells.leaf < :size AND (spells.superseded IS NULL OR spells.superseded >= :size)
ORDER BY spells.originator_id, spells.version
"""


class StageCount(msgspec.Struct, frozen=True):
    """One stage in one area: cases in it now, cases that left it, and days spent there by those that left."""

    stage: str
    present: int
    suspended: int
    closed: int
    left: int
    median_days: int | None
    p90_days: int | None


class AreaProgress(msgspec.Struct, frozen=True):
    """One area and its stages."""

    level: Level
    area: str
    stages: tuple[StageCount, ...]

    @property
    def total(self) -> int:
        return sum(s.present + s.suspended + s.closed for s in self.stages)


class _Tally:
    """Spells of one stage in one area, as they are counted."""

    def __init__(self) -> None:
        self.standing = {"open": 0, "suspended": 0, "closed": 0}
        self.days: list[int] = []

    def result(self, stage: str) -> StageCount:
        self.days.sort()
        here = self.standing
        return StageCount(
            stage,
            here["open"],
            here["suspended"],
            here["closed"],
            len(self.days),
            _at(self.days, 50),
            _at(self.days, 90),
        )


def progress(
    connection: sqlite3.Connection,
    kind: str,
    level: Level,
    *,
    stages: Sequence[str],
    zones: Mapping[str, int | None],
    on: date,
    size: int,
) -> tuple[AreaProgress, ...]:
    """Every area of ``level`` as of the field date ``on``, as known at the ledger size ``size``.

    ``stages`` are the workflow's, in order; ``zones`` maps province codes to zones as of ``on``.
    """
    areas: dict[str, dict[str, _Tally]] = {}
    given = {"on": on.isoformat(), "size": size, "kind": kind}
    for _, rows in groupby(connection.execute(AS_OF, given), key=itemgetter(0)):
        marks = [_Mark(*row[1:]) for row in rows]
        area = _area(level, marks[-1], zones)
        if area is None:
            continue
        tallies = areas.setdefault(area, {})
        for stage, status, days in _spells(marks):
            tally = tallies.setdefault(stage, _Tally())
            if days is None:
                tally.standing[status] += 1
            else:
                tally.days.append(days)
    return tuple(
        AreaProgress(level, area, tuple(tallies[s].result(s) for s in stages if s in tallies))
        for area, tallies in sorted(areas.items())
    )


class _Mark(NamedTuple):
    stage: str
    status: str
    on: str
    province: str
    district: str
    program: str | None
    zone: int | None


def _spells(marks: Sequence[_Mark]) -> Iterator[tuple[str, str, int | None]]:
    """Stage, status at its end, and days in it; None for the stage the case is in."""
    runs = [list(run) for _, run in groupby(marks, key=lambda mark: mark.stage)]
    for run, following in zip_longest(runs, runs[1:]):
        since = date.fromisoformat(run[0].on)
        left = None if following is None else date.fromisoformat(following[0].on)
        yield run[-1].stage, run[-1].status, None if left is None else (left - since).days


def _area(level: Level, case: _Mark, zones: Mapping[str, int | None]) -> str | None:
    match level:
        case "country":
            return "TH"
        case "zone":
            zone = case.zone or zones.get(case.province)
            return None if zone is None else f"{zone:02}"
        case "province":
            return case.province or None
        case "district":
            return f"{case.province}/{case.district}" if case.province else None
        case "community":
            return case.program


def _at(days: Sequence[int], percent: int) -> int | None:
    """The nearest-rank percentile of sorted days."""
    return days[ceil(len(days) * percent / 100) - 1] if days else None
