"""The minutes of one meeting of a program: who called it, who came, what it dealt with and decided (P1-P5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from aggregates.household_state import HOUSEHOLD
from aggregates.program_record import Program
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.refusal import BadInput, CaseNotFound
from projections.as_of import AsKnown
from web.answers.called import household_named
from web.answers.meetings import Meeting, meetings
from web.answers.names import names_of
from web.papers.document import Copy, Document
from web.papers.places import place_of_program


def _gather(copy: Copy, case: str) -> dict[str, Any]:
    copy.eyes.opens(PROGRAM.name, case)
    program, pen = copy.cases.state(PROGRAM, case), copy.pen
    names = names_of(copy.reader, PROGRAM.rules(program, copy.reader, copy.reader.on))
    held = meetings(program, names)
    found = _chosen(held, copy.of)
    adoption = None if found is None else _adoption(program, found)
    return {
        "about": pen.said(program.community),
        "place": place_of_program(copy, program),
        "meeting": None if found is None else _meeting(found, copy),
        "despite": "" if adoption is None else adoption.despite_tier or "",
        "adopted": [] if found is None or adoption is None else list(_households(copy, adoption.households, found.on)),
    }


MEETING_MINUTES = Document(
    "meeting-minutes",
    Text("รายงานการประชุม", "Minutes of a meeting"),
    (PROGRAM.name,),
    "meeting_minutes.typ",
    _gather,
)


def _chosen(held: Sequence[Meeting], version: int | None) -> Meeting | None:
    """The meeting recorded at a version, the latest if none is named. Raises BadInput where it is no meeting."""
    if version is None:
        return held[-1] if held else None
    found = next((one for one in held if one.mark.version == version), None)
    if found is None:
        known = ", ".join(str(one.mark.version) for one in held)
        raise BadInput("of", f"ต้องเป็นลำดับของการประชุม: {known}", f"must be the version of a meeting: {known}")
    return found


def _meeting(one: Meeting, copy: Copy) -> dict[str, Any]:
    pen = copy.pen
    return {
        "label": pen.said(one.label),
        "on": pen.day(one.on, full=True),
        "present": [pen.said(body) for body in one.present],
        "attendees": pen.number(one.attendees),
        "about": [pen.said(item) for item in one.about],
        "minutes": one.minutes,
        "by": one.mark.by,
        "version": pen.number(one.mark.version),
    }


def _adoption(program: Program, meeting: Meeting) -> Any:
    """What a meeting adopted, if it did."""
    return next((one.fact for one in program.adoption_meetings if one.mark == meeting.mark), None)


def _households(copy: Copy, adopted: Sequence[str], on: date) -> Iterator[dict[str, Any]]:
    """The households adopted with the tier they had on the day, those out of reach left out."""
    then = AsKnown(copy.reader, on, copy.size)
    for case in adopted:
        try:
            opens = copy.eyes.opens(HOUSEHOLD.name, case)
            state = then.state(HOUSEHOLD, case)
        except CaseNotFound:
            continue
        yield {
            "name": copy.pen.said(household_named(state, case, opens)),
            "subdistrict": state.subdistrict,
            "people": copy.pen.number(state.size),
            "tier": state.tier,
        }
