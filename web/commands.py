"""Turns what a door was given into a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from aggregates.mission_year import MISSION_YEAR, mission_case
from aggregates.reference import REFERENCE, REFERENCE_CASE
from aggregates.score_round_state import SCORE_ROUND, round_case
from aggregates.year_record import YEAR_RECORD, record_case
from aggregates.zone_review_state import REVIEW, review_case
from engine.casework import Casework
from engine.command import Command
from engine.decision import Decision
from engine.inputs import canonical_input
from engine.kind import Kind
from engine.refusal import BadInput
from web.schemas import Asked

CASE_IDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    REFERENCE.name: lambda inputs: REFERENCE_CASE,
    REVIEW.name: lambda inputs: review_case(inputs["zone"], inputs["fiscal_year"]),
    YEAR_RECORD.name: lambda inputs: record_case(inputs["fiscal_year"]),
    MISSION_YEAR.name: lambda inputs: mission_case(inputs["fiscal_year"]),
    SCORE_ROUND.name: lambda inputs: round_case(inputs["sheet"], inputs["office"], inputs["fiscal_year"]),
}
"""Kinds whose cases are found by what they are about; all others get a random id."""


def command(
    kind: Kind[Any],
    decision: Decision,
    asked: Asked,
    *,
    id: str,
    by: str,
    case: str | None = None,
    seen: int | None = None,
) -> Command:
    """The command to give to casework. The reason becomes canonical text; a blank one is none."""
    if decision.opens and kind.name in CASE_IDS:
        case = CASE_IDS[kind.name](decision.read(asked.inputs))
    because = canonical_input(asked.because, "because") if asked.because is not None else None
    return Command(
        id=id,
        kind=kind.name,
        name=decision.name,
        by=by,
        case=case,
        inputs=asked.inputs,
        on=asked.on,
        because=because or None,
        seen=seen,
    )


def kind_named(casework: Casework, name: str) -> Kind[Any]:
    """A kind of case by its name. Raises BadInput naming the known ones."""
    found = casework.kinds.get(name)
    if found is None:
        known = ", ".join(casework.kinds)
        raise BadInput("kind", f"ชนิดที่ใช้ได้: {known}", f"must be one of: {known}")
    return found


def decision_named(kind: Kind[Any], name: str) -> Decision:
    """A command of a kind by its name. Raises BadInput with the nearest name and, once for both languages, all."""
    found = kind.decisions.get(name)
    if found is None:
        near = "".join(get_close_matches(name, kind.decisions, 1))
        th, en = (f" ใกล้เคียงที่สุด: {near}", f" the nearest is {near};") if near else ("", "")
        known = ", ".join(kind.decisions)
        raise BadInput("command", f"ไม่มีคำสั่งนี้{th}", f"there is no such command;{en} known are: {known}")
    return found


def opening(kind: Kind[Any]) -> Decision:
    """The decision that opens a case of this kind. Raises BadInput when no person can open one."""
    found = next((d for d in kind.decisions.values() if d.opens), None)
    if found is None:
        raise BadInput("kind", "เรื่องชนิดนี้เปิดเองไม่ได้", f"a {kind.name} can't be opened by hand")
    return found
