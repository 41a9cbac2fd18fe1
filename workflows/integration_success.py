"""KPI 2.2, success of integration: cumulative steps, each earned by facts of the nation's year (S2)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import msgspec

from engine.bilingual import Text
from engine.refusal import Cite, Finding
from engine.requirement import Judgement, Requirement, met, missing, requirement
from workflows.integration_view import NationalYear, Province, ReportingProgram
from workflows.labels import text
from workflows.program_action import report_delivered
from workflows.program_view import Marked
from workflows.rules import Rules
from workflows.wording import joined, lacking

CENTRAL = text("role", "central_office")


@requirement(
    "S2.model_lessons",
    th="บทเรียนชุมชนต้นแบบ",
    en="Lessons from the model communities",
    supplier=CENTRAL,
    met_by=("year_record.model_lessons_drawn",),
    commands=("draw_model_lessons",),
)
def lessons_drawn(view: NationalYear, around: None, rules: Rules) -> Judgement:
    found = None if view.record is None else view.record.model_lessons
    if found is None:
        return missing("ต้องถอดบทเรียนชุมชนต้นแบบ", "the lessons of the model communities")
    return met(_cite(found, view.record_case))


@requirement(
    "S2.three_year_plan",
    th="แผนระยะ 3 ปี",
    en="3-year plan",
    supplier=CENTRAL,
    met_by=("year_record.three_year_plan_made",),
    commands=("make_three_year_plan",),
)
def plan_made(view: NationalYear, around: None, rules: Rules) -> Judgement:
    found = None if view.record is None else view.record.plan
    if found is None:
        return missing("ต้องจัดทำแผนระยะ 3 ปีระดับประเทศ", "the national 3-year plan")
    return met(_cite(found, view.record_case))


@requirement(
    "S2.reports_delivered",
    th="ทุกจังหวัดส่งรายงานผล",
    en="Every province's report delivered",
    supplier=text("role", "provincial_office"),
    met_by=("program.report_delivered",),
    commands=("deliver_report",),
)
def every_report(view: NationalYear, around: None, rules: Rules) -> Judgement:
    counting = [[one for one in _reports(province, rules) if not one.repeats] for province in view.provinces]
    gaps = [_lacks(province, rules) for province, found in zip(view.provinces, counting, strict=True) if not found]
    if gaps or not view.provinces:
        return lacking("จังหวัดที่ยังไม่ส่งรายงานครบทุกส่วน", "provinces without a whole report delivered", joined(gaps))
    return met(*(cite for found in counting for cite in _deliveries(found[0], rules)))


@requirement(
    "S2.best_practices_picked",
    th="ทุก สสว. มี Best Practice",
    en="Every zone's best practice picked",
    supplier=text("role", "zone_office"),
    met_by=("zone_review.best_practice_picked", "zone_review.pick_withdrawn"),
    commands=("request_pick", "confirm_pick"),
)
def every_pick(view: NationalYear, around: None, rules: Rules) -> Judgement:
    gaps = [zone.name for zone in view.zones if zone.pick is None]
    if gaps or not view.zones:
        return lacking("สสว. ที่ยังไม่ได้เลือก Best Practice", "zones without a best practice", joined(gaps))
    return met(*(zone.pick for zone in view.zones if zone.pick is not None))


@requirement(
    "S2.policy_proposal",
    th="เสนอข้อเสนอเชิงนโยบายต่อรัฐมนตรี",
    en="Policy proposal submitted to the Minister",
    supplier=CENTRAL,
    met_by=("year_record.proposal_compiled", "year_record.proposal_submitted"),
    commands=("compile_proposal", "submit_to_minister"),
)
def proposal_submitted(view: NationalYear, around: None, rules: Rules) -> Judgement:
    record = view.record
    if record is None or record.proposal is None:
        return missing("ต้องรวบรวมข้อเสนอเชิงนโยบาย", "the compiled policy proposal")
    if record.submission is None:
        return missing("ต้องเสนอข้อเสนอที่รวบรวมแล้วต่อรัฐมนตรี", "the compiled proposal is still to go to the Minister")
    return met(*(_cite(part, view.record_case) for part in (record.proposal, record.submission)))


@requirement(
    "S2.mission_results",
    th="ผลตามภารกิจหลักครบ",
    en="Every mission's result",
    supplier=CENTRAL,
    met_by=("mission_year.result_recorded",),
    commands=("record_result",),
)
def every_result(view: NationalYear, around: None, rules: Rules) -> Judgement:
    gaps = [indicator.text for indicator in rules.scores.indicators if indicator.code not in view.results]
    if gaps:
        return lacking("ตัวชี้วัดที่ยังไม่มีผล", "indicators without a result", joined(gaps))
    return met(*(_cite(view.results[one.code], view.mission_case) for one in rules.scores.indicators))


_ALL = (lessons_drawn, plan_made, every_report, every_pick, proposal_submitted, every_result)

CONDITIONS: Mapping[str, Requirement[Any, Any, Any]] = {one.id.removeprefix("S2."): one for one in _ALL}
"""What a step may need, by its code in the rule set."""


class StepFound(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what it needs itself, and whether it and all lower ones have that."""

    points: int
    reached: bool
    findings: tuple[Finding, ...]


class IntegrationScore(msgspec.Struct, frozen=True, kw_only=True):
    """How KPI 2.2 stands."""

    score: int
    """What the highest step reached earns, 0 below the first."""
    points: Fraction
    """Weighted, exact."""
    steps: tuple[StepFound, ...]


def integration_score(view: NationalYear, rules: Rules) -> IntegrationScore:
    """The steps reached, each by which facts, and what the others lack."""
    measure, score, steps, reached = rules.scores.kpi_2_2, 0, [], True
    for step in measure.steps:
        findings = tuple(CONDITIONS[code].find(view, None, rules, {}) for code in step.needs)
        reached = reached and all(finding.met for finding in findings)
        score = step.points if reached else score
        steps.append(StepFound(points=step.points, reached=reached, findings=findings))
    return IntegrationScore(score=score, points=measure.points(score), steps=tuple(steps))


def _reports(province: Province, rules: Rules) -> list[ReportingProgram]:
    """The programs of a province whose report, with all its parts, went to all who get it (P6.2)."""
    return [program for program in province.programs if report_delivered.judge(program, None, rules).met]


def _deliveries(program: ReportingProgram, rules: Rules) -> tuple[Cite, ...]:
    return tuple(Cite(cite.version, program.case) for cite in report_delivered.judge(program, None, rules).cites)


def _lacks(province: Province, rules: Rules) -> Text:
    """The name of a province, saying so where its only reports are from areas that don't count (P1.2c)."""
    if not _reports(province, rules):
        return province.name
    return Text(f"{province.name.th} (พื้นที่ซ้ำกับปีก่อน)", f"{province.name.en} (an area of the year before)")


def _cite(part: Marked, case: str) -> Cite:
    return Cite(part.mark.version, case)
