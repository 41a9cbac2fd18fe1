"""Decisions on what a community program does: activities, supervision, exchange, follow-up (P5)."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.choosing import agencies as known_agencies
from aggregates.choosing import among
from aggregates.entries import each_among, news, some
from aggregates.household_values import File, Words
from aggregates.program_plan import expect_partners
from aggregates.program_plan_facts import Partner
from aggregates.program_state import PROGRAM, Program
from aggregates.program_work_facts import ActivityDone, FollowedUp, LearningExchanged, SupervisionVisited
from engine.kind import Act
from engine.refusal import BadInput
from workflows.rule_terms import Positive
from workflows.wording import Body


@PROGRAM.decides(ActivityDone, th="บันทึกกิจกรรมที่ดำเนินการ", en="Record an activity")
def record_activity(
    case: Program,
    act: Act,
    *,
    name: Words,
    agencies: tuple[Words, ...],
    result: Words,
    evidence: Words,
    partners: tuple[Partner, ...] = (),
    households: tuple[str, ...] = (),
    people: int = 0,
    activity: int | None = None,
    files: tuple[File, ...] = (),
) -> Iterator[ActivityDone]:
    """Record an activity carried out, whom it reached and what came of it; ``activity`` if it was planned (P5.1)."""
    some("agencies", agencies)
    carried_out_by = known_agencies("agencies", agencies, act)
    expect_partners(partners, act.rules)
    if activity is not None:
        among("activity", str(activity), map(str, case.activities))
    each_among("households", households, act.cases.members(act.case))
    if people < 0 or not (people or households):
        raise BadInput("people", "ต้องระบุครัวเรือนหรือจำนวนคนที่เข้าถึง", "say which households or how many people it reached")
    done = ActivityDone(
        name=name,
        agencies=carried_out_by,
        partners=partners,
        households=households,
        people=people,
        result=result,
        evidence=evidence,
        activity=activity,
        files=files,
    )
    yield from news(done, act.on, case.done)


@PROGRAM.decides(SupervisionVisited, th="บันทึกการลงพื้นที่นิเทศ", en="Record a supervision visit")
def record_supervision_visit(
    case: Program, act: Act, *, findings: Words, advice: Words
) -> Iterator[SupervisionVisited]:
    """Record a visit by the zone office: what it found and what it advised (P5.2)."""
    yield from news(SupervisionVisited(findings=findings, advice=advice), act.on, case.visits)


@PROGRAM.decides(LearningExchanged, th="บันทึกเวทีแลกเปลี่ยนเรียนรู้", en="Record an exchange of learning")
def record_exchange(
    case: Program, act: Act, *, participants: tuple[Body, ...], attendees: Positive, topic: Words
) -> Iterator[LearningExchanged]:
    """Record an event at which communities and partners learned from each other (P5.4)."""
    some("participants", participants)
    held = LearningExchanged(participants=participants, attendees=attendees, topic=topic)
    yield from news(held, act.on, case.exchanges)


@PROGRAM.decides(FollowedUp, th="บันทึกการติดตามประเมินผล", en="Record the province's follow-up")
def follow_up(case: Program, act: Act, *, findings: Words) -> Iterator[FollowedUp]:
    """Record the province's follow-up and evaluation (P5.5)."""
    yield from news(FollowedUp(findings=findings), act.on, case.follow_ups)
