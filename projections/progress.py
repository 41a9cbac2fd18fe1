"""Progress: how many cases stand in which stage, how timely, and how long they have been there, by area (S5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from math import ceil
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from aggregates.rules_in_force import reference
from engine.kind import Kind
from engine.mapper import day
from projections.areas import LEVELS, Home, Level
from projections.as_of import AsKnown
from projections.timeliness import TIMELINESS, Timely, timely_then
from workflows.process_rules import ProcessRules

HOMES = """
SELECT cases.case_id, home.program, home.district, home.province, home.zone
FROM caseload AS cases JOIN caseload AS home ON home.case_id = ifnull(cases.program, cases.case_id)
WHERE cases.kind = :kind
"""
MARKS = """
SELECT originator_id, stage, status, cycle, occurred_on FROM spells
WHERE kind = :kind AND occurred_on <= :on
  AND leaf < :size AND (superseded IS NULL OR superseded >= :size)
ORDER BY originator_id, version
"""
STATUSES = ("open", "suspended", "closed")


class StageCount(msgspec.Struct, frozen=True, kw_only=True):
    """One stage in one area: cases in it now, cases that left it, and days spent there by those that left.

    ``present`` are open. ``overdue``, ``due_soon`` and ``stuck`` are of all that are in it.
    """

    stage: str
    present: int
    suspended: int
    closed: int
    overdue: int
    due_soon: int
    stuck: int
    left: int
    median_days: int | None
    p90_days: int | None


class PhaseCount(msgspec.Struct, frozen=True, kw_only=True):
    """The cases of one area that stand in one phase of the D-PDCA view."""

    phase: str
    present: int
    suspended: int
    closed: int


class AreaProgress(msgspec.Struct, frozen=True, kw_only=True):
    """One area: the stages that cases of it are in or have left, and all phases."""

    level: Level
    area: str
    stages: tuple[StageCount, ...]
    phases: tuple[PhaseCount, ...]

    @property
    def total(self) -> int:
        return sum(s.present + s.suspended + s.closed for s in self.stages)

    def timely(self, how: str) -> int:
        """Cases of the area of which this of ``TIMELINESS`` holds."""
        return sum(getattr(stage, how) for stage in self.stages)


def progress(then: AsKnown, kind: Kind[Any], level: Level, rules: ProcessRules) -> tuple[AreaProgress, ...]:
    """Every area of ``level`` with cases of ``kind``, which moves through a workflow, at the moment of ``then``.

    ``rules`` group the stages. A household counts where its community lies, so that areas add up to those around them.
    """
    assert kind.workflow is not None
    stages = [stage.name for stage in kind.workflow.stages]
    places = reference(then)
    zones = {code: places.zone_of(code, then.on) for code in places.provinces}
    timely = timely_then(then.reader, kind.name, then.on, then.size)
    homes = then.connection.execute(HOMES, {"kind": kind.name})
    areas = {case: Home(*home).path(zones)[LEVELS.index(level)] for case, *home in homes}
    marks = then.connection.execute(MARKS, {"kind": kind.name, "on": then.on.isoformat(), "size": then.size})
    tallies: dict[str, _Tally] = {}
    for case, rows in groupby(marks, key=itemgetter(0)):
        if area := areas[case]:
            if area not in tallies:
                tallies[area] = _Tally(rules)
            tallies[area].count([_Mark(*row[1:]) for row in rows], timely[case])
    return tuple(tallies[area].result(level, area, stages) for area in sorted(tallies))


class _Mark(NamedTuple):
    stage: str
    status: str
    cycle: int
    on: str


class _Tally:
    """The cases of one area, as they are counted."""

    def __init__(self, rules: ProcessRules) -> None:
        self.rules = rules
        self.stages: Counter[tuple[str, str]] = Counter()
        self.phases: Counter[tuple[str | None, str]] = Counter()
        self.days: dict[str, list[int]] = {}

    def count(self, marks: Sequence[_Mark], timely: Timely) -> None:
        """Count a case by its marks in their order, and by whether it is in time."""
        spells = list(_spells(marks))
        for spell, following in pairwise(spells):
            self.days.setdefault(spell[0].stage, []).append((day(following[0].on) - day(spell[0].on)).days)
        last = marks[-1]
        returned = len(spells) > 1 and spells[-2][-1].cycle < last.cycle
        self.phases[self.rules.phase(last.stage, returned=returned), last.status] += 1
        self.stages[last.stage, last.status] += 1
        for how, holds in zip(TIMELINESS, timely, strict=True):
            self.stages[last.stage, how] += holds

    def result(self, level: Level, area: str, stages: Iterable[str]) -> AreaProgress:
        known = [stage for stage in stages if stage in self.days or any(self.stages[stage, s] for s in STATUSES)]
        return AreaProgress(
            level=level,
            area=area,
            stages=tuple(self._stage(stage) for stage in known),
            phases=tuple(self._phase(phase.code) for phase in self.rules.phases),
        )

    def _stage(self, stage: str) -> StageCount:
        days, counted = sorted(self.days.get(stage, ())), self.stages
        return StageCount(
            stage=stage,
            present=counted[stage, "open"],
            suspended=counted[stage, "suspended"],
            closed=counted[stage, "closed"],
            overdue=counted[stage, "overdue"],
            due_soon=counted[stage, "due_soon"],
            stuck=counted[stage, "stuck"],
            left=len(days),
            median_days=_at(days, 50),
            p90_days=_at(days, 90),
        )

    def _phase(self, phase: str) -> PhaseCount:
        present, suspended, closed = (self.phases[phase, status] for status in STATUSES)
        return PhaseCount(phase=phase, present=present, suspended=suspended, closed=closed)


def _spells(marks: Sequence[_Mark]) -> Iterator[list[_Mark]]:
    """The marks of each stay in a stage."""
    for _, spell in groupby(marks, key=lambda mark: mark.stage):
        yield list(spell)


def _at(days: Sequence[int], percent: int) -> int | None:
    """The nearest-rank percentile of sorted days."""
    return days[ceil(len(days) * percent / 100) - 1] if days else None
