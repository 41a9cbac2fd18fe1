"""What the facts of a household case say on who lives there and what they lack (H1, H2)."""

from __future__ import annotations

from collections.abc import Iterable

from aggregates.household_facts import (
    DetailsCompleted,
    DimensionsAssessed,
    HelpReceived,
    HouseholdOpened,
    IncomeStated,
    MemberDetailsCompleted,
    MemberJoined,
    MemberLeft,
    PrivacyNoticeGiven,
    ProblemNoted,
    SourceAdded,
)
from engine.bilingual import Text
from projections.names import Names
from projections.telling import Tellings, Values, baht
from workflows import labels

TOLD = Tellings()

_HEAD = Text("หัวหน้าครัวเรือน", "head of the household")


def _details(fields: Iterable[str], names: Names) -> tuple[Text, ...]:
    """What the fields of a box are called; those derived from others go without a name."""
    return tuple(names.within("detail", field) for field in fields if field in labels.codes("detail"))


TOLD.add(
    HouseholdOpened,
    "เปิดเรื่องครัวเรือน[ บ้านเลขที่ {house_number}][ หมู่ {moo}][ {village}][ ต.{subdistrict}][ อ.{district}][ จ.{province}]"
    "[ สมาชิก {member_count} คน][ (ที่มา: {sources})]",
    "Opened the household[, house {house_number}][, moo {moo}][, {village}][, {subdistrict}][, {district}]"
    "[, {province}][, members: {member_count}][ (source: {sources})]",
    lambda fact, names: {
        **names.box(fact.details),
        "province": names.known("province", fact.province),
        "sources": names.terms("source", fact.sources),
    },
)
TOLD.add(
    SourceAdded,
    "พบครัวเรือนในแหล่งข้อมูลอื่นด้วย: {source}",
    "Found the household in another source too: {source}",
    lambda fact, names: {"source": names.term("source", fact.source)},
)
TOLD.add(
    DetailsCompleted,
    "ปรับปรุงข้อมูลที่อยู่[ ต.{subdistrict}][ อ.{district}][ สมาชิก {member_count} คน][ เพิ่ม: {fields}][ ลบข้อมูลที่ผิด: {cleared}]",
    "Updated where the household lives[, {subdistrict}][, {district}][, members: {member_count}]"
    "[; added: {fields}][; removed as wrong: {cleared}]",
    lambda fact, names: {"fields": _details(fact.fields, names), "cleared": _details(fact.cleared, names)},
)
TOLD.add(
    MemberJoined,
    "เพิ่มสมาชิก[: {name}][ ({head})][ ครอบครัวที่ {family}]",
    "Added a member[: {name}][ ({head})][, family {family}]",
    lambda fact, names: {**names.box(fact.details), "head": _HEAD if fact.head else None},
)
TOLD.add(
    MemberDetailsCompleted,
    "ปรับปรุงข้อมูลสมาชิก[ {name}][ ให้เป็น{head}][ อยู่ครอบครัวที่ {family}][ เพิ่ม: {fields}][ ลบข้อมูลที่ผิด: {cleared}]",
    "Updated a member[: {name}][, now {head}][, family {family}][; added: {fields}][; removed as wrong: {cleared}]",
    lambda fact, names: {
        **names.box(fact.details),
        "head": _HEAD if fact.head else None,
        "fields": _details(fact.fields, names),
        "cleared": _details(fact.cleared, names),
    },
)
TOLD.add(MemberLeft, "นำสมาชิก 1 คนออกจากครัวเรือน", "Removed a member from the household")
TOLD.add(
    PrivacyNoticeGiven,
    "แจ้งการเก็บข้อมูลส่วนบุคคลให้ครัวเรือนทราบ",
    "Told the household what is kept about it and why",
)
TOLD.add(
    ProblemNoted,
    "บันทึกสภาพปัญหาของครัวเรือน[: {code}][: “{text}”]",
    "Noted a problem of the household[: {code}][: “{text}”]",
    lambda fact, names: {
        "code": names.term("problem", fact.code) if fact.code else None,
        "text": names.box(fact.text).get("text"),
    },
)
TOLD.add(
    HelpReceived,
    "เคยได้รับความช่วยเหลือจาก {agency}: {kind}[ {baht}]",
    "Had help before from {agency}: {kind}[, {baht}]",
    lambda fact, names: {"agency": names.agency(fact.agency), "baht": baht(fact.baht)},
)
TOLD.add(
    IncomeStated,
    "รายได้ครัวเรือน {baht}ต่อเดือน (ที่มา: {source})",
    "The household's income is {baht} a month (source: {source})",
    lambda fact, names: {"baht": baht(fact.baht), "source": names.term("source", fact.source)},
)


def _assessed(fact: DimensionsAssessed, names: Names) -> Values:
    every = len(fact.verdicts)
    judged = sum(verdict != "not_assessed" for verdict in fact.verdicts.values())
    failed = [names.within("dimension", code) for code in fact.failed]
    scope = Text(f"{judged} ด้าน", f"all {every} dimensions")
    if judged < every:
        scope = Text(f"{judged} ใน {every} ด้าน", f"{judged} of {every} dimensions")
    return {
        "scope": scope,
        "passes": None if failed else Text("ไม่ตกเกณฑ์", "fails none"),
        "fails": len(failed) or None,
        "failed": [Text(one.th.removeprefix("ด้าน"), one.en) for one in failed],
        "tier": names.within("tier", fact.tier) if fact.tier and failed else None,
    }


TOLD.add(
    DimensionsAssessed,
    "ประเมิน {scope}: [{passes}][ตกเกณฑ์ {fails} ด้าน ({failed})][ ระดับ{tier}]",
    "Assessed {scope}: [{passes}][fails {fails} ({failed})][, {tier}]",
    _assessed,
)
