"""A digest as a letter in plain text, in the language its reader chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from engine.bilingual import Text
from engine.calendar import show_date
from web.answers.waiting import LABELS
from web.mail.belonging import NOBODY, Most
from web.mail.digest import Digest, Item

SUBJECT = Text("ชุมชน: {answer}", "Chumchon: {answer}")
REMINDED = Text("ผู้กำกับดูแลเตือนให้ส่งหลักฐาน", "A supervisor reminds you of missing evidence")
LACKS = Text("{community} ระดับ {level} ยังขาด: {missing}", "{community}, level {level} still lacks: {missing}")
CHANGED = Text("ผู้อื่นบันทึกหลังสรุปฉบับก่อน", "Recorded by others since the last digest")
MORE_CHANGED = Text("และอีก {n} รายการ ดูในร่องรอยการบันทึก: {link}", "and {n} more in the audit trail: {link}")
MISSING = Text("ยังขาด: {missing}", "Missing: {missing}")
DUE = Text("กำหนด {due}", "due {due}")
LEFT_OUT = Text("ไม่รวม {n} เรื่องที่เลื่อนการเตือนไว้", "not counting {n} whose reminders were put off")
COMMUNITIES = Text("ชุมชน: {most}", "Communities: {most}")
OFFICERS = Text("ผู้รับผิดชอบ: {most}", "Officers: {most}")
COUNTED = Text("{name} {n} เรื่อง", "{name} ({n})")
OTHER_COMMUNITIES = Text("และอีก {n} ชุมชน", "and {n} more")
OTHER_OFFICERS = Text("และอีก {n} คน", "and {n} more")
MORE = Text("และอีก {n} เรื่อง ดูในหน้างานของฉัน", "and {n} more on the page of your work")
END = Text(
    "ฉบับนี้ไม่มีชื่อคนในครัวเรือน เปิดหน้างานของฉันเพื่อดูรายละเอียด เลื่อนการเตือน หรือเปลี่ยนภาษาและการส่ง: {link}",
    "This letter names nobody from a household. Your work page has the details; there you can also put off reminders, "
    "or change the language of this letter and whether it is sent: {link}",
)


def letter(found: Digest, lang: str, *, to: str, sender: str, id: str, at: datetime, address: str) -> EmailMessage:
    """The message; links begin with ``address`` and end in the ids of cases, which say nothing of anybody."""
    message = EmailMessage()
    message["Subject"] = SUBJECT[lang].format(answer=found.answer[lang])
    message["From"], message["To"], message["Date"] = sender, to, format_datetime(at)
    message["Message-ID"] = id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(_lines(found, lang, address)) + "\n", cte="base64")
    return message


def _lines(found: Digest, lang: str, address: str) -> Iterator[str]:
    yield f"{found.answer[lang]} ({show_date(found.day, lang)})"
    for section in found.sections:
        told = section.total - section.put_off
        left_out = f" ({LEFT_OUT[lang].format(n=f'{section.put_off:,}')})" if section.put_off else ""
        yield f"\n{LABELS[section.about][lang]}: {told:,}{left_out}"
        if section.belonging is not None and told:
            yield COMMUNITIES[lang].format(most=_most(section.belonging.communities, OTHER_COMMUNITIES, lang))
            yield OFFICERS[lang].format(most=_most(section.belonging.officers, OTHER_OFFICERS, lang))
        for item in section.items:
            yield from _told(item, lang, address, section.belonging is not None)
        if told > len(section.items):
            yield MORE[lang].format(n=f"{told - len(section.items):,}")
    if found.reminders:
        yield f"\n{REMINDED[lang]}"
        for one in found.reminders:
            missing = ", ".join(text[lang] for text in one.missing)
            yield "- " + LACKS[lang].format(community=one.community[lang], level=one.level, missing=missing)
            yield f"  {address}/case/program/{one.program}"
    if found.changes:
        yield f"\n{CHANGED[lang]}"
        for change in found.changes:
            yield f"- {show_date(change.on, lang)} {change.sentence[lang]}"
            yield f"  {address}/case/{change.kind}/{change.case}"
    if found.more_changes:
        yield MORE_CHANGED[lang].format(n=f"{found.more_changes:,}", link=f"{address}/trail")
    yield "\n" + END[lang].format(link=f"{address}/work")


def _most(found: Most, others: Text, lang: str) -> str:
    said = ", ".join(COUNTED[lang].format(name=name[lang], n=f"{count:,}") for name, count in found.first)
    return f"{said} {others[lang].format(n=f'{found.others:,}')}" if found.others else said


def _told(item: Item, lang: str, address: str, overseen: bool) -> Iterator[str]:
    due = [] if item.due is None else [DUE[lang].format(due=show_date(item.due, lang))]
    community = [] if item.name == item.community else [item.community[lang]]
    officer = [item.officer or NOBODY[lang]] if overseen else []
    yield "- " + " · ".join([item.name[lang], *community, item.stage[lang], *officer, *due])
    if item.missing:
        yield "  " + MISSING[lang].format(missing=", ".join(text[lang] for text in item.missing))
    yield f"  {address}/case/{item.kind}/{item.case}"
