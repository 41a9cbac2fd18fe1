"""An adopted household gets a case manager and a plan of its own (H3, H4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from web.demo.casting import Cast, Target
from web.demo.finding import Chapter, close, visit
from web.demo.notebook import after, before
from web.demo.people import person
from web.demo.words import chance, words

WAIVED = 2
"""Percent of households whose agreement is waived for a while."""


def taken_on(target: Target, cast: Cast) -> Chapter:
    """From the adoption meeting to the case manager; whoever was not chosen is told so."""
    rng, book = target.rng, target.book
    day = after(cast.days.adopted, rng, 1, 12)
    if target.fate == "not_adopted":
        close(target, day, "not_adopted")
    else:
        book.note("assign_manager", cast.days.adopted, by=cast.officer, officer=target.manager)
        book.note("advance", day, to="committee_appointed")
    yield from book.record(day)


def planned(target: Target, cast: Cast) -> Chapter:
    """The family's plan is made and agreed to."""
    rng, book = target.rng, target.book
    day = after(cast.days.adopted, rng, 14, 30)
    visit(target, before(rng, day))
    goals = _goals(target, target.home.failed, day)
    if chance(rng, WAIVED):
        yield from _unagreed(target, cast, goals, day)
        return
    _agreed(target, day)
    book.note("advance", day, to="planned")
    versions = yield from book.record(day)
    target.goals = [versions[place] for place in goals]


def planned_again(target: Target, cast: Cast, failing: Iterable[str], day: date) -> Chapter:
    """Back to the plan: what still fails is planned anew (W4)."""
    book = target.book
    book.note("return_to", day, by=cast.supervisor, because=words().because["second_cycle"], to="planned")
    yield from book.record(day)
    goals = _goals(target, failing, day)
    _agreed(target, day)
    versions = yield from book.record(after(day, target.rng, 3, 9))
    target.goals = [versions[place] for place in goals]


def _goals(target: Target, failing: Iterable[str], day: date) -> list[int]:
    rng = target.rng
    due = after(day, rng, 45, 130)
    codes = tuple(failing)
    if not codes:
        return [_goal(target, None, rng.choice(tuple(words().dimensions)), day, due)]
    more = [rng.choice(codes)] if chance(rng, 30) else []
    return [_goal(target, code, code, day, due) for code in (*codes, *more)]


def _goal(target: Target, dimension: str | None, about: str, day: date, due: date) -> int:
    rng, wanted = target.rng, words().dimensions[about]
    return target.book.note(
        "set_goal",
        day,
        action=rng.choice(wanted.actions),
        agency=rng.choice(wanted.agencies),
        due=due,
        concepts=[rng.choice(wanted.concepts)],
        dimension=dimension,
    )


def _agreed(target: Target, day: date) -> None:
    target.book.note("agree_plan", day, name=person(target.rng))


def _unagreed(target: Target, cast: Cast, goals: list[int], day: date) -> Chapter:
    """Nobody of the household can agree: a supervisor waives it, or says to wait. Most agree later (W3)."""
    rng, book, because = target.rng, target.book, words().because
    asked = book.note("request_waiver", day, because=because["waived_agreement"], requirement="H4.agreement")
    versions = yield from book.record(day)
    target.goals = [versions[place] for place in goals]
    day = after(day, rng, 2, 5)
    if chance(rng, 75):
        book.note("confirm_waiver", day, by=cast.supervisor, request=versions[asked])
        target.waived = True
    else:
        declined = because["refused_waiver"]
        book.note("decline_waiver", day, by=cast.supervisor, because=declined, request=versions[asked])
        _agreed(target, day)
    book.note("advance", day, to="planned")
    yield from book.record(day)
    if target.waived and chance(rng, 50):
        _agreed(target, day + timedelta(4))
        yield from book.record(after(day, rng, 5, 9))
