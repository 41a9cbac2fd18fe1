"""The audit trail and the read log as tables: every entry that matches, however many (U3, U5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from engine.bilingual import Text
from engine.reader import Reader
from web.answers.sentences import Teller, facts_told
from web.answers.trail import Search, trail, trail_size
from web.read_log import ReadLog, Sought
from web.tables import columns as c
from web.tables.table import Cell, Table, yes
from workflows.labels import text

AT_ONCE, CASES = 500, 2_000
"""Facts read, and cases kept in memory, at once."""
RECORDED, HAPPENED = Text("บันทึกเมื่อ", "Recorded"), Text("เกิดขึ้นเมื่อ", "Happened")
LATE, WHAT, WHY = Text("บันทึกช้า", "Late"), Text("สิ่งที่บันทึก", "What"), Text("เหตุผล", "Reason")
BY, PLACE = Text("ผู้บันทึก", "By"), Text("ลำดับในบัญชี", "Ledger place")
TOPIC, VERSION = Text("หัวข้อ", "Topic"), Text("ลำดับในเรื่อง", "Place in its case")
SEEN, WHO, ROLES = Text("เวลา", "When"), Text("ผู้ดู", "Who"), Text("บทบาท", "Roles")
ACT, SUBJECT = Text("ทางที่ดู", "By what"), Text("เรื่องที่ดู", "What was looked at")
FIELDS, PURPOSE = Text("ข้อมูลที่เปิด", "Opened"), Text("วัตถุประสงค์", "Purpose")


def trail_table(
    reader: Reader,
    search: Search,
    within: tuple[str, list[str]],
    hidden: Collection[str],
    kinds: Mapping[str, Text],
) -> Table:
    """The facts that match, newest first. Raises BadInput for an unknown topic."""
    heads = (RECORDED, HAPPENED, LATE, WHAT, WHY, c.KIND, BY, PLACE, TOPIC, c.CASE, VERSION)
    total = trail_size(reader, search, within, hidden=hidden)
    rows = (_fact(item, kinds) for item in _told(reader, search, within, hidden))
    return Table(Text("ร่องรอยการบันทึก", "Audit trail"), heads, rows, total)


def _told(
    reader: Reader, search: Search, within: tuple[str, list[str]], hidden: Collection[str]
) -> Iterator[Mapping[str, Any]]:
    following, teller = search.before, Teller(reader)
    while True:
        records, following = trail(reader, replace(search, before=following), within, limit=AT_ONCE, hidden=hidden)
        yield from facts_told(teller, records)
        reader.spare(CASES)
        if following is None:
            return


def _fact(item: Mapping[str, Any], kinds: Mapping[str, Text]) -> Sequence[Cell]:
    said, because = item["sentence"], item["because"]
    return (
        *(datetime.fromisoformat(item["recorded_at"]), date.fromisoformat(item["on"]), yes(item["late"])),
        *(Text(said["th"], said["en"]), because if isinstance(because, str) else None),
        *(kinds.get(item["kind"], Text(item["kind"], item["kind"])), item["by"], item["leaf"]),
        *(item["topic"], item["case"], item["version"]),
    )


def looks_table(log: ReadLog, sought: Sought, kinds: Mapping[str, Text]) -> Table:
    """The looks that match, newest first."""
    heads = (SEEN, WHO, ROLES, ACT, c.KIND, SUBJECT, FIELDS, PURPOSE)
    rows = (_look(item, kinds) for item in _looks(log, sought))
    return Table(Text("บันทึกการเข้าดู", "Read log"), heads, rows, log.count(sought))


def _looks(log: ReadLog, sought: Sought) -> Iterable[Mapping[str, Any]]:
    following: int | None = sought.before
    while True:
        items, following = log.read(replace(sought, before=following), AT_ONCE)
        yield from items
        if following is None:
            return


def _look(item: Mapping[str, Any], kinds: Mapping[str, Text]) -> Sequence[Cell]:
    roles = [text("role", role) for role in item["roles"]]
    kind = kinds.get(item["kind"], Text(item["kind"], item["kind"]))
    said = Text(", ".join(one.th for one in roles), ", ".join(one.en for one in roles))
    subject, fields = item["subject"], " ".join(item["fields"])
    return datetime.fromisoformat(item["at"]), item["by"], said, item["act"], kind, subject, fields, item["purpose"]
