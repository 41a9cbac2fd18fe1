"""Decisions on what came of a community program: lessons, report, criteria, the way back from the top (P6, P7.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aggregates.choosing import term
from aggregates.entries import each_term, news, some
from aggregates.household_values import File, Words
from aggregates.lifecycle_facts import Returned
from aggregates.moving import returned
from aggregates.program_life import picks
from aggregates.program_state import PROGRAM, Program
from aggregates.program_work_facts import CommunityCriteriaJudged, CriterionFound, LessonsDrawn, ReportDelivered
from aggregates.zone_review_state import REVIEW, WITHDRAWING
from engine.kind import Act
from engine.refusal import refuse
from workflows.community_program import WITHDRAWAL
from workflows.wording import Body


@PROGRAM.decides(LessonsDrawn, th="ถอดบทเรียน", en="Draw lessons")
def draw_lessons(case: Program, act: Act, *, drawn_by: tuple[Body, ...], lessons: Words) -> Iterator[LessonsDrawn]:
    """Record the lessons drawn by One Home and the working group (P6.1)."""
    some("drawn_by", drawn_by)
    yield from news(LessonsDrawn(drawn_by=drawn_by, lessons=lessons), act.on, case.lessons)


@PROGRAM.decides(ReportDelivered, th="ส่งรายงานผล", en="Deliver the report")
def deliver_report(
    case: Program, act: Act, *, recipient: str, parts: tuple[str, ...], files: tuple[File, ...] = ()
) -> Iterator[ReportDelivered]:
    """Record that the provincial report, with these parts, went to one of its recipients on this day (P6.2)."""
    term("recipient", recipient, act.rules.program.report_recipients)
    some("parts", parts)
    each_term("parts", parts, act.rules.program.report_parts)
    yield from news(ReportDelivered(recipient=recipient, parts=parts, files=files), act.on, case.deliveries)


@PROGRAM.decides(CommunityCriteriaJudged, th="ประเมินเกณฑ์ชุมชน", en="Judge the community criteria")
def judge_criteria(
    case: Program, act: Act, *, found: Mapping[str, CriterionFound]
) -> Iterator[CommunityCriteriaJudged]:
    """Record for some or all community criteria whether they hold, each with its evidence (P6.3)."""
    some("found", found)
    for code in found:
        term(f"found.{code}", code, act.rules.program.criteria)
    known = {code: CriterionFound(v.holds, v.evidence) for code, v in case.criteria.items()}
    if any(known.get(code) != finding for code, finding in found.items()):
        yield CommunityCriteriaJudged(found=found)


@PROGRAM.decides(
    Returned,
    th="กลับสู่ขั้นประเมินผลเพราะถอน Best Practice",
    en="Return because the pick is withdrawn",
    standing="closed",
    authority="supervision",
)
def withdraw_best_practice(case: Program, act: Act, *, review: str) -> Iterator[Returned]:
    """Go back to evaluated as the zone review withdraws its pick, or because the pick is gone already (P7.1).

    The pick of another year keeps the program where it is.
    """
    if case.life.stage != WITHDRAWAL.source:
        return
    asked = act.cases.state(REVIEW, review).withdrawal
    alone = asked is not None and asked.mark.by == act.by and act.rules.process.needs_two_persons(WITHDRAWING)
    withdrawing = asked is not None and asked.program == act.case and not alone
    standing = tuple(picks(act.case, act.cases))
    if standing and not withdrawing:
        raise refuse(
            "P7.1",
            "ต้องถอน Best Practice โดยบุคคลที่สองในการพิจารณาระดับเขต",
            "a second person must withdraw the pick in the zone review",
        )
    if all(pick == review for pick in standing):
        yield returned(WITHDRAWAL, act.rules)
