"""Reminders of missing evidence: the commands that give them for a whole sheet, and those that still stand (U2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from aggregates.program_state import PROGRAM
from aggregates.score_round_facts import Lacking
from aggregates.score_round_state import SCORE_ROUND, ScoreRound, round_case
from engine.bilingual import Text
from engine.command import Command
from engine.reader import Reader
from projections.sheet_moment import sheet_moment
from projections.sheets import Sheets
from web.access import Access, Person
from web.places import place_of, place_of_office
from workflows.milestone_rules import LEVELS

OPEN, REMIND = "open_round", "remind"
REMINDED = "SELECT case_id FROM caseload WHERE kind = ? AND status = 'open' AND stage != 'closed' ORDER BY case_id"
LOOKED_INTO = 12
"""Reminded rounds held against what is recorded by now, the latest first."""


class Reminder(NamedTuple):
    """What one community still lacks of what somebody was reminded of."""

    program: str
    community: Text
    sheet: str
    level: int
    missing: tuple[Text, ...]
    by: str
    on: date
    until: date | None


class Reminding(NamedTuple):
    """The commands for one office."""

    office: str
    name: Text
    communities: int
    commands: tuple[Command, ...]


def reminding(reader: Reader, person: Person, sheet: str, fiscal_year: int, key: str) -> list[Reminding]:
    """For each office of the sheet that lacks something and that ``person`` supervises: the round's reminder, after
    its opening where it wasn't opened. Raises BadInput, Refused as the sheet does.
    """
    sheets = Sheets(sheet_moment(reader, sheet, fiscal_year))
    found = []
    for office, name in sheets.offices.items():
        access = Access(person, place_of_office(reader, sheet, office), SCORE_ROUND.name)
        if not access.may_do(SCORE_ROUND, SCORE_ROUND.decisions[REMIND]):
            continue
        lacking = sum(one.program is not None and one.level < LEVELS for one in sheets.score(office).communities)
        case = round_case(sheet, office, fiscal_year)
        if lacking:
            commands = _commands(reader, person.id, case, key, sheet=sheet, office=office, fiscal_year=fiscal_year)
            found.append(Reminding(office, name, lacking, tuple(commands)))
    return found


def _commands(reader: Reader, by: str, case: str, key: str, **round: str | int) -> Iterator[Command]:
    kind = SCORE_ROUND.name
    if reader.file(case) is None:
        yield Command(id=f"{by}/{key}/{case}/open", kind=kind, name=OPEN, by=by, case=case, inputs=round)
    yield Command(id=f"{by}/{key}/{case}/remind", kind=kind, name=REMIND, by=by, case=case, inputs={})


def reminders(reader: Reader, person: Person) -> list[Reminder]:
    """What the communities this person works with were reminded of and still lack, while it can be recorded."""
    standing = [state for state in _reminded(reader) if _stands(state, reader.on)]
    standing.sort(key=lambda state: state.reminder.mark.on if state.reminder else reader.on, reverse=True)
    mine = [(state, lacking) for state in standing if (lacking := _of(reader, person, state))][:LOOKED_INTO]
    return [one for state, lacking in mine for one in _still(reader, state, lacking)]


def _reminded(reader: Reader) -> Iterator[ScoreRound]:
    for (case,) in reader.connection.execute(REMINDED, (SCORE_ROUND.name,)).fetchall():
        state = reader.state(SCORE_ROUND, case)
        if state.reminder is not None:
            yield state


def _stands(state: ScoreRound, today: date) -> bool:
    assert state.reminder is not None
    until = state.reminder.fact.until
    return until is None or today <= until


def _of(reader: Reader, person: Person, state: ScoreRound) -> list[Lacking]:
    """The communities of a reminder that lie in the area of whoever works there."""
    assert state.reminder is not None
    decision = PROGRAM.decisions["choose_area"]
    return [
        one
        for one in state.reminder.fact.lacking
        if Access(person, place_of(reader, one.program), PROGRAM.name).may_do(PROGRAM, decision)
    ]


def _still(reader: Reader, state: ScoreRound, lacking: list[Lacking]) -> Iterator[Reminder]:
    """What of it is still missing."""
    assert state.reminder is not None
    score = Sheets(sheet_moment(reader, state.sheet, state.fiscal_year)).score(state.office)
    levels = {one.program: one for one in score.communities}
    for asked in lacking:
        found = levels.get(asked.program)
        if found is None or found.level >= asked.level:
            continue
        missing = [one for one in found.milestones[asked.level - 1].missing if one.id in asked.missing]
        yield Reminder(
            program=asked.program,
            community=found.name,
            sheet=state.sheet,
            level=asked.level,
            missing=tuple(one.needed or one.label for one in missing),
            by=state.reminder.mark.by,
            on=state.reminder.mark.on,
            until=state.reminder.fact.until,
        )
