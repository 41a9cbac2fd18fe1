"""Requests of people about the data kept on them: received, looked into, decided, answered; erasures by two persons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from aggregates.asking import differs, reason_of
from aggregates.choosing import among
from aggregates.household_state import HOUSEHOLD
from aggregates.household_values import Given, Sha256, Words
from aggregates.program_state import PROGRAM
from aggregates.rights_facts import (
    Asker,
    Completed,
    Concerned,
    Decided,
    DecisionDeclined,
    DecisionProposed,
    ErasureCarriedOut,
    Extended,
    Identified,
    IdentityChecked,
    Outcome,
    RequestReceived,
    StepTaken,
    Withdrawn,
)
from aggregates.rights_state import RIGHTS, RightsRequest, about
from aggregates.rules_in_force import pin_in_force
from engine.calendar import show_date
from engine.erasure import SubjectErased
from engine.kind import Act, Also, Cases, Kind
from engine.refusal import BadInput, CaseNotFound, Cite, refuse
from engine.sealed import Note, Sealed, sealed_for
from workflows.labels import codes
from workflows.rights_rules import Right

OF_PEOPLE: tuple[Kind[Any], ...] = (HOUSEHOLD, PROGRAM)
"""The kinds of case in which people stand who may be erased."""


class Whom(Given, frozen=True):
    """Whom a request is about, as a command takes it: one person of a case, or everybody of it."""

    case: str
    subject: str | None = None


@RIGHTS.decides(RequestReceived, th="รับคำขอใช้สิทธิ", en="Receive a request", opens=True, authority="administration")
def receive_request(
    act: Act,
    *,
    right: Right,
    concerns: str,
    subject: str = "",
    also: tuple[Whom, ...] = (),
    name: Words,
    contact: Words,
    relation: str = "",
    words: str = "",
) -> Iterator[RequestReceived]:
    """Put a request on record on the day it came: which right, about the case ``concerns``, who asks.

    Without ``subject`` (the id of a person of the case) it is about everybody of it. ``also`` names further cases of
    the same person.
    """
    whom = (Concerned(concerns, subject or None), *(Concerned(one.case, one.subject) for one in also))
    for place, one in enumerate(whom):
        field = f"also[{place - 1}]." if place else ""
        _expect_known(act.cases.now, one, f"{field}case" if place else "concerns", f"{field}subject")
    key = act.new_subject()
    asker = Asker(name=name, contact=contact, relation=relation, words=words)
    yield RequestReceived(
        right=right,
        about=tuple(dict.fromkeys(whom)),
        rules=pin_in_force(act.cases, act.on),
        due=act.on + timedelta(act.rules.rights.days(right)),
        subject=key,
        asker=sealed_for(key, asker),
    )


@RIGHTS.decides(IdentityChecked, th="ตรวจตัวตนผู้ขอ", en="Check who asks", authority="administration")
def check_identity(case: RightsRequest, act: Act, *, by_what: Identified, note: str = "") -> Iterator[IdentityChecked]:
    """Record how it was made sure that whoever asks is the person, or may ask for them."""
    yield IdentityChecked(by_what=by_what, note=_noted(case, note))


@RIGHTS.decides(StepTaken, th="บันทึกการดำเนินการ", en="Record a step", authority="administration")
def take_step(case: RightsRequest, act: Act, *, note: Words) -> Iterator[StepTaken]:
    """Record something that was done about the request."""
    yield StepTaken(note=sealed_for(case.subject, Note(note)))


@RIGHTS.decides(Extended, th="ขยายเวลา", en="Extend the deadline", authority="administration")
def extend(case: RightsRequest, act: Act, *, until: date) -> Iterator[Extended]:
    """Give the answer more time, once and with a reason that whoever asked is told."""
    reason_of(act)
    latest = case.due + timedelta(act.rules.rights.extension_days)
    if case.extended is not None:
        raise refuse("U4", "ขยายเวลาได้ครั้งเดียว", "a deadline is extended once")
    if not case.due < until <= latest:
        th, en = show_date(latest, "th"), show_date(latest, "en")
        raise BadInput("until", f"ต้องหลังกำหนดเดิมและไม่เกิน {th}", f"must be after the deadline, up to {en}")
    yield Extended(due=until)


@RIGHTS.decides(
    Decided, DecisionProposed, th="ตัดสินหรือเสนอคำตัดสิน", en="Decide, or propose to", authority="administration"
)
def decide(
    case: RightsRequest, act: Act, *, outcome: Outcome, ground: str, note: str = ""
) -> Iterator[Decided | DecisionProposed]:
    """Grant or refuse, on a ground of the law. What is decided about an erasure waits for a second person."""
    among("ground", ground, codes("refusing_ground" if outcome == "refused" else "granting_ground"))
    if case.identified is None and ground != "not_the_person":
        raise refuse("U4", "ต้องตรวจตัวตนผู้ขอก่อน", "make sure first who asks")
    _expect_undecided(case)
    if case.right == "erasure":
        yield DecisionProposed(outcome=outcome, ground=ground, note=_noted(case, note))
    else:
        yield Decided(outcome=outcome, ground=ground, note=_noted(case, note))


@RIGHTS.decides(Decided, th="เห็นชอบคำตัดสิน", en="Confirm the decision", authority="administration")
def confirm_decision(case: RightsRequest, act: Act, *, proposal: int) -> Iterator[Decided]:
    """Decide as was proposed at version ``proposal``; not by the one who proposed it."""
    found = _proposed(case, proposal)
    differs(found.by, act)
    ruling = case.proposal
    assert ruling is not None
    yield Decided(outcome=ruling.outcome, ground=ruling.ground, proposal=proposal)


@RIGHTS.decides(DecisionDeclined, th="ไม่เห็นชอบคำตัดสิน", en="Decline the decision", authority="administration")
def decline_decision(case: RightsRequest, act: Act, *, proposal: int) -> Iterator[DecisionDeclined]:
    """Not agree with what was proposed, with a reason."""
    reason_of(act)
    _proposed(case, proposal)
    yield DecisionDeclined(proposal=proposal)


@RIGHTS.decides(ErasureCarriedOut, th="ลบข้อมูล", en="Carry out the erasure", authority="administration")
def carry_out_erasure(case: RightsRequest, act: Act) -> Iterator[ErasureCarriedOut | Also]:
    """Erase everybody the request is about, as two people granted: it can't be undone (s.33)."""
    if case.right != "erasure" or not case.granted:
        raise refuse("U4", "ยังไม่มีการอนุญาตให้ลบ", "the erasure has not been granted")
    erased: list[Concerned] = []
    for name in dict.fromkeys(one.case for one in case.about):
        kept = kept_of(act.cases.now, name)
        assert kept is not None
        subjects = tuple(
            subject for subject in sorted(kept.subjects) if case.covers(name, subject) and subject not in kept.erased
        )
        erased += (Concerned(name, subject) for subject in subjects)
        if subjects:
            yield Also(kept.kind, name, "erase_subjects", {"request": act.case, "subjects": subjects})
    if erased:
        yield ErasureCarriedOut(erased=tuple(erased))


@RIGHTS.decides(
    Completed, SubjectErased, th="แจ้งผลแล้ว", en="Complete: the answer was given", authority="administration"
)
def complete(
    case: RightsRequest, act: Act, *, delivered: Sha256 | None = None
) -> Iterator[Completed | SubjectErased | Also]:
    """Record that whoever asked was told. After an erasure the request forgets who asked, too."""
    if case.decision is None:
        raise refuse("U4", "ต้องตัดสินก่อนแจ้งผล", "decide before the answer is given")
    if case.right == "erasure" and case.granted and case.carried_out_mark is None:
        raise refuse("U4", "ต้องลบก่อนแจ้งผล", "carry out the erasure before the answer is given")
    earlier = _about_the_same(case, act) if case.right == "erasure" and case.granted else ()
    yield Completed(delivered=delivered)
    if case.right == "erasure" and case.granted:
        yield _forgotten(case, act.case, case, act)
        yield from (Also(RIGHTS, one, "forget_asker", {"request": act.case}) for one in earlier)


@RIGHTS.decides(SubjectErased, th="ลืมผู้ขอ", en="Forget who asked", standing="closed", authority="apart")
def forget_asker(case: RightsRequest, act: Act, *, request: str) -> Iterator[SubjectErased]:
    """Forget who asked, where ``request`` has erased everybody this earlier request was about."""
    erasure = act.cases.now.state(RIGHTS, request)
    covered = all(erasure.covers(one.case, one.person) for one in case.about)
    if not covered or erasure.carried_out_mark is None or case.open:
        raise refuse("U4", "คำขอนี้ยังต้องเก็บผู้ขอไว้", "who asked is still needed here")
    if case.subject not in case.erased:
        yield _forgotten(case, request, erasure, act)


@RIGHTS.decides(Withdrawn, th="ถอนคำขอ", en="Withdraw the request", authority="administration")
def withdraw(case: RightsRequest, act: Act) -> Iterator[Withdrawn]:
    """Record, with how it is known, that whoever asked took the request back."""
    reason_of(act)
    if case.carried_out_mark is not None:
        raise refuse("U4", "ลบไปแล้ว ถอนคำขอไม่ได้", "it is erased: there is nothing to take back")
    yield Withdrawn()


def _about_the_same(case: RightsRequest, act: Act) -> tuple[str, ...]:
    """Other requests about nobody but those who were erased. Raises Refused while one waits for its answer."""
    found = []
    for home in dict.fromkeys(one.case for one in case.about):
        for other in act.cases.now.members(about(home)):
            asked = act.cases.now.state(RIGHTS, other)
            if other == act.case or not all(case.covers(one.case, one.person) for one in asked.about):
                continue
            if asked.open:
                raise refuse("U4", "ยังมีคำขออื่นของบุคคลนี้รอคำตอบ", "another request about them still waits", Cite(0, other))
            found.append(other)
    return tuple(found)


def _forgotten(case: RightsRequest, request: str, erasure: RightsRequest, act: Act) -> SubjectErased:
    assert erasure.decision is not None
    ground = erasure.decision.ground
    return SubjectErased(subject=case.subject, request=request, ground=ground, remembered_until=act.on)


class Kept(NamedTuple):
    """A case that a request is about."""

    kind: Kind[Any]
    state: Any
    subjects: frozenset[str]
    """Everybody for whom it ever sealed something."""

    @property
    def erased(self) -> frozenset[str]:
        return frozenset(self.state.erased)


def kept_of(cases: Cases, case: str) -> Kept | None:
    """A case in which people stand; None where there is none of that id."""
    for kind in OF_PEOPLE:
        try:
            return Kept(kind, cases.state(kind, case), cases.subjects(case))
        except CaseNotFound:
            continue
    return None


def _expect_known(cases: Cases, one: Concerned, case: str, subject: str) -> None:
    """There is such a case, and such a person in it. Raises BadInput naming the field."""
    kept = kept_of(cases, one.case)
    if kept is None:
        raise BadInput(case, "ไม่มีเรื่องนี้", "there is no such case of people")
    if one.person is not None and one.person not in kept.subjects:
        raise BadInput(subject, "ไม่มีบุคคลนี้ในเรื่อง", "is nobody of this case")
    if one.person is None and kept.kind is PROGRAM:
        raise BadInput(subject, "ต้องระบุบุคคล", "says which person of the program is meant")


def _expect_undecided(case: RightsRequest) -> None:
    if case.decision is not None:
        raise refuse("U4", "ตัดสินไปแล้ว", "this was decided")
    if case.proposal is not None:
        raise refuse("U4", "มีคำตัดสินรอคนที่สองอยู่แล้ว", "a decision waits for a second person already")


def _proposed(case: RightsRequest, proposal: int) -> Any:
    if case.proposal is None or case.proposal.mark.version != proposal:
        raise refuse("U5", "ไม่มีคำตัดสินที่รอการยืนยันลำดับนี้", f"no decision is waiting at version {proposal}")
    return case.proposal.mark


def _noted(case: RightsRequest, words: str) -> Sealed[Note] | None:
    return sealed_for(case.subject, Note(words)) if words else None
