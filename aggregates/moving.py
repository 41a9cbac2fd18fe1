"""Decisions every case shares: advance, return, suspend, resume, close and reopen (W1, W4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from aggregates.asking import asked_before, reason_of, second_person
from aggregates.choosing import stage
from aggregates.judging import gate_found, lapsing, workflow_of
from aggregates.lifecycle import L
from aggregates.lifecycle_facts import (
    Closed,
    MoveDeclined,
    MoveRequested,
    Reopened,
    Resumed,
    Returned,
    StageReached,
    Suspended,
    WaiverLapsed,
)
from engine.decision import Decision
from engine.facts import Fact
from engine.kind import Act, Kind
from engine.refusal import BadInput, Refused, refuse
from engine.rulebook import Rulebook
from engine.workflow import Move, Workflow
from workflows.rules import Rules


def guard(state: L, decision: Decision) -> None:
    """Refuse what the status of the case forbids (W4). Raises Refused."""
    status = state.life.status
    if status == "closed" and decision.standing != "closed":
        raise refuse(
            "W4",
            "เรื่องนี้ปิดแล้ว ทำได้เพียงแก้ไขข้อมูลหรือเปิดเรื่องใหม่",
            "the case is closed: only corrections and reopening are possible",
        )
    if status == "suspended" and decision.standing == "open":
        raise refuse(
            "W4",
            "เรื่องนี้พักไว้ บันทึกหลักฐานได้แต่ยังเลื่อนขั้นไม่ได้",
            "the case is suspended: evidence may be recorded, moves wait",
        )


def advancing(kind: Kind[L], *, may_enter: Callable[[L, Act, str], None] = lambda state, act, stage: None) -> None:
    """Give ``kind`` its forward moves (W1). ``may_enter`` refuses a stage that the kind itself forbids on that day."""
    workflow = workflow_of(kind)
    rulebook = Rulebook(workflow)

    @kind.decides(StageReached, MoveRequested, WaiverLapsed, th="เลื่อนขั้น", en="Advance to a stage", standing="open")
    def advance(case: L, act: Act, *, to: str) -> Iterator[Fact]:
        """Enter the next stage. Refused with every requirement that is missing (W1)."""
        stage("to", to, workflow)
        if case.life.stage == to:
            return
        move = _way_on(workflow, case, to)
        may_enter(case, act, to)
        reached = _judged(kind, rulebook, case, act, move)
        if not act.rules.gates.need_two_persons(kind.name, to):
            yield from lapsing(kind, case, act)
            yield reached
        elif not asked_before(case, "move", to):
            yield MoveRequested(to=to)

    @kind.decides(
        StageReached, WaiverLapsed, th="อนุมัติการเลื่อนขั้น", en="Approve a move", standing="open", authority="supervision"
    )
    def confirm_move(case: L, act: Act, *, request: int) -> Iterator[Fact]:
        """Approve the move requested at version ``request``; not by the one who asked. The gate is judged again."""
        found = second_person(case, act, request, "move")
        move = _way_on(workflow, case, found.subject)
        may_enter(case, act, found.subject)
        reached = _judged(kind, rulebook, case, act, move, request)
        yield from lapsing(kind, case, act)
        yield reached

    @kind.decides(MoveDeclined, th="ไม่อนุมัติการเลื่อนขั้น", en="Decline a move", authority="supervision")
    def decline_move(case: L, act: Act, *, request: int) -> Iterator[MoveDeclined]:
        """Decline the move requested at version ``request``, with a reason."""
        reason_of(act)
        second_person(case, act, request, "move")
        yield MoveDeclined(request=request)


def returning(kind: Kind[L], *, may_return: Callable[[L, Act], None] = lambda state, act: None) -> None:
    """Give ``kind`` its way back (W4). ``may_return`` refuses a return that the kind itself forbids."""
    workflow = workflow_of(kind)

    @kind.decides(
        Returned,
        WaiverLapsed,
        th="ส่งกลับขั้นก่อนหน้า",
        en="Return to an earlier stage",
        standing="open",
        authority="supervision",
    )
    def return_to(case: L, act: Act, *, to: str) -> Iterator[Fact]:
        """Go back to an earlier stage, with a reason; to the plan or before it starts a new cycle (W4)."""
        reason_of(act)
        earlier = stage("to", to, workflow)
        if case.life.stage == to:
            return
        move = workflow.way(case.life.stage, to)
        if move is None or not move.back:
            raise refuse(
                "W4",
                f"ส่งกลับไปยังขั้น “{earlier.label.th}” ไม่ได้",
                f"{to} is not an earlier stage of this case",
            )
        may_return(case, act)
        yield from lapsing(kind, case, act)
        yield returned(move, act.rules)


def resting(kind: Kind[L]) -> None:
    """Give ``kind`` suspension (W4)."""

    @kind.decides(Suspended, th="พักเรื่อง", en="Suspend", standing="open")
    def suspend(case: L, act: Act, *, until: date | None = None) -> Iterator[Suspended]:
        """Put moves on hold, with a reason and, if known, until when (W4)."""
        reason_of(act)
        if until is not None and until <= act.on:
            raise BadInput("until", "ต้องเป็นวันหลังจากวันที่พัก", "must be after the day of suspension")
        yield Suspended(until=until)

    @kind.decides(Resumed, th="ดำเนินเรื่องต่อ", en="Resume")
    def resume(case: L, act: Act) -> Iterator[Resumed]:
        """Take up a suspended case again (W4)."""
        if case.life.status == "suspended":
            yield Resumed()


def ending(
    kind: Kind[L],
    *,
    may_close: Callable[[L, Act, str], None] = lambda state, act, reason: None,
    may_reopen: Callable[[L, Act], None] = lambda state, act: None,
) -> None:
    """Give ``kind`` its end. ``may_close`` and ``may_reopen`` refuse what the kind itself forbids (W4)."""

    @kind.decides(Closed, th="ปิดเรื่อง", en="Close")
    def close(case: L, act: Act, *, reason: str) -> Iterator[Closed]:
        """End the case for a reason of the rule set's list, with a word of explanation (W4)."""
        known = {found.code: found for found in act.rules.process.closing_reasons}
        if reason not in known:
            codes = ", ".join(known)
            raise BadInput("reason", f"เหตุผลการปิดที่ใช้ได้: {codes}", f"must be one of: {codes}")
        reason_of(act)
        may_close(case, act, reason)
        yield Closed(reason=reason, keeps_claims=not known[reason].releases_claims)

    @kind.decides(Reopened, th="เปิดเรื่องใหม่", en="Reopen", standing="closed")
    def reopen(case: L, act: Act) -> Iterator[Reopened]:
        """Go on with a closed case, with a reason; what it held is claimed again or refused (W4)."""
        if case.life.status == "closed":
            reason_of(act)
            may_reopen(case, act)
            yield Reopened()


def returned(move: Move, rules: Rules) -> Returned:
    """The fact of going back by ``move``."""
    anew = rules.process.starts_new_cycle(move.target)
    return Returned(left=move.source, reached=move.target, new_cycle=anew)


def _way_on(workflow: Workflow, case: L, to: str) -> Move:
    move = workflow.way(case.life.stage, to)
    if move is None or move.back:
        here = workflow.stage(case.life.stage).label
        raise refuse(
            "W1",
            f"จากขั้น “{here.th}” เลื่อนไปยังขั้น “{workflow.stage(to).label.th}” ไม่ได้",
            f"there is no way on from {case.life.stage} to {to}",
        )
    return move


def _judged(
    kind: Kind[L], rulebook: Rulebook, case: L, act: Act, move: Move, request: int | None = None
) -> StageReached:
    found = gate_found(kind, case, act, move)
    token = rulebook.judge(move, found)
    if token.stage != move.target:
        raise Refused(*(f for f in found if not f.holds))
    return StageReached(
        move=move.name,
        left=move.source,
        reached=token.stage,
        waived=tuple(f.id for f in found if not f.met),
        cites=tuple(dict.fromkeys(cite for f in found for cite in f.cites)),
        request=request,
    )
