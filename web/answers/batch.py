"""One act for many households: the command each row needs, rehearsed or carried out, with an answer row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from aggregates.household_state import HOUSEHOLD
from engine.bilingual import Text
from engine.casework import Answer
from engine.command import Command, Receipt
from engine.reader import Reader
from engine.refusal import BadInput, CommandReused, Refused, StaleVersion
from engine.workflow import Move
from web.access import Access, Person
from web.answers.gate import section
from web.answers.household_rows import household_name
from web.answers.showing import finding_shown
from web.opening import opener
from web.places import place_of

Action = Literal["assign", "visit", "advance"]
NOT_THERE = Text("ไม่มีครัวเรือนนี้ในโครงการ หรืออยู่นอกพื้นที่ของคุณ", "not a household of this program, or not in your area")
AT_THE_END = Text("อยู่ขั้นสุดท้ายแล้ว", "it stands at the last stage")


class Asked(NamedTuple):
    """What is to be done with every row."""

    action: Action
    token: str
    """Made with the preview: the same request sent again is answered as before and done once."""
    inputs: Mapping[str, str]
    on: date | None
    because: str | None


class Row(NamedTuple):
    """One household of the batch: its command, or why there is none."""

    case: str
    name: str
    version: int
    command: Command | None
    refusal: Text | None
    will: Text | None
    """What the command does to this household."""


class Told(NamedTuple):
    """A row with its answer."""

    row: Row
    result: Literal["done", "unchanged", "refused"]
    reasons: tuple[Text, ...]
    findings: tuple[dict[str, Any], ...] = ()


def batch_rows(
    reader: Reader, person: Person, program: str, cases: Iterable[str], asked: Asked, seen: Mapping[str, int]
) -> list[Row]:
    """A row for each household; one that is not this person's to work with answers like one that isn't there."""
    return [_row(reader, person, program, case, asked, seen.get(case)) for case in dict.fromkeys(cases)]


def told(rows: Iterable[Row], answers: Iterable[tuple[Command, Answer]], before: int) -> list[Told]:
    """Each row with its answer; a receipt of the ledger's first ``before`` facts was given earlier."""
    found = {command.id: answer for command, answer in answers}
    return [_told(row, None if row.command is None else found[row.command.id], before) for row in rows]


def _row(reader: Reader, person: Person, program: str, case: str, asked: Asked, seen: int | None) -> Row:
    access = Access(person, place_of(reader, case), HOUSEHOLD.name)
    file = reader.file(case) if access.may_read else None
    if file is None or file.kind is not HOUSEHOLD or file.state.program != program:
        return Row(case, "", 0, None, NOT_THERE, None)
    state = file.state
    row = Row(case, household_name(state, opener(reader, access, case)), file.version, None, None, None)
    act = _act(state, asked)
    if isinstance(act, Text):
        return row._replace(refusal=act)
    name, inputs, will = act
    if not access.may_do(HOUSEHOLD, HOUSEHOLD.decisions[name]):
        return row._replace(refusal=NOT_THERE)
    command = Command(
        id=f"{person.id}/batch/{asked.token}/{case}",
        kind=HOUSEHOLD.name,
        name=name,
        by=person.id,
        case=case,
        inputs=inputs,
        on=asked.on,
        because=asked.because,
        seen=seen,
    )
    return row._replace(command=command, will=will)


def _act(state: Any, asked: Asked) -> tuple[str, dict[str, str], Text] | Text:
    given = asked.inputs
    match asked.action:
        case "assign":
            officer = given["officer"]
            if state.life.officer in (None, officer):
                return "assign_manager", {"officer": officer}, Text(f"มอบหมายให้ {officer}", f"assigned to {officer}")
            will = Text(f"โอนจาก {state.life.officer} ให้ {officer}", f"from {state.life.officer} to {officer}")
            return "transfer_manager", {"officer": officer}, will
        case "visit":
            will = Text(f"เยี่ยมโดย {given['visitor']}", f"visited by {given['visitor']}")
            return "visit", {"visitor": given["visitor"], "seen": given["seen"]}, will
    move = next_move(state)
    if move is None:
        return AT_THE_END
    assert HOUSEHOLD.workflow is not None
    label = HOUSEHOLD.workflow.stage(move.target).label
    return "advance", {"to": move.target}, Text(f"เลื่อนเป็น “{label.th}”", f"moves to “{label.en}”")


def next_move(state: Any) -> Move | None:
    """The way on from where a household stands."""
    assert HOUSEHOLD.workflow is not None
    return next((move for move in HOUSEHOLD.workflow.ways_from(state.life.stage) if not move.back), None)


def _told(row: Row, answer: Answer | None, before: int) -> Told:
    match answer:
        case None:
            return Told(row, "refused", () if row.refusal is None else (row.refusal,))
        case Receipt(leaf=leaf):
            return Told(row, "unchanged" if leaf is None or leaf < before else "done", ())
        case Refused(findings=findings):
            shown = tuple({**finding_shown(one), "number": section(one.id)} for one in findings)
            return Told(row, "refused", tuple(finding.needed or finding.label for finding in findings), shown)
        case BadInput(field=field, text=text):
            return Told(row, "refused", (Text(text.th, f"{field}: {text.en}"),))
        case StaleVersion():
            return Told(row, "refused", (Text("มีคนบันทึกเพิ่มหลังจากดูตัวอย่าง", "somebody recorded more since the preview"),))
        case CommandReused():
            said = Text("ชุดนี้ส่งไปแล้วด้วยข้อมูลอื่น", "this batch was sent before with other contents")
            return Told(row, "refused", (said,))
    return Told(row, "refused", (NOT_THERE,))
