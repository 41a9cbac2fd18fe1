"""Requirements of a community program on what was done and what came of it (P5, P6)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.requirement import Judgement, met, missing, requirement
from workflows.labels import text
from workflows.program_counts import adopted, behind
from workflows.program_view import Delivery, Known, Lessons, ProgramAround, ProgramView
from workflows.rules import Rules
from workflows.wording import bodies, lacking, terms


@requirement(
    "P5.1",
    th="ดำเนินกิจกรรมร่วมกับภาคี",
    en="Activities carried out with partners",
    supplier=text("role", "working_group"),
    met_by=("program.activity_done", "case.returned"),
    commands=("record_activity",),
)
def activities_shared(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    shared = [activity.mark for activity in view.done if activity.fact.partners]
    if not shared:
        return missing("ยังไม่มีกิจกรรมที่ทำร่วมกับภาคี", "no activity with network partners yet")
    return met(*shared)


@requirement(
    "P5.3.households",
    th="ทุกครัวเรือนเป้าหมายได้รับการดำเนินการ",
    en="Every adopted household intervened",
    supplier=text("role", "case_manager"),
)
def households_intervened(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    late = behind(view, around, rules, "intervened")
    if late or not view.adopted:
        return missing(
            f"ครัวเรือนเป้าหมายที่ยังไม่ถึงขั้นดำเนินการ {len(late)} จาก {len(view.adopted)}",
            f"{len(late)} of {len(view.adopted)} adopted households are not yet intervened",
        )
    return met(*(around.cite(case) for case in adopted(view, around, rules)))


@requirement(
    "P5.3.activity",
    th="ดำเนินกิจกรรมแล้ว",
    en="Activity done",
    supplier=text("role", "working_group"),
    met_by=("program.activity_done", "case.returned"),
    commands=("record_activity",),
)
def activity_done(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    lack = rules.program.min_activities - len(view.done)
    if lack > 0:
        return missing(f"ต้องมีกิจกรรมที่ดำเนินการแล้วอีก {lack} กิจกรรม", f"activities done: {lack} more needed")
    return met(*(activity.mark for activity in view.done))


@requirement(
    "P5.3.visit",
    th="สสว. ลงพื้นที่นิเทศ",
    en="Supervision visit by the zone office",
    supplier=text("role", "zone_office"),
    met_by=("program.supervision_visited", "case.returned"),
    commands=("record_supervision_visit",),
)
def supervised(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    lack = rules.program.min_supervision_visits - len(view.visits)
    if lack > 0:
        return missing(f"ต้องมีการลงพื้นที่นิเทศอีก {lack} ครั้ง", f"supervision visits: {lack} more needed")
    return met(*(visit.mark for visit in view.visits))


@requirement(
    "P5.4",
    th="เวทีแลกเปลี่ยนเรียนรู้",
    en="Exchange of learning",
    supplier=text("role", "provincial_office"),
    met_by=("program.learning_exchanged",),
    commands=("record_exchange",),
)
def learning_exchanged(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if not view.exchanges:
        return missing("ยังไม่มีเวทีแลกเปลี่ยนเรียนรู้", "no exchange-of-learning event yet")
    return met(*(exchange.mark for exchange in view.exchanges))


@requirement(
    "P5.5",
    th="จังหวัดติดตามประเมินผล",
    en="Provincial follow-up and evaluation",
    supplier=text("role", "provincial_office"),
    met_by=("program.followed_up",),
    commands=("follow_up",),
)
def followed_up(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if not view.follow_ups:
        return missing("จังหวัดยังไม่ได้ติดตามประเมินผล", "no follow-up by the province yet")
    return met(*(follow_up.mark for follow_up in view.follow_ups))


@requirement(
    "P6.1",
    th="ถอดบทเรียนและสรุปผล",
    en="Lessons drawn",
    supplier=text("role", "one_home"),
    met_by=("program.lessons_drawn", "case.returned"),
    commands=("draw_lessons",),
)
def lessons_drawn(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    gaps = lessons_gaps(view.lessons, rules)
    if not view.lessons:
        return lacking("ต้องถอดบทเรียนโดย", "lessons drawn by", bodies(gaps))
    if gaps:
        return lacking("ผู้ร่วมถอดบทเรียนยังขาด", "the lessons lack", bodies(gaps))
    return met(*(lessons.mark for lessons in view.lessons))


def lessons_gaps(found: Iterable[Known[Lessons]], rules: Rules) -> list[str]:
    """The bodies that are to draw lessons and drew none of these (P6.1)."""
    drawn_by = {body for lessons in found for body in lessons.fact.drawn_by}
    return [body for body in rules.program.participants.lessons if body not in drawn_by]


@requirement(
    "P6.2",
    th="ส่งรายงานผลของจังหวัด",
    en="Provincial report delivered",
    supplier=text("role", "provincial_office"),
    met_by=("program.report_delivered", "case.returned"),
    commands=("deliver_report",),
)
def report_delivered(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    found = [delivery for delivery in view.deliveries if whole(delivery.fact, rules)]
    reached = {delivery.fact.recipient for delivery in found}
    gaps = [recipient for recipient in rules.program.report_recipients if recipient.code not in reached]
    if gaps:
        return lacking("ยังไม่ได้ส่งรายงานครบทุกส่วนถึง", "the report with all its parts is still to go to", terms(gaps))
    return met(*(delivery.mark for delivery in found))


def whole(delivery: Delivery, rules: Rules) -> bool:
    """Whether a report was delivered with all its parts (P6.2)."""
    return {part.code for part in rules.program.report_parts} <= set(delivery.parts)


@requirement(
    "P6.3",
    th="ประเมินเกณฑ์ชุมชนครบ",
    en="Community criteria judged",
    supplier=text("role", "provincial_office"),
    met_by=("program.criteria_judged", "case.returned"),
    commands=("judge_criteria",),
)
def criteria_judged(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    gaps = [criterion for criterion in rules.program.criteria if criterion.code not in view.criteria]
    if gaps:
        return lacking("เกณฑ์ที่ยังไม่ได้ประเมิน", "criteria not yet judged", terms(gaps))
    return met(*dict.fromkeys(verdict.mark for verdict in view.criteria.values()))


REQUIREMENTS = (
    activities_shared,
    households_intervened,
    activity_done,
    supervised,
    learning_exchanged,
    followed_up,
    lessons_drawn,
    report_delivered,
    criteria_judged,
)
