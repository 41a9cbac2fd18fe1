"""The zone review kind of case: one stream a zone and fiscal year, and how each fact changes it (P7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from aggregates.lifecycle import Life, begin
from aggregates.program_record import Evidence
from aggregates.zone_review_facts import (
    BestPracticePicked,
    PickRequested,
    PickWithdrawn,
    ProgramsRanked,
    RequestDeclined,
    Results,
    ReviewOpened,
    WithdrawalRequested,
    ZoneLessonsDrawn,
    ZoneProposalSubmitted,
)
from engine.bilingual import Text
from engine.history import Mark
from engine.kind import Claim, Claims, Kind
from workflows.zone_review import ZONE_REVIEW_WORKFLOW

NAMESPACE = UUID("5d9a3c52-1f0e-4d5f-9a5e-64d1c1b7a0e7")
"""What the ids of reviews are derived in; it never changes."""


PICKED_PROGRAM = "best_practice_program"
"""The claim by which a review holds the program it picked, each year anew."""

REVIEWS = "zone_reviews"
"""What all reviews have as their parent."""

PICKING = "best_practice_pick"
WITHDRAWING = "best_practice_withdrawal"
"""What the rule set calls the two acts that may need two people (U5)."""


def review_case(zone: int, fiscal_year: int) -> str:
    """The id of the one review of a zone and fiscal year (BE)."""
    return uuid5(NAMESPACE, f"zone_review/{zone}/{fiscal_year}").hex


def picked_in(program: str, fiscal_year: int) -> str:
    """The key under which a program is picked in a fiscal year (BE)."""
    return f"{program}/{fiscal_year}"


class Ranking(msgspec.Struct, frozen=True):
    """The evaluated programs, first place first."""

    table: tuple[Results, ...]
    mark: Mark

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(results.program for results in self.table)


class Asked(msgspec.Struct, frozen=True):
    """A pick or a withdrawal that waits for a second person."""

    program: str
    reason: str
    presented_on: date | None
    mark: Mark


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A zone's review of one fiscal year."""

    life: Life
    zone: int
    fiscal_year: int
    lessons: Mapping[str, Evidence[ZoneLessonsDrawn]] = {}
    """The lessons entry of each program."""
    ranking: Ranking | None = None
    asked_pick: Asked | None = None
    pick: Evidence[BestPracticePicked] | None = None
    withdrawal: Asked | None = None
    """The withdrawal that was asked for."""
    withdrawn: tuple[Evidence[PickWithdrawn], ...] = ()
    proposal: Evidence[ZoneProposalSubmitted] | None = None

    @property
    def title(self) -> str:
        """What a list calls it."""
        return f"สสว. {self.zone} ปีงบประมาณ {self.fiscal_year}"

    @property
    def stage(self) -> str:
        """Where its own facts put it."""
        if self.ranking is None:
            return "opened"
        if self.pick is None:
            return "ranked"
        return "picked" if self.proposal is None else "proposed"


def claims(review: Review) -> Claims:
    """With a pick it holds the one place of its zone and year, and the picked program (P7.1)."""
    if review.pick is None:
        return {}
    return {
        Claim("best_practice", "place"): f"{review.zone}/{review.fiscal_year}",
        Claim(PICKED_PROGRAM, "program"): picked_in(review.pick.fact.program, review.fiscal_year),
    }


REVIEW: Kind[Review] = Kind(
    "zone_review",
    Text("การพิจารณาระดับเขต", "Zone review"),
    ZONE_REVIEW_WORKFLOW,
    stage=lambda review: review.stage,
    claims=claims,
    parent=lambda review: REVIEWS,
)

# Evolve


@REVIEW.evolves(ReviewOpened)
def _opened(review: Review | None, fact: ReviewOpened, mark: Mark) -> Review:
    return Review(life=begin(fact.rules, mark), zone=fact.zone, fiscal_year=fact.fiscal_year)


@REVIEW.evolves(ZoneLessonsDrawn)
def _lessons(review: Review, fact: ZoneLessonsDrawn, mark: Mark) -> Review:
    return _with(review, lessons={**review.lessons, fact.program: Evidence(fact, mark)})


@REVIEW.evolves(ProgramsRanked)
def _ranked(review: Review, fact: ProgramsRanked, mark: Mark) -> Review:
    return _with(review, ranking=Ranking(fact.table, mark))


@REVIEW.evolves(PickRequested)
def _pick_asked(review: Review, fact: PickRequested, mark: Mark) -> Review:
    return _with(review, asked_pick=Asked(fact.program, fact.reason, fact.presented_on, mark))


@REVIEW.evolves(BestPracticePicked)
def _picked(review: Review, fact: BestPracticePicked, mark: Mark) -> Review:
    return _with(review, pick=Evidence(fact, mark), asked_pick=None)


@REVIEW.evolves(WithdrawalRequested)
def _withdrawal_asked(review: Review, fact: WithdrawalRequested, mark: Mark) -> Review:
    return _with(review, withdrawal=Asked(fact.program, fact.reason, None, mark))


@REVIEW.evolves(PickWithdrawn)
def _withdrawn(review: Review, fact: PickWithdrawn, mark: Mark) -> Review:
    gone = (*review.withdrawn, Evidence(fact, mark))
    return _with(review, pick=None, withdrawal=None, withdrawn=gone)


@REVIEW.evolves(RequestDeclined)
def _declined(review: Review, fact: RequestDeclined, mark: Mark) -> Review:
    return _with(
        review,
        asked_pick=_unless(review.asked_pick, fact.request),
        withdrawal=_unless(review.withdrawal, fact.request),
    )


@REVIEW.evolves(ZoneProposalSubmitted)
def _proposed(review: Review, fact: ZoneProposalSubmitted, mark: Mark) -> Review:
    return _with(review, proposal=Evidence(fact, mark))


def _unless(asked: Asked | None, request: int) -> Asked | None:
    return None if asked is not None and asked.mark.version == request else asked


def _with(review: Review, **changes: Any) -> Review:
    return msgspec.structs.replace(review, **changes)
