"""A community is chosen by the One Home team, and what its people lack is studied (P1, P2)."""

from __future__ import annotations

from datetime import timedelta

from web.demo.casting import Cast
from web.demo.dates import FIRST
from web.demo.finding import Chapter
from web.demo.notebook import Notebook, before
from web.demo.people import PROBLEMS
from web.demo.words import words

ONE_HOME = ("psdhso", "dsdw", "dcy", "dwf", "dop", "dep", "codi", "nha")
MISSIONS = (
    "strong_communities",
    "youth_leaders",
    "women_families",
    "hardship",
    "pre_ageing",
    "disability_rights",
    "model_subdistricts",
)
TOPICS = ("economy", "social", "environment", "health", "human_development")
STUDIED_BY = ("zone_office", "provincial_office", "one_home", "community")


def opened(book: Notebook, cast: Cast) -> Chapter:
    """The program comes on record, and the One Home team is briefed."""
    rng, place = cast.rng, cast.community
    day = cast.days.opened
    book.note(
        "open_program",
        max(before(rng, day), FIRST),
        name_th=place.th,
        name_en=place.en,
        subdistricts=[place.subdistrict],
        district=place.district,
        province=place.province,
        fiscal_year=2564,
    )
    yield from book.record(day)
    day += timedelta(5)
    book.note("brief_one_home", before(rng, day), by=cast.zone_officer, agencies=_agencies(cast), attendees=20)
    yield from book.record(day)


def selected(book: Notebook, cast: Cast) -> Chapter:
    """The area and the scope of study are chosen, the agencies plan together."""
    rng, because = cast.rng, words().because
    day = cast.days.selected - timedelta(9)
    book.note(
        "choose_area",
        before(rng, day),
        scope=rng.choice(words().program.scopes),
        strong_networks=True,
        missions=rng.sample(MISSIONS, rng.randint(2, 5)),
        plan_topics=TOPICS,
        participants=["one_home", "zone_office", "provincial_office"],
    )
    yield from book.record(day)
    day = cast.days.selected
    if cast.has("waiver") and not cast.reaches("committee_appointed"):
        asked = book.note("request_waiver", day, because=because["waived_study"], requirement="P1.3")
        versions = yield from book.record(day)
        book.note("confirm_waiver", day, by=cast.supervisor, request=versions[asked])
    else:
        agencies = _agencies(cast)
        brings = [{"agency": agency, "brings": rng.choice(words().program.brings)} for agency in agencies]
        book.note("make_integrated_plan", before(rng, day), contributions=brings)
    book.note("advance", day, to="selected")
    yield from book.record(day)


def analyzed(book: Notebook, cast: Cast) -> Chapter:
    """Situation, households, problems and issues; without a study of the data only if somebody waives it."""
    yield from _studied(book, cast)
    if cast.reaches("analyzed"):
        rng, day = cast.rng, cast.days.analyzed
        issues = rng.choice(words().program.findings)
        book.note("summarise_issues", before(rng, day), participants=STUDIED_BY, findings=issues)
        book.note("advance", day, to="analyzed")
        yield from book.record(day)


def studied_late(book: Notebook, cast: Cast) -> Chapter:
    """The study that was waived is made after all; the waiver lapses (W3)."""
    _study(book, cast)
    yield from book.record(book.recorded)


def _studied(book: Notebook, cast: Cast) -> Chapter:
    rng, found = cast.rng, words()
    day = cast.days.selected + timedelta(20)
    situation = rng.choice(found.program.situations)
    book.note("report_situation", before(rng, day), by=cast.zone_officer, form="แบบ สสว. 1", summary=situation)
    for code in rng.sample(PROBLEMS, rng.randint(2, 4)):
        book.note("note_problem", day, code=code)
    yield from book.record(day)
    day = cast.days.analyzed - timedelta(10)
    if cast.has("lapsed_waiver"):
        asked = book.note("request_waiver", day, because=found.because["waived_study"], requirement="P2.2")
        versions = yield from book.record(day)
        book.note("confirm_waiver", day + timedelta(2), by=cast.supervisor, request=versions[asked])
        yield from book.record(day + timedelta(2))
    else:
        _study(book, cast)
        yield from book.record(day)


def _study(book: Notebook, cast: Cast) -> None:
    on = max(book.recorded, cast.days.analyzed - timedelta(12))
    found = cast.rng.choice(words().program.findings)
    book.note("study_household_data", on, by=cast.zone_officer, participants=STUDIED_BY, findings=found)


def _agencies(cast: Cast) -> list[str]:
    return cast.rng.sample(ONE_HOME, cast.rng.randint(4, len(ONE_HOME)))
