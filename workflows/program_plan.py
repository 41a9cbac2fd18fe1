"""Requirements of a community program on its plan: adoption, 3-year plan, activities, approach (P4)."""

from __future__ import annotations

from engine.bilingual import Text
from engine.requirement import Judgement, met, missing, requirement
from workflows.labels import text
from workflows.program_counts import adopted
from workflows.program_view import Joined, ProgramAround, ProgramView
from workflows.rules import Rules
from workflows.wording import bodies, joined, lacking


@requirement(
    "P4.1.meeting",
    th="ประชุมคณะทำงานเลือกครัวเรือนเป้าหมาย",
    en="Meeting that chose the target households",
    supplier=text("role", "one_home"),
    met_by=("program.households_adopted",),
    commands=("adopt_households",),
)
def adoption_meeting(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if not view.adoption_meetings:
        return missing("ต้องประชุมคณะทำงานเพื่อเลือกครัวเรือน", "a working-group meeting that chooses the households")
    wanted, gaps = rules.program.participants.adoption_meeting, list[Text]()
    for meeting in view.adoption_meetings:
        gaps = [item.text for item in rules.program.presented if item.code not in meeting.fact.presented]
        gaps += [bodies((body,)) for body in wanted if body not in meeting.fact.convened_by]
        if not gaps:
            return met(meeting.mark)
    return lacking("การประชุมครั้งล่าสุดยังขาด", "the latest meeting lacks", joined(gaps))


@requirement(
    "P4.1.households",
    th="รับครัวเรือนเป้าหมายครบจำนวน",
    en="Enough households adopted",
    supplier=text("role", "working_group"),
    commands=("adopt_households",),
)
def households_adopted(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    found, wanted = adopted(view, around, rules), rules.program.min_households
    if len(found) < wanted:
        return missing(
            f"รับเป็นเป้าหมายแล้ว {len(found)} ครัวเรือน ต้องการอีก {wanted - len(found)}",
            f"{len(found)} households adopted, {wanted - len(found)} more needed",
        )
    return met(*dict.fromkeys(view.adopted[case].mark for case in found))


@requirement(
    "P4.2",
    th="แผนระยะ 3 ปี",
    en="3-year plan",
    supplier=text("role", "working_group"),
    met_by=("program.plan_recorded",),
    commands=("record_plan",),
)
def plan_recorded(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if view.plan is None:
        return missing(
            "ต้องมีแผนระยะ 3 ปี ระบุจำนวนพื้นที่และกำหนดแล้วเสร็จ",
            "the 3-year plan with the number of areas and when the whole is complete",
        )
    return met(view.plan.mark)


@requirement(
    "P4.3",
    th="แผนชุมชน",
    en="Community plan",
    supplier=text("role", "working_group"),
    met_by=("program.activity_planned", "program.activity_dropped", "case.returned"),
    commands=("plan_activity",),
)
def activities_planned(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if not view.activities:
        return missing("ต้องมีกิจกรรมในแผนชุมชนอย่างน้อย 1 กิจกรรม", "at least one activity of the community plan")
    return met(*(activity.mark for activity in view.activities.values()))


@requirement(
    "P4.4",
    th="กำหนดแนวทางร่วมกับชุมชน",
    en="Approach set with the community",
    supplier=text("role", "working_group"),
    met_by=("program.approach_set",),
    commands=("set_approach",),
)
def approach_set(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    shared = [approach for approach in view.approaches if agreed(approach.fact, rules)]
    if not shared:
        return missing("ต้องกำหนดแนวทางร่วมกับชุมชนและภาคี", "an approach agreed with the community and partners")
    return met(shared[-1].mark)


def agreed(approach: Joined, rules: Rules) -> bool:
    """Whether the community and network partners took part in setting the approach (P4.4)."""
    return set(rules.program.participants.approach) <= set(approach.participants) and bool(approach.partners)


REQUIREMENTS = (adoption_meeting, households_adopted, plan_recorded, activities_planned, approach_set)
