"""What the facts of a household case say on its plan, the help and what came of it (H4-H7)."""

from __future__ import annotations

from aggregates.household_facts import (
    CarriedOver,
    ChosenAsExample,
    CriteriaJudged,
    GoalAchieved,
    GoalDropped,
    GoalSet,
    HelpDelivered,
    HelpRuledOut,
    IncomeTested,
    PlanAgreed,
    RecordedInTpmap,
    ReferralAnswered,
    ReferralDone,
    ReferralSent,
    TpmapRuledOut,
    Visited,
)
from engine.bilingual import Text
from projections.names import Names
from projections.telling import Tellings, Values, baht, count

TOLD = Tellings()


def _dimension(code: str | None, names: Names) -> Text | None:
    return None if code is None else names.within("dimension", code)


TOLD.add(
    GoalSet,
    "ตั้งเป้าหมาย[{dimension}][ ครอบครัวที่ {family}][ “{text}”] โดย {agency} ภายใน {due}",
    "Set a goal[ in {dimension}][ for family {family}][: “{text}”], by {agency}, due {due}",
    lambda fact, names: {
        "dimension": _dimension(fact.dimension, names),
        "agency": names.agency(fact.agency),
        **names.box(fact.action),
    },
)
TOLD.add(GoalAchieved, "บรรลุเป้าหมายที่ตั้งในรายการที่ {goal}", "Reached the goal set in entry {goal}")
TOLD.add(GoalDropped, "ยกเลิกเป้าหมายที่ตั้งในรายการที่ {goal}", "Gave up the goal set in entry {goal}")
TOLD.add(
    PlanAgreed,
    "ครัวเรือนเห็นชอบแผน[ โดย {name}]",
    "The household agreed to its plan[, through {name}]",
    lambda fact, names: names.box(fact.agreed),
)
TOLD.add(
    HelpDelivered,
    "ช่วยเหลือ[{dimension}]: {kind} โดย {agency}[ เป็นเงิน {baht}][ (หลักฐาน {files})]",
    "Helped[ in {dimension}]: {kind}, by {agency}[, {baht}][ ({files} as evidence)]",
    lambda fact, names: {
        "dimension": _dimension(fact.dimension, names),
        "agency": names.agency(fact.agency),
        "baht": baht(fact.baht),
        "files": count(len(fact.evidence), "ไฟล์", "file"),
    },
)
TOLD.add(
    HelpRuledOut,
    "ระบุว่าช่วยเหลือ{dimension}ไม่ได้",
    "Found that no help is possible in {dimension}",
    lambda fact, names: {"dimension": _dimension(fact.dimension, names)},
)
TOLD.add(
    ReferralSent,
    "ส่งต่อให้ {agency} ภายใน {due}[: “{text}”]",
    "Referred to {agency}, due {due}[: “{text}”]",
    lambda fact, names: {"agency": names.agency(fact.agency), **names.box(fact.note)},
)
TOLD.add(
    ReferralAnswered,
    "หน่วยงาน{answer}การส่งต่อในรายการที่ {referral}[: “{text}”]",
    "The agency {answer} the referral of entry {referral}[: “{text}”]",
    lambda fact, names: {
        "answer": Text("รับ", "accepted") if fact.accepted else Text("ไม่รับ", "declined"),
        **names.box(fact.note),
    },
)
TOLD.add(
    ReferralDone,
    "ดำเนินการตามการส่งต่อในรายการที่ {referral} แล้วเสร็จ[: “{text}”]",
    "What the referral of entry {referral} asked for is done[: “{text}”]",
    lambda fact, names: names.box(fact.note),
)
TOLD.add(
    Visited,
    "เยี่ยมบ้าน[ โดย {visitor}][: “{seen}”]",
    "Visited the household[, by {visitor}][: “{seen}”]",
    lambda fact, names: names.box(fact.note),
)
TOLD.add(
    CarriedOver,
    "ยกไปช่วยเหลือต่อถึง {until}",
    "Carried the help over until {until}",
)


def _area(tested: IncomeTested, names: Names) -> Text | None:
    """The area whose poverty line was taken."""
    if tested.area is None or tested.area_kind is None:
        return None
    if tested.area_kind == "province":
        return names.known("province", tested.area) or Text(tested.area, tested.area)
    return names.term("poverty_line_area", tested.area.lower() if tested.area_kind == "region" else tested.area_kind)


def _judged(fact: CriteriaJudged, names: Names) -> Values:
    open_points = []
    for verdict in ("not_met", "cannot_judge"):
        numbers = [str(number) for number, found in enumerate(fact.verdicts.values(), 1) if found == verdict]
        if numbers:
            label, listed = names.within("criterion_verdict", verdict), ", ".join(numbers)
            open_points.append(Text(f"{label.th}ข้อ {listed}", f"{label.en}: {listed}"))
    return {
        "outcome": Text("พ้นความยากจน", "out of poverty")
        if fact.out_of_poverty
        else Text("ยังไม่พ้นความยากจน", "not out of poverty"),
        "criteria": len(fact.verdicts),
        "open": open_points,
        "extra": count(len(fact.extra), "ข้อ", "more", "more"),
        "income": baht(fact.income.now),
        "members": fact.income.members,
        "line": baht(fact.income.line),
        "area": _area(fact.income, names),
        "year": fact.income.year_be,
        "older": Text("เก่ากว่าปีที่ประเมิน", "older than the year judged") if fact.income.older_year else None,
        "source": fact.income.source,
    }


TOLD.add(
    CriteriaJudged,
    "ประเมินเกณฑ์พื้นฐาน {criteria} ข้อ[ และเกณฑ์ของพื้นที่ {extra}]: {outcome}[ {open}]"
    "[ รายได้ {income}ต่อเดือน สมาชิก {members} คน][ เส้นความยากจน{area}ปี {year} {line}ต่อคน]"
    "[ ({older})][ แหล่งที่มา: {source}]",
    "Judged the {criteria} basic criteria[ and {extra} of the area]: {outcome}[; {open}]"
    "[; income {income} a month, members: {members}][, poverty line of {area} in {year} BE {line} a person]"
    "[ ({older})][, source: {source}]",
    _judged,
)


TOLD.add(
    RecordedInTpmap,
    "บันทึกการช่วยเหลือ {number}ลงใน TPMAP แล้ว[ อ้างอิง “{text}”]",
    "Recorded {number} of help in TPMAP[ under “{text}”]",
    lambda fact, names: {"number": count(len(fact.help), "รายการ", "piece"), **names.box(fact.reference)},
)
TOLD.add(
    TpmapRuledOut,
    "ระบุว่าบันทึกการช่วยเหลือ {number}ลงใน TPMAP ไม่ได้",
    "Found that {number} of help can't be recorded in TPMAP",
    lambda fact, names: {"number": count(len(fact.help), "รายการ", "piece")},
)
TOLD.add(
    ChosenAsExample,
    "ที่ประชุมคณะทำงานวันที่ {meeting} เลือกเป็นครัวเรือนตัวอย่าง",
    "The working group's meeting of {meeting} chose the household as an example",
)
