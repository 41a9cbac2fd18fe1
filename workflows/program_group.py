"""Requirements of a community program on its working group: mechanism, meeting, order, seats (P3)."""

from __future__ import annotations

from engine.bilingual import Text
from engine.requirement import Judgement, met, missing, requirement
from workflows.labels import text
from workflows.program_view import ProgramAround, ProgramView
from workflows.rules import Rules
from workflows.wording import bodies, joined, lacking, terms


@requirement(
    "P3.1",
    th="กลไกระดับจังหวัด",
    en="Provincial mechanism named",
    supplier=text("role", "provincial_office"),
    met_by=("program.mechanism_named",),
    commands=("name_mechanism",),
)
def mechanism_named(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if view.mechanism is None:
        body = rules.committee.provincial_mechanism
        return lacking("ต้องกำหนดกลไกระดับจังหวัด", "the provincial mechanism named", body.text)
    return met(view.mechanism.mark)


@requirement(
    "P3.2",
    th="ประชุมประชาคม",
    en="Community meeting held",
    supplier=text("role", "zone_office"),
    met_by=("program.community_meeting_held",),
    commands=("hold_community_meeting",),
)
def community_meeting(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if not view.community_meetings:
        return lacking("ต้องประชุมชุมชนตามวาระ", "a community meeting on", terms(rules.committee.agenda))
    conveners, gaps = rules.program.participants.community_meeting, list[Text]()
    for meeting in view.community_meetings:
        gaps = [item.text for item in rules.committee.agenda if item.code not in meeting.fact.agenda]
        gaps += [bodies((body,)) for body in conveners if body not in meeting.fact.convened_by]
        if not gaps:
            return met(meeting.mark)
    return lacking("การประชุมครั้งล่าสุดยังขาด", "the latest meeting lacks", joined(gaps))


@requirement(
    "P3.3.proposed",
    th="เสนอแต่งตั้งคณะทำงาน",
    en="Working group proposed",
    supplier=text("role", "provincial_office"),
    met_by=("program.committee_proposed",),
    commands=("propose_committee",),
)
def committee_proposed(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if view.proposal is None:
        return missing("พมจ. ต้องเสนอแต่งตั้งคณะทำงาน", "the working group proposed by the provincial office")
    return met(view.proposal.mark)


@requirement(
    "P3.3.signed",
    th="ผู้ว่าราชการจังหวัดลงนามคำสั่ง",
    en="Order signed by the governor",
    supplier=text("role", "governor"),
    met_by=("program.committee_appointed",),
    commands=("appoint_committee",),
)
def order_signed(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if view.appointed is None:
        return missing("ต้องมีคำสั่งแต่งตั้งที่ลงนามแล้ว", "the signed order of appointment")
    return met(view.appointed)


@requirement(
    "P3.4",
    th="คณะทำงานครบทุกตำแหน่ง",
    en="Every seat filled",
    supplier=text("role", "provincial_office"),
    met_by=("program.seat_filled", "program.seat_vacated", "program.seat_absent"),
    commands=("fill_seat", "replace_holder", "declare_seat_absent"),
)
def seats_filled(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    gaps = [
        seat
        for seat in rules.committee.seats
        if not seat.filled_by(len(view.seated(seat.code)))
        and not (seat.may_be_none_in_area and seat.code in view.absent_seats)
    ]
    if gaps:
        return lacking("ตำแหน่งที่ยังไม่ครบ", "seats not yet filled as they should be", terms(gaps))
    holders = (holder.mark for seat in rules.committee.seats for holder in view.seated(seat.code))
    return met(*holders, *(absence.mark for absence in view.absent_seats.values()))


REQUIREMENTS = (mechanism_named, community_meeting, committee_proposed, order_signed, seats_filled)
