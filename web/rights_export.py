"""Hands out everything held about somebody: only on a granted request, to administrators, and never unrecorded."""

from __future__ import annotations

from typing import Any

from aggregates.rights_state import RIGHTS
from engine.casework import Casework
from engine.reader import Reader
from engine.refusal import refuse
from web.access import Person
from web.answers.held import held
from web.opening import note_export
from web.places import reach
from web.problems import Problem
from web.read_log import ReadLog

EVERYTHING = ("everything",)
"""What the read log says was handed out."""


def export(casework: Casework, log: ReadLog, person: Person, case: str) -> dict[str, Any]:
    """What is held about those a request is about. Raises CaseNotFound, Problem, Refused while it isn't granted."""
    with casework.reading() as reader:
        access = reach(reader, person, RIGHTS.name, case)
        if not access.may_do(RIGHTS, RIGHTS.decisions["take_step"]):
            raise Problem("not-allowed")
        found = granted_export(reader, casework, log, case)
    for one in found["cases"]:
        note_export(person, one["kind"], one["case"], EVERYTHING)
    return found


def granted_export(reader: Reader, casework: Casework, log: ReadLog, case: str) -> dict[str, Any]:
    """The same for a door that records the look itself."""
    request = reader.state(RIGHTS, case)
    if request.right != "access" or not request.granted:
        raise refuse("U4", "ต้องเป็นคำขอดูข้อมูลที่อนุญาตแล้ว", "only a granted request for access opens this")
    found = held(reader, casework.vault, log, request.about)
    return {"request": case, "received": request.received.on.isoformat(), **found}
