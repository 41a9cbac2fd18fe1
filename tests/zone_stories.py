"""Named histories of one zone's review, among the community programs of the zone."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from aggregates.community_program import PROGRAM, Program
from aggregates.household_case import HOUSEHOLD
from aggregates.program_record import Adoption, CriterionVerdict
from aggregates.reference import REFERENCE, REFERENCE_CASE
from aggregates.zone_review import REVIEW
from aggregates.zone_review_facts import (
    BestPracticePicked,
    PickRequested,
    PickWithdrawn,
    ProgramsRanked,
    Results,
    ReviewOpened,
    WithdrawalRequested,
    ZoneLessonsDrawn,
)
from aggregates.zone_review_state import review_case
from tests.given import PIN, RULES, Given, given
from tests.program_stories import MARK, OPENED, PLACES, household, standing

ZONE, YEAR = 4, 2564
REVIEW_CASE = review_case(ZONE, YEAR)
BEST, SECOND, UNFINISHED, ELSEWHERE = "1" * 32, "2" * 32, "3" * 32, "4" * 32
TARGET = {BEST: "a" * 32, SECOND: "b" * 32}
"""The one household each evaluated program has adopted."""

BEGUN = ReviewOpened(zone=ZONE, fiscal_year=YEAR, rules=PIN)


def evaluated(case: str, **changes: Any) -> Program:
    """A program that may be picked."""
    criteria = {c.code: CriterionVerdict(True, "รายงาน", MARK) for c in RULES.program.criteria}
    opened = msgspec.structs.replace(OPENED, province="31") if case == SECOND else OPENED
    given: dict[str, Any] = {"criteria": criteria, "adopted": {TARGET[case]: Adoption(None, MARK)}}
    return standing("evaluated", opened=opened, **given | changes)


def results(case: str) -> Results:
    """What an evaluated program has come to."""
    return Results(
        program=case,
        criteria=tuple(criterion.code for criterion in RULES.program.criteria),
        adopted=1,
        evaluated=1,
        out_of_poverty=1,
        carried_over=0,
        waived=0,
        tpmap_ruled_out=0,
    )


def lessons(case: str, *, evaluated: bool = True) -> ZoneLessonsDrawn:
    return ZoneLessonsDrawn(program=case, evaluated=evaluated, lessons="ชุมชนเป็นเจ้าของ")


LESSONS = (lessons(BEST), lessons(SECOND), lessons(UNFINISHED, evaluated=False))
RANKED = ProgramsRanked(table=(results(BEST), results(SECOND)))
REASON = {"reason": "กลไกชุมชนเข้มแข็งที่สุด", "presented_on": date(2021, 9, 1)}
ASKED = PickRequested(program=BEST, **REASON)
PICKED = BestPracticePicked(request=6, program=BEST, results=results(BEST), cites=(), **REASON)
TO_WITHDRAW = WithdrawalRequested(program=BEST, reason="ข้อมูลไม่ถูกต้อง")
WITHDRAWN = PickWithdrawn(request=8, program=BEST, reason="ข้อมูลไม่ถูกต้อง")

READY = (*LESSONS, RANKED)
WAITING = (*READY, ASKED)
CHOSEN = (*WAITING, PICKED)
LEAVING = (*CHOSEN, TO_WITHDRAW)


def review(*facts: Any, **programs: Program) -> Given:
    """The zone's review with its history; ``best`` and ``second`` say how these programs stand."""
    told = given(REVIEW, BEGUN, *facts, case=REVIEW_CASE).among(REFERENCE, REFERENCE_CASE, PLACES)
    told.among(PROGRAM, BEST, programs.get("best", evaluated(BEST)))
    told.among(PROGRAM, SECOND, programs.get("second", evaluated(SECOND)))
    told.among(PROGRAM, UNFINISHED, standing("planned"))
    told.among(PROGRAM, ELSEWHERE, standing("evaluated", opened=msgspec.structs.replace(OPENED, province="46")))
    for program, case in TARGET.items():
        told.among(HOUSEHOLD, case, household(program=program))
    return told
