"""Lessons, report and criteria of a community program (P6)."""

from __future__ import annotations

from datetime import date

from web.demo.casting import Cast
from web.demo.finding import Chapter
from web.demo.notebook import Notebook, before
from web.demo.words import chance, words

CRITERIA = ("database", "plan", "social_capital", "problems_solved")
PARTS = ("community_capability", "problems_solved")


def concluded(book: Notebook, cast: Cast, day: date) -> Chapter:
    """Everything the evaluation asks for."""
    rng = cast.rng
    lessons = rng.choice(words().program.lessons)
    book.note("draw_lessons", before(rng, day), drawn_by=["one_home", "working_group", "community"], lessons=lessons)
    for recipient in ("zone_office", "governor"):
        book.note("deliver_report", day, recipient=recipient, parts=PARTS)
    holds = {code: cast.community.model or chance(rng, 80) for code in CRITERIA}
    found = {code: {"holds": held, "evidence": rng.choice(words().evidence)} for code, held in holds.items()}
    book.note("judge_criteria", day, found=found)
    book.note("advance", day, to="evaluated")
    yield from book.record(day)
