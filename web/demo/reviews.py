"""Each zone draws lessons, ranks what is evaluated, and two people pick one community; the nation sums up (P7, P8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from aggregates.mission_year import mission_case
from aggregates.year_record import record_case
from aggregates.zone_review_state import review_case
from web.demo.casting import Cast
from web.demo.dates import FIRST, YEAR_END
from web.demo.finding import Chapter
from web.demo.notebook import Notebook
from web.demo.words import words

YEAR = 2564
PANEL = date(2021, 9, 25)
REASON = "ข้อมูลครบ กลไกชุมชนทำงานต่อเนื่อง และครัวเรือนพ้นความยากจนเป็นจำนวนมาก"
MISSIONS = (
    ("strong_communities", "88", "90", "percent", "รายงานประจำปี สป.พม."),
    ("youth_leaders", "1820", "2000", "number", "ทะเบียนแกนนำสภาเด็กและเยาวชน"),
    ("women_families", "79.5", "85", "percent", "รายงานศูนย์เรียนรู้ฯ"),
    ("hardship", "24310", "30000", "number", "ฐานข้อมูลผู้ประสบปัญหาทางสังคม"),
    ("pre_ageing", "86.25", "80", "percent", "แบบทดสอบก่อนและหลังการอบรม"),
    ("disability_rights", "74.8", "90", "percent", "ฐานข้อมูลคนพิการ"),
)
"""What the departments report of the year (S1); the seventh figure has not come yet."""
MODELS_2563 = ("ตำบลสร้างสุขต้นแบบภาคเหนือ", "ตำบลสร้างสุขต้นแบบภาคใต้")


def zone_story(zone: int, casts: Sequence[Cast]) -> Chapter:
    """A zone's review of the year."""
    officer, supervisor = f"officer-zone-{zone}", f"supervisor-zone-{zone}"
    book = Notebook("zone_review", review_case(zone, YEAR), officer)
    day = PANEL + timedelta(zone % 3)
    book.note("open_review", day, zone=zone, fiscal_year=YEAR)
    for cast in casts:
        lessons = cast.rng.choice(words().program.lessons)
        book.note("draw_lessons", day, program=cast.case, lessons=lessons)
    yield from book.record(day)
    ranked = _ranking(casts)
    if not ranked:
        return
    book.note("rank", day + timedelta(1), programs=[cast.case for cast in ranked])
    yield from book.record(day + timedelta(1))
    day += timedelta(2)
    for cast in (cast for cast in ranked if cast.community.model):
        yield from _picked(book, cast, supervisor, day)
        if cast.has("unconfirmed"):
            return
        if not cast.has("withdrawn"):
            break
        day += timedelta(9)
        asked = book.note("request_withdrawal", day, reason=words().because["withdrawal"])
        versions = yield from book.record(day)
        book.note("confirm_withdrawal", day + timedelta(1), by=supervisor, request=versions[asked])
        yield from book.record(day + timedelta(1))
        day += timedelta(3)
    proposal = words().program.proposals[zone % len(words().program.proposals)]
    book.note("submit_proposal", day + timedelta(2), title=proposal, text=f"{proposal} โดยเริ่มในพื้นที่ของ สสว.{zone}")
    yield from book.record(day + timedelta(2))


def year_story() -> Chapter:
    """The national year record."""
    book = Notebook("year_record", record_case(YEAR), "officer-national")
    day = FIRST + timedelta(60)
    book.note("open_year_record", FIRST + timedelta(20), fiscal_year=YEAR)
    book.note("draw_model_lessons", day, communities=MODELS_2563, lessons=words().program.lessons[0])
    yield from book.record(day)
    day = date(2021, 2, 15)
    book.note("make_three_year_plan", day, areas=228, complete_by=date(2023, 9, 30))
    yield from book.record(day)
    title = "ข้อเสนอเชิงนโยบายการสร้างเสริมชุมชนเข้มแข็ง ปี 2564"
    book.note("compile_proposal", YEAR_END, title=title, text="; ".join(words().program.proposals))
    book.note("submit_to_minister", YEAR_END + timedelta(8))
    yield from book.record(YEAR_END + timedelta(15))


def mission_story() -> Chapter:
    """The departments' figures of the year, collected in the weeks after its end."""
    book = Notebook("mission_year", mission_case(YEAR), "officer-national")
    book.note("open_mission_year", YEAR_END - timedelta(20), fiscal_year=YEAR)
    yield from book.record(YEAR_END - timedelta(20))
    for place, (indicator, actual, target, unit, source) in enumerate(MISSIONS):
        book.note(
            "record_result", YEAR_END, indicator=indicator, actual=actual, target=target, unit=unit, source=source
        )
        yield from book.record(YEAR_END + timedelta(5 + 2 * place))


def _ranking(casts: Sequence[Cast]) -> list[Cast]:
    """The evaluated communities, models first, then by households out of poverty.

    A pick that will be withdrawn comes before all others, so that the panel finds out.
    """

    def merit(cast: Cast) -> tuple[bool, bool, float]:
        out = sum(target.out for target in cast.targets)
        return (cast.has("withdrawn"), cast.community.model, out / len(cast.targets))

    return sorted((cast for cast in casts if cast.reaches("evaluated")), key=merit, reverse=True)


def _picked(book: Notebook, cast: Cast, supervisor: str, day: date) -> Chapter:
    asked = book.note("request_pick", day, program=cast.case, reason=REASON, presented_on=day - timedelta(1))
    versions = yield from book.record(day)
    if cast.has("unconfirmed"):
        return
    day += timedelta(1)
    book.note("confirm_pick", day, by=supervisor, request=versions[asked])
    yield from book.record(day)
    program = Notebook("program", cast.case, cast.officer)
    program.note("advance", day, to="best_practice")
    yield from program.record(day)
