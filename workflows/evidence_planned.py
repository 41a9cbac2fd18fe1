"""The pieces of evidence up to the plan: area, group, data, meeting, approach, plan (A to G of S3)."""

from __future__ import annotations

from collections.abc import Sequence

from engine.bilingual import Text
from engine.requirement import Judgement, met, missing, requirement
from workflows.labels import text
from workflows.milestone_conditions import Conditions, absent
from workflows.program_plan import agreed
from workflows.program_start import area_gaps, summary_gaps
from workflows.rules import Rules
from workflows.scored_view import ScoredCommunity
from workflows.wording import bodies, joined, lacking


@requirement(
    "S3.A",
    th="ประชุม One Home กำหนดพื้นที่และขอบเขตการศึกษา",
    en="One Home meeting chose the area and the scope of study",
    supplier=text("role", "one_home"),
    met_by=("program.area_chosen",),
    commands=("choose_area",),
)
def area(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    gaps: Sequence[Text] = ()
    for chosen in view.areas:
        gaps = (*area_gaps(chosen.fact, rules), *absent(chosen.fact.participants, around))
        if not gaps:
            return met(chosen.mark)
    if gaps:
        return lacking("พื้นที่ที่เลือกยังขาด", "the chosen area lacks", joined(gaps))
    return missing("ต้องมีมติทีม One Home เลือกพื้นที่", "a decision of the One Home team on the area")


@requirement(
    "S3.B",
    th="เสนอจังหวัดแต่งตั้งคณะทำงาน",
    en="Working group proposed to the province",
    supplier=text("role", "provincial_office"),
    met_by=("program.committee_proposed",),
    commands=("propose_committee",),
)
def proposal(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    if not view.proposals:
        return missing("พมจ. ต้องเสนอแต่งตั้งคณะทำงาน", "the working group proposed by the provincial office")
    return met(view.proposals[0].mark)


@requirement(
    "S3.C.data",
    th="ศึกษาข้อมูลพื้นฐาน",
    en="Basic data studied",
    supplier=text("role", "zone_office"),
    met_by=("program.situation_reported",),
    commands=("report_situation",),
)
def situation(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    if not view.situations:
        return missing("ต้องมีรายงานสถานการณ์ทางสังคมของพื้นที่", "the social situation report of the area")
    return met(view.situations[0].mark)


@requirement(
    "S3.C.issues",
    th="วิเคราะห์และสรุปประเด็นปัญหา",
    en="Issues analysed and summarised",
    supplier=text("role", "zone_office"),
    met_by=("program.issues_summarised", "program.committee_proposed", "program.committee_appointed"),
    commands=("summarise_issues", "propose_committee"),
)
def issues(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    """The working group takes part from the day it has members, proposed or appointed; nobody before that (P2.7)."""
    gaps, group, asked = list[Text](), view.group, "working_group_present" in around
    for summary in view.summaries:
        grouped = group is not None and group.on <= summary.mark.on
        lacks = (bodies((body,)) for body in summary_gaps(summary.fact, grouped, rules))
        gaps = list(dict.fromkeys((*lacks, *absent(summary.fact.participants, around))))
        if asked and not grouped:
            gaps.append(Text("คณะทำงานที่เสนอชื่อแล้วก่อนการสรุป", "a working group proposed by that day"))
        if not gaps:
            return met(summary.mark, *((group,) if asked and group else ()))
    if not view.summaries:
        return missing("ต้องวิเคราะห์และสรุปประเด็นร่วมกัน", "the issues analysed and summarised together")
    since = () if group is None else (group,)
    return lacking("ผู้ร่วมสรุปครั้งล่าสุดยังขาด", "the latest summary lacks", joined(gaps), *since)


@requirement(
    "S3.D",
    th="ประชุมคณะทำงาน เสนอประเด็นปัญหาของชุมชน",
    en="Working-group meeting on the community's issues, on or after the order",
    supplier=text("role", "working_group"),
    met_by=("program.households_adopted", "program.working_group_met", "program.committee_appointed"),
    commands=("adopt_households", "hold_working_group_meeting", "appoint_committee"),
)
def group_meeting(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    order = view.order
    if order is None:
        return missing("ต้องมีคำสั่งแต่งตั้งคณะทำงานก่อนการประชุม", "the order of appointment, before the meeting")
    for meeting in view.meetings:
        if meeting.fact.issues and meeting.mark.on >= order.on:
            return met(meeting.mark, order)
    return missing(
        "ต้องประชุมคณะทำงานหลังมีคำสั่ง โดยวาระระบุประเด็นปัญหาของชุมชน",
        "a working-group meeting since the order, whose agenda names the community's issues",
    )


@requirement(
    "S3.E",
    th="กำหนดแนวทางแก้ไขและพัฒนาศักยภาพร่วมกับชุมชนและภาคี",
    en="Approach and capability development set with the community and partners",
    supplier=text("role", "working_group"),
    met_by=("program.approach_set",),
    commands=("set_approach",),
)
def approach(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    gaps: Sequence[Text] = ()
    for known in view.approaches:
        there = (*known.fact.participants, *(("partners",) if known.fact.partners else ()))
        if agreed(known.fact, rules):
            gaps = absent(there, around)
            if not gaps:
                return met(known.mark)
    if gaps:
        return lacking("การกำหนดแนวทางยังขาด", "those who set the approach lack", joined(gaps))
    return missing("ต้องกำหนดแนวทางร่วมกับชุมชนและภาคี", "an approach agreed with the community and partners")


@requirement(
    "S3.E.summary",
    th="สรุปประเด็นปัญหาแล้ว",
    en="Problems summarised",
    supplier=text("role", "zone_office"),
    met_by=("program.issues_summarised", "program.committee_proposed", "program.committee_appointed"),
    commands=("summarise_issues",),
)
def problems_summarised(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    return issues.judge(view, (), rules)


@requirement(
    "S3.F",
    th="มีแผนระยะ 3 ปีหรือแผนชุมชน",
    en="A plan recorded: the 3-year plan or the community plan",
    supplier=text("role", "working_group"),
    met_by=("program.plan_recorded", "program.activity_planned", "program.activity_dropped"),
    commands=("record_plan", "plan_activity"),
)
def plan(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    if view.plans:
        return met(view.plans[0].mark)
    return community_plan.judge(view, around, rules)


@requirement(
    "S3.G",
    th="มีแผนชุมชน",
    en="Community plan",
    supplier=text("role", "working_group"),
    met_by=("program.activity_planned", "program.activity_dropped"),
    commands=("plan_activity",),
)
def community_plan(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    for version, activity in view.planned.items():
        if version not in view.dropped:
            return met(activity.mark)
    return missing(
        "ต้องมีกิจกรรมในแผนชุมชนอย่างน้อย 1 กิจกรรม",
        "at least one activity of the community plan",
        *view.dropped.values(),
    )
