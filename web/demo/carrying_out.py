"""The community works on its problems, the zone office and the province look after it (P5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from web.demo.casting import Cast
from web.demo.finding import Chapter
from web.demo.notebook import Notebook, after, before
from web.demo.words import words


def carried_out(book: Notebook, cast: Cast, start: date, until: date) -> Chapter:
    """Activities and visits between two days; records come late, or are mended, where the story says so."""
    rng, because = cast.rng, words().because
    steps = (until - start).days // (len(cast.activities) + 1)
    for place, version in enumerate(cast.activities):
        day = start + timedelta((place + 1) * steps)
        _done(book, cast, version, before(rng, day))
        supervised = book.note("record_supervision_visit", day, by=cast.zone_officer, **_supervision(cast))
        versions = yield from book.record(day)
        if place == 0 and cast.has("correction"):
            yield from _report_corrected(book, cast, versions[0], version)
        if place == 0 and cast.has("retraction"):
            book.note("retract", day, by=cast.zone_officer, because=because["retracted"], version=versions[supervised])
            yield from book.record(day + timedelta(2))
        if cast.has("late"):
            on = day - timedelta(rng.randint(25, 38))
            book.note(
                "hold_working_group_meeting", on, late=True, agenda=[f"ติดตามความก้าวหน้าครั้งที่ {place + 1}"], attendees=11
            )
            yield from book.record(after(day, rng, 0, 1))


def looked_after(book: Notebook, cast: Cast, day: date) -> Chapter:
    """Exchange of learning, and the province's follow-up."""
    rng = cast.rng
    participants = ["community", "working_group", "one_home", "partners"]
    topic = rng.choice(words().program.solutions)
    book.note("record_exchange", before(rng, day), participants=participants, attendees=60, topic=topic)
    book.note("follow_up", before(rng, day), findings=rng.choice(words().program.findings))
    yield from book.record(day)


def _done(book: Notebook, cast: Cast, version: int, on: date) -> int:
    activity = cast.activities[version]
    return book.note("record_activity", on, **_activity(cast, version), name=activity.name)


def _activity(cast: Cast, version: int) -> dict[str, Any]:
    rng, activity = cast.rng, cast.activities[version]
    partners = rng.sample(words().program.partners, 2)
    return {
        "agencies": [activity.agency, "psdhso"],
        "result": activity.result,
        "evidence": rng.choice(words().evidence),
        "partners": [{"name": partner.name, "kind": partner.kind} for partner in partners],
        "people": rng.randint(30, 90),
        "activity": version,
    }


def _supervision(cast: Cast) -> dict[str, Any]:
    program = words().program
    return {"findings": cast.rng.choice(program.findings), "advice": cast.rng.choice(program.advice)}


def _report_corrected(book: Notebook, cast: Cast, done: int, version: int) -> Chapter:
    """The zone office finds that the report of an activity doesn't agree with the list of those who came."""
    day = after(book.recorded, cast.rng, 2, 3)
    right = {**_activity(cast, version), "name": cast.activities[version].name}
    because = words().because["corrected_report"]
    proposed = book.note("correct", day, by=cast.zone_officer, because=because, version=done, inputs=right)
    versions = yield from book.record(day)
    book.note("confirm_correction", day, by=cast.supervisor, proposal=versions[proposed])
    yield from book.record(day)
