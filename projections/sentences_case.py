"""What the facts every kind of case shares say: moves, waivers, who is in charge, corrections (W1-W7)."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.attaching import DocumentAttached
from aggregates.lifecycle_facts import (
    Changed,
    Closed,
    ManagerAssigned,
    ManagerTransferred,
    MoveDeclined,
    MoveRequested,
    ReminderPutOff,
    Reopened,
    Resumed,
    Returned,
    RulesChanged,
    StageReached,
    Suspended,
    WaiverConfirmed,
    WaiverDeclined,
    WaiverLapsed,
    WaiverRequested,
)
from engine.bilingual import Text
from engine.history import (
    Corrected,
    CorrectionConfirmed,
    CorrectionDeclined,
    CorrectionProposed,
    LateRecordConfirmed,
    LateRecordDeclined,
    LateRecordProposed,
)
from projections.names import Names
from projections.telling import Tellings
from workflows.labels import text

TOLD = Tellings()

TOLD.add(
    StageReached,
    "เข้าสู่ขั้น “{reached}”[ โดยยกเว้นข้อ {waived}]",
    "Entered the stage “{reached}”[ with a waiver of {waived}]",
    lambda fact, names: {
        "reached": names.term("stage", fact.reached),
        "waived": [names.requirement(id) for id in fact.waived],
    },
)
TOLD.add(
    MoveRequested,
    "ขออนุมัติเข้าสู่ขั้น “{to}”",
    "Asked to enter the stage “{to}”",
    lambda fact, names: {"to": names.term("stage", fact.to)},
)
TOLD.add(
    MoveDeclined,
    "ไม่อนุมัติการเลื่อนขั้นที่ขอในรายการที่ {request}",
    "Declined the move asked for in entry {request}",
)
TOLD.add(
    Returned,
    "ส่งกลับจากขั้น “{left}” ไปขั้น “{reached}”[ {cycle}]",
    "Returned from the stage “{left}” to “{reached}”[, {cycle}]",
    lambda fact, names: {
        "left": names.term("stage", fact.left),
        "reached": names.term("stage", fact.reached),
        "cycle": Text("เริ่มรอบใหม่", "starting a new cycle") if fact.new_cycle else None,
    },
)
TOLD.add(
    ReminderPutOff,
    "เลื่อนการเตือน{about}[ถึง {until}]",
    "Put off the reminder that it is {about}[ until {until}]",
    lambda fact, names: {"about": text("pressing", fact.about)},
)
TOLD.add(
    DocumentAttached,
    "แนบเอกสาร “{sort}”[ {title}]",
    "Attached a document: {sort}[, “{title}”]",
    lambda fact, names: {"sort": names.term("document", fact.sort), "title": names.box(fact.details).get("title")},
)
TOLD.add(Suspended, "พักเรื่องไว้[ถึง {until}]", "Suspended[ until {until}]")
TOLD.add(Resumed, "ดำเนินเรื่องต่อ", "Took up the suspended case again")
TOLD.add(
    Closed,
    "ปิดเรื่อง: {reason}",
    "Closed: {reason}",
    lambda fact, names: {"reason": names.within("closing_reason", fact.reason)},
)
TOLD.add(Reopened, "เปิดเรื่องที่ปิดไปแล้วอีกครั้ง", "Reopened the closed case")

TOLD.add(
    WaiverRequested,
    "ขอยกเว้นข้อ {requirement}",
    "Asked to waive {requirement}",
    lambda fact, names: {"requirement": names.requirement(fact.requirement)},
)
TOLD.add(
    WaiverConfirmed,
    "อนุมัติให้ยกเว้นข้อ {requirement} ตามที่ขอในรายการที่ {request}",
    "Granted the waiver of {requirement} asked for in entry {request}",
    lambda fact, names: {"requirement": names.requirement(fact.requirement)},
)
TOLD.add(
    WaiverDeclined,
    "ไม่อนุมัติการยกเว้นที่ขอในรายการที่ {request}",
    "Declined the waiver asked for in entry {request}",
)
TOLD.add(
    WaiverLapsed,
    "ข้อ {requirement} มีหลักฐานแล้ว การยกเว้นในรายการที่ {waiver} จึงสิ้นสุด",
    "The waiver of {requirement} in entry {waiver} lapsed: evidence meets it",
    lambda fact, names: {"requirement": names.requirement(fact.requirement)},
)
TOLD.add(ManagerAssigned, "มอบหมายให้ {officer} รับผิดชอบ", "Put {officer} in charge")
TOLD.add(ManagerTransferred, "โอนความรับผิดชอบจาก {left} ไปยัง {officer}", "Passed from {left} to {officer}")


def _changed(one: Changed, names: Names) -> Text:
    requirement = names.requirement(one.requirement)
    said = tuple(_differences(one, names))
    th, en = " และ".join(each.th for each in said), " and ".join(each.en for each in said)
    return Text(f"{requirement.th} {th}", f"{requirement.en} {en}")


def _differences(one: Changed, names: Names) -> Iterator[Text]:
    if one.is_met != one.was_met:
        yield Text("ครบแล้ว", "is now met") if one.is_met else Text("ไม่ครบอีกต่อไป", "is no longer met")
    for stage in (names.term("stage", code) for code in one.is_asked if code not in one.was_asked):
        yield Text(f"ต้องมีก่อนขั้น “{stage.th}”", f"is now asked for before “{stage.en}”")
    for stage in (names.term("stage", code) for code in one.was_asked if code not in one.is_asked):
        yield Text(f"ไม่ต้องมีก่อนขั้น “{stage.th}” แล้ว", f"is no longer asked for before “{stage.en}”")
    if one.is_waivable != one.was_waivable:
        yield (
            Text("ยกเว้นได้แล้ว", "may now be waived")
            if one.is_waivable
            else Text("ยกเว้นไม่ได้อีกต่อไป", "may no longer be waived")
        )


TOLD.add(
    RulesChanged,
    "ย้ายไปใช้ชุดเกณฑ์ {id} รุ่นที่ {version}[: {changed}]",
    "Moved to version {version} of the rule set {id}[: {changed}]",
    lambda fact, names: {
        "id": fact.rules.id,
        "version": fact.rules.version,
        "changed": [_changed(one, names) for one in fact.changed],
    },
)

_CORRECT, _RETRACT = Text("แก้ไข", "Corrected"), Text("เพิกถอน", "Retracted")
_PROPOSE, _PROPOSE_RETRACTION = Text("เสนอแก้ไข", "Proposed to correct"), Text("เสนอเพิกถอน", "Proposed to retract")
_CORRECTION = (
    "{did}รายการที่ {target}[ ให้เป็นวันที่ {on}][ เป็น: {now}]",
    "{did} entry {target}[, dated {on}][, to say: {now}]",
)

TOLD.add(Corrected, *_CORRECTION, lambda fact, names: {"did": _RETRACT if fact.retracted else _CORRECT})
TOLD.add(
    CorrectionProposed,
    *_CORRECTION,
    lambda fact, names: {"did": _PROPOSE_RETRACTION if fact.retracted else _PROPOSE},
)
TOLD.add(
    CorrectionConfirmed,
    "ยืนยันการแก้ไขที่เสนอในรายการที่ {proposal}",
    "Confirmed the correction proposed in entry {proposal}",
)
TOLD.add(
    CorrectionDeclined,
    "ไม่รับการแก้ไขที่เสนอในรายการที่ {proposal}",
    "Declined the correction proposed in entry {proposal}",
)
TOLD.add(
    LateRecordProposed,
    "บันทึกย้อนหลังนาน รอผู้อื่นยืนยัน[: {now}]",
    "Recorded very late, waits for a second person[: {now}]",
)
TOLD.add(
    LateRecordConfirmed,
    "ยืนยันการบันทึกย้อนหลังในรายการที่ {proposal}",
    "Confirmed the late record of entry {proposal}",
)
TOLD.add(
    LateRecordDeclined,
    "ไม่รับการบันทึกย้อนหลังในรายการที่ {proposal}",
    "Declined the late record of entry {proposal}",
)
