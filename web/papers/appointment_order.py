"""The order appointing the working group, for the governor's signature, and the letter that brings it (P3.2-P3.5)."""

from __future__ import annotations

from typing import Any

from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.calendar import BE_OFFSET
from web.answers.committee import SeatShown, committee
from web.answers.names import province_name
from web.papers.document import Copy, Document
from web.papers.places import place_of_program


def _gather(copy: Copy, case: str) -> dict[str, Any]:
    opens, pen = copy.eyes.opens(PROGRAM.name, case), copy.pen
    program = copy.cases.state(PROGRAM, case)
    rules = PROGRAM.rules(program, copy.reader, copy.reader.on)
    seats = committee(program, rules, opens)
    community = pen.said(program.community)
    order, first = (program.orders[-1], program.orders[0]) if program.orders else (None, None)
    signed = None if order is None else order.mark.on
    return {
        "about": community,
        "community": community,
        "place": place_of_program(copy, program),
        "province": pen.said(province_name(copy.reader, program.province)),
        "fiscal_year": str(program.fiscal_year),
        "number": "" if order is None else order.fact.number,
        "signed": pen.day(signed, full=True),
        "year": str((signed or copy.on).year + (BE_OFFSET if pen.lang == "th" else 0)),
        "amends": None
        if first is order or first is None
        else {"number": first.fact.number, "on": pen.day(first.mark.on, full=True)},
        "mechanism": pen.said(rules.committee.provincial_mechanism.text)
        if program.mechanism is None or pen.lang == "en"
        else program.mechanism.fact.committee,
        "chosen": pen.day(None if program.area is None else program.area.mark.on, full=True),
        "met": pen.day(program.community_meetings[-1].mark.on, full=True) if program.community_meetings else "",
        "proposed": pen.day(None if program.proposal is None else program.proposal.mark.on, full=True),
        "people": pen.number(sum(len(seat.holders) for seat in seats)),
        "kinds": pen.number(sum(seat.standing == "filled" for seat in seats)),
        "seats": [_seat(seat, copy) for seat in seats],
        "duties": [pen.said(duty.text) for duty in rules.committee.duties],
    }


APPOINTMENT_ORDER = Document(
    "appointment-order",
    Text("คำสั่งแต่งตั้งคณะทำงาน และบันทึกนำเสนอ", "Appointment order and covering letter"),
    (PROGRAM.name,),
    "appointment_order.typ",
    _gather,
)


def _seat(seat: SeatShown, copy: Copy) -> dict[str, Any]:
    pen = copy.pen
    return {
        "label": pen.said(seat.label),
        "role": pen.said(seat.role),
        "standing": seat.standing,
        "absent": "" if seat.absent is None else seat.absent.fact.reason,
        "holders": [
            {"name": one.name or pen.said(one.gone) or pen.said(Text("(ไม่เปิดเผย)", "(not shown)")), "post": one.post}
            for one in seat.holders
        ],
    }
