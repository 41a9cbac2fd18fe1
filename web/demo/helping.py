"""A household is visited and helped until its plan is carried out, or until something comes between (H5, P5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from web.demo.casting import Cast, Target
from web.demo.dates import YEAR_END
from web.demo.finding import Chapter, close, visit
from web.demo.mistakes import mistaken
from web.demo.notebook import after, before
from web.demo.recording import recorded_in_tpmap
from web.demo.words import baht, chance, words

STALLED = 45
"""Percent of households whose help stops half-way, where the program itself got no further."""
HANDED_OVER = 1
"""Percent of sittings before which another case manager takes over."""
RULED_OUT = 4
"""Percent of sittings in which it turns out that nobody can help in a dimension."""


def helped(target: Target, cast: Cast) -> Chapter:
    """Visits, help and referrals to the day the program counts on."""
    on_time = cast.reaches("intervened")
    until = (cast.days.intervened if on_time else YEAR_END) - timedelta(target.rng.randint(2, 12))
    sittings = list(_sittings(target.rng, target.book.recorded + timedelta(4), until - timedelta(16)))
    stalled = target.fate == "slow" or (not on_time and chance(target.rng, STALLED))
    open_dimensions = list(target.home.failed)
    for place, day in enumerate(sittings):
        if place and chance(target.rng, HANDED_OVER):
            _hand_over(target, cast, day)
        yield from _month(target, cast, open_dimensions, day)
        if place == 1 and (target.fate in words().closing or target.fate == "resting"):
            yield from _interrupted(target, cast, day)
            return
        if place == 1 and stalled:
            break
    if stalled and not on_time:
        return
    if target.fate == "slow":
        carry_over(target, until)
        yield from target.book.record(until)
        return
    yield from finished(target, open_dimensions, until)


def finished(target: Target, open_dimensions: list[str], day: date) -> Chapter:
    """What is still open is helped or ruled out, goals are reached, and the household is intervened."""
    rng, book = target.rng, target.book
    wanted = open_dimensions[:2] or ([] if target.help else [rng.choice(tuple(words().dimensions))])
    given = [help_in(target, code, before(rng, day)) for code in wanted]
    for code in open_dimensions[2:]:
        book.note("rule_out_help", day, because=words().because["ruled_out"], dimension=code)
    visit(target, day)
    book.note("advance", day, to="intervened")
    for goal in target.goals:
        if chance(rng, 80):
            book.note("achieve_goal", day, goal=goal)
        elif chance(rng, 20):
            book.note("drop_goal", day, because=words().because["dropped_goal"], goal=goal)
    versions = yield from book.record(day)
    target.help += [versions[place] for place in given]


def help_in(target: Target, dimension: str, on: date) -> int:
    """Something is given in a dimension."""
    rng, wanted = target.rng, words().dimensions[dimension]
    given = rng.choice(wanted.help)
    return target.book.note(
        "deliver_help",
        on,
        dimension=dimension,
        agency=rng.choice(wanted.agencies),
        kind=given.kind,
        baht=None if given.baht is None else baht(rng, given.baht),
        note=rng.choice(words().evidence),
    )


def carry_over(target: Target, on: date) -> None:
    """Help goes on after the year."""
    until = date(2021, 12, 31) + timedelta(target.rng.randint(0, 3) * 30)
    target.book.note("carry_over", on, because=words().because["carried_over"], until=until)


def _sittings(rng: Random, start: date, until: date) -> Iterator[date]:
    day = after(start, rng, 6, 16)
    while day <= until:
        yield day
        day = after(day, rng, 13, 19)


def _hand_over(target: Target, cast: Cast, day: date) -> None:
    successor = next(manager for manager in cast.managers if manager != target.manager)
    target.book.note("transfer_manager", day, by=cast.officer, because=words().because["transfer"], officer=successor)
    target.manager = target.book.by = successor


def _month(target: Target, cast: Cast, open_dimensions: list[str], day: date) -> Chapter:
    """One sitting: visits, one or two kinds of help, now and then a referral; a mistake may be made and mended."""
    rng, book = target.rng, target.book
    visited = visit(target, before(rng, day))
    given = []
    if len(open_dimensions) > 1 and chance(rng, RULED_OUT):
        book.note("rule_out_help", day, because=words().because["ruled_out"], dimension=open_dimensions.pop())
    elif open_dimensions:
        given.append(help_in(target, open_dimensions.pop(0), before(rng, day)))
    elif target.home.failed and chance(rng, 35):
        given.append(help_in(target, rng.choice(target.home.failed), before(rng, day)))
    referral = None
    if chance(rng, 22):
        agency = rng.choice(("dep", "dop", "dsdw", "nha", "โรงพยาบาลอำเภอ"))
        referral = book.note("send_referral", before(rng, day), agency=agency, due=after(day, rng, 14, 45))
    versions = yield from book.record(day)
    target.help += [versions[place] for place in given]
    if referral is not None:
        yield from _answered(target, versions[referral], after(day, rng, 4, 9))
    yield from mistaken(target, cast, versions[visited])


def _answered(target: Target, referral: int, day: date) -> Chapter:
    rng, book = target.rng, target.book
    if chance(rng, 20):
        return
    accepted = chance(rng, 85)
    book.note("answer_referral", before(rng, day), referral=referral, accepted=accepted)
    if accepted and chance(rng, 70):
        book.note("finish_referral", day, referral=referral)
    yield from book.record(day)


def _interrupted(target: Target, cast: Cast, day: date) -> Chapter:
    """The household leaves, or its case rests; one that is taken up again goes on next year."""
    rng, book = target.rng, target.book
    day = after(day, rng, 1, 5)
    if target.fate != "resting":
        yield from recorded_in_tpmap(target, day)
        close(target, day, target.fate)
        yield from book.record(day)
        return
    until = min(after(day, rng, 30, 90), cast.days.evaluated)
    book.note("suspend", day, because=words().because["suspended"], until=until)
    yield from book.record(day)
    if chance(rng, 50):
        book.note("resume", until)
        carry_over(target, until)
        yield from book.record(until)
