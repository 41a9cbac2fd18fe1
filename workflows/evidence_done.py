"""The pieces of evidence on what was done and what came of it (H to J of S3)."""

from __future__ import annotations

from collections.abc import Sequence

from engine.history import Mark
from engine.requirement import Judgement, met, missing, requirement
from workflows.labels import text
from workflows.milestone_conditions import UNDER_PLAN, Conditions
from workflows.program_action import lessons_gaps, whole
from workflows.program_view import Known, Lessons
from workflows.rules import Rules
from workflows.scored_view import ScoredCommunity
from workflows.wording import bodies, lacking

ZONE_OFFICE = "zone_office"
"""The recipient of reports that scores them; a code of the rule set (``program.report_recipients``)."""


@requirement(
    "S3.H.activity",
    th="กิจกรรมร่วมกับภาคีเครือข่าย",
    en="Joint activity with network partners",
    supplier=text("role", "working_group"),
    met_by=("program.activity_done", "program.activity_planned"),
    commands=("record_activity",),
)
def joint_activity(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    wanted, under_plan = rules.scores.joint_activity_partners, UNDER_PLAN in around
    for done in view.done:
        plan = view.planned.get(done.fact.activity or 0)
        if len({partner.name for partner in done.fact.partners}) >= wanted and (plan or not under_plan):
            return met(done.mark, *((plan.mark,) if under_plan and plan else ()))
    if under_plan:
        return missing(
            f"ต้องมีกิจกรรมตามแผนชุมชนที่ทำร่วมกับภาคีอย่างน้อย {wanted} ราย",
            f"an activity of the community plan carried out with at least {wanted} partners",
        )
    return missing(
        f"ต้องมีกิจกรรมที่ทำร่วมกับภาคีอย่างน้อย {wanted} ราย", f"an activity carried out with at least {wanted} partners"
    )


@requirement(
    "S3.H.household",
    th="ช่วยเหลือครัวเรือน",
    en="Household intervention",
    supplier=text("role", "case_manager"),
    met_by=("household.help_delivered",),
    commands=("deliver_help",),
)
def household_helped(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    """Help for any household of the community counts, adopted or not yet (W2)."""
    for first in view.households.helped.values():
        return met(first)
    return missing("ต้องมีครัวเรือนที่ได้รับการช่วยเหลืออย่างน้อย 1 ครัวเรือน", "help delivered to at least one household")


@requirement(
    "S3.H.exchange",
    th="เวทีแลกเปลี่ยนเรียนรู้",
    en="Exchange of learning",
    supplier=text("role", "provincial_office"),
    met_by=("program.learning_exchanged",),
    commands=("record_exchange",),
)
def exchange(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    if not view.exchanges:
        return missing("ยังไม่มีเวทีแลกเปลี่ยนเรียนรู้", "no exchange-of-learning event yet")
    return met(view.exchanges[0].mark)


@requirement(
    "S3.H.every_household",
    th="ครัวเรือนเป้าหมายทุกครัวเรือนได้รับการช่วยเหลือ",
    en="Every adopted household not closed, suspended or carried over has an intervention",
    supplier=text("role", "case_manager"),
    met_by=(
        "program.households_adopted",
        "household.help_delivered",
        "household.carried_over",
        "case.suspended",
        "case.closed",
    ),
    commands=("deliver_help", "carry_over", "adopt_households"),
)
def every_household(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    found = view.households
    if not found.adopted:
        return missing("คณะทำงานยังไม่ได้รับครัวเรือนเป้าหมาย", "the working group has adopted no household yet")
    reasons = {case: found.helped.get(case) or found.excused.get(case) for case in found.adopted}
    gaps = [case for case, reason in reasons.items() if reason is None]
    if gaps:
        return missing(
            f"ครัวเรือนเป้าหมายที่ยังไม่ได้รับการช่วยเหลือ {len(gaps)} จาก {len(reasons)}",
            f"{len(gaps)} of {len(reasons)} adopted households have no intervention",
            *dict.fromkeys(found.adopted[case] for case in gaps),
        )
    return met(*dict.fromkeys(found.adopted.values()), *(reason for reason in reasons.values() if reason))


@requirement(
    "S3.I",
    th="ติดตามประเมินผล",
    en="Follow-up and evaluation",
    supplier=text("role", "provincial_office"),
    met_by=("program.followed_up",),
    commands=("follow_up",),
)
def follow_up(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    if not view.follow_ups:
        return missing("จังหวัดยังไม่ได้ติดตามประเมินผล", "no follow-up by the province yet")
    return met(view.follow_ups[0].mark)


@requirement(
    "S3.J.lessons",
    th="ถอดบทเรียนและสรุปผล",
    en="Lessons drawn",
    supplier=text("role", "one_home"),
    met_by=("program.lessons_drawn",),
    commands=("draw_lessons",),
)
def lessons(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    gaps = lessons_gaps(view.lessons, rules)
    if gaps:
        return lacking("ยังไม่ได้ถอดบทเรียนโดย", "lessons still to be drawn by", bodies(gaps))
    return met(*lessons_enough(view, rules))


@requirement(
    "S3.J.report",
    th="ส่งรายงานผลให้ สสว.",
    en="Results delivered to the zone office",
    supplier=text("role", "provincial_office"),
    met_by=("program.report_delivered",),
    commands=("deliver_report",),
)
def report(view: ScoredCommunity, around: Conditions, rules: Rules) -> Judgement:
    sent = deliveries(view, rules).get(ZONE_OFFICE)
    if sent is None:
        return missing("ยังไม่ได้ส่งรายงานครบทุกส่วนถึง สสว.", "the whole report is still to go to the zone office")
    return met(sent)


def lessons_enough(view: ScoredCommunity, rules: Rules) -> list[Mark]:
    """The earliest lessons that, together, every body drew that is to draw them; none can be left out (P6.1)."""
    kept: list[Known[Lessons]] = list(view.lessons)
    for known in reversed(view.lessons):
        others: Sequence[Known[Lessons]] = [one for one in kept if one is not known]
        if not lessons_gaps(others, rules):
            kept = list(others)
    return [known.mark for known in kept]


def deliveries(view: ScoredCommunity, rules: Rules) -> dict[str, Mark]:
    """Recipient -> the first delivery of the report with all its parts (P6.2)."""
    first: dict[str, Mark] = {}
    for known in view.deliveries:
        if whole(known.fact, rules):
            first.setdefault(known.fact.recipient, known.mark)
    return first
