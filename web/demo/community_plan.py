"""The working group adopts the target households and plans with the community (P4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from web.demo.casting import Cast
from web.demo.finding import Chapter
from web.demo.notebook import Notebook, before
from web.demo.words import Activity, baht, words

DESPITE = "ที่ประชุมเห็นว่าครัวเรือนเสี่ยงตกเกณฑ์และต้องได้รับการดูแลต่อเนื่อง"


def adopted(book: Notebook, cast: Cast) -> Chapter:
    """The meeting that chooses the households; those that fail no dimension by a decision of their own."""
    day = cast.days.adopted
    on = before(cast.rng, day)
    failing = [target.case for target in cast.chosen if target.home.failed]
    others = [target.case for target in cast.chosen if not target.home.failed]
    meeting: dict[str, Any] = {"convened_by": ["one_home"], "presented": ["tiers", "social_data"]}
    if failing:
        issues = cast.rng.sample(words().program.findings, 2)
        book.note("adopt_households", on, households=failing, issues=issues, **meeting)
    if others:
        book.note("adopt_households", on, households=others, despite_tier=DESPITE, **meeting)
    if failing or others:
        yield from book.record(day)


def planned(book: Notebook, cast: Cast) -> Chapter:
    """The 3-year plan, the activities and the approach agreed with everybody."""
    rng, start = cast.rng, cast.days.adopted
    day = start + timedelta(8)
    book.note("record_plan", before(rng, day), areas=3, complete_by=date(2023, 9, 30))
    yield from book.record(day)
    day = start + timedelta(20)
    yield from activities(book, cast, rng.sample(words().program.activities, rng.randint(3, 5)), day)
    partners = rng.sample(words().program.partners, rng.randint(2, 4))
    book.note(
        "set_approach",
        before(rng, day),
        participants=["working_group", "community", "one_home", "zone_office", "partners"],
        partners=[{"name": partner.name, "kind": partner.kind} for partner in partners],
        solutions=rng.sample(words().program.solutions, 3),
    )
    agenda = ["ติดตามแผนรายครัวเรือน", "งบประมาณของกิจกรรม"]
    book.note("hold_working_group_meeting", day, agenda=agenda, attendees=rng.randint(9, 16))
    yield from book.record(day)
    if cast.reaches("planned"):
        book.note("advance", cast.days.planned, to="planned")
        yield from book.record(cast.days.planned)


def activities(book: Notebook, cast: Cast, chosen: list[Activity], day: date) -> Chapter:
    """Activities of the community plan; their versions go into ``cast.activities``."""
    rng = cast.rng
    for activity in chosen:
        concerned = [target.case for target in cast.chosen if set(activity.dimensions) & set(target.home.failed)]
        book.note(
            "plan_activity",
            day,
            name=activity.name,
            agency=activity.agency,
            budget_baht=baht(rng, activity.budget),
            starts=day + timedelta(20),
            ends=day + timedelta(rng.randint(60, 120)),
            concepts=activity.concepts,
            households=concerned[:12],
            dimensions=activity.dimensions,
        )
    versions = yield from book.record(day)
    cast.activities = dict(zip(versions, chosen, strict=True))
