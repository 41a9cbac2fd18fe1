"""Builds the demo: all stories of a year, played in the order they were recorded."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from aggregates.reference import REFERENCE_CASE
from aggregates.rules_in_force import reference
from engine.calendar import end_of_day_bangkok
from engine.casework import Casework
from engine.clock import microseconds
from engine.refusal import UnsafeStore
from web.demo.casting import Cast, cast, surveyed
from web.demo.communities import communities
from web.demo.dates import FIRST, LAST
from web.demo.household_story import household_story
from web.demo.program_story import program_story
from web.demo.reviews import mission_story, year_story, zone_story
from web.demo.rounds import round_stories
from web.demo.sample import PROVINCE, sample_lists
from web.demo.schedule import Schedule, SetClock
from web.wiring import prepare


class DemoSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a demo store holds: how many facts, and how many cases of each kind in each stage."""

    facts: int
    stages: Mapping[str, Mapping[str, int]]
    sample_program: str | None
    """The case of the program made of the two sample lists."""


def build(
    casework: Casework,
    *,
    seed: int = 2564,
    provinces: Collection[str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> DemoSummary:
    """Fill an empty store with the year's stories, of all provinces or of those with these codes.

    ``progress`` is told the days done and all days. A build that died is completed by building again with the
    same seed and provinces. Raises UnsafeStore when the store holds anything else, DemoFailed for a mistake in
    a story. The store must not have been prepared under another clock: recorded times never go back.
    """
    clock, before = SetClock(FIRST), casework.clock
    casework.clock = clock
    # Nearly everything built stays in the cache of cases: looking for garbage in it again and again finds none.
    collecting = gc.isenabled()
    gc.disable()
    try:
        prepare(casework)
        casts = _casts(casework, seed, provinces)
        _expect_no_other_work(casework, {found.case for found in casts})
        schedule = Schedule(casework, clock, str(seed))
        _tell(schedule, casework, casts)
        schedule.run(lambda day: progress((day - FIRST).days, (LAST - FIRST).days))
        return _summary(casework, casts)
    finally:
        casework.clock = before
        # The story ends years before today; what follows it is recorded today.
        casework.parts.after_silence = True
        if collecting:
            gc.enable()


def _casts(casework: Casework, seed: int, provinces: Collection[str] | None) -> list[Cast]:
    with casework.reading() as reader:
        known = reference(reader)
    found = []
    for community in communities():
        zone = known.zone_of(community.province, FIRST)
        if zone is not None and (provinces is None or community.province in provinces):
            found.append(cast(community, zone, seed))
    return found


def _tell(schedule: Schedule, casework: Casework, casts: Sequence[Cast]) -> None:
    schedule.add(year_story())
    schedule.add(mission_story())
    for found in casts:
        schedule.add(program_story(found))
        if found.community.province == PROVINCE:
            schedule.add(sample_lists(schedule, casework, found))
        else:
            surveyed(found)
            for target in found.targets:
                schedule.add(household_story(target, found))
    for zone in sorted({found.zone for found in casts}):
        schedule.add(zone_story(zone, [found for found in casts if found.zone == zone]))
    for story in round_stories(casework, casts):
        schedule.add(story)


def _expect_no_other_work(casework: Casework, programs: Collection[str]) -> None:
    with casework.reading() as reader:
        delivered = reader.version(REFERENCE_CASE)
        begun = any(reader.version(case) for case in programs)
        if reader.size > delivered and not begun:
            raise UnsafeStore("the demo needs an empty data folder: this one holds other cases")
        if reader.at > microseconds(end_of_day_bangkok(LAST)):
            raise UnsafeStore(
                "the demo needs an empty data folder: facts were recorded in this one after the demo's year"
            )


def _summary(casework: Casework, casts: Sequence[Cast]) -> DemoSummary:
    stages: dict[str, dict[str, int]] = {}
    with casework.reading() as reader:
        rows = reader.connection.execute("SELECT kind, stage, count(*) FROM caseload GROUP BY kind, stage")
        for kind, stage, cases in rows:
            stages.setdefault(kind, {})[stage] = cases
        facts = reader.size
    sample = next((found.case for found in casts if found.community.province == PROVINCE), None)
    return DemoSummary(facts=facts, stages=stages, sample_program=sample)
