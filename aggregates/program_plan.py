"""Decisions on the plan of a community program: adoption, 3-year plan, activities, approach (P4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from aggregates.asking import reason_of
from aggregates.choosing import agency as known_agency
from aggregates.choosing import term
from aggregates.entries import each_among, each_term, news, some
from aggregates.household_state import HOUSEHOLD
from aggregates.household_values import Baht, Words
from aggregates.program_plan_facts import (
    ActivityDropped,
    ActivityPlanned,
    ApproachSet,
    HouseholdsAdopted,
    Partner,
    PlanRecorded,
    WorkingGroupMet,
)
from aggregates.program_state import PROGRAM, Program
from engine.kind import Act
from engine.refusal import BadInput, CaseNotFound, Cite, Refused, refuse
from workflows.rule_terms import Positive
from workflows.rules import Rules
from workflows.wording import Body


@PROGRAM.decides(HouseholdsAdopted, th="รับครัวเรือนเป้าหมาย", en="Adopt target households")
def adopt_households(
    case: Program,
    act: Act,
    *,
    convened_by: tuple[Body, ...],
    presented: tuple[str, ...],
    households: tuple[str, ...],
    issues: tuple[Words, ...] = (),
    despite_tier: str | None = None,
) -> Iterator[HouseholdsAdopted]:
    """Record the working-group meeting that chose households as targets, also a later one on the same ones (P4.1).

    A household that fails no dimension needs the decision in words (``despite_tier``). Refused for one that
    is not of this program, closed, or not assessed in every dimension.
    """
    some("convened_by", convened_by)
    each_term("presented", presented, act.rules.program.presented)
    some("households", households)
    bars = [bar for household in households for bar in _adoption_bars(act, household, despite_tier)]
    if bars:
        raise Refused(*(finding for bar in bars for finding in bar.findings))
    held = HouseholdsAdopted(
        convened_by=convened_by,
        presented=presented,
        households=tuple(dict.fromkeys(households)),
        issues=issues,
        despite_tier=despite_tier,
    )
    yield from news(held, act.on, case.adoption_meetings)


@PROGRAM.decides(PlanRecorded, th="บันทึกแผนระยะ 3 ปี", en="Record the 3-year plan")
def record_plan(
    case: Program,
    act: Act,
    *,
    areas: Positive,
    complete_by: date,
    provincial: bool = False,
    households: Mapping[int, Positive] = {},
) -> Iterator[PlanRecorded]:
    """Record the number of areas, when the whole is complete, and if known the households of each year (P4.2)."""
    each_among("households", map(str, households), map(str, act.rules.program.plan_years))
    if complete_by < act.on:
        raise BadInput("complete_by", "ต้องไม่ก่อนวันที่ทำแผน", "must not be before the day of the plan")
    plan = PlanRecorded(areas=areas, complete_by=complete_by, provincial=provincial, households=households)
    yield from news(plan, act.on, (case.plan,))


@PROGRAM.decides(ActivityPlanned, th="เพิ่มกิจกรรมในแผนชุมชน", en="Plan an activity")
def plan_activity(
    case: Program,
    act: Act,
    *,
    name: Words,
    agency: Words,
    budget_baht: Baht,
    starts: date,
    ends: date,
    concepts: tuple[str, ...],
    households: tuple[str, ...] = (),
    dimensions: tuple[str, ...] = (),
    basics: tuple[str, ...] = (),
) -> Iterator[ActivityPlanned]:
    """Add an activity to the community plan, for some adopted households or for the community (P4.3)."""
    responsible = known_agency("agency", agency, act)
    some("concepts", concepts)
    each_among("concepts", concepts, concept_codes(act.rules))
    each_among("households", households, case.adopted)
    each_term("dimensions", dimensions, act.rules.household.dimensions)
    each_term("basics", basics, act.rules.household.criteria)
    if ends < starts:
        raise BadInput("ends", "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม", "must not be before the start")
    planned = ActivityPlanned(
        name=name,
        agency=responsible,
        budget_baht=budget_baht,
        starts=starts,
        ends=ends,
        concepts=concepts,
        households=households,
        dimensions=dimensions,
        basics=basics,
    )
    yield from news(planned, act.on, case.activities.values())


@PROGRAM.decides(ActivityDropped, th="ตัดกิจกรรมออกจากแผน", en="Drop an activity")
def drop_activity(case: Program, act: Act, *, activity: int) -> Iterator[ActivityDropped]:
    """Take the activity planned at version ``activity`` out of the plan, with a reason (P4.3)."""
    reason_of(act)
    if activity in case.activities:
        yield ActivityDropped(activity=activity)


@PROGRAM.decides(ApproachSet, th="กำหนดแนวทางร่วมกัน", en="Set the approach")
def set_approach(
    case: Program,
    act: Act,
    *,
    participants: tuple[Body, ...],
    partners: tuple[Partner, ...],
    solutions: tuple[Words, ...],
) -> Iterator[ApproachSet]:
    """Record the solutions agreed with the community, and who took part (P4.4)."""
    some("participants", participants)
    some("solutions", solutions)
    expect_partners(partners, act.rules)
    agreed = ApproachSet(participants=participants, partners=partners, solutions=solutions)
    yield from news(agreed, act.on, case.approaches)


@PROGRAM.decides(WorkingGroupMet, th="บันทึกการประชุมคณะทำงาน", en="Record a working-group meeting")
def hold_working_group_meeting(
    case: Program,
    act: Act,
    *,
    agenda: tuple[Words, ...],
    attendees: Positive,
    issues: tuple[Words, ...] = (),
    minutes: str = "",
) -> Iterator[WorkingGroupMet]:
    """Record a meeting other than adoption: agenda, attendance, and which issues of the community it named."""
    some("agenda", agenda)
    held = WorkingGroupMet(agenda=agenda, attendees=attendees, issues=issues, minutes=minutes)
    yield from news(held, act.on, case.meetings)


def expect_partners(partners: tuple[Partner, ...], rules: Rules) -> None:
    """Every partner is of a kind of the list, or of none. Raises BadInput."""
    for place, partner in enumerate(partners):
        if partner.kind is not None:
            term(f"partners[{place}].kind", partner.kind, rules.program.network_partners)


def concept_codes(rules: Rules) -> tuple[str, ...]:
    """What an activity may be tagged with: concepts, and their parts as ``concept.part`` (P4.3)."""
    concepts = rules.program.concepts
    parts = (f"{concept.code}.{part.code}" for concept in concepts for part in concept.parts)
    return (*(concept.code for concept in concepts), *parts)


def _adoption_bars(act: Act, case: str, despite_tier: str | None) -> Iterator[Refused]:
    try:
        household = act.cases.state(HOUSEHOLD, case)
    except CaseNotFound:
        raise BadInput("households", f"ไม่มีครัวเรือน {case}", f"there is no household {case}") from None
    here = Cite(act.cases.version(case), case)
    if household.program != act.case:
        yield refuse("P4.1", "ครัวเรือนอยู่ในโครงการอื่น", "the household belongs to another program", here)
    if household.life.status == "closed":
        yield refuse("P4.1", "ครัวเรือนปิดเรื่องแล้ว", "the household's case is closed", here)
    needs_decision = {band.code for band in act.rules.household.tiers if band.needs_decision}
    if household.tier is None:
        yield refuse("P4.1", "ครัวเรือนยังวิเคราะห์ไม่ครบทุกด้าน", "not every dimension of the household is assessed", here)
    elif household.tier in needs_decision and not despite_tier:
        yield refuse(
            "P4.1",
            "ครัวเรือนไม่ตกเกณฑ์ ต้องมีมติคณะทำงาน (despite_tier)",
            "the household fails no dimension: the working group's decision is needed (despite_tier)",
            here,
        )
