"""A household is assessed again, judged by the six criteria, and may become an example (H6, H7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from web.demo.casting import Cast, Target
from web.demo.finding import Chapter, visit
from web.demo.notebook import after, before
from web.demo.people import verdicts
from web.demo.words import chance, words

OUT = 58
"""Percent of households that get out of poverty."""
SLIPS = 4
"""Percent of incomes that are written down with a digit too many."""
STILL_LATE = 50
"""Percent of households not yet judged, where the program itself got no further."""


def judged(target: Target, cast: Cast, day: date) -> Chapter:
    """The re-assessment, the income now and the criteria. Leaves what still fails in ``target.failing``."""
    rng, book = target.rng, target.book
    out = target.fate == "keen" or chance(rng, OUT)
    failed = target.home.failed
    target.failing = tuple(code for code in failed if chance(rng, 8 if out else 55))
    visit(target, before(rng, day))
    book.note("assess_dimensions", day, verdicts=verdicts(target.failing))
    income = target.home.size * (rng.randrange(3300, 4600, 50) if out else rng.randrange(1500, 2250, 50))
    slip = 10 if chance(rng, SLIPS) else 1
    stated = book.note("state_income", day, baht=income * slip, source="survey")
    if slip > 1:
        versions = yield from book.record(day)
        right = {"baht": income, "source": "survey"}
        day += timedelta(1)
        because = words().because["corrected_income"]
        book.note("correct", day, because=because, version=versions[stated], inputs=right)
    target.out = out
    book.note("judge_criteria", day, verdicts=_criteria(target, out))
    book.note("advance", day, to="evaluated")
    yield from book.record(day)


def chosen(target: Target, cast: Cast, day: date) -> Chapter:
    """The working group's example (H7)."""
    book = target.book
    meeting = day - timedelta(2)
    because = words().because["example"]
    book.note("choose_as_example", day, by=cast.officer, because=because, meeting=meeting)
    book.note("advance", day, to="best_practice")
    yield from book.record(after(day, target.rng, 0, 4))


def _criteria(target: Target, out: bool) -> dict[str, Any]:
    rng = target.rng
    found = {code: _met(target) for code in ("income", "housing", "food", "clothing", "health", "education")}
    if not any(member["occupation"] == "นักเรียน" for member in target.home.inputs.get("members", ())):
        found["clothing"]["part_applies"] = False
    if "health" not in target.home.failed and chance(rng, 70):
        found["health"] = {"verdict": "not_applicable"}
    if not out:
        found["income"] = {"verdict": "not_met"}
        for code in rng.sample(("housing", "food", "education"), rng.randint(0, 2)):
            found[code] = {"verdict": "not_met"}
        if chance(rng, 10):
            found["housing"] = {"verdict": "cannot_judge", "reason": words().unjudged}
    return found


def _met(target: Target) -> dict[str, Any]:
    return {"verdict": "met", "evidence": target.rng.choice(words().evidence)}
