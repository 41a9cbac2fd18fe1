"""Decisions on the working group: mechanism, community meeting, proposal, order, seats (P3)."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.choosing import among, term
from aggregates.committee_facts import (
    CommitteeAppointed,
    CommitteeProposed,
    CommunityMeetingHeld,
    MechanismNamed,
    NewHolder,
    SeatAbsent,
    SeatFilled,
    SeatHolder,
    SeatVacated,
)
from aggregates.entries import each_term, news, some
from aggregates.household_values import File, Words
from aggregates.program_record import Holder
from aggregates.program_state import PROGRAM, Program
from engine.facts import Fact
from engine.kind import Act
from engine.refusal import BadInput, Cite, refuse
from engine.sealed import sealed_for
from engine.thai import person_name
from workflows.committee_rules import Seat
from workflows.rule_terms import Positive
from workflows.wording import Body


@PROGRAM.decides(MechanismNamed, th="กำหนดกลไกระดับจังหวัด", en="Name the provincial mechanism")
def name_mechanism(
    case: Program, act: Act, *, committee: str | None = None, secretary: str | None = None
) -> Iterator[MechanismNamed]:
    """Name the province's committee as the mechanism; by default the one of the rule set (P3.1)."""
    rules = act.rules.committee
    named = MechanismNamed(
        committee=committee or rules.provincial_mechanism.th,
        secretary=secretary or rules.provincial_secretary.th,
    )
    yield from news(named, act.on, (case.mechanism,))


@PROGRAM.decides(CommunityMeetingHeld, th="บันทึกการประชุมชุมชน", en="Record a community meeting")
def hold_community_meeting(
    case: Program, act: Act, *, convened_by: tuple[Body, ...], agenda: tuple[str, ...], attendees: Positive
) -> Iterator[CommunityMeetingHeld]:
    """Record a meeting with the community, who called it, and which agenda items it dealt with (P3.2)."""
    some("convened_by", convened_by)
    each_term("agenda", agenda, act.rules.committee.agenda)
    held = CommunityMeetingHeld(convened_by=convened_by, agenda=agenda, attendees=attendees)
    yield from news(held, act.on, case.community_meetings)


@PROGRAM.decides(CommitteeProposed, SeatFilled, th="เสนอแต่งตั้งคณะทำงาน", en="Propose the working group")
def propose_committee(case: Program, act: Act, *, holders: tuple[NewHolder, ...] = ()) -> Iterator[Fact]:
    """Propose the working group as seated so far, together with the people given here (P3.3).

    After the appointment they need an order as those of ``fill_seat`` do.
    """
    people = {seat.code: len(case.seated(seat.code)) for seat in act.rules.committee.seats}
    for place, new in enumerate(holders):
        seat = _seat(act, f"holders[{place}].seat", new.seat)
        _expect_room(seat, people[seat.code])
        _expect_order(case, act, seat, new.order, f"holders[{place}].order")
        people[seat.code] += 1
        yield _filled(act, new.seat, new.name, new.post, new.order)
    if not any(people.values()):
        raise BadInput("holders", "ต้องมีผู้ได้รับการเสนอชื่ออย่างน้อย 1 คน", "at least one person is proposed")
    proposed = CommitteeProposed(seats={code: number for code, number in people.items() if number})
    yield from news(proposed, act.on, () if holders else (case.proposal,))


@PROGRAM.decides(CommitteeAppointed, th="บันทึกคำสั่งแต่งตั้ง", en="Record the governor's order")
def appoint_committee(case: Program, act: Act, *, number: Words, document: File) -> Iterator[CommitteeAppointed]:
    """Record an order, dated the day the governor signed it; its number is unique in province and year (P3.3)."""
    signed = CommitteeAppointed(number=number, document=document)
    yield from news(signed, act.on, case.orders)


@PROGRAM.decides(SeatFilled, th="บรรจุผู้ดำรงตำแหน่ง", en="Fill a seat")
def fill_seat(
    case: Program, act: Act, *, seat: str, name: Words, post: str = "", order: str | None = None
) -> Iterator[SeatFilled]:
    """Seat somebody from this day on; after the appointment, name the order unless the seat goes with a post."""
    found = _seat(act, "seat", seat)
    _expect_room(found, len(case.seated(seat)))
    _expect_order(case, act, found, order)
    yield _filled(act, seat, name, post, order)


@PROGRAM.decides(SeatVacated, th="บันทึกการพ้นตำแหน่ง", en="Vacate a seat")
def vacate_seat(case: Program, act: Act, *, holder: int) -> Iterator[SeatVacated]:
    """Record that the holder seated at version ``holder`` left on this day; the stage stays (P3.4)."""
    if _holder(case, holder).left is None:
        yield SeatVacated(holder=holder)


@PROGRAM.decides(SeatVacated, SeatFilled, th="เปลี่ยนผู้ดำรงตำแหน่ง", en="Replace a holder")
def replace_holder(
    case: Program, act: Act, *, holder: int, name: Words, post: str = "", order: str | None = None
) -> Iterator[Fact]:
    """Seat somebody in the place of the holder seated at version ``holder`` (P3.4)."""
    leaving = _holder(case, holder)
    if leaving.left is not None:
        raise refuse("P3.4", "ผู้นี้พ้นตำแหน่งแล้ว ให้ใช้การบรรจุ", "this holder has left: fill the seat instead")
    _expect_order(case, act, _seat(act, "holder", leaving.seat), order)
    yield SeatVacated(holder=holder)
    yield _filled(act, leaving.seat, name, post, order)


@PROGRAM.decides(SeatAbsent, th="บันทึกว่าไม่มีในพื้นที่", en="Declare a seat absent")
def declare_seat_absent(case: Program, act: Act, *, seat: str, reason: Words) -> Iterator[SeatAbsent]:
    """Say that nobody in the area can hold a kind of seat, and why; only some kinds may be absent (P3.4)."""
    found = _seat(act, "seat", seat)
    if not found.may_be_none_in_area:
        raise refuse("P3.4", f"ตำแหน่ง {found.th} ต้องมีเสมอ", f"the seat can't be absent: {found.en}")
    if case.seated(seat):
        raise refuse("P3.4", f"มีผู้ดำรงตำแหน่ง {found.th} อยู่", f"somebody holds the seat: {found.en}")
    known = case.absent_seats.get(seat)
    if known is None or known.fact.reason != reason:
        yield SeatAbsent(seat=seat, reason=reason)


def _filled(act: Act, seat: str, name: str, post: str, order: str | None = None) -> SeatFilled:
    who = SeatHolder(name=person_name(name), post=post)
    return SeatFilled(seat=seat, holder=sealed_for(act.new_subject(), who), order=order)


def _seat(act: Act, field: str, code: str) -> Seat:
    term(field, code, act.rules.committee.seats)
    seat: Seat = act.rules.committee.seat(code)
    return seat


def _expect_room(seat: Seat, people: int) -> None:
    if seat.max_people is not None and people >= seat.max_people:
        raise refuse(
            "P3.4",
            f"ตำแหน่ง {seat.th} มีผู้ดำรงครบแล้ว ({seat.max_people})",
            f"the seat is taken ({seat.max_people}): {seat.en}",
        )


def _holder(case: Program, version: int) -> Holder:
    among("holder", str(version), map(str, case.holders))
    return case.holders[version]


def _expect_order(case: Program, act: Act, seat: Seat, order: str | None, field: str = "order") -> None:
    """Whoever comes after the appointment needs a later order, or a seat that goes with a post (P3.4)."""
    orders = [known.fact.number for known in case.orders]
    if order is not None:
        among(field, order, orders)
    if not orders or (seat.ex_officio and not act.rules.committee.replacing_ex_officio_needs_order):
        return
    follows = any(holder.seat == seat.code for holder in case.holders.values())
    if order is None or (follows and order == orders[0]):
        raise refuse(
            "P3.4",
            f"ตำแหน่ง {seat.th} ต้องมีคำสั่งแต่งตั้งใหม่",
            f"the seat needs a new order: {seat.en}",
            *(Cite(known.mark.version) for known in case.orders[:1]),
        )
