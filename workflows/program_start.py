"""Requirements of a community program up to its analysis: the area (P1) and the data (P2)."""

from __future__ import annotations

from engine.bilingual import Text
from engine.requirement import Judgement, met, missing, requirement
from workflows.labels import text
from workflows.program_counts import analysed
from workflows.program_view import Area, Attended, ProgramAround, ProgramView
from workflows.rules import Rules
from workflows.wording import bodies, joined, lacking


@requirement(
    "P1.1",
    th="สสว. ชี้แจงทีม One Home",
    en="Zone office briefed the One Home team",
    supplier=text("role", "zone_office"),
    met_by=("program.one_home_briefed",),
    commands=("brief_one_home",),
)
def briefed(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if view.briefing is None:
        return missing("ต้องมีการประชุมชี้แจงทีม One Home", "a briefing meeting with the One Home team")
    return met(view.briefing.mark)


@requirement(
    "P1.2",
    th="เลือกพื้นที่และขอบเขตการศึกษา",
    en="Area and scope of study chosen",
    supplier=text("role", "one_home"),
    met_by=("program.area_chosen",),
    commands=("choose_area",),
)
def area_chosen(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if view.area is None:
        return missing("ต้องมีมติทีม One Home เลือกพื้นที่", "a decision of the One Home team on the area")
    gaps = area_gaps(view.area.fact, rules)
    if gaps:
        return lacking("พื้นที่ที่เลือกยังขาด", "the chosen area lacks", joined(gaps))
    return met(view.area.mark)


def area_gaps(area: Area, rules: Rules) -> list[Text]:
    """What a choice of the area lacks (P1.2)."""
    wanted = rules.program.area
    named = {criterion.code: criterion.text for criterion in wanted.criteria}
    gaps = [] if area.strong_networks else [named["strong_networks"]]
    if len(set(area.missions)) < wanted.min_missions:
        gaps.append(named["missions_integrated"])
    gaps += [topic.text for topic in wanted.plan_topics if topic.code not in area.plan_topics]
    gaps += [bodies((body,)) for body in rules.program.participants.area_choice if body not in area.participants]
    return gaps


@requirement(
    "P1.3",
    th="แผนบูรณาการของทีม One Home",
    en="Integrated plan of the One Home team",
    supplier=text("role", "one_home"),
    met_by=("program.integrated_plan_made",),
    commands=("make_integrated_plan",),
)
def integrated_plan(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if view.integrated_plan is None:
        return missing("ต้องระบุหน่วยงานและสิ่งที่แต่ละหน่วยสนับสนุน", "the agencies and what each brings")
    return met(view.integrated_plan.mark)


@requirement(
    "P2.1",
    th="รายงานสถานการณ์ทางสังคม",
    en="Social situation report",
    supplier=text("role", "zone_office"),
    met_by=("program.situation_reported",),
    commands=("report_situation",),
)
def situation_reported(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if view.situation is None:
        return missing("ต้องมีรายงานสถานการณ์ทางสังคมของพื้นที่", "the social situation report of the area")
    return met(view.situation.mark)


@requirement(
    "P2.2",
    th="ศึกษาข้อมูลครัวเรือน",
    en="Household data studied",
    supplier=text("role", "zone_office"),
    met_by=("program.household_data_studied",),
    commands=("study_household_data",),
)
def household_data_studied(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if not view.household_studies:
        return missing("ต้องศึกษาข้อมูลครัวเรือนร่วมกับชุมชน", "household data studied together with the community")
    took_part = {body for study in view.household_studies for body in study.fact.participants}
    gaps = [body for body in rules.program.participants.household_study if body not in took_part]
    if gaps:
        return lacking("ผู้ร่วมศึกษายังขาด", "the study lacks", bodies(gaps))
    return met(*(study.mark for study in view.household_studies))


@requirement(
    "P2.5",
    th="วิเคราะห์ครัวเรือนครบจำนวน",
    en="Enough households analysed",
    supplier=text("role", "case_manager"),
)
def households_analysed(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    found, wanted = analysed(view, around, rules), rules.program.min_households
    if len(found) < wanted:
        return missing(
            f"วิเคราะห์ครบ 5 ด้านแล้ว {len(found)} ครัวเรือน ต้องการอีก {wanted - len(found)}",
            f"{len(found)} households assessed in all dimensions, {wanted - len(found)} more needed",
        )
    return met(*(around.cite(case) for case in found))


@requirement(
    "P2.6",
    th="ประเด็นปัญหาสำคัญ",
    en="Problems of note",
    supplier=text("role", "provincial_office"),
    met_by=("program.problem_noted",),
    commands=("note_problem",),
)
def problems_noted(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    lack = rules.program.min_problems - len(view.problems)
    if lack > 0:
        return missing(f"ต้องระบุปัญหาสำคัญอีก {lack} เรื่อง", f"problems of note: {lack} more needed")
    return met(*(problem.mark for problem in view.problems))


@requirement(
    "P2.7",
    th="วิเคราะห์และสรุปประเด็น",
    en="Issues analysed and summarised",
    supplier=text("role", "zone_office"),
    met_by=("program.issues_summarised", "program.committee_proposed", "program.committee_appointed"),
    commands=("summarise_issues",),
)
def issues_summarised(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if not view.summaries:
        return missing("ต้องวิเคราะห์และสรุปประเด็นร่วมกัน", "the issues analysed and summarised together")
    gaps = list[str]()
    for summary in view.summaries:
        grouped = view.group_since is not None and view.group_since <= summary.mark.on
        gaps = summary_gaps(summary.fact, grouped, rules)
        if not gaps:
            return met(summary.mark)
    return lacking("ผู้ร่วมสรุปครั้งล่าสุดยังขาด", "the latest summary lacks", bodies(gaps))


def summary_gaps(summary: Attended, grouped: bool, rules: Rules) -> list[str]:
    """The bodies that should have taken part in a summary of the issues, ``grouped`` once there is a working group."""
    named = rules.program.participants
    wanted = named.issues_summary_with_group if grouped else named.issues_summary
    return [body for body in wanted if body not in summary.participants]


REQUIREMENTS = (
    briefed,
    area_chosen,
    integrated_plan,
    situation_reported,
    household_data_studied,
    households_analysed,
    problems_noted,
    issues_summarised,
)
