"""Decisions of a zone's yearly review: lessons, ranking, the one pick and its withdrawal, the proposal (P7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from aggregates.asking import differs, reason_of
from aggregates.choosing import among
from aggregates.entries import news
from aggregates.household_values import Words
from aggregates.lifecycle import live
from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import pin_in_force, reference, rules_for
from aggregates.second_person import correcting
from aggregates.zone_programs import evaluated_programs, expect_eligible, results_of, reviewed, zone_programs
from aggregates.zone_review_facts import (
    BestPracticePicked,
    PickRequested,
    PickWithdrawn,
    ProgramsRanked,
    RequestDeclined,
    ReviewOpened,
    WithdrawalRequested,
    ZoneLessonsDrawn,
    ZoneProposalSubmitted,
)
from aggregates.zone_review_state import PICKING, REVIEW, WITHDRAWING, Asked, Review, review_case
from engine.facts import Fact
from engine.kind import Act, Also
from engine.refusal import BadInput, Cite, Refused, refuse
from engine.rulebook import findings
from engine.workflow import Move
from workflows.community_program import WITHDRAWAL
from workflows.rule_terms import BuddhistYear
from workflows.zone_review import PICK, RANK, ZONE_REVIEW_WORKFLOW

REVIEW.around = zone_programs
REVIEW.rules = rules_for
live(REVIEW)
correcting(REVIEW)


@REVIEW.decides(ReviewOpened, th="เปิดการพิจารณาระดับเขต", en="Open a zone review", opens=True)
def open_review(act: Act, *, zone: int, fiscal_year: BuddhistYear) -> Iterator[ReviewOpened]:
    """Begin the review of a zone and fiscal year (BE); its id follows from both."""
    among("zone", str(zone), map(str, reference(act.cases).zones))
    if act.case != review_case(zone, fiscal_year):
        raise BadInput("case", "รหัสเรื่องไม่ตรงกับเขตและปีงบประมาณ", "the id isn't that of this zone and fiscal year")
    yield ReviewOpened(zone=zone, fiscal_year=fiscal_year, rules=pin_in_force(act.cases, act.on))


@REVIEW.decides(ZoneLessonsDrawn, th="ถอดบทเรียนชุมชน", en="Draw lessons from a community")
def draw_lessons(case: Review, act: Act, *, program: str, lessons: Words) -> Iterator[ZoneLessonsDrawn]:
    """Record the zone office's lessons from one community, evaluated or not (P7.1)."""
    found = reviewed(case, act.cases, program)
    drawn = ZoneLessonsDrawn(program=program, evaluated=found.is_evaluated, lessons=lessons)
    yield from news(drawn, act.on, (case.lessons.get(program),))


@REVIEW.decides(ProgramsRanked, th="จัดลำดับชุมชน", en="Rank the communities")
def rank(case: Review, act: Act, *, programs: tuple[str, ...]) -> Iterator[ProgramsRanked]:
    """Rank every evaluated community, first place first; keeps the table of results the panel saw (P7.1, P7.4)."""
    _expect(case, act, RANK)
    evaluated = evaluated_programs(case, act.cases)
    if set(programs) != evaluated.keys() or len(programs) != len(evaluated):
        names = ", ".join(sorted(evaluated)) or "-"
        raise BadInput(
            "programs",
            f"ต้องมีชุมชนที่ประเมินผลแล้วทุกชุมชน ชุมชนละครั้ง: {names}",
            f"every evaluated community, each once: {names}",
        )
    if not evaluated:
        raise refuse("P7.1", "ยังไม่มีชุมชนที่ประเมินผลแล้ว", "no community is evaluated yet")
    table = tuple(results_of(program, act.cases) for program in programs)
    if case.ranking is None or case.ranking.table != table:
        yield ProgramsRanked(table=table)


@REVIEW.decides(PickRequested, th="เสนอเลือก Best Practice", en="Request the pick")
def request_pick(case: Review, act: Act, *, program: str, reason: Words, presented_on: date) -> Iterator[PickRequested]:
    """Ask that the zone pick an eligible community, with the panel's written reason (P7.1, P7.2)."""
    if presented_on > act.on:
        raise BadInput("presented_on", "ต้องไม่หลังวันที่เสนอ", "must not be after the day of the request")
    _expect_pickable(case, act, program)
    waiting = case.asked_pick
    if waiting is None or (waiting.program, waiting.reason) != (program, reason):
        yield PickRequested(program=program, reason=reason, presented_on=presented_on)


@REVIEW.decides(BestPracticePicked, th="ยืนยันการเลือก Best Practice", en="Confirm the pick", authority="supervision")
def confirm_pick(case: Review, act: Act, *, request: int) -> Iterator[BestPracticePicked]:
    """Confirm the pick requested at version ``request``; not by the one who asked. Eligibility is judged again."""
    if case.pick is not None and case.pick.fact.request == request:
        return
    asked = _second_person(case.asked_pick, act, request, PICKING)
    cites = _expect_pickable(case, act, asked.program)
    yield BestPracticePicked(
        request=request,
        program=asked.program,
        reason=asked.reason,
        presented_on=asked.presented_on or asked.mark.on,
        results=results_of(asked.program, act.cases),
        cites=cites,
    )


@REVIEW.decides(WithdrawalRequested, th="ขอถอน Best Practice", en="Request the withdrawal of the pick")
def request_withdrawal(case: Review, act: Act, *, reason: Words) -> Iterator[WithdrawalRequested]:
    """Ask that the pick be withdrawn, with a reason (P7.1)."""
    if case.pick is None:
        raise refuse("P7.1", "ยังไม่ได้เลือก Best Practice", "there is no pick to withdraw")
    if case.withdrawal is None:
        yield WithdrawalRequested(program=case.pick.fact.program, reason=reason)


@REVIEW.decides(PickWithdrawn, th="ยืนยันการถอน Best Practice", en="Confirm the withdrawal", authority="supervision")
def confirm_withdrawal(case: Review, act: Act, *, request: int) -> Iterator[Fact | Also]:
    """Free the place; a program that had become best practice goes back to evaluated with it (P7.1)."""
    if any(gone.fact.request == request for gone in case.withdrawn):
        return
    asked = _second_person(case.withdrawal, act, request, WITHDRAWING)
    yield PickWithdrawn(request=request, program=asked.program, reason=asked.reason)
    if act.cases.state(PROGRAM, asked.program).life.stage == WITHDRAWAL.source:
        yield Also(PROGRAM, asked.program, "withdraw_best_practice", {"review": act.case})


@REVIEW.decides(RequestDeclined, th="ไม่ยืนยันคำขอ", en="Decline a request", authority="supervision")
def decline_request(case: Review, act: Act, *, request: int) -> Iterator[RequestDeclined]:
    """Decline the pick or the withdrawal requested at version ``request``, with a reason."""
    reason_of(act)
    pick = case.asked_pick is not None and case.asked_pick.mark.version == request
    if pick:
        _second_person(case.asked_pick, act, request, PICKING)
    else:
        _second_person(case.withdrawal, act, request, WITHDRAWING)
    yield RequestDeclined(request=request)


@REVIEW.decides(ZoneProposalSubmitted, th="ส่งข้อเสนอเชิงนโยบาย", en="Submit the policy proposal")
def submit_proposal(case: Review, act: Act, *, title: Words, text: Words) -> Iterator[ZoneProposalSubmitted]:
    """Record the zone's one policy proposal and the day it was submitted (P7.3)."""
    submitted = ZoneProposalSubmitted(title=title, text=text)
    if case.proposal is None or case.proposal.fact != submitted:
        yield submitted


def _expect(case: Review, act: Act, move: Move) -> None:
    """Everything before ``move`` holds. Raises Refused with all that is missing."""
    around = zone_programs(act.case, case, act.cases, act.rules)
    found = findings(ZONE_REVIEW_WORKFLOW, move, case, around, act.rules, {})
    if not all(finding.holds for finding in found):
        raise Refused(*(finding for finding in found if not finding.holds))


def _expect_pickable(case: Review, act: Act, program: str) -> tuple[Cite, ...]:
    if case.pick is not None:
        raise refuse(
            "P7.1",
            "เขตนี้เลือก Best Practice ของปีนี้แล้ว ต้องถอนก่อน",
            "the zone has its best practice of this year: withdraw it first",
        )
    _expect(case, act, PICK)
    reviewed(case, act.cases, program)
    if case.ranking is None or program not in case.ranking.order:
        raise refuse("P7.1", "ชุมชนนี้ยังไม่ได้จัดลำดับ", "this community isn't ranked")
    return expect_eligible(program, act.cases)


def _second_person(asked: Asked | None, act: Act, request: int, about: str) -> Asked:
    if asked is None or asked.mark.version != request:
        raise refuse("U5", "ไม่มีคำขอที่รอการยืนยันลำดับนี้", f"no such request is waiting at version {request}")
    if act.rules.process.needs_two_persons(about):
        differs(asked.mark.by, act)
    return asked
