"""What a household case must show of its plan, the help, its outcome and as an example (H4-H7)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.calendar import show_date
from engine.history import Mark
from engine.requirement import Judgement, met, missing, requirement
from workflows.household_view import GoalView, HelpView, HouseholdAround, HouseholdView
from workflows.labels import text
from workflows.rule_terms import Term
from workflows.rules import Rules
from workflows.wording import lacking, terms

CASE_MANAGER = text("role", "case_manager")
WORKING_GROUP = text("role", "working_group")

# H4. planned


@requirement(
    "H4.goals",
    th="เป้าหมายของทุกด้านที่ตกเกณฑ์",
    en="Goals for every failed dimension",
    supplier=CASE_MANAGER,
    met_by=("household.goal_set", "household.goal_dropped", "household.dimensions_assessed"),
    commands=("set_goal",),
)
def goals(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    without = without_goal(view, rules)
    if without:
        return lacking("ยังขาดเป้าหมาย", "a goal is missing for", terms(without))
    kept = _kept(view)
    short = rules.household.min_goals - len(kept)
    if short > 0:
        return missing(f"ต้องมีเป้าหมายอีก {short} ข้อ", f"{short} more goal(s) needed")
    return met(*(goal.mark for goal in kept))


@requirement(
    "H4.agreement",
    th="ครัวเรือนเห็นชอบแผน",
    en="Household agrees to the plan",
    supplier=CASE_MANAGER,
    met_by=("household.plan_agreed",),
    commands=("agree_plan",),
)
def agreement(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if view.this_cycle.agreement:
        return met(view.this_cycle.agreement)
    return missing("บันทึกวันที่และผู้ที่เห็นชอบแผนของครัวเรือน", "record when, and who of the household, agreed to the plan")


# H5. intervened


@requirement(
    "H5.dimensions",
    th="ช่วยเหลือครบทุกด้านที่ตกเกณฑ์",
    en="Help for every failed dimension",
    supplier=CASE_MANAGER,
    met_by=("household.help_delivered", "household.help_ruled_out", "household.dimensions_assessed"),
    commands=("deliver_help", "rule_out_help"),
)
def every_dimension(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    ruled_out = view.this_cycle.ruled_out
    without = without_help(view, rules)
    if without:
        return lacking(
            "ยังไม่ได้ช่วยเหลือหรือระบุเหตุที่ช่วยไม่ได้", "neither help nor a reason why none is possible", terms(without)
        )
    helped = (one.mark for code in view.failed for one in _answering(view, code, rules))
    return met(*_once(helped), *(ruled_out[code] for code in view.failed if code in ruled_out))


@requirement(
    "H5.help",
    th="ได้รับการช่วยเหลือแล้ว",
    en="Help delivered",
    supplier=CASE_MANAGER,
    met_by=("household.help_delivered",),
    commands=("deliver_help",),
)
def some_help(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    first = view.interventions[: rules.household.min_interventions]
    short = rules.household.min_interventions - len(first)
    if short:
        return missing(f"ต้องมีการช่วยเหลืออีก {short} ครั้ง", f"{short} more intervention(s) needed")
    return met(*(one.mark for one in first))


# H6. evaluated


@requirement(
    "H6.criteria",
    th="ประเมินเกณฑ์พื้นฐานครบ",
    en="Basic criteria judged",
    supplier=CASE_MANAGER,
    met_by=("household.criteria_judged",),
    commands=("judge_criteria",),
)
def criteria(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    judgement = view.this_cycle.judgement
    judged = judgement.judged if judgement else frozenset()
    left = [criterion for criterion in rules.household.criteria if criterion.code not in judged]
    if judgement and not left:
        return met(judgement.mark)
    return lacking("ยังไม่ได้ประเมินเกณฑ์", "criteria not judged yet", terms(left))


@requirement(
    "H6.reassessed",
    th="ประเมินทุกด้านซ้ำหลังการช่วยเหลือ",
    en="Dimensions assessed again after the help",
    supplier=CASE_MANAGER,
    met_by=("household.dimensions_assessed", "household.help_delivered"),
    commands=("assess_dimensions",),
)
def reassessed(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    again, planned = view.this_cycle.assessment, view.planned
    known = [one.mark.on for one in relied_on(view, rules)] + ([planned.on] if planned else [])
    since = max(known, default=None)
    # On the day planning began, what was recorded before it still says how things stood before the help.
    before_plan = again and planned and (again.mark.on, again.mark.version) < (planned.on, planned.version)
    if again and not before_plan and (since is None or again.mark.on >= since):
        return met(again.mark)
    if since is None:
        return missing("ประเมินทุกด้านใหม่ในรอบนี้", "assess every dimension again in this cycle")
    return missing(
        f"ประเมินทุกด้านใหม่ ตั้งแต่วันที่ {show_date(since, 'th')} เป็นต้นไป",
        f"assess every dimension again, on or after {show_date(since, 'en')}",
    )


# H7. best_practice


@requirement(
    "H7.out_of_poverty",
    th="พ้นความยากจน",
    en="Out of poverty",
    supplier=CASE_MANAGER,
    met_by=("household.criteria_judged",),
    commands=("judge_criteria",),
)
def out_of_poverty(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    judgement = view.this_cycle.judgement
    if judgement and judgement.out_of_poverty:
        return met(judgement.mark)
    return missing("ต้องผ่านเกณฑ์พื้นฐานทุกข้อที่เกี่ยวข้อง", "every basic criterion that applies must be met")


@requirement(
    "H7.tpmap",
    th="บันทึกการช่วยเหลือใน TPMAP",
    en="Help recorded in TPMAP",
    supplier=text("role", "tpmap_officer"),
    met_by=("household.recorded_in_tpmap", "household.tpmap_ruled_out", "household.help_delivered"),
    commands=("record_in_tpmap", "rule_out_tpmap"),
)
def recorded_in_tpmap(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    open_help = [v for v in view.help if v not in view.tpmap and v not in view.tpmap_ruled_out]
    if open_help:
        return missing(
            f"ยังไม่ได้บันทึกการช่วยเหลือ {len(open_help)} รายการใน TPMAP หรือระบุเหตุที่บันทึกไม่ได้",
            f"{len(open_help)} intervention(s) not in TPMAP yet, and without a reason why TPMAP can't take them",
        )
    if not any(version in view.tpmap for version in view.help):
        return missing("ต้องบันทึกการช่วยเหลือใน TPMAP อย่างน้อย 1 รายการ", "at least one intervention must be in TPMAP")
    marks = (mark for found in (view.tpmap, view.tpmap_ruled_out) for mark in found.values())
    return met(*_once(marks))


@requirement(
    "H7.example",
    th="คณะทำงานเลือกเป็นตัวอย่าง",
    en="Chosen as an example by the working group",
    supplier=WORKING_GROUP,
    met_by=("household.chosen_as_example",),
    commands=("choose_as_example",),
)
def example(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if view.example:
        return met(view.example)
    return missing(
        "บันทึกมติคณะทำงานที่เลือกครัวเรือนนี้เป็นตัวอย่าง", "record the working group's choice of this household as an example"
    )


def without_goal(view: HouseholdView, rules: Rules) -> list[Term]:
    """The failed dimensions that too few goals answer (H4)."""
    kept, needed = _kept(view), rules.household.min_goals_per_failed_dimension
    return [
        one
        for one in rules.household.dimensions
        if one.code in view.failed and sum(goal.dimension == one.code for goal in kept) < needed
    ]


def without_help(view: HouseholdView, rules: Rules) -> list[Term]:
    """The failed dimensions that neither enough help nor a reason against it answers (H5)."""
    ruled_out, needed = view.this_cycle.ruled_out, rules.household.min_interventions_per_failed_dimension
    return [
        one
        for one in rules.household.dimensions
        if one.code in view.failed and one.code not in ruled_out and len(_answering(view, one.code, rules)) < needed
    ]


def relied_on(view: HouseholdView, rules: Rules) -> tuple[HelpView, ...]:
    """The help that H5 cites: for each failed dimension, and in all, the earliest that suffices."""
    first = view.interventions[: rules.household.min_interventions]
    return (*first, *(one for code in view.failed for one in _answering(view, code, rules)))


def _kept(view: HouseholdView) -> list[GoalView]:
    return [goal for goal in view.this_cycle.goals if not goal.dropped]


def _answering(view: HouseholdView, dimension: str, rules: Rules) -> tuple[HelpView, ...]:
    answering = tuple(one for one in view.interventions if one.dimension == dimension)
    return answering[: rules.household.min_interventions_per_failed_dimension]


def _once(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(dict.fromkeys(marks))
