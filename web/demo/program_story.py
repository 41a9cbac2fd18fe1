"""The story of one community program, from the first meeting to where it gets stuck or succeeds."""

from __future__ import annotations

from datetime import date, timedelta

from web.demo.carrying_out import carried_out, looked_after
from web.demo.casting import Cast
from web.demo.choosing_area import analyzed, opened, selected, studied_late
from web.demo.community_plan import activities, adopted, planned
from web.demo.concluding import concluded
from web.demo.dates import YEAR_END
from web.demo.finding import Chapter
from web.demo.notebook import Notebook, after
from web.demo.words import words
from web.demo.working_group import appointed, proposed, replaced


def program_story(cast: Cast) -> Chapter:
    """A community program; its households have stories of their own."""
    book = Notebook("program", cast.case, cast.officer)
    yield from opened(book, cast)
    if cast.reaches("selected"):
        yield from selected(book, cast)
        yield from analyzed(book, cast)
    if cast.reaches("analyzed"):
        yield from _to_the_group(book, cast)
    if cast.reaches("committee_appointed"):
        yield from appointed(book, cast)
        yield from adopted(book, cast)
    if cast.reaches("planned"):
        yield from _to_the_end(book, cast)
    if cast.has("suspended"):
        day = after(book.recorded, cast.rng, 5, 15)
        until = day + timedelta(120)
        book.note("suspend", day, because=words().because["program_suspended"], until=until)
        yield from book.record(day)


def _to_the_group(book: Notebook, cast: Cast) -> Chapter:
    if cast.has("resumed"):
        day = cast.days.analyzed + timedelta(2)
        book.note("suspend", day, because=words().because["program_suspended"], until=day + timedelta(21))
        yield from book.record(day)
    yield from proposed(book, cast)
    if cast.has("lapsed_waiver"):
        yield from studied_late(book, cast)
    if cast.has("resumed"):
        day = cast.days.appointed - timedelta(1)
        book.note("resume", day)
        yield from book.record(day)


def _to_the_end(book: Notebook, cast: Cast) -> Chapter:
    days = cast.days
    yield from planned(book, cast)
    until = days.intervened - timedelta(4) if cast.reaches("intervened") else YEAR_END - timedelta(20)
    yield from carried_out(book, cast, days.planned, until)
    if cast.has("replacement"):
        yield from replaced(book, cast)
    if cast.reaches("intervened"):
        yield from _advanced(book, days.intervened, "intervened")
        yield from looked_after(book, cast, days.intervened + timedelta(12))
    if cast.reaches("evaluated"):
        yield from concluded(book, cast, days.evaluated)
    if cast.has("second_cycle"):
        yield from _second_cycle(book, cast)


def _second_cycle(book: Notebook, cast: Cast) -> Chapter:
    """Plan, do, check, act: back to the plan in the same year (W4)."""
    day = after(cast.days.evaluated, cast.rng, 9, 12)
    book.note("return_to", day, by=cast.supervisor, because=words().because["second_cycle"], to="planned")
    yield from book.record(day)
    again = cast.rng.sample(words().program.activities, 2)
    yield from activities(book, cast, again, day + timedelta(4))
    end = date(2021, 9, 6)
    yield from carried_out(book, cast, day + timedelta(10), end - timedelta(6))
    yield from _advanced(book, end, "intervened")
    yield from concluded(book, cast, end + timedelta(cast.rng.randint(8, 14)))


def _advanced(book: Notebook, day: date, to: str) -> Chapter:
    book.note("advance", day, to=to)
    yield from book.record(day)
