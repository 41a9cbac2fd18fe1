"""What waits: which cases are overdue, due soon, stuck, ready to move, or waiting for somebody; for pages and mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from engine.bilingual import Text
from engine.reader import Reader
from projections.milestones_due import milestones_due
from projections.timeliness import KINDS, Timely, timely_throughout
from web.access import Person

Group = Literal["overdue", "due_soon", "stuck", "ready", "waiting", "agencies"]
GROUPS: tuple[Group, ...] = ("overdue", "due_soon", "stuck", "ready", "waiting", "agencies")
LABELS: dict[Group, Text] = {
    "overdue": Text("เลยกำหนด", "Overdue"),
    "due_soon": Text("ใกล้ครบกำหนด", "Due soon"),
    "stuck": Text("นิ่งนาน ไม่มีการบันทึก", "Stuck: nothing recorded for long"),
    "ready": Text("พร้อมเลื่อนขั้น", "Ready to move"),
    "waiting": Text("รอผู้อื่นยืนยัน", "Waiting for a second person"),
    "agencies": Text("รอหน่วยงานตอบการส่งต่อ", "Waiting for an agency's answer"),
}
LOOKED_INTO = 200
"""Cases whose gates are judged for one page; of more, only what is due is told."""
OPEN = (
    "SELECT case_id, kind, due, program, officer FROM caseload"
    " WHERE kind IN ('program', 'household') AND status = 'open' AND {area}"
    " AND (CAST(? AS TEXT) IS NULL OR officer = ?) ORDER BY due IS NULL, due, case_id"
)
HAS_CASES = "SELECT 1 FROM caseload WHERE officer = ? AND status = 'open' LIMIT 1"


class Case(NamedTuple):
    """A row of the caseload."""

    case: str
    kind: str
    due: str | None
    program: str | None
    officer: str | None


class Waiting(NamedTuple):
    """The cases that wait for something, by what for and in that order; each may wait for several things."""

    cases: int
    """All open cases, whether they wait or not."""
    found: dict[Group, list[Case]]
    whole: bool
    """Whether the gates of all cases were looked into."""


def whose_work(reader: Reader, person: Person) -> str | None:
    """The officer whose cases somebody starts the day with: themselves; None, for all of the area, without any."""
    own = reader.connection.execute(HAS_CASES, (person.id,)).fetchone() is not None
    return person.id if own else None


def cases_waiting(reader: Reader, area: tuple[str, list[str]], officer: str | None) -> Waiting:
    """What waits in an area, or of it with one officer: what the page shows and what mail reminds of."""
    rows = [Case(*row) for row in reader.connection.execute(OPEN.format(area=area[0]), (*area[1], officer, officer))]
    found: dict[Group, list[Case]] = {group: [] for group in GROUPS}
    timely: dict[str, Mapping[str, Timely]] = {kind: timely_throughout(reader, kind) for kind in KINDS}
    for row in rows:
        how = timely[row.kind].get(row.case)
        if how is not None:
            first: tuple[tuple[Group, int], ...] = (
                ("overdue", how.overdue),
                ("due_soon", how.due_soon),
                ("stuck", how.stuck),
            )
            for group, holds in first:
                if holds:
                    found[group].append(row)
    whole = len(rows) <= LOOKED_INTO
    for row in rows if whole else ():
        if ready(reader, row.case) is not None:
            found["ready"].append(row)
        state: Any = reader.open_file(row.kind, row.case).state
        if state.life.requests:
            found["waiting"].append(row)
        if any(referral.waiting for referral in getattr(state, "referrals", ())):
            found["agencies"].append(row)
    return Waiting(len(rows), {group: found[group] for group in GROUPS if found[group]}, whole)


def nearest_due(reader: Reader, case: str, kind: str, promised: str | None) -> date | None:
    """The nearest of what was promised and the end of a round in which a milestone is still lacking (S5)."""
    ends = milestones_due(reader, kind, reader.on, reader.size)
    dates = [date.fromisoformat(promised)] if promised is not None else []
    return min([*dates, *([ends[case]] if case in ends else [])], default=None)


def ready(reader: Reader, case: str) -> str | None:
    """The stage a case may move to at once."""
    return next((move.target for move, gate in reader.findings(case) if all(f.holds for f in gate)), None)


def waiting_said(counts: Mapping[Group, int]) -> Text:
    """How much waits, in one sentence."""
    parts = [(SAID[group], counts[group]) for group in GROUPS if counts.get(group)]
    if not parts:
        return Text("ไม่มีเรื่องค้าง ทุกเรื่องเป็นไปตามกำหนด", "Nothing waits: every case is on time")
    th, en = (", ".join(said[lang].format(n=f"{count:,}") for said, count in parts) for lang in ("th", "en"))
    return Text(th, en)


SAID: dict[Group, Text] = {
    "overdue": Text("เลยกำหนด {n} เรื่อง", "{n} overdue"),
    "due_soon": Text("ใกล้ครบกำหนด {n} เรื่อง", "{n} due soon"),
    "stuck": Text("นิ่งนาน {n} เรื่อง", "{n} stuck"),
    "ready": Text("พร้อมเลื่อนขั้น {n} เรื่อง", "{n} ready to move"),
    "waiting": Text("รอยืนยัน {n} เรื่อง", "{n} waiting for a second person"),
    "agencies": Text("รอหน่วยงานตอบ {n} เรื่อง", "{n} waiting for an agency"),
}
