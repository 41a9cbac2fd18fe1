"""Late records: when a fact counts as late (S3.4), and when it is so late that it waits for a second person (U5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from aggregates.asking import reason_of, second_person
from aggregates.judging import gate_found, workflow_of
from aggregates.lifecycle import L
from aggregates.lifecycle_facts import Returned, StageReached
from aggregates.rules_in_force import reference
from engine.decision import Decision
from engine.facts import Fact
from engine.history import CORRECTIONS, LateRecordConfirmed, LateRecordDeclined, LateRecordProposed, Mark
from engine.kind import Act, Also, Kind, Redecided
from engine.refusal import refuse

FREE = frozenset({"rules", "administration", "apart"})
"""Whose decisions don't record what happened in a community."""


def recorded_late(occurred: date, recorded: date, days: int) -> bool:
    """Whether the day of recording, in Bangkok, lies more than ``days`` after the day of the fact."""
    return (recorded - occurred).days > days


def needs_second_person(state: Any, act: Act, on: date) -> bool:
    """Whether what is dated ``on`` may not count before a second person says so (U5).

    Not before the office of the case has gone live: until then old records are entered from paper.
    """
    process = act.rules.process
    return (
        recorded_late(on, act.today, process.second_person_late_days)
        and process.needs_two_persons("late_record")
        and reference(act.cases.now).is_live(offices_of(state, act), act.today)
    )


def offices_of(state: Any, act: Act) -> tuple[str, ...]:
    """The areas whose going live counts for a case: its province, the zone of that, the country."""
    province, zone = getattr(state, "province", None), getattr(state, "zone", None)
    if province is not None:
        zone = reference(act.cases.now).zone_of(province, act.today)
    found = (None if province is None else f"province:{province}", None if zone is None else f"zone:{zone}", "country")
    return tuple(office for office in found if office is not None)


def recording_late(kind: Kind[L]) -> None:
    """Let what is recorded very late in ``kind`` wait for a second person, and give that person their decisions."""

    def admits(case: L | None, act: Act, decision: Decision, yielded: list[Any]) -> list[Any]:
        if not yielded or decision.authority in FREE or decision.records[0] in CORRECTIONS:
            return yielded
        known = case if case is not None else kind.evolve(None, yielded[0], Mark(1, act.on, act.by))
        if not needs_second_person(known, act, act.on):
            return yielded
        days = act.rules.process.second_person_late_days
        if case is None:
            raise refuse(
                "U5",
                f"เปิดเรื่องย้อนหลังเกิน {days} วันไม่ได้ ให้เปิดด้วยวันที่ใกล้กว่า แล้วแก้วันที่ ซึ่งต้องมีผู้อื่นยืนยัน",
                f"a case can't be opened more than {days} days back: date it later, then correct its date, which "
                "a second person confirms",
            )
        if any(isinstance(one, Also) for one in yielded):
            raise refuse(
                "U5",
                f"สิ่งนี้มีผลต่อเรื่องอื่นด้วย จึงลงวันที่ย้อนหลังเกิน {days} วันไม่ได้",
                f"this changes another case too, so it can't be dated more than {days} days back",
            )
        first = act.version + 1
        return [LateRecordProposed(first=first, replacement=one) for one in yielded]

    kind.admits = admits

    @kind.decides(
        LateRecordConfirmed,
        th="ยืนยันการบันทึกย้อนหลัง",
        en="Confirm a late record",
        standing="closed",
        authority="supervision",
    )
    def confirm_late_record(case: L, act: Act, *, request: int) -> Iterator[LateRecordConfirmed]:
        """Let what was recorded late, at version ``request``, count from its own date; not by who recorded it."""
        second_person(case, act, request, "late_record")
        for found in act.proposed(request):
            _expect_still_possible(kind, found)
        yield LateRecordConfirmed(proposal=request)

    @kind.decides(
        LateRecordDeclined,
        th="ไม่รับการบันทึกย้อนหลัง",
        en="Decline a late record",
        standing="closed",
        authority="supervision",
    )
    def decline_late_record(case: L, act: Act, *, request: int) -> Iterator[LateRecordDeclined]:
        """Leave out what was recorded late, at version ``request``, with a reason."""
        reason_of(act)
        second_person(case, act, request, "late_record")
        yield LateRecordDeclined(proposal=request)


def _expect_still_possible(kind: Kind[L], found: Redecided) -> None:
    """Refuse a move from where the case didn't stand that day, or through a gate that didn't hold (W1)."""
    moved: Fact = found.fact
    if not isinstance(moved, StageReached | Returned):
        return
    if moved.left != found.before.life.stage:
        raise refuse("W1", "ในวันนั้นเรื่องอยู่ที่ขั้นอื่นแล้ว", "the case stood at another stage on that day")
    if isinstance(moved, StageReached):
        expect_gate(kind, found, moved)


def expect_gate(kind: Kind[L], found: Redecided, reached: StageReached) -> None:
    """Refuse a day on which the gate of the stage did not hold, by this case or by others (W1). Raises Refused."""
    move = workflow_of(kind).way(reached.left, reached.reached)
    gaps = [] if move is None else [f.id for f in gate_found(kind, found.before, found.act, move) if not f.holds]
    if gaps:
        ids = ", ".join(gaps)
        raise refuse("W1", f"ในวันนั้นยังขาดเงื่อนไข {ids}", f"on that day the gate lacked {ids}")
