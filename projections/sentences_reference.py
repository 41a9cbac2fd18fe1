"""What the facts of the reference data say: zones, provinces, agencies, poverty lines, rule sets."""

from __future__ import annotations

from aggregates.areas import read_area
from aggregates.reference_facts import (
    AgenciesListed,
    AgencyClosed,
    AreasExcluded,
    ClockConfirmed,
    ExclusionLifted,
    OfficesWentLive,
    PovertyLinesPublished,
    ProvincesListed,
    ReferenceOpened,
    RuleSetActivated,
    ZonesListed,
)
from engine.bilingual import Text
from projections.sentences_account import area_named
from projections.telling import Tellings, count, few

TOLD = Tellings()

TOLD.add(ReferenceOpened, "เริ่มเก็บข้อมูลอ้างอิง", "Began the reference data")
TOLD.add(
    ZonesListed,
    "กำหนดเขต สสว. {number}: {zones}",
    "Listed {number}: {zones}",
    lambda fact, names: {
        "number": count(len(fact.zones), "เขต", "zone"),
        "zones": few(Text(zone.th, f"zone {zone.number}") for zone in fact.zones),
    },
)
TOLD.add(
    ProvincesListed,
    "กำหนดเขตของ {number}: {provinces}",
    "Put {number} into zones: {provinces}",
    lambda fact, names: {
        "number": count(len(fact.provinces), "จังหวัด", "province"),
        "provinces": few(
            Text(f"{one.th} (เขต {one.zone})", f"{one.en} (zone {one.zone})")
            if one.zone
            else Text(f"{one.th} (ไม่มีเขต)", f"{one.en} (no zone)")
            for one in fact.provinces
        ),
    },
)
TOLD.add(
    AgenciesListed,
    "กำหนด {number}: {agencies}",
    "Listed {number}: {agencies}",
    lambda fact, names: {
        "number": count(len(fact.agencies), "หน่วยงาน", "agency", "agencies"),
        "agencies": few(Text(one.th, one.en) for one in fact.agencies),
    },
)
TOLD.add(
    AgencyClosed,
    "ยุติหน่วยงาน {agency}",
    "Closed the agency {agency}",
    lambda fact, names: {"agency": names.agency(fact.code)},
)
TOLD.add(
    PovertyLinesPublished,
    "กำหนดเส้นความยากจน {number} ปี {years}",
    "Published {number} for {years} BE",
    lambda fact, names: {
        "number": count(len(fact.lines), "ค่า", "poverty line"),
        "years": [str(year) for year in sorted({line.year_be for line in fact.lines})],
    },
)
TOLD.add(
    AreasExcluded,
    "กำหนดพื้นที่ยกเว้น {number}: {areas}",
    "Excluded {number}: {areas}",
    lambda fact, names: {
        "number": count(len(fact.areas), "ตำบล", "subdistrict"),
        "areas": few(Text(area.subdistrict, area.subdistrict) for area in fact.areas),
    },
)
TOLD.add(
    ExclusionLifted,
    "ยกเลิกพื้นที่ยกเว้น {areas}",
    "Lifted the exclusion of {areas}",
    lambda fact, names: {"areas": few(Text(area.subdistrict, area.subdistrict) for area in fact.areas)},
)
TOLD.add(
    OfficesWentLive,
    "เริ่มใช้งานจริง: {offices}",
    "Went live: {offices}",
    lambda fact, names: {"offices": few(area_named(read_area(office), names) for office in fact.offices)},
)
TOLD.add(
    ClockConfirmed,
    "ยืนยันว่านาฬิกาถูกต้อง หลังไม่มีการบันทึก {days}",
    "Confirmed that the clock is right, after {days} without a record",
    lambda fact, names: {"days": count(fact.silent_days, "วัน", "day")},
)
TOLD.add(
    RuleSetActivated,
    "ประกาศใช้ชุดเกณฑ์ {id} รุ่นที่ {version} ปีงบประมาณ {fiscal_year}[ ตั้งแต่ {since}]",
    "Put version {version} of the rule set {id} into force for fiscal year {fiscal_year}[ from {since}]",
    lambda fact, names: {"id": fact.rules.id, "version": fact.rules.version},
)
