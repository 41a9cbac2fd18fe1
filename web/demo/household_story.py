"""The story of one household, from the day it is found to where its program's story leaves it."""

from __future__ import annotations

from datetime import timedelta

from web.demo.casting import Cast, Target
from web.demo.dates import LAST, YEAR_END
from web.demo.finding import Chapter, found, visit
from web.demo.helping import finished, helped
from web.demo.judging import STILL_LATE, chosen, judged
from web.demo.notebook import after, before
from web.demo.planning import planned, planned_again, taken_on
from web.demo.recording import recorded_in_tpmap
from web.demo.words import chance

GOES_ON = {"committee_appointed": 60, "planned": 25}
"""Percent of the households that get so far, where the program itself stops when the working group is appointed."""
ENTERED = 70
"""Percent of the households whose help is entered in TPMAP, where no zone waits for it."""


def household_story(target: Target, cast: Cast) -> Chapter:
    """A household of the survey."""
    yield from found(target, cast)
    yield from after_analysis(target, cast)


def after_analysis(target: Target, cast: Cast) -> Chapter:
    """From the adoption meeting on."""
    rng = target.rng
    if target.fate in ("declined", "duplicate"):
        return
    if target not in cast.chosen and not (target.fate == "not_adopted" and cast.reaches("planned")):
        yield from _looked_in_on(target, 4)
        return
    whole = cast.reaches("planned")
    if not whole and not chance(rng, GOES_ON["committee_appointed"]):
        yield from _looked_in_on(target, 4)
        return
    yield from taken_on(target, cast)
    if target.fate == "not_adopted" or (not whole and not chance(rng, GOES_ON["planned"])):
        return
    yield from planned(target, cast)
    if whole:
        yield from helped(target, cast)
        yield from _outcome(target, cast)


def _looked_in_on(target: Target, most: int) -> Chapter:
    """Somebody comes by now and then, also while the program is stuck and when the household is done."""
    for _ in range(target.rng.randint(0, most)):
        day = after(target.book.recorded, target.rng, 14, 45)
        if day > LAST:
            return
        visit(target, before(target.rng, day))
        yield from target.book.record(day)


def _outcome(target: Target, cast: Cast) -> Chapter:
    rng, days = target.rng, cast.days
    stays = target.fate in ("slow", "resting", "moved", "deceased", "no_longer_in_need")
    if stays or not cast.reaches("intervened") or (not cast.reaches("evaluated") and chance(rng, STILL_LATE)):
        if cast.community.model and target.fate in ("slow", "resting"):
            yield from recorded_in_tpmap(target, after(days.evaluated, rng, 1, 9))
        return
    last = days.evaluated - timedelta(3) if cast.reaches("evaluated") else YEAR_END
    yield from judged(target, cast, min(after(days.intervened, rng, 5, 30), last))
    if cast.has("second_cycle") and not target.out and chance(rng, 50):
        yield from _second_cycle(target, cast)
    if not cast.reaches("evaluated"):
        return
    if cast.community.model or target.fate == "keen" or chance(rng, ENTERED):
        yield from recorded_in_tpmap(target, after(max(days.evaluated, target.book.recorded), rng, 1, 9))
        if target.fate == "keen" and target.out and not target.waived:
            yield from chosen(target, cast, min(after(target.book.recorded, rng, 3, 12), LAST))
    yield from _looked_in_on(target, 3)


def _second_cycle(target: Target, cast: Cast) -> Chapter:
    rng = target.rng
    day = after(cast.days.evaluated, rng, 14, 22)
    yield from planned_again(target, cast, target.failing, day)
    yield from finished(target, list(target.failing) or ["income"], after(day, rng, 35, 55))
    yield from judged(target, cast, after(target.book.recorded, rng, 10, 18))
