"""Decisions two people take together: waivers (W3), and corrections of somebody else's fact (W5, U5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from aggregates.asking import asked_before, reason_of, second_person
from aggregates.judging import asked_for, workflow_of
from aggregates.late_record import expect_gate, needs_second_person, recording_late
from aggregates.lifecycle import L
from aggregates.lifecycle_facts import StageReached, WaiverConfirmed, WaiverDeclined, WaiverRequested
from engine.facts import Fact
from engine.history import Corrected, CorrectionConfirmed, CorrectionDeclined, CorrectionProposed
from engine.kind import Act, Kind, Redecided
from engine.refusal import BadInput, refuse


def waiving(kind: Kind[L]) -> None:
    """Give ``kind`` its waivers: one person asks, another grants or declines (W3)."""
    workflow = workflow_of(kind)

    @kind.decides(WaiverRequested, WaiverConfirmed, th="ขอยกเว้นข้อกำหนด", en="Request a waiver")
    def request_waiver(case: L, act: Act, *, requirement: str) -> Iterator[Fact]:
        """Ask that a missing requirement of some gate be waived, with a written reason."""
        found = workflow.requirement(requirement)
        if found is None:
            known = ", ".join(r.id for r in workflow.requirements)
            raise BadInput("requirement", f"รหัสข้อกำหนดที่ใช้ได้: {known}", f"must be one of: {known}")
        if not act.rules.process.waivable(requirement):
            raise refuse("W3", f"ข้อกำหนด {requirement} ยกเว้นไม่ได้", f"requirement {requirement} can't be waived")
        if requirement not in asked_for(kind, case, act.rules):
            raise refuse("W3", f"ไม่มีขั้นใดต้องใช้ข้อกำหนด {requirement}", f"no stage asks for requirement {requirement}")
        reason_of(act)
        around = kind.around(act.case, case, act.cases, act.rules)
        if found.judge(case, around, act.rules).met:
            raise refuse("W3", "ข้อกำหนดนี้ครบแล้ว ไม่ต้องยกเว้น", "the requirement is met: nothing to waive")
        if requirement in case.life.waived or asked_before(case, "waiver", requirement):
            return
        yield WaiverRequested(requirement=requirement)
        if not act.rules.process.needs_two_persons("waiver"):
            yield WaiverConfirmed(request=act.version + 1, requirement=requirement)

    @kind.decides(WaiverConfirmed, th="อนุมัติการยกเว้น", en="Grant a waiver", authority="supervision")
    def confirm_waiver(case: L, act: Act, *, request: int) -> Iterator[WaiverConfirmed]:
        """Grant the waiver requested at version ``request``; not by the one who asked."""
        if any(waiver.requested == request for waiver in (*case.life.waivers, *case.life.lapsed)):
            return
        found = second_person(case, act, request, "waiver")
        yield WaiverConfirmed(request=request, requirement=found.subject)

    @kind.decides(WaiverDeclined, th="ไม่อนุมัติการยกเว้น", en="Decline a waiver", authority="supervision")
    def decline_waiver(case: L, act: Act, *, request: int) -> Iterator[WaiverDeclined]:
        """Decline the waiver requested at version ``request``, with a reason."""
        reason_of(act)
        second_person(case, act, request, "waiver")
        yield WaiverDeclined(request=request)


def correcting(kind: Kind[L], *, expect: Callable[[Redecided], None] = lambda found: None) -> None:
    """Give ``kind`` its corrections: one's own fact at once, somebody else's or a late one with a second person (W5).

    ``expect`` raises for a date or content that the kind never takes, though the decision isn't taken again.
    """

    recording_late(kind)

    @kind.decides(Corrected, CorrectionProposed, th="แก้ไขข้อเท็จจริง", en="Correct a fact", standing="closed")
    def correct(
        case: L, act: Act, *, version: int, on: date | None = None, inputs: Mapping[str, Any] | None = None
    ) -> Iterator[Fact]:
        """Say what the fact at ``version`` should have said: other inputs, another date, or both, with a reason."""
        reason_of(act)
        if on is None and inputs is None:
            raise BadInput("inputs", "ต้องระบุข้อมูลหรือวันที่ที่ถูกต้อง", "give the right inputs, the right date, or both")
        found = act.redecide(version, on, inputs)
        expect(found)
        _expect_gate(kind, found)
        replacement: Any = found.replacement
        yield _form(case, act, found)(target=version, on=on, replacement=replacement)

    @kind.decides(Corrected, CorrectionProposed, th="เพิกถอนข้อเท็จจริง", en="Retract a fact", standing="closed")
    def retract(case: L, act: Act, *, version: int) -> Iterator[Fact]:
        """Say that the fact at ``version`` was recorded in error, with a reason. Moves can't be retracted."""
        reason_of(act)
        found = act.redecide(version, None, None)
        if found.fact.spec.ordered:
            raise refuse(
                "W5",
                "การเลื่อนขั้น เปลี่ยนสถานะ หรือย้ายชุดเกณฑ์เพิกถอนไม่ได้ แก้ได้เฉพาะวันที่",
                "a change of stage, status or rule set can't be retracted; only its date can be corrected",
            )
        yield _form(case, act, found)(target=version, retracted=True)

    @kind.decides(
        CorrectionConfirmed, th="ยืนยันการแก้ไข", en="Confirm a correction", standing="closed", authority="supervision"
    )
    def confirm_correction(case: L, act: Act, *, proposal: int) -> Iterator[CorrectionConfirmed]:
        """Put the correction proposed at version ``proposal`` into force; not by the one who proposed it."""
        asked = second_person(case, act, proposal, "correction")
        found = act.redecide(int(asked.subject), asked.on, None)
        if found.settled > proposal:
            raise refuse(
                "W5",
                "ข้อเท็จจริงนี้ถูกแก้ไขไปแล้วหลังจากที่เสนอ ให้เสนอใหม่",
                "the fact was corrected after this was proposed: propose again",
            )
        _expect_gate(kind, found)
        yield CorrectionConfirmed(proposal=proposal)

    @kind.decides(
        CorrectionDeclined, th="ไม่รับการแก้ไข", en="Decline a correction", standing="closed", authority="supervision"
    )
    def decline_correction(case: L, act: Act, *, proposal: int) -> Iterator[CorrectionDeclined]:
        """Leave the fact as it is, with a reason."""
        reason_of(act)
        second_person(case, act, proposal, "correction")
        yield CorrectionDeclined(proposal=proposal)


def _form(case: Any, act: Act, found: Redecided) -> type[Corrected] | type[CorrectionProposed]:
    """What changes a day long past waits for a second person, like what is recorded so late for the first time."""
    alone = found.record.by == act.by or not act.rules.process.needs_two_persons("correction_of_others")
    late = needs_second_person(case, act, min(found.act.on, found.record.on))
    return Corrected if alone and not late and not found.fact.spec.two_persons else CorrectionProposed


def _expect_gate(kind: Kind[L], found: Redecided) -> None:
    if isinstance(found.fact, StageReached):
        expect_gate(kind, found, found.fact)
