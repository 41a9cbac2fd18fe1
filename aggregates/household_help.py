"""Help for a household: delivered, ruled out, asked of others; visits, and what goes on after the year (H5, P5.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from aggregates.asking import reason_of
from aggregates.choosing import agency as known_agency
from aggregates.choosing import among, term
from aggregates.household_facts import (
    CarriedOver,
    HelpDelivered,
    HelpRuledOut,
    ReferralAnswered,
    ReferralDone,
    ReferralSent,
    Visited,
)
from aggregates.household_needs import noted
from aggregates.household_parts import Referral
from aggregates.household_state import HOUSEHOLD, HouseholdCase
from aggregates.household_values import Baht, Evidenced, File, Short, VisitNote, Words
from engine.kind import Act
from engine.refusal import BadInput, refuse
from engine.sealed import sealed_for


@HOUSEHOLD.decides(HelpDelivered, th="บันทึกการช่วยเหลือ", en="Record help delivered")
def deliver_help(
    case: HouseholdCase,
    act: Act,
    *,
    agency: Short,
    kind: Short,
    dimension: str | None = None,
    baht: Baht | None = None,
    person: str | None = None,
    note: str = "",
    evidence: tuple[File, ...] = (),
) -> Iterator[HelpDelivered]:
    """Record an intervention: by which agency, of what kind, in baht where it was money, with evidence (H5)."""
    if dimension is not None:
        term("dimension", dimension, act.rules.household.dimensions)
    if person is not None:
        among("person", person, (member.person for member in case.present))
    by = known_agency("agency", agency, act)
    known = [(h.dimension, h.agency, h.kind, h.baht, h.person, h.mark.on) for h in case.interventions]
    if note or evidence or (dimension, by, kind, baht, person, act.on) not in known:
        described = evidenced(note, evidence)
        yield HelpDelivered(
            dimension=dimension,
            agency=by,
            kind=kind,
            baht=baht,
            person=person,
            evidence=tuple(described.files),
            note=sealed_for(case.subject, described) if note or evidence else None,
        )


@HOUSEHOLD.decides(HelpRuledOut, th="ระบุว่าช่วยเหลือไม่ได้", en="Rule out help")
def rule_out_help(case: HouseholdCase, act: Act, *, dimension: str) -> Iterator[HelpRuledOut]:
    """Say, with the reason, that no help is possible in a dimension (H5)."""
    reason_of(act)
    term("dimension", dimension, act.rules.household.dimensions)
    if dimension not in case.this_cycle.ruled_out:
        yield HelpRuledOut(dimension=dimension)


@HOUSEHOLD.decides(ReferralSent, th="ส่งต่อหน่วยงาน", en="Send a referral")
def send_referral(case: HouseholdCase, act: Act, *, agency: Short, due: date, note: str = "") -> Iterator[ReferralSent]:
    """Ask another agency to help, by a date (H5)."""
    if due < act.on:
        raise BadInput("due", "วันครบกำหนดต้องไม่ก่อนวันที่ส่งต่อ", "must not lie before the day of the referral")
    asked = known_agency("agency", agency, act)
    waiting = [(r.agency, r.due, r.mark.on) for r in case.referrals if r.waiting]
    if note or (asked, due, act.on) not in waiting:
        yield ReferralSent(agency=asked, due=due, note=noted(note, case.subject))


@HOUSEHOLD.decides(ReferralAnswered, th="บันทึกคำตอบการส่งต่อ", en="Record the answer to a referral")
def answer_referral(
    case: HouseholdCase, act: Act, *, referral: int, accepted: bool, note: str = ""
) -> Iterator[ReferralAnswered]:
    """Say whether the agency asked at version ``referral`` accepted."""
    found = _referral(case, referral)
    answer = "accepted" if accepted else "declined"
    if found.status == answer:
        return
    if found.status != "sent":
        raise refuse("H5", "การส่งต่อนี้ได้รับคำตอบแล้ว", "this referral was answered already")
    yield ReferralAnswered(referral=referral, accepted=accepted, note=noted(note, case.subject))


@HOUSEHOLD.decides(ReferralDone, th="การส่งต่อแล้วเสร็จ", en="Finish a referral")
def finish_referral(case: HouseholdCase, act: Act, *, referral: int, note: str = "") -> Iterator[ReferralDone]:
    """Say that what was asked for at version ``referral`` is done."""
    found = _referral(case, referral)
    if found.status == "declined":
        raise refuse("H5", "หน่วยงานไม่รับการส่งต่อนี้", "the agency declined this referral")
    if found.status != "done":
        yield ReferralDone(referral=referral, note=noted(note, case.subject))


@HOUSEHOLD.decides(Visited, th="บันทึกการเยี่ยมบ้าน", en="Record a visit")
def visit(case: HouseholdCase, act: Act, *, visitor: Words, seen: Words) -> Iterator[Visited]:
    """Record who visited the household and what was seen (H5)."""
    yield Visited(note=sealed_for(case.subject, VisitNote(visitor=visitor, seen=seen)))


@HOUSEHOLD.decides(CarriedOver, th="ยกไปดำเนินการต่อ", en="Carry over")
def carry_over(case: HouseholdCase, act: Act, *, until: date) -> Iterator[CarriedOver]:
    """Say, with the reason, that help goes on after this year, and until when (P5.3)."""
    reason_of(act)
    if until <= act.on:
        raise BadInput("until", "ต้องเป็นวันหลังจากวันที่บันทึก", "must lie after the day of the record")
    if case.carried_over is None or case.carried_over.until != until:
        yield CarriedOver(until=until)


def evidenced(text: str, files: Iterable[File]) -> Evidenced:
    """A note with the files beside it; their names may tell of people, so they are sealed with it."""
    return Evidenced(text=text, files={file.sha256: file.name for file in files})


def _referral(case: HouseholdCase, version: int) -> Referral:
    referrals = {referral.mark.version: referral for referral in case.referrals}
    among("referral", str(version), map(str, referrals))
    return referrals[version]
