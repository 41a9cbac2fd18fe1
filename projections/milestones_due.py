"""Communities that lack a milestone of a round about to end: due soon from then on, though nobody promised it (S5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import pin_in_force, reference, rules_of
from engine.calendar import fiscal_year
from engine.reader import Reader
from engine.refusal import Refused
from projections.as_of import AsKnown
from projections.sheet_moment import sheet_moment
from projections.sheets import Sheets
from workflows.milestone_rules import LEVELS


def milestones_due(reader: Reader, kind: str, on: date, size: int) -> Mapping[str, date]:
    """Program -> the end of the round, for each that lacks a milestone on a day within the days of the rules of it.

    As of the field date ``on``, as known at a ledger size. Outside those days nothing is scored, nor on a day to
    come; other kinds of case owe no milestones. It rests on the facts of whole zones.
    """
    if kind != PROGRAM.name or on > reader.on:
        return {}
    if reader.memory is None:
        return _asked(reader, on, size)
    return reader.memory.recall(("milestones due", on, size), lambda: _asked(reader, on, size))


def _asked(reader: Reader, on: date, size: int) -> dict[str, date]:
    then, year = AsKnown(reader, on, size), fiscal_year(on)
    try:
        rules = rules_of(then, pin_in_force(then, on, year).sha256)
    except Refused:
        return {}
    # Each case runs under its own rules; which of their days it is within is decided where all dates are.
    days = max(rules_of(then, one.rules.sha256).process.due_soon_days for one in reference(then).activations)
    found: dict[str, date] = {}
    for sheet in rules.scores.sheets:
        end = rules.scores.round(sheet.round).span(year).last
        if on <= end <= on + timedelta(days):
            sheets = Sheets(sheet_moment(reader, sheet.code, year, on=on, known=size))
            scored = (score for office in sheets.offices for score in sheets.score(office).communities)
            lacking = [score.program for score in scored if score.program is not None and score.level < LEVELS]
            found |= {program: min(end, found.get(program, end)) for program in lacking}
    return found
