"""Decisions of a community program up to its analysis: opening, choosing the area (P1), the data (P2)."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates import committee, program_outcome, program_plan, program_work  # they register their decisions
from aggregates.choosing import agencies as known_agencies
from aggregates.choosing import agency, term
from aggregates.entries import each_term, news, some
from aggregates.household_values import File, Words
from aggregates.program_area import area_bars, expect_continued, expect_in_a_zone
from aggregates.program_facts import (
    AreaChosen,
    CommunityProblemNoted,
    CommunityRenamed,
    Contribution,
    HouseholdDataStudied,
    IntegratedPlanMade,
    IssuesSummarised,
    OneHomeBriefed,
    ProgramOpened,
    SituationReported,
)
from aggregates.program_state import PROGRAM, Program
from aggregates.rules_in_force import pin_in_force
from engine.bilingual import Text
from engine.calendar import fiscal_year as fiscal_year_of
from engine.kind import Act
from engine.refusal import BadInput, Refused
from workflows.rule_terms import Positive
from workflows.wording import Body

__all__ = ["PROGRAM", "Program", "committee", "program_outcome", "program_plan", "program_work"]


@PROGRAM.decides(ProgramOpened, th="เปิดโครงการชุมชน", en="Open a community program", opens=True)
def open_program(
    act: Act,
    *,
    name_th: Words,
    name_en: Words,
    subdistricts: tuple[Words, ...],
    district: Words,
    province: str,
    fiscal_year: int | None = None,
    continues: str | None = None,
) -> Iterator[ProgramOpened]:
    """Put a community on record for this fiscal year or the next; say so if it goes on with an earlier plan."""
    some("subdistricts", subdistricts)
    expect_in_a_zone(act.cases, province, act.on)
    this_year = fiscal_year_of(act.on)
    year = this_year if fiscal_year is None else fiscal_year
    if year not in (this_year, this_year + 1):
        raise BadInput("fiscal_year", f"ใช้ได้: {this_year}, {this_year + 1}", f"one of: {this_year}, {this_year + 1}")
    if continues is not None:
        expect_continued(act.cases, continues, year, province, district, subdistricts)
    yield ProgramOpened(
        community=Text(name_th, name_en),
        subdistricts=subdistricts,
        district=district,
        province=province,
        fiscal_year=year,
        rules=pin_in_force(act.cases, act.on),
        continues=continues,
    )


@PROGRAM.decides(CommunityRenamed, th="แก้ชื่อชุมชน", en="Rename the community")
def rename_community(case: Program, act: Act, *, name_th: Words, name_en: Words) -> Iterator[CommunityRenamed]:
    """Give the community its right or new name."""
    if case.community != Text(name_th, name_en):
        yield CommunityRenamed(community=Text(name_th, name_en))


@PROGRAM.decides(OneHomeBriefed, th="บันทึกการชี้แจงทีม One Home", en="Record the briefing of One Home")
def brief_one_home(
    case: Program, act: Act, *, agencies: tuple[Words, ...], attendees: Positive
) -> Iterator[OneHomeBriefed]:
    """Record the meeting in which the zone office briefed the provincial One Home team (P1.1)."""
    some("agencies", agencies)
    briefed = OneHomeBriefed(agencies=known_agencies("agencies", agencies, act), attendees=attendees)
    yield from news(briefed, act.on, (case.briefing,))


@PROGRAM.decides(AreaChosen, th="เลือกพื้นที่", en="Choose the area")
def choose_area(
    case: Program,
    act: Act,
    *,
    scope: Words,
    strong_networks: bool,
    missions: tuple[str, ...],
    plan_topics: tuple[str, ...],
    participants: tuple[Body, ...],
) -> Iterator[AreaChosen]:
    """Record the One Home meeting that chose community and scope of study (P1.2). Refused for a barred area."""
    each_term("missions", missions, act.rules.program.area.missions)
    each_term("plan_topics", plan_topics, act.rules.program.area.plan_topics)
    some("participants", participants)
    bars = list(area_bars(act.case, case, act.cases, act.rules.program.area)) if case.continues is None else []
    if bars:
        raise Refused(*(finding for bar in bars for finding in bar.findings))
    chosen = AreaChosen(
        scope=scope,
        strong_networks=strong_networks,
        missions=missions,
        plan_topics=plan_topics,
        participants=participants,
        newly_selected=case.continues is None,
    )
    yield from news(chosen, act.on, (case.area,))


@PROGRAM.decides(IntegratedPlanMade, th="บันทึกแผนบูรณาการ", en="Record the integrated plan")
def make_integrated_plan(
    case: Program, act: Act, *, contributions: tuple[Contribution, ...]
) -> Iterator[IntegratedPlanMade]:
    """Record which agencies take part and what each brings (P1.3)."""
    some("contributions", contributions)
    brought = tuple(
        Contribution(agency=agency(f"contributions[{place}].agency", one.agency, act), brings=one.brings)
        for place, one in enumerate(contributions)
    )
    yield from news(IntegratedPlanMade(contributions=brought), act.on, (case.integrated_plan,))


@PROGRAM.decides(SituationReported, th="ส่งรายงานสถานการณ์ทางสังคม", en="File the situation report")
def report_situation(
    case: Program, act: Act, *, form: Words, summary: Words, files: tuple[File, ...] = ()
) -> Iterator[SituationReported]:
    """File the social situation report of the area, on the form of the social data centre (P2.1)."""
    yield from news(SituationReported(form=form, summary=summary, files=files), act.on, (case.situation,))


@PROGRAM.decides(HouseholdDataStudied, th="บันทึกการศึกษาข้อมูลครัวเรือน", en="Record the study of household data")
def study_household_data(
    case: Program, act: Act, *, participants: tuple[Body, ...], findings: Words
) -> Iterator[HouseholdDataStudied]:
    """Record that household data by problem, and the help already had, was studied together (P2.2)."""
    some("participants", participants)
    yield from news(HouseholdDataStudied(participants=participants, findings=findings), act.on, case.household_studies)


@PROGRAM.decides(CommunityProblemNoted, th="บันทึกปัญหาสำคัญ", en="Note a problem")
def note_problem(
    case: Program, act: Act, *, code: str | None = None, text: str = ""
) -> Iterator[CommunityProblemNoted]:
    """Note a problem of the list, or another one in words (P2.6)."""
    if code is not None:
        term("code", code, act.rules.program.problems)
    elif not text:
        raise BadInput("text", "ต้องระบุรหัสปัญหาหรือข้อความ", "give a code of the list or describe the problem")
    found = CommunityProblemNoted(code=code, text=text)
    if all(known.fact != found for known in case.problems):
        yield found


@PROGRAM.decides(IssuesSummarised, th="บันทึกการสรุปประเด็น", en="Record the summary of issues")
def summarise_issues(
    case: Program, act: Act, *, participants: tuple[Body, ...], findings: Words
) -> Iterator[IssuesSummarised]:
    """Record that the issues were analysed and summarised, and by whom; more than once if need be (P2.7)."""
    some("participants", participants)
    yield from news(IssuesSummarised(participants=participants, findings=findings), act.on, case.summaries)
