"""What happened to a case, as process mining reads it: an activity and a time for each fact that counts; no person.

A move is named after itself, so that a history can be replayed against the workflow; all else after its topic.
Facts have a day and no hour: microseconds of the day say in which order those of one day came to count.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from aggregates.lifecycle_facts import Closed, Reopened, Resumed, Returned, StageReached, Suspended
from engine.calendar import BANGKOK
from engine.facts import Fact
from engine.history import Effective, effective
from engine.petri import CLOSE, OPEN, REOPEN, RESUME, SUSPEND, waived
from engine.reader import Reader, bangkok_day

PAUSES: dict[type[Fact], str] = {Suspended: SUSPEND, Resumed: RESUME, Closed: CLOSE, Reopened: REOPEN}
MICROSECOND = timedelta(microseconds=1)


class Happening(NamedTuple):
    """One fact as it counts by now."""

    id: str
    activity: str
    at: datetime
    recorded_on: date
    topic: str
    move: bool
    """Whether it is a step of the case's life: opened, moved, paused, ended."""
    stage: str | None
    """The stage it brought the case to."""
    waived: tuple[str, ...]
    """Ids of the requirements the move was made without (W3)."""
    relies_on: tuple[str, ...]
    """Other cases whose facts it cites."""


def happenings(reader: Reader, case: str) -> list[Happening]:
    """Everything that counts in the history of a case, in the order it happened."""
    records = reader.facts(case)
    leaves = {record.version: record.leaf for record in records}
    items = effective(records)
    latest, found = datetime.min.replace(tzinfo=BANGKOK), []
    for item in sorted(items, key=lambda e: (e.on, e.since, e.version)):
        midnight = datetime.combine(item.on, time.min, BANGKOK)
        latest = max(midnight + leaves[item.since] * MICROSECOND, latest + MICROSECOND)
        found.append(_happening(item, latest))
    return found


def _happening(item: Effective, at: datetime) -> Happening:
    fact, record = item.fact, item.record
    activity, stage, without = _named(fact, first=item.version == 1)
    cited = (cite.case for cite in getattr(fact, "cites", ()) if cite.case is not None)
    return Happening(
        id=f"{record.case}-{item.version}",
        activity=activity,
        at=at,
        recorded_on=bangkok_day(record.at),
        topic=fact.spec.name,
        move=activity != fact.spec.name,
        stage=stage,
        waived=without,
        relies_on=tuple(dict.fromkeys(cited)),
    )


def _named(fact: Fact, *, first: bool) -> tuple[str, str | None, tuple[str, ...]]:
    """The activity of a fact, the stage it leads to, and what was waived for it."""
    match fact:
        case StageReached(move=move, reached=stage, waived=without):
            return (waived(move) if without else move), stage, without
        case Returned(reached=stage):
            return f"return_to_{stage}", stage, ()
    if first:
        return OPEN, None, ()
    return PAUSES.get(type(fact), fact.spec.name), None, ()
