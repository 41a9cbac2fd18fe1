"""Two offices are scored: a zone's for the first half of the year, a province's for the second (S3.2b)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from aggregates.score_round_state import SCORE_ROUND, round_case
from engine.casework import Casework
from web.demo.casting import Cast
from web.demo.finding import Chapter
from web.demo.notebook import Notebook
from workflows.milestone_rules import LEVELS
from workflows.score_round import RoundSheet

YEAR = 2564
REPORT = {
    "results": "ดำเนินงานครบทุกขั้นตอนตามเป้าหมายของรอบ",
    "responsible": "นางสาวพิมพ์ใจ แสนสุข",
    "conditions": "การระบาดของโควิด-19 ทำให้ต้องเลื่อนการประชุมในพื้นที่",
    "obstacles": "งบประมาณมาถึงล่าช้า",
    "supporting_factors": "ผู้นำชุมชนและ อพม. เข้มแข็ง",
    "supporters": ["นายสมหมาย ใจเย็น"],
}
RAISED = "มีหลักฐานการดำเนินงานที่ยังบันทึกไม่ครบในระบบ"


class Scored(NamedTuple):
    """An office, its sheet, who speaks for it and who approves; ``ends`` is the last day of the round."""

    sheet: str
    office: str
    ends: date
    officer: str
    above: str


def round_stories(casework: Casework, casts: Sequence[Cast]) -> Iterator[Chapter]:
    """The rounds of one zone and of one of its provinces."""
    if not casts:
        return
    first = min(casts, key=lambda cast: (cast.zone, cast.community.province))
    zone = Scored("zone-6m", f"{first.zone:02}", date(2021, 3, 31), first.zone_officer, "supervisor-national")
    province = Scored("province-12m", first.community.province, date(2021, 9, 30), first.officer, first.supervisor)
    yield _round(casework, zone)
    yield _round(casework, province)


def _round(casework: Casework, scored: Scored) -> Chapter:
    """Assessed within the cut-off, a little too well; confirmed with a reason where more was done; closed."""
    book = Notebook("score_round", round_case(scored.sheet, scored.office, YEAR), scored.officer)
    book.note("open_round", scored.ends + timedelta(3), sheet=scored.sheet, office=scored.office, fiscal_year=YEAR)
    day = scored.ends + timedelta(16)
    yield from book.record(day)
    # After the cut-off what is computed no longer changes, also not for a build that is taken up again.
    sheet = _computed(casework, book.case)
    levels = dict(sheet.levels)
    better = {program: level + 1 for program, level in levels.items() if level < LEVELS}
    book.note("self_assess", scored.ends + timedelta(10), levels={**levels, **better}, report=REPORT)
    yield from book.record(day + timedelta(1))
    raised = dict(list(better.items())[:1])
    reasons = dict.fromkeys(raised, RAISED)
    book.note("confirm_levels", day + timedelta(3), by=scored.above, levels={**levels, **raised}, reasons=reasons)
    yield from book.record(day + timedelta(3))
    book.note("close_round", day + timedelta(5), by=scored.above)
    yield from book.record(day + timedelta(5))


def _computed(casework: Casework, case: str) -> RoundSheet:
    with casework.reading() as reader:
        round = reader.state(SCORE_ROUND, case)
        sheet: RoundSheet = SCORE_ROUND.around(case, round, reader, SCORE_ROUND.rules(round, reader, reader.on))
    return sheet
