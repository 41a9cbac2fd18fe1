"""What the facts of a community program say up to its working group (P1-P3)."""

from __future__ import annotations

from aggregates.committee_facts import (
    CommitteeAppointed,
    CommitteeProposed,
    CommunityMeetingHeld,
    MechanismNamed,
    SeatAbsent,
    SeatFilled,
    SeatVacated,
)
from aggregates.program_facts import (
    AreaChosen,
    CommunityProblemNoted,
    CommunityRenamed,
    HouseholdDataStudied,
    IntegratedPlanMade,
    IssuesSummarised,
    OneHomeBriefed,
    ProgramOpened,
    SituationReported,
)
from engine.bilingual import Text
from projections.telling import Tellings, count

TOLD = Tellings()

TOLD.add(
    ProgramOpened,
    "เปิดโครงการชุมชน “{community}” ต.{subdistricts} อ.{district}[ จ.{province}] ปีงบประมาณ {fiscal_year}[ {continues}]",
    "Opened the community program “{community}” in {subdistricts}, {district}[, {province}], "
    "fiscal year {fiscal_year}[, {continues}]",
    lambda fact, names: {
        "province": names.known("province", fact.province),
        "continues": Text("ต่อเนื่องจากโครงการเดิม", "going on with an earlier program") if fact.continues else None,
    },
)
TOLD.add(CommunityRenamed, "เปลี่ยนชื่อชุมชนเป็น “{community}”", "Renamed the community “{community}”")
TOLD.add(
    OneHomeBriefed,
    "สสว. ชี้แจงทีม One Home {attendees} คน จาก {agencies}",
    "The zone office briefed the One Home team: {attendees} people from {agencies}",
    lambda fact, names: {"agencies": count(len(fact.agencies), "หน่วยงาน", "agency", "agencies")},
)
TOLD.add(
    AreaChosen,
    "ที่ประชุม One Home เลือกพื้นที่ ขอบเขตการศึกษา “{scope}”[ บูรณาการ {missions}] (ผู้ร่วมประชุม: {participants})",
    "The One Home meeting chose the area; scope of study “{scope}”[, {missions} integrated] "
    "(taking part: {participants})",
    lambda fact, names: {
        "missions": count(len(fact.missions), "ภารกิจ", "mission"),
        "participants": names.bodies(fact.participants),
    },
)
TOLD.add(
    IntegratedPlanMade,
    "ทีม One Home จัดทำแผนบูรณาการ {number}: {agencies}",
    "The One Home team made its integrated plan with {number}: {agencies}",
    lambda fact, names: {
        "number": count(len(fact.contributions), "หน่วยงาน", "agency", "agencies"),
        "agencies": [names.agency(one.agency) for one in fact.contributions],
    },
)
TOLD.add(
    SituationReported,
    "สสว. ส่งรายงานสถานการณ์ทางสังคมตามแบบ “{form}”",
    "The zone office filed the social situation report on the form “{form}”",
)
TOLD.add(
    HouseholdDataStudied,
    "ร่วมกันศึกษาข้อมูลครัวเรือน ({participants}): “{findings}”",
    "Studied the household data together ({participants}): “{findings}”",
    lambda fact, names: {"participants": names.bodies(fact.participants)},
)
TOLD.add(
    CommunityProblemNoted,
    "บันทึกปัญหาของชุมชน[: {code}][: “{text}”]",
    "Noted a problem of the community[: {code}][: “{text}”]",
    lambda fact, names: {"code": names.term("problem", fact.code) if fact.code else None},
)
TOLD.add(
    IssuesSummarised,
    "ร่วมกันวิเคราะห์และสรุปประเด็นปัญหา ({participants}): “{findings}”",
    "Analysed and summarised the issues together ({participants}): “{findings}”",
    lambda fact, names: {"participants": names.bodies(fact.participants)},
)

TOLD.add(
    MechanismNamed,
    "กำหนดกลไกระดับจังหวัด: {committee} (เลขานุการ: {secretary})",
    "Named the provincial mechanism: {committee} (secretary: {secretary})",
)
TOLD.add(
    CommunityMeetingHeld,
    "ประชุมชุมชน {attendees} คน จัดโดย {convened_by} วาระ: {agenda}",
    "Held a community meeting of {attendees}, called by {convened_by}, on: {agenda}",
    lambda fact, names: {
        "convened_by": names.bodies(fact.convened_by),
        "agenda": names.terms("agenda", fact.agenda),
    },
)
TOLD.add(
    CommitteeProposed,
    "พมจ. เสนอแต่งตั้งคณะทำงาน {people}",
    "The provincial office proposed a working group of {people}",
    lambda fact, names: {"people": count(sum(fact.seats.values()), "คน", "person", "people")},
)
TOLD.add(
    CommitteeAppointed,
    "ผู้ว่าราชการจังหวัดลงนามคำสั่งแต่งตั้งคณะทำงาน เลขที่ {number}",
    "The governor signed order {number} appointing the working group",
)
TOLD.add(
    SeatFilled,
    "แต่งตั้งผู้ดำรงตำแหน่ง “{seat}”[: {name}][ ({post})][ ตามคำสั่งเลขที่ {order}]",
    "Filled the seat “{seat}”[: {name}][ ({post})][, by order {order}]",
    lambda fact, names: {"seat": names.term("seat", fact.seat), **names.box(fact.holder)},
)
TOLD.add(
    SeatVacated,
    "ผู้ดำรงตำแหน่งตามรายการที่ {holder} พ้นจากตำแหน่ง",
    "The holder seated in entry {holder} left the seat",
)
TOLD.add(
    SeatAbsent,
    "ในพื้นที่ไม่มีผู้ดำรงตำแหน่ง “{seat}”: {reason}",
    "Nobody in the area can hold the seat “{seat}”: {reason}",
    lambda fact, names: {"seat": names.term("seat", fact.seat)},
)
