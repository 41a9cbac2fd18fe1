"""Overdue, due soon, stuck: the one definition of each, for lists and for progress, now and as of any day (S5).

Overdue: a promised date has passed (``projections.due``), or the day by which the rules of an open case want
its next stage reached. Due soon: the earliest of these lies within the days of the rules, or so does the end of a
round in which an open community still lacks a milestone (``projections.milestones_due``). Stuck: open, and
nothing was recorded for the days of the rules; that is about record keeping, so it counts days of recording.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from aggregates.lifecycle_facts import ReminderPutOff
from aggregates.rules_in_force import reference, rules_of
from engine.calendar import end_of_day_bangkok
from engine.reader import Reader
from projections.as_of import AsKnown
from projections.communities import by_case
from projections.milestones_due import milestones_due
from workflows.process_rules import STAGES
from workflows.rules import Rules

KINDS: tuple[Literal["program", "household"], ...] = ("program", "household")
NEVER = date.max.isoformat()
QUIET = ReminderPutOff.spec.topic
"""Saying that no reminder is needed is no news of a case."""

PRESENT = """
SELECT case_id, kind, stage, status, rules, due, (
         SELECT rowid - 1 FROM stored_events WHERE originator_id = case_id AND topic <> :quiet
         ORDER BY originator_version DESC LIMIT 1
       ) AS latest
FROM caseload WHERE kind = :kind {among}
"""
PAST = """
SELECT standing.originator_id AS case_id, kind, stage, status, rules, (
         SELECT due FROM dues
         WHERE dues.originator_id = standing.originator_id AND dues.occurred_on <= :on
           AND dues.leaf < :size AND (dues.superseded IS NULL OR dues.superseded >= :size)
         ORDER BY dues.occurred_on DESC, dues.version DESC LIMIT 1
       ) AS due, (
         SELECT rowid - 1 FROM stored_events
         WHERE stored_events.originator_id = standing.originator_id AND rowid <= :recorded AND topic <> :quiet
         ORDER BY originator_version DESC LIMIT 1
       ) AS latest
FROM (
  SELECT originator_id, kind, stage, status, rules,
         row_number() OVER (PARTITION BY originator_id ORDER BY version DESC) AS back
  FROM spells
  WHERE kind = :kind AND occurred_on <= :on AND leaf < :size AND (superseded IS NULL OR superseded >= :size) {among}
) AS standing WHERE back = 1
"""
NAMED = "IN (SELECT value FROM json_each(:only))"
TIMELY = """
WITH clocks AS (
  SELECT json_extract(value, '$[0]') AS rules, json_extract(value, '$[1]') AS soon, json_extract(value, '$[2]') AS idle
  FROM json_each(:clocks)
), stage_dates AS (
  SELECT json_extract(value, '$[0]') AS rules, json_extract(value, '$[1]') AS kind,
         json_extract(value, '$[2]') AS stage, json_extract(value, '$[3]') AS stage_due
  FROM json_each(:stage_dates)
), round_ends AS (
  SELECT json_extract(value, '$[0]') AS lacking, json_extract(value, '$[1]') AS round_end
  FROM json_each(:round_ends)
), dated AS (
  SELECT case_id, status, latest, soon, idle,
         min(coalesce(due, :never), coalesce(stage_due, :never), coalesce(round_end, :never)) AS next
  FROM ({standing}) AS standing JOIN clocks USING (rules)
  LEFT JOIN stage_dates ON (stage_dates.rules, stage_dates.kind, stage_dates.stage, 'open')
                         = (standing.rules, standing.kind, standing.stage, status)
  LEFT JOIN round_ends ON (lacking, 'open') = (case_id, status)
)
SELECT case_id, next < :on AS overdue, next BETWEEN :on AND soon AS due_soon,
       status = 'open' AND coalesce(latest < CAST(idle AS BIGINT), FALSE) AS stuck
FROM dated
"""


class Timely(NamedTuple):
    """What holds of one case."""

    overdue: int
    due_soon: int
    stuck: int


TIMELINESS = Timely._fields


def timely_now(reader: Reader, kind: str, only: Iterable[str] | None = None) -> dict[str, Timely]:
    """The cases of a kind as they stand; of all of them, or of those named."""
    standing, given = _among(PRESENT, "case_id", only)
    return _timely(reader, standing, {**_given(reader, kind, reader.on, reader.size), **given})


def timely_throughout(reader: Reader, kind: str) -> Mapping[str, Timely]:
    """All cases of a kind as they stand, worked out again only for those with new facts."""
    # What a community still lacks before a round ends rests on its whole zone, so it is part of the question.
    question = "timely", kind, frozenset(milestones_due(reader, kind, reader.on, reader.size).items())
    return by_case(AsKnown(reader, reader.on), question, lambda only: timely_now(reader, kind, only))


def timely_then(reader: Reader, kind: str, on: date, size: int, only: Iterable[str] | None = None) -> dict[str, Timely]:
    """The cases of a kind, or those named, as of the field date ``on``, as known at a ledger size.

    What was recorded after ``on`` doesn't tell whether a case was stuck then.
    """
    recorded = min(size, reader.position(end_of_day_bangkok(on)))
    standing, given = _among(PAST, "originator_id", only)
    return _timely(reader, standing, {**_given(reader, kind, on, size), **given, "size": size, "recorded": recorded})


def _among(standing: str, column: str, only: Iterable[str] | None) -> tuple[str, dict[str, str]]:
    """The statement for all cases or for those named, and the names."""
    if only is None:
        return standing.format(among=""), {}
    return standing.format(among=f"AND {column} {NAMED}"), {"only": json.dumps(list(only))}


def _timely(reader: Reader, standing: str, given: Mapping[str, Any]) -> dict[str, Timely]:
    rows = reader.connection.execute(TIMELY.format(standing=standing), given)
    return {case: Timely(*holds) for case, *holds in rows}


def _given(reader: Reader, kind: str, on: date, size: int) -> dict[str, Any]:
    """What the day and the rule sets make of the definitions: days and ledger sizes."""
    clocks, stage_dates = [], []
    for activation in reference(reader).activations:
        rules, name = rules_of(reader, activation.rules.sha256), str(activation.rules)
        soon = on + timedelta(rules.process.due_soon_days)
        idle = reader.position(end_of_day_bangkok(on - timedelta(rules.process.stuck_days)))
        clocks.append((name, soon.isoformat(), idle))
        stage_dates += [(name, *dated) for dated in _stage_dates(rules)]
    round_ends = [(program, end.isoformat()) for program, end in milestones_due(reader, kind, on, size).items()]
    given = {name: json.dumps(rows) for name, rows in (("clocks", clocks), ("stage_dates", stage_dates))}
    fixed = {"kind": kind, "on": on.isoformat(), "never": NEVER, "quiet": QUIET}
    return {**given, **fixed, "round_ends": json.dumps(round_ends)}


def _stage_dates(rules: Rules) -> Iterator[tuple[str, str, str]]:
    """Kind, stage a case stands at, and the day by which the rules want a later one reached."""
    for kind in KINDS:
        for stage in ("opened", *STAGES):
            due = rules.gates.due_after(kind, stage)
            if due is not None:
                yield kind, stage, due.isoformat()
