"""The household case: what each stage asks for (H1-H7), and the workflow it runs through."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.bilingual import Text
from engine.calendar import show_date
from engine.history import Mark
from engine.requirement import Judgement, met, missing, requirement
from workflows.household_view import HelpView, HouseholdAround, HouseholdView
from workflows.labels import text
from workflows.rule_terms import Term
from workflows.rules import Rules
from workflows.stages import staged

CASE_MANAGER = text("role", "case_manager")
WORKING_GROUP = text("role", "working_group")

# H1. selected


@requirement(
    "H1.source",
    th="ที่มาของครัวเรือน",
    en="Source of the household",
    supplier=CASE_MANAGER,
    met_by=("household.opened", "household.source_added"),
    commands=("add_source",),
)
def source(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if view.sources:
        return met(*view.sources.values())
    return missing("ระบุที่มา: TPMAP หรือการสำรวจในชุมชน", "say where it was found: TPMAP or the community survey")


@requirement(
    "H1.place",
    th="ที่อยู่หรือรหัสบ้าน",
    en="Address or house code",
    supplier=CASE_MANAGER,
    met_by=("household.opened", "household.details_completed"),
    commands=("complete_details",),
)
def place(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if view.located:
        return met(view.located)
    return missing(
        "ระบุตำบล อำเภอ และจังหวัด หรือรหัสประจำบ้าน", "give the subdistrict, district and province, or the house code"
    )


@requirement(
    "H1.person",
    th="ผู้อยู่ในครัวเรือน",
    en="A named person",
    supplier=CASE_MANAGER,
    met_by=("household.member_joined", "household.member_left"),
    commands=("add_member",),
)
def person(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if view.joined:
        return met(*view.joined)
    return missing("บันทึกชื่อสมาชิกอย่างน้อย 1 คน", "record the name of at least one member")


@requirement(
    "H1.notice",
    th="แจ้งการเก็บข้อมูลส่วนบุคคล",
    en="Privacy notice given",
    supplier=CASE_MANAGER,
    met_by=("household.privacy_notice_given",),
    commands=("give_privacy_notice",),
)
def notice(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if view.notice:
        return met(view.notice)
    return missing(
        "บันทึกวันที่แจ้งประกาศความเป็นส่วนตัวแก่ครัวเรือน", "record the day the household was given the privacy notice"
    )


# H2. analyzed


@requirement(
    "H2.dimensions",
    th="วิเคราะห์ครบทุกด้าน",
    en="Every dimension assessed",
    supplier=CASE_MANAGER,
    met_by=("household.dimensions_assessed",),
    commands=("assess_dimensions",),
)
def dimensions(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if view.whole:
        return met(view.whole.mark)
    every = rules.household.dimensions
    lacking = view.latest.unassessed if view.latest else [dimension.code for dimension in every]
    names = _names(every, lacking)
    return missing(f"ยังไม่ได้ประเมิน{names.th}", f"not assessed yet: {names.en}")


# H3. committee_appointed


@requirement("H3.order", th="คำสั่งแต่งตั้งคณะทำงาน", en="Working group appointed", supplier=text("role", "governor"))
def order(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if around.order:
        return met(around.order)
    return missing(
        "รอผู้ว่าราชการจังหวัดลงนามคำสั่งแต่งตั้งคณะทำงานของชุมชน", "the governor has yet to sign the order of the community's working group"
    )


@requirement("H3.adoption", th="รับเป็นครัวเรือนเป้าหมาย", en="Adopted as a target", supplier=WORKING_GROUP)
def adoption(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if around.adoption:
        return met(around.adoption)
    return missing(
        "รอที่ประชุมคณะทำงานรับครัวเรือนนี้เป็นเป้าหมาย", "a meeting of the working group has yet to adopt this household"
    )


@requirement(
    "H3.officer",
    th="ผู้จัดการรายกรณี",
    en="Case manager assigned",
    supplier=text("role", "supervisor"),
    met_by=("case.manager_assigned", "case.manager_transferred"),
    commands=("assign_manager",),
)
def officer(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if view.officer_mark:
        return met(view.officer_mark)
    return missing("มอบหมายผู้จัดการรายกรณี", "assign a case manager")


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
    kept = [goal for goal in view.this_cycle.goals if not goal.dropped]
    needed = rules.household.min_goals_per_failed_dimension
    lacking = [code for code in view.failed if sum(goal.dimension == code for goal in kept) < needed]
    if lacking:
        names = _names(rules.household.dimensions, lacking)
        return missing(f"ยังขาดเป้าหมาย{names.th}", f"a goal is missing for: {names.en}")
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
    return missing(
        "บันทึกวันที่และผู้ที่เห็นชอบแผนของครัวเรือน", "record when, and who of the household, agreed to the plan"
    )


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
    needed = rules.household.min_interventions_per_failed_dimension
    lacking = [
        code for code in view.failed if code not in ruled_out and len(_answering(view, code, rules)) < needed
    ]
    if lacking:
        names = _names(rules.household.dimensions, lacking)
        return missing(
            f"ยังไม่ได้ช่วยเหลือหรือระบุเหตุที่ช่วยไม่ได้ใน{names.th}",
            f"neither help delivered nor a reason why none is possible: {names.en}",
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
    lacking = [criterion.code for criterion in rules.household.criteria if criterion.code not in judged]
    if judgement and not lacking:
        return met(judgement.mark)
    names = _names(rules.household.criteria, lacking)
    return missing(f"ยังไม่ได้ประเมินเกณฑ์: {names.th}", f"criteria not judged yet: {names.en}")


@requirement(
    "H6.reassessed",
    th="ประเมินทุกด้านซ้ำหลังการช่วยเหลือ",
    en="Dimensions assessed again after the help",
    supplier=CASE_MANAGER,
    met_by=("household.dimensions_assessed", "household.help_delivered"),
    commands=("assess_dimensions",),
)
def reassessed(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    again = view.this_cycle.assessment
    reliance = [one.mark.on for one in relied_on(view, rules)] or [view.planned.on if view.planned else None]
    since = max((day for day in reliance if day), default=None)
    if again and (since is None or again.mark.on >= since):
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
    return missing("บันทึกมติคณะทำงานที่เลือกครัวเรือนนี้เป็นตัวอย่าง", "record the working group's choice of this household as an example")


@requirement("H7.waivers", th="ไม่มีข้อยกเว้นค้างอยู่", en="No standing waiver", supplier=CASE_MANAGER)
def no_standing_waiver(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    """Judges each waived requirement again, without its waiver (W3). It may read the program, so it is met by no topic."""
    standing = [r for r in REQUIREMENTS if r.id in view.waived and not r.judge(view, around, rules).met]
    if not standing:
        return met()
    th = ", ".join(f"{r.id} {r.label.th}" for r in standing)
    en = ", ".join(f"{r.id} {r.label.en}" for r in standing)
    return missing(f"ต้องมีหลักฐานแทนข้อยกเว้น: {th}", f"evidence must take the place of the waiver for: {en}")


REQUIREMENTS = (
    source,
    place,
    person,
    notice,
    dimensions,
    order,
    adoption,
    officer,
    goals,
    agreement,
    every_dimension,
    some_help,
    criteria,
    reassessed,
    out_of_poverty,
    recorded_in_tpmap,
    example,
)

HOUSEHOLD_WORKFLOW = staged(
    "household", Text("ครัวเรือน", "Household"), (*REQUIREMENTS, no_standing_waiver), return_from_last=True
)


def relied_on(view: HouseholdView, rules: Rules) -> tuple[HelpView, ...]:
    """The help that H5 cites: for each failed dimension, and in all, the earliest that suffices."""
    first = view.interventions[: rules.household.min_interventions]
    return (*first, *(one for code in view.failed for one in _answering(view, code, rules)))


def _answering(view: HouseholdView, dimension: str, rules: Rules) -> tuple[HelpView, ...]:
    answering = tuple(one for one in view.interventions if one.dimension == dimension)
    return answering[: rules.household.min_interventions_per_failed_dimension]


def _names(terms: Iterable[Term], codes: Collection[str]) -> Text:
    named = [term for term in terms if term.code in codes]
    return Text(", ".join(term.th for term in named), ", ".join(term.en for term in named))


def _once(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(dict.fromkeys(marks))
