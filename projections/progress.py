"""Progress: how many cases stand in which stage, how timely, and how long they have been there, by area (S5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
from projections.communities import by_community, members
from projections.milestones_due import milestones_due
from projections.timeliness import TIMELINESS, Timely, timely_then
from workflows.process_rules import ProcessRules

HOMES = """
SELECT cases.case_id, home.case_id, home.program, home.district, home.province, home.zone
FROM caseload AS cases JOIN caseload AS home ON home.case_id = coalesce(cases.program, cases.case_id)
WHERE cases.kind = :kind {among}
"""
MARKS = """
SELECT originator_id, stage, status, cycle, occurred_on FROM spells
WHERE kind = :kind AND occurred_on <= :on
  AND leaf < :size AND (superseded IS NULL OR superseded >= :size) {among}
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
    tallies: dict[str, _Tally] = {}
    for community, tally in _communities(then, kind).values():
        if area := community.path(zones)[LEVELS.index(level)]:
            tallies.setdefault(area, _Tally()).add(tally)
    return tuple(tallies[area].result(level, area, stages, rules) for area in sorted(tallies))


def _communities(then: AsKnown, kind: Kind[Any]) -> Mapping[str, tuple[Home, _Tally]]:
    """The cases of each community counted; of a case that belongs to none, by itself. Kept by community while live."""
    # What a community still lacks before a round ends rests on its whole zone, so it is part of the question.
    lacking = milestones_due(then.reader, kind.name, then.on, then.size)
    question = "progress", kind.name, frozenset(lacking.items())
    return by_community(then, question, lambda among: _counted(then, kind.name, among))


def _counted(then: AsKnown, kind: str, among: Collection[str] | None) -> dict[str, tuple[Home, _Tally]]:
    given = {"kind": kind, "on": then.on.isoformat(), "size": then.size}
    of_cases, named = members(then.connection, kind, among)
    homes = then.connection.execute(HOMES.format(among=of_cases.format("cases.case_id")), {**given, **named})
    areas = {case: (home, Home(*where)) for case, home, *where in homes}
    marks = then.connection.execute(MARKS.format(among=of_cases.format("originator_id")), {**given, **named})
    timely = timely_then(then.reader, kind, then.on, then.size, None if among is None else areas)
    found: dict[str, tuple[Home, _Tally]] = {}
    for case, rows in groupby(marks, key=itemgetter(0)):
        community, home = areas[case]
        if community not in found:
            found[community] = home, _Tally()
        found[community][1].count([_Mark(*row[1:]) for row in rows], timely[case])
    return found


class _Mark(NamedTuple):
    stage: str
    status: str
    cycle: int
    on: str


class _Tally:
    """The cases of one area, as they are counted."""

    def __init__(self) -> None:
        self.stages: Counter[tuple[str, str]] = Counter()
        self.standing: Counter[tuple[str, bool, str]] = Counter()
        """By stage, whether the case was returned to it, and status."""
        self.days: dict[str, Counter[int]] = {}

    def count(self, marks: Sequence[_Mark], timely: Timely) -> None:
        """Count a case by its marks in their order, and by whether it is in time."""
        spells = list(_spells(marks))
        for spell, following in pairwise(spells):
            self.days.setdefault(spell[0].stage, Counter())[(day(following[0].on) - day(spell[0].on)).days] += 1
        last = marks[-1]
        returned = len(spells) > 1 and spells[-2][-1].cycle < last.cycle
        self.standing[last.stage, returned, last.status] += 1
        self.stages[last.stage, last.status] += 1
        for how, holds in zip(TIMELINESS, timely, strict=True):
            self.stages[last.stage, how] += holds

    def add(self, other: _Tally) -> None:
        """Count all that another one has counted."""
        self.stages.update(other.stages)
        self.standing.update(other.standing)
        for stage, days in other.days.items():
            self.days.setdefault(stage, Counter()).update(days)

    def result(self, level: Level, area: str, stages: Iterable[str], rules: ProcessRules) -> AreaProgress:
        known = [stage for stage in stages if stage in self.days or any(self.stages[stage, s] for s in STATUSES)]
        phases: Counter[tuple[str | None, str]] = Counter()
        for (stage, returned, status), cases in self.standing.items():
            phases[rules.phase(stage, returned=returned), status] += cases
        return AreaProgress(
            level=level,
            area=area,
            stages=tuple(self._stage(stage) for stage in known),
            phases=tuple(_phase(phase.code, phases) for phase in rules.phases),
        )

    def _stage(self, stage: str) -> StageCount:
        days, counted = self.days.get(stage, Counter()), self.stages
        return StageCount(
            stage=stage,
            present=counted[stage, "open"],
            suspended=counted[stage, "suspended"],
            closed=counted[stage, "closed"],
            overdue=counted[stage, "overdue"],
            due_soon=counted[stage, "due_soon"],
            stuck=counted[stage, "stuck"],
            left=days.total(),
            median_days=percentile(days, 50),
            p90_days=percentile(days, 90),
        )


def _phase(phase: str, counted: Mapping[tuple[str | None, str], int]) -> PhaseCount:
    present, suspended, closed = (counted.get((phase, status), 0) for status in STATUSES)
    return PhaseCount(phase=phase, present=present, suspended=suspended, closed=closed)


def _spells(marks: Sequence[_Mark]) -> Iterator[list[_Mark]]:
    """The marks of each stay in a stage."""
    for _, spell in groupby(marks, key=lambda mark: mark.stage):
        yield list(spell)


def percentile(days: Counter[int], percent: int) -> int | None:
    """The nearest-rank percentile of days."""
    rank, seen = ceil(days.total() * percent / 100), 0
    for number in sorted(days):
        seen += days[number]
        if seen >= rank:
            return number
    return None
