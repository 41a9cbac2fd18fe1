"""The national record of a fiscal year: lessons, 3-year plan, the proposal to the Minister (P8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from aggregates.entries import news, some
from aggregates.household_values import Words
from aggregates.lifecycle import Life, begin, live
from aggregates.lifecycle_facts import RulePin
from aggregates.program_record import Evidence
from aggregates.rules_in_force import pin_in_force, rules_for
from aggregates.second_person import correcting
from engine.bilingual import Text
from engine.facts import Fact, fact
from engine.history import Mark
from engine.kind import Act, Kind
from engine.refusal import BadInput, refuse
from workflows.rule_terms import BuddhistYear, Positive

NAMESPACE = UUID("0b5c1f0a-3c67-4a0e-8d0f-6f2f1f3f4c11")
"""What the ids of year records are derived in; it never changes."""


def record_case(fiscal_year: int) -> str:
    """The id of the one record of a fiscal year (BE)."""
    return uuid5(NAMESPACE, f"year_record/{fiscal_year}").hex


# The names and fields below are a storage format: what is written stays for ever.


@fact("year_record.opened", ordered=True)
class YearRecordOpened(Fact, frozen=True):
    """The record of a fiscal year (BE) began."""

    fiscal_year: int
    rules: RulePin


@fact("year_record.model_lessons_drawn")
class ModelLessonsDrawn(Fact, frozen=True):
    """Lessons were drawn from the model communities of the year before the programme."""

    communities: tuple[str, ...]
    lessons: str


@fact("year_record.three_year_plan_made")
class NationalPlanMade(Fact, frozen=True):
    """The plan of several years was made: how many areas, and when the whole is complete."""

    areas: int
    complete_by: date


@fact("year_record.proposal_compiled")
class ProposalCompiled(Fact, frozen=True):
    """The zones' policy proposals were compiled into one."""

    title: str
    text: str


@fact("year_record.proposal_submitted")
class ProposalSubmitted(Fact, frozen=True):
    """The compiled proposal went to the Minister on this day."""

    title: str


# State


class YearRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What the nation has to show for a fiscal year."""

    life: Life
    fiscal_year: int
    model_lessons: Evidence[ModelLessonsDrawn] | None = None
    plan: Evidence[NationalPlanMade] | None = None
    proposal: Evidence[ProposalCompiled] | None = None
    submission: Evidence[ProposalSubmitted] | None = None

    @property
    def title(self) -> str:
        """What a list calls it."""
        return f"บันทึกระดับประเทศ ปีงบประมาณ {self.fiscal_year}"


YEAR_RECORD: Kind[YearRecord] = Kind("year_record", Text("บันทึกระดับประเทศ", "National year record"), rules=rules_for)

# Evolve


@YEAR_RECORD.evolves(YearRecordOpened)
def _opened(record: YearRecord | None, fact: YearRecordOpened, mark: Mark) -> YearRecord:
    return YearRecord(life=begin(fact.rules, mark), fiscal_year=fact.fiscal_year)


LATEST: Mapping[type[Fact], str] = {
    ModelLessonsDrawn: "model_lessons",
    NationalPlanMade: "plan",
    ProposalCompiled: "proposal",
    ProposalSubmitted: "submission",
}
"""Of each of these the latest counts; the part of the record it stands in."""


@YEAR_RECORD.evolves(*LATEST)
def _latest(record: YearRecord, fact: Fact, mark: Mark) -> YearRecord:
    changed: dict[str, Any] = {LATEST[type(fact)]: Evidence(fact, mark)}
    return msgspec.structs.replace(record, **changed)


live(YEAR_RECORD)
correcting(YEAR_RECORD)

# Decisions


@YEAR_RECORD.decides(YearRecordOpened, th="เปิดบันทึกระดับประเทศ", en="Open a year record", opens=True)
def open_year_record(act: Act, *, fiscal_year: BuddhistYear) -> Iterator[YearRecordOpened]:
    """Begin the record of a fiscal year (BE); its id follows from the year."""
    if act.case != record_case(fiscal_year):
        raise BadInput("case", "รหัสเรื่องไม่ตรงกับปีงบประมาณ", "the id isn't that of this fiscal year")
    yield YearRecordOpened(fiscal_year=fiscal_year, rules=pin_in_force(act.cases, act.on))


@YEAR_RECORD.decides(ModelLessonsDrawn, th="ถอดบทเรียนชุมชนต้นแบบ", en="Draw lessons from the models")
def draw_model_lessons(
    case: YearRecord, act: Act, *, communities: tuple[Words, ...], lessons: Words
) -> Iterator[ModelLessonsDrawn]:
    """Record the lessons of the model communities, and which they were."""
    some("communities", communities)
    yield from news(ModelLessonsDrawn(communities=communities, lessons=lessons), act.on, (case.model_lessons,))


@YEAR_RECORD.decides(NationalPlanMade, th="บันทึกแผนระยะ 3 ปี", en="Record the 3-year plan")
def make_three_year_plan(
    case: YearRecord, act: Act, *, areas: Positive, complete_by: date
) -> Iterator[NationalPlanMade]:
    """Record the number of areas and when the whole is to be complete."""
    if complete_by < act.on:
        raise BadInput("complete_by", "ต้องไม่ก่อนวันที่ทำแผน", "must not be before the day of the plan")
    yield from news(NationalPlanMade(areas=areas, complete_by=complete_by), act.on, (case.plan,))


@YEAR_RECORD.decides(ProposalCompiled, th="รวบรวมข้อเสนอเชิงนโยบาย", en="Compile the policy proposal")
def compile_proposal(case: YearRecord, act: Act, *, title: Words, text: Words) -> Iterator[ProposalCompiled]:
    """Record the proposal compiled from those of the zones (P7.3)."""
    yield from news(ProposalCompiled(title=title, text=text), act.on, (case.proposal,))


@YEAR_RECORD.decides(ProposalSubmitted, th="เสนอรัฐมนตรี", en="Submit the proposal to the Minister")
def submit_to_minister(case: YearRecord, act: Act) -> Iterator[ProposalSubmitted]:
    """Record the day the compiled proposal went to the Minister."""
    if case.proposal is None:
        raise refuse("P8", "ยังไม่ได้รวบรวมข้อเสนอ", "no proposal has been compiled yet")
    yield from news(ProposalSubmitted(title=case.proposal.fact.title), act.on, (case.submission,))
