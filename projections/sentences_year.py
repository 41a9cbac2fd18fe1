"""What the facts of a year's end say: a zone's review, the national record, the mission results (P7, P8, S1)."""

from __future__ import annotations

from decimal import Decimal

from aggregates.mission_year import MissionYearOpened, ResultRecorded, Unit
from aggregates.year_record import (
    ModelLessonsDrawn,
    NationalPlanMade,
    ProposalCompiled,
    ProposalSubmitted,
    YearRecordOpened,
)
from aggregates.zone_review_facts import (
    BestPracticePicked,
    PickRequested,
    PickWithdrawn,
    ProgramsRanked,
    RequestDeclined,
    ReviewOpened,
    WithdrawalRequested,
    ZoneLessonsDrawn,
    ZoneProposalSubmitted,
)
from engine.bilingual import Text
from projections.names import Names
from projections.telling import Tellings, count

TOLD = Tellings()


def _program(case: str, names: Names) -> Text | None:
    return names.known("program", case)


def _figure(figure: Decimal, unit: Unit) -> Text:
    shown = f"{figure:,f}"
    return Text(f"ร้อยละ {shown}", f"{shown}%") if unit == "percent" else Text(shown, shown)


TOLD.add(
    ReviewOpened,
    "เปิดการพิจารณาระดับเขต {zone} ปีงบประมาณ {fiscal_year}",
    "Opened the review of zone {zone} for fiscal year {fiscal_year}",
)
TOLD.add(
    ZoneLessonsDrawn,
    "สสว. ถอดบทเรียนชุมชน[ “{program}”][ {evaluated}]: “{lessons}”",
    "The zone office drew lessons from a community[: “{program}”][, {evaluated}]: “{lessons}”",
    lambda fact, names: {
        "program": _program(fact.program, names),
        "evaluated": None if fact.evaluated else Text("(ยังไม่ประเมินผล)", "not yet evaluated"),
    },
)
TOLD.add(
    ProgramsRanked,
    "จัดลำดับ {number}[: {order}]",
    "Ranked {number}[: {order}]",
    lambda fact, names: {
        "number": count(len(fact.table), "ชุมชน", "community", "communities"),
        "order": [name for results in fact.table if (name := _program(results.program, names))],
    },
)
TOLD.add(
    PickRequested,
    "เสนอให้ชุมชน[ “{program}” ]เป็น Best Practice ของเขต นำเสนอเมื่อ {presented_on}: “{reason}”",
    "Proposed a community[, “{program}”,] as the zone's best practice, presented on {presented_on}: “{reason}”",
    lambda fact, names: {"program": _program(fact.program, names)},
)
TOLD.add(
    BestPracticePicked,
    "เลือกชุมชน[ “{program}” ]เป็น Best Practice ของเขต ตามที่เสนอในรายการที่ {request}: "
    "พ้นความยากจน {out_of_poverty} จาก {adopted} ครัวเรือน",
    "Picked a community[, “{program}”,] as the zone's best practice, as proposed in entry {request}: "
    "{out_of_poverty} of {adopted} households out of poverty",
    lambda fact, names: {
        "program": _program(fact.program, names),
        "out_of_poverty": fact.results.out_of_poverty,
        "adopted": fact.results.adopted,
    },
)
TOLD.add(
    WithdrawalRequested,
    "ขอถอน Best Practice ของเขต[ “{program}”]: “{reason}”",
    "Asked to withdraw the zone's best practice[, “{program}”]: “{reason}”",
    lambda fact, names: {"program": _program(fact.program, names)},
)
TOLD.add(
    PickWithdrawn,
    "ถอน Best Practice ของเขต[ “{program}”] ตามที่ขอในรายการที่ {request}: “{reason}”",
    "Withdrew the zone's best practice[, “{program}”,] as asked in entry {request}: “{reason}”",
    lambda fact, names: {"program": _program(fact.program, names)},
)
TOLD.add(RequestDeclined, "ไม่ยืนยันคำขอในรายการที่ {request}", "Declined the request of entry {request}")
TOLD.add(
    ZoneProposalSubmitted,
    "สสว. ส่งข้อเสนอเชิงนโยบาย “{title}”",
    "The zone office submitted the policy proposal “{title}”",
)

TOLD.add(
    YearRecordOpened,
    "เปิดบันทึกระดับประเทศ ปีงบประมาณ {fiscal_year}",
    "Opened the national record of fiscal year {fiscal_year}",
)
TOLD.add(
    ModelLessonsDrawn,
    "ถอดบทเรียน {number}ต้นแบบ ({communities}): “{lessons}”",
    "Drew lessons from {number} ({communities}): “{lessons}”",
    lambda fact, names: {"number": count(len(fact.communities), "ชุมชน", "model community", "model communities")},
)
TOLD.add(
    NationalPlanMade,
    "จัดทำแผนระยะ 3 ปีระดับประเทศ: {number} แล้วเสร็จภายใน {complete_by}",
    "Made the national 3-year plan: {number}, complete by {complete_by}",
    lambda fact, names: {"number": count(fact.areas, "พื้นที่", "area")},
)
TOLD.add(ProposalCompiled, "รวบรวมข้อเสนอเชิงนโยบาย “{title}”", "Compiled the policy proposal “{title}”")
TOLD.add(
    ProposalSubmitted,
    "เสนอข้อเสนอเชิงนโยบาย “{title}” ต่อรัฐมนตรี",
    "Submitted the policy proposal “{title}” to the Minister",
)

TOLD.add(
    MissionYearOpened,
    "เปิดบันทึกผลตามภารกิจหลัก ปีงบประมาณ {fiscal_year}",
    "Opened the mission results of fiscal year {fiscal_year}",
)
TOLD.add(
    ResultRecorded,
    "บันทึกผลตัวชี้วัด “{indicator}”[ ของ {department}]: {actual} จากเป้าหมาย {target} (ที่มา: {source})",
    "Recorded the result of “{indicator}”[ by {department}]: {actual} of a target of {target} (source: {source})",
    lambda fact, names: {
        "indicator": names.term("indicator", fact.indicator),
        "department": names.known("agency", fact.department),
        "actual": _figure(fact.actual, fact.unit),
        "target": _figure(fact.target, fact.unit),
    },
)
