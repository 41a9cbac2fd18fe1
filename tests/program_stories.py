"""Named histories of one community program, and of the households, zone and reference data around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import msgspec

from aggregates.committee_facts import (
    CommitteeAppointed,
    CommitteeProposed,
    CommunityMeetingHeld,
    MechanismNamed,
    SeatFilled,
    SeatHolder,
)
from aggregates.community_program import PROGRAM, Program
from aggregates.household_case import HOUSEHOLD, HouseholdCase
from aggregates.household_facts import IncomeTested
from aggregates.household_parts import Assessment, CarryOver, CriteriaJudgement, Cycle, Help
from aggregates.household_values import File
from aggregates.lifecycle import Passage, Waiver, begin
from aggregates.lifecycle_facts import StageReached
from aggregates.program_facts import (
    AreaChosen,
    CommunityProblemNoted,
    Contribution,
    HouseholdDataStudied,
    IntegratedPlanMade,
    IssuesSummarised,
    OneHomeBriefed,
    ProgramOpened,
    SituationReported,
)
from aggregates.program_plan_facts import (
    ActivityPlanned,
    ApproachSet,
    HouseholdsAdopted,
    Partner,
    PlanRecorded,
)
from aggregates.program_work_facts import (
    ActivityDone,
    CommunityCriteriaJudged,
    CriterionFound,
    FollowedUp,
    LearningExchanged,
    LessonsDrawn,
    ReportDelivered,
    SupervisionVisited,
)
from aggregates.reference import REFERENCE, REFERENCE_CASE, Dated
from aggregates.reference_facts import Agency, ExcludedArea, Province, Zone
from aggregates.zone_review_facts import BestPracticePicked, Results, ReviewOpened
from aggregates.zone_review_state import PICKED_PROGRAM, REVIEW, picked_in
from engine.bilingual import Text
from engine.facts import Fact
from engine.history import Mark
from engine.sealed import Sealed, sealed_for
from tests.given import CASE, PIN, REFERENCE_STATE, RULES, Given, given
from workflows.process_rules import STAGES

MARK = Mark(1, date(2020, 10, 5), "malee")
REVIEW_CASE = "f" * 32
HOUSEHOLDS = tuple(f"{number:032d}" for number in range(100, 100 + RULES.program.min_households))


def _province(code: str, th: str, zone: int | None) -> tuple[Dated, ...]:
    found = Province(code=code, th=th, en=code, region="Northeastern", zone=zone, certainty="unverified")
    return (Dated(date(2020, 9, 1), found),)


def _zone(number: int) -> Zone:
    return Zone(number=number, th=f"สสว. {number}", seat_certainty="unverified", certainty="unverified", source="-")


DSDW = Agency(
    code="dsdw", th="พส.", en="DSDW", name_th="กรมพัฒนาสังคมและสวัสดิการ", name_en="-", certainty="verified", source="-"
)
PLACES = msgspec.structs.replace(
    REFERENCE_STATE,
    zones={4: _zone(4), 5: _zone(5)},
    provinces={
        "30": _province("30", "นครราชสีมา", 4),
        "31": _province("31", "บุรีรัมย์", 4),
        "46": _province("46", "กาฬสินธุ์", 5),
        "10": _province("10", "กรุงเทพมหานคร", None),
    },
    agencies={"dsdw": DSDW},
    excluded=(ExcludedArea("ลำนางแก้ว", "30", "ตำบลสร้างสุข ปี 2563"),),
)

OPENED = ProgramOpened(
    community=Text("บ้านน้ำใสใต้", "Ban Nam Sai Tai"),
    subdistricts=("โนนสูง",),
    district="โนนสูง",
    province="30",
    fiscal_year=2564,
    rules=PIN,
)
ORDER = CommitteeAppointed(number="๑๒๓/๒๕๖๔", document=File(name="คำสั่ง.pdf", sha256="a" * 64))
ALL = ("zone_office", "provincial_office", "one_home", "working_group", "community", "partners")


def seated(seat: str, subject: str = "somebody") -> SeatFilled:
    return SeatFilled(seat=seat, holder=sealed_for(subject, SeatHolder(name="นางสมพร ใจงาม")))


def adopted(*households: str, **changes: Any) -> HouseholdsAdopted:
    given = {"convened_by": ("one_home",), "presented": ("tiers", "social_data"), "households": households} | changes
    return HouseholdsAdopted(**given)


def planned(name: str = "ตลาดชุมชน") -> ActivityPlanned:
    return ActivityPlanned(
        name=name,
        agency="dsdw",
        budget_baht=50_000,
        starts=date(2021, 4, 1),
        ends=date(2021, 6, 30),
        concepts=("bowon", "welfare.work_income"),
    )


def done(**changes: Any) -> ActivityDone:
    given: dict[str, Any] = {
        "name": "ตลาดชุมชน",
        "agencies": ("dsdw",),
        "partners": (Partner(name="อสม. บ้านน้ำใส", kind="health_volunteers"), Partner(name="วิทยาลัยชุมชน")),
        "households": (),
        "people": 120,
        "result": "มีรายได้เสริม",
        "evidence": "ภาพถ่ายและบัญชีรายรับ",
    }
    return ActivityDone(**given | changes)


def criteria(**verdicts: bool) -> CommunityCriteriaJudged:
    holds = {criterion.code: True for criterion in RULES.program.criteria} | verdicts
    return CommunityCriteriaJudged(
        found={code: CriterionFound(holds=yes, evidence="รายงาน") for code, yes in holds.items()}
    )


def delivered(recipient: str, *parts: str) -> ReportDelivered:
    return ReportDelivered(recipient=recipient, parts=parts or tuple(p.code for p in RULES.program.report_parts))


EVIDENCE: Mapping[str, tuple[Fact, ...]] = {
    "P1.1": (OneHomeBriefed(agencies=("dsdw", "พัฒนาสังคมจังหวัด"), attendees=12),),
    "P1.2": (
        AreaChosen(
            scope="หมู่ 1-9",
            strong_networks=True,
            missions=("strong_communities",),
            plan_topics=tuple(topic.code for topic in RULES.program.area.plan_topics),
            participants=("one_home", "zone_office"),
            newly_selected=True,
        ),
    ),
    "P1.3": (IntegratedPlanMade(contributions=(Contribution(agency="dsdw", brings="เงินทุนประกอบอาชีพ"),)),),
    "P2.1": (SituationReported(form="แบบรายงานสถานการณ์ทางสังคม", summary="ผู้สูงอายุอยู่ลำพังมาก"),),
    "P2.2": (HouseholdDataStudied(participants=ALL, findings="รายได้ต่ำ"),),
    "P2.6": (CommunityProblemNoted(code="landless"),),
    "P2.7": (IssuesSummarised(participants=ALL, findings="ขาดที่ดินทำกิน"),),
    "P3.1": (MechanismNamed(committee="คณะกรรมการ", secretary="พช."),),
    "P3.2": (
        CommunityMeetingHeld(convened_by=ALL, agenda=tuple(item.code for item in RULES.committee.agenda), attendees=80),
    ),
    "P3.4": tuple(seated(seat.code, seat.code) for seat in RULES.committee.seats),
    "P3.3.proposed": (CommitteeProposed(seats={seat.code: 1 for seat in RULES.committee.seats}),),
    "P3.3.signed": (ORDER,),
    "P4.1.meeting": (adopted(*HOUSEHOLDS),),
    "P4.2": (PlanRecorded(areas=9, complete_by=date(2023, 9, 30), provincial=False),),
    "P4.3": (planned(),),
    "P4.4": (
        ApproachSet(participants=ALL, partners=(Partner(name="วัดน้ำใส", kind="temple"),), solutions=("กลุ่มออมทรัพย์",)),
    ),
    "P5.3.activity": (done(),),
    "P5.3.visit": (SupervisionVisited(findings="คืบหน้าดี", advice="เพิ่มตลาด"),),
    "P5.4": (LearningExchanged(participants=ALL, attendees=60, topic="ออมทรัพย์"),),
    "P5.5": (FollowedUp(findings="ครบตามแผน"),),
    "P6.1": (LessonsDrawn(drawn_by=("one_home", "working_group"), lessons="ทำงานเป็นทีม"),),
    "P6.2": (delivered("governor"), delivered("zone_office")),
    "P6.3": (criteria(),),
}
"""What meets each requirement that facts of the program itself meet, in the order it happens."""


def evidence(changed: Mapping[str, tuple[Fact, ...]] | None = None) -> Iterator[Fact]:
    """All evidence, some of it changed or (an empty tuple) left out."""
    for facts in (EVIDENCE | (changed or {})).values():
        yield from facts


def reached(stage: str) -> Iterator[StageReached]:
    """The entries into every stage up to this one; none for a program that has just been opened."""
    path = ("opened", *STAGES)
    for left, entered in pairwise(path[: path.index(stage) + 1]):
        yield StageReached(move="-", left=left, reached=entered)


def household(stage: str = "evaluated", *, program: str = CASE, out: bool = True, **changes: Any) -> HouseholdCase:
    """A household of the program, at a stage, assessed in every dimension, out of poverty or not."""
    life = {name: changes.pop(name) for name in ("status", "closed_as", "waivers") if name in changes}
    judged = CriteriaJudgement(
        verdicts={},
        left_out=(),
        extra=(),
        income=IncomeTested(result="passed", members=2),
        out_of_poverty=out,
        notes=Sealed("household-key", b""),
        mark=MARK,
    )
    whole = Assessment({}, ("income",), "green", MARK)
    found = HouseholdCase(
        life=msgspec.structs.replace(begin(PIN, MARK), stage=stage, **life),
        subject="household-key",
        program=program,
        province="30",
        district="โนนสูง",
        subdistrict="โนนสูง",
        sources={},
        member_count=2,
        details={},
        place=MARK,
        latest=whole,
        whole=whole,
        this_cycle=Cycle(judgement=judged),
    )
    return msgspec.structs.replace(found, **changes)


CARRIED_OVER = household("planned", this_cycle=Cycle(carried_over=CarryOver(date(2022, 3, 31), MARK)))
UNASSESSED = household("selected", whole=None)
NO_TIER = household("analyzed", whole=Assessment({}, (), "none", MARK))
NOT_IN_TPMAP = household(
    help={
        4: Help(dimension="income", agency="dsdw", kind="เงินทุน", baht=2_000, person=None, cycle=1, note=None, mark=MARK)
    }
)


PICK = given(
    REVIEW,
    ReviewOpened(zone=4, fiscal_year=2564, rules=PIN),
    BestPracticePicked(
        request=1,
        program=CASE,
        reason="-",
        presented_on=MARK.on,
        results=Results(
            program=CASE,
            criteria=(),
            adopted=1,
            evaluated=1,
            out_of_poverty=1,
            carried_over=0,
            waived=0,
            tpmap_ruled_out=0,
        ),
        cites=(),
    ),
).state
"""The zone's review of the year, which picked the program."""


def waiver(requirement: str) -> Waiver:
    return Waiver(requirement, 2, MARK)


def program(*facts: Any, households: Mapping[str, HouseholdCase] | None = None, opened: Fact = OPENED) -> Given:
    """A program with its history, among its households and the reference data."""
    found = given(PROGRAM, opened, *facts).among(REFERENCE, REFERENCE_CASE, PLACES)
    for case, state in (households or {}).items():
        found.among(HOUSEHOLD, case, state)
    return found


def whole(stage: str, changed: Mapping[str, tuple[Fact, ...]] | None = None, **each: HouseholdCase) -> Given:
    """A program at a stage with everything there is to show, households included, and picked by its zone.

    ``changed`` replaces evidence; ``each`` is the state of every household (``all``) or of the first (``one``).
    """
    states = dict.fromkeys(HOUSEHOLDS, each.get("all", household()))
    if "one" in each:
        states[HOUSEHOLDS[0]] = each["one"]
    told = program(*evidence(changed), *reached(stage), households=states)
    return told.among(REVIEW, REVIEW_CASE, PICK).holding(PICKED_PROGRAM, picked_in(CASE, 2564), REVIEW_CASE)


def standing(stage: str = "evaluated", *, opened: ProgramOpened = OPENED, **changes: Any) -> Program:
    """The state of a program at a stage, with whatever else is said of it."""
    state: Program = given(PROGRAM, opened).state
    life = {name: changes.pop(name) for name in ("status",) if name in changes}
    path = ("opened", *STAGES)
    passages = tuple(Passage(passed, 1, (), MARK) for passed in path[1 : path.index(stage) + 1])
    life_now = msgspec.structs.replace(state.life, stage=stage, passages=passages, **life)
    return msgspec.structs.replace(state, life=life_now, **changes)
