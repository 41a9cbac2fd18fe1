"""What the facts of a community program say on its plan, the work and what came of it (P4-P6)."""

from __future__ import annotations

from aggregates.program_plan_facts import (
    ActivityDropped,
    ActivityPlanned,
    ApproachSet,
    HouseholdsAdopted,
    PlanRecorded,
    WorkingGroupMet,
)
from aggregates.program_work_facts import (
    ActivityDone,
    CommunityCriteriaJudged,
    FollowedUp,
    LearningExchanged,
    LessonsDrawn,
    ReportDelivered,
    SupervisionVisited,
)
from engine.bilingual import Text
from projections.names import Names
from projections.telling import Tellings, Values, baht, count

TOLD = Tellings()


def _households(number: int) -> Text | None:
    return count(number, "ครัวเรือน", "household")


TOLD.add(
    HouseholdsAdopted,
    "ที่ประชุมคณะทำงานรับ {number}เป็นเป้าหมาย จัดโดย {convened_by}[ ประเด็น: {issues}][ มติ: “{despite_tier}”]",
    "The working group's meeting, called by {convened_by}, adopted {number}"
    "[; issues: {issues}][; decision: “{despite_tier}”]",
    lambda fact, names: {
        "number": _households(len(fact.households)),
        "convened_by": names.bodies(fact.convened_by),
    },
)
TOLD.add(
    PlanRecorded,
    "จัดทำแผนระยะ 3 ปี[{provincial}]: {areas} พื้นที่ แล้วเสร็จภายใน {complete_by}[ ({households})]",
    "Made the 3-year plan[ {provincial}]: {number}, complete by {complete_by}[ ({households})]",
    lambda fact, names: {
        "provincial": Text("ระดับจังหวัด", "of the province") if fact.provincial else None,
        "number": count(fact.areas, "พื้นที่", "area"),
        "households": [
            Text(f"ปี {year} {one.th}", f"{year}: {one.en}")
            for year, number in fact.households.items()
            if (one := _households(number))
        ],
    },
)
TOLD.add(
    ActivityPlanned,
    "เพิ่มกิจกรรม “{name}” ในแผนชุมชน โดย {agency} งบประมาณ {baht} ({starts} – {ends})[ สำหรับ {number}]",
    "Planned the activity “{name}” by {agency}, {baht}, {starts} – {ends}[, for {number}]",
    lambda fact, names: {
        "agency": names.agency(fact.agency),
        "baht": baht(fact.budget_baht),
        "number": _households(len(fact.households)),
    },
)
TOLD.add(
    ActivityDropped,
    "ตัดกิจกรรมในรายการที่ {activity} ออกจากแผนชุมชน",
    "Dropped the activity of entry {activity} from the community plan",
)
TOLD.add(
    ApproachSet,
    "ร่วมกันกำหนดแนวทาง ({participants}): {solutions}[ ภาคี: {partners}]",
    "Set the approach together ({participants}): {solutions}[; partners: {partners}]",
    lambda fact, names: {
        "participants": names.bodies(fact.participants),
        "partners": [partner.name for partner in fact.partners],
    },
)
TOLD.add(
    WorkingGroupMet,
    "ประชุมคณะทำงาน {attendees} คน วาระ: {agenda}[ ประเด็น: {issues}]",
    "The working group met, {attendees} present, on: {agenda}[; issues: {issues}]",
)

TOLD.add(
    ActivityDone,
    "จัดกิจกรรม “{name}” โดย {agencies}[ ร่วมกับ {partners}] เข้าถึง {reached} ผล: “{result}”",
    "Carried out “{name}” by {agencies}[ with {partners}], reaching {reached}: “{result}”",
    lambda fact, names: {
        "agencies": [names.agency(agency) for agency in fact.agencies],
        "partners": [partner.name for partner in fact.partners],
        "reached": [
            one for one in (_households(len(fact.households)), count(fact.people, "คน", "person", "people")) if one
        ],
    },
)
TOLD.add(
    SupervisionVisited,
    "สสว. ลงพื้นที่นิเทศ พบว่า “{findings}” แนะนำ “{advice}”",
    "The zone office visited to supervise, found “{findings}” and advised “{advice}”",
)
TOLD.add(
    LearningExchanged,
    "จัดเวทีแลกเปลี่ยนเรียนรู้เรื่อง “{topic}” {attendees} คน ({participants})",
    "Held an exchange of learning on “{topic}” with {attendees} people ({participants})",
    lambda fact, names: {"participants": names.bodies(fact.participants)},
)
TOLD.add(
    FollowedUp,
    "จังหวัดติดตามประเมินผล: “{findings}”",
    "The province followed up and evaluated: “{findings}”",
)
TOLD.add(
    LessonsDrawn,
    "ถอดบทเรียน ({drawn_by}): “{lessons}”",
    "Drew lessons ({drawn_by}): “{lessons}”",
    lambda fact, names: {"drawn_by": names.bodies(fact.drawn_by)},
)
TOLD.add(
    ReportDelivered,
    "ส่งรายงานผลให้ {recipient}: {parts}",
    "Delivered the report to the {recipient}: {parts}",
    lambda fact, names: {
        "recipient": names.within("recipient", fact.recipient),
        "parts": names.terms("report_part", fact.parts),
    },
)


def _judged(fact: CommunityCriteriaJudged, names: Names) -> Values:
    return {
        "held": names.terms("criterion", (code for code, found in fact.found.items() if found.holds)),
        "not_held": names.terms("criterion", (code for code, found in fact.found.items() if not found.holds)),
    }


TOLD.add(
    CommunityCriteriaJudged,
    "ประเมินเกณฑ์ชุมชน[ ผ่าน: {held}][ ไม่ผ่าน: {not_held}]",
    "Judged the community criteria[; met: {held}][; not met: {not_held}]",
    _judged,
)
