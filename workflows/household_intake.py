"""What a household case must show before it is planned: who lives there, what it lacks, who takes it on (H1-H3)."""

from __future__ import annotations

from engine.requirement import Judgement, met, missing, requirement
from workflows.household_view import HouseholdAround, HouseholdView
from workflows.labels import text
from workflows.rules import Rules
from workflows.wording import lacking, terms

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
    return missing("บันทึกวันที่แจ้งประกาศความเป็นส่วนตัวแก่ครัวเรือน", "record the day the household was given the privacy notice")


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
    left = [one for one in rules.household.dimensions if view.latest is None or one.code in view.latest.unassessed]
    return lacking("ยังไม่ได้ประเมิน", "not assessed yet", terms(left))


# H3. committee_appointed


@requirement("H3.order", th="คำสั่งแต่งตั้งคณะทำงาน", en="Working group appointed", supplier=text("role", "governor"))
def order(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    if around.order:
        return met(around.order)
    return missing(
        "รอผู้ว่าราชการจังหวัดลงนามคำสั่งแต่งตั้งคณะทำงานของชุมชน",
        "the governor has yet to sign the order of the community's working group",
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
