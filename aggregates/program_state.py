"""The program kind of case: what a program holds, and how each fact changes its record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from aggregates.committee_facts import (
    CommitteeAppointed,
    CommitteeProposed,
    CommunityMeetingHeld,
    MechanismNamed,
    SeatAbsent,
    SeatFilled,
    SeatVacated,
)
from aggregates.lifecycle import begin
from aggregates.program_facts import (
    AreaChosen,
    CommunityProblemNoted,
    CommunityRenamed,
    HouseholdDataStudied,
    IntegratedPlanMade,
    IssuesSummarised,
    OneHomeBriefed,
    ProgramOpened,
    SituationReported,
)
from aggregates.program_plan_facts import (
    ActivityDropped,
    ActivityPlanned,
    ApproachSet,
    HouseholdsAdopted,
    PlanRecorded,
    WorkingGroupMet,
)
from aggregates.program_record import Adoption, CriterionVerdict, Evidence, Holder, Program
from aggregates.program_work_facts import (
    ActivityDone,
    CommunityCriteriaJudged,
    FollowedUp,
    LearningExchanged,
    LessonsDrawn,
    ReportDelivered,
    SupervisionVisited,
)
from engine.bilingual import Text
from engine.facts import Fact
from engine.history import Mark
from engine.kind import Claim, Claims, Kind
from engine.thai import to_arabic
from workflows.community_program import PROGRAM_WORKFLOW

__all__ = ["PROGRAM", "Program", "of_province"]


BEFORE_NUMBER = re.compile("^(คำสั่ง)?(เลข)?(ที่)?")


def claims(program: Program) -> Claims:
    """Its orders, each number once a province and calendar year (P3.3), the households it adopted (P4.1), and the
    program it alone continues (P1.2c)."""
    if not program.life.holds_claims:
        return {}
    held = {Claim("adopted", household): household for household in program.adopted}
    if program.continues is not None:
        held[Claim("continued", "program")] = program.continues
    for order in program.orders:
        number = _number(order.fact.number)
        held[Claim("order", str(order.mark.version))] = f"{program.province}/{order.mark.on.year}/{number}"
    return held


def _number(order: str) -> str:
    """The number of an order as it is compared: คำสั่งที่ ๑๒/๒๕๖๔ is 12/2564 (P3.3)."""
    return BEFORE_NUMBER.sub("", to_arabic("".join(order.split())))


def of_province(code: str) -> str:
    """What the programs of a province have as their parent."""
    return f"province/{code}"


PROGRAM: Kind[Program] = Kind(
    "program",
    Text("โครงการสร้างเสริมชุมชนเข้มแข็ง", "Community program"),
    PROGRAM_WORKFLOW,
    claims=claims,
    claims_rest_on=lambda program: (program.life.holds_claims, program.adopted, program.orders, program.continues),
    parent=lambda program: of_province(program.province),
)

# Evolve

LATEST: Mapping[type[Fact], str] = {
    OneHomeBriefed: "briefing",
    AreaChosen: "area",
    IntegratedPlanMade: "integrated_plan",
    SituationReported: "situation",
    MechanismNamed: "mechanism",
    PlanRecorded: "plan",
}
"""Facts of which the latest counts, and the part of the record it stands in."""

EVERY: Mapping[type[Fact], str] = {
    HouseholdDataStudied: "household_studies",
    CommunityProblemNoted: "problems",
    IssuesSummarised: "summaries",
    CommunityMeetingHeld: "community_meetings",
    CommitteeProposed: "proposals",
    CommitteeAppointed: "orders",
    ApproachSet: "approaches",
    WorkingGroupMet: "meetings",
    ActivityDone: "done",
    SupervisionVisited: "visits",
    LearningExchanged: "exchanges",
    FollowedUp: "follow_ups",
    LessonsDrawn: "lessons",
    ReportDelivered: "deliveries",
}
"""Facts that all count, and the part of the record they are collected in."""


@PROGRAM.evolves(ProgramOpened)
def _opened(program: Program | None, fact: ProgramOpened, mark: Mark) -> Program:
    return Program(
        life=begin(fact.rules, mark),
        community=fact.community,
        subdistricts=fact.subdistricts,
        district=fact.district,
        province=fact.province,
        fiscal_year=fact.fiscal_year,
        continues=fact.continues,
    )


@PROGRAM.evolves(*LATEST)
def _latest(program: Program, fact: Fact, mark: Mark) -> Program:
    return _with(program, **{LATEST[type(fact)]: Evidence(fact, mark)})


@PROGRAM.evolves(*EVERY)
def _one_more(program: Program, fact: Fact, mark: Mark) -> Program:
    part = EVERY[type(fact)]
    return _with(program, **{part: (*getattr(program, part), Evidence(fact, mark))})


@PROGRAM.evolves(CommunityRenamed)
def _renamed(program: Program, fact: CommunityRenamed, mark: Mark) -> Program:
    return _with(program, community=fact.community)


@PROGRAM.evolves(SeatFilled)
def _seated(program: Program, fact: SeatFilled, mark: Mark) -> Program:
    holder = Holder(fact.seat, fact.holder, fact.order, mark)
    absent = {seat: found for seat, found in program.absent_seats.items() if seat != fact.seat}
    return _with(program, holders={**program.holders, mark.version: holder}, absent_seats=absent)


@PROGRAM.evolves(SeatVacated)
def _vacated(program: Program, fact: SeatVacated, mark: Mark) -> Program:
    known = program.holders.get(fact.holder)
    if known is None:
        return program
    left = msgspec.structs.replace(known, left=mark)
    return _with(program, holders={**program.holders, fact.holder: left})


@PROGRAM.evolves(SeatAbsent)
def _absent(program: Program, fact: SeatAbsent, mark: Mark) -> Program:
    return _with(program, absent_seats={**program.absent_seats, fact.seat: Evidence(fact, mark)})


@PROGRAM.evolves(HouseholdsAdopted)
def _adopted(program: Program, fact: HouseholdsAdopted, mark: Mark) -> Program:
    new = dict.fromkeys(fact.households, Adoption(fact.despite_tier, mark))
    return _with(
        program,
        adoption_meetings=(*program.adoption_meetings, Evidence(fact, mark)),
        adopted={**new, **program.adopted},
    )


@PROGRAM.evolves(ActivityPlanned)
def _planned(program: Program, fact: ActivityPlanned, mark: Mark) -> Program:
    return _with(program, activities={**program.activities, mark.version: Evidence(fact, mark)})


@PROGRAM.evolves(ActivityDropped)
def _dropped(program: Program, fact: ActivityDropped, mark: Mark) -> Program:
    kept = {version: one for version, one in program.activities.items() if version != fact.activity}
    return _with(program, activities=kept)


@PROGRAM.evolves(CommunityCriteriaJudged)
def _judged(program: Program, fact: CommunityCriteriaJudged, mark: Mark) -> Program:
    new = {code: CriterionVerdict(found.holds, found.evidence, mark) for code, found in fact.found.items()}
    return _with(program, criteria={**program.criteria, **new})


def _with(program: Program, **changes: Any) -> Program:
    return msgspec.structs.replace(program, **changes)
