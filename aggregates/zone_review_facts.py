"""The facts of a zone's review of one fiscal year: lessons, ranking, pick, withdrawal, policy proposal (P7)."""

from __future__ import annotations

from datetime import date

import msgspec

from aggregates.lifecycle_facts import RulePin
from engine.facts import Fact, fact
from engine.refusal import Cite

# The names and fields below are a storage format: what is written stays for ever.


@fact("zone_review.opened", ordered=True)
class ReviewOpened(Fact, frozen=True):
    """A zone began to review its communities of a fiscal year (BE)."""

    zone: int
    fiscal_year: int
    rules: RulePin


@fact("zone_review.lessons_drawn")
class ZoneLessonsDrawn(Fact, frozen=True):
    """The zone office drew lessons from a community program, evaluated by then or not (P7.1)."""

    program: str
    evaluated: bool
    lessons: str


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """What a community program came to, as computed on a day: criteria and households side by side (P7.4, P6.4)."""

    program: str
    criteria: tuple[str, ...]
    """The community criteria that hold."""
    adopted: int
    evaluated: int
    out_of_poverty: int
    carried_over: int
    waived: int
    """Households with a standing waiver; they don't bar the program (W3)."""
    tpmap_ruled_out: int
    """Households with help that TPMAP can't take, for a recorded reason (P7.2)."""


@fact("zone_review.ranked")
class ProgramsRanked(Fact, frozen=True):
    """The panel ranked the evaluated programs; the table is what it saw, first place first (P7.4)."""

    table: tuple[Results, ...]


@fact("zone_review.pick_requested")
class PickRequested(Fact, frozen=True):
    """Somebody asked that the zone pick a program, with the panel's reason and the day it was presented (P7.4)."""

    program: str
    reason: str
    presented_on: date


@fact("zone_review.best_practice_picked", ordered=True)
class BestPracticePicked(Fact, frozen=True):
    """A second person confirmed the pick requested at ``request``; the program was eligible by these facts (P7.2)."""

    request: int
    program: str
    reason: str
    presented_on: date
    results: Results
    cites: tuple[Cite, ...]


@fact("zone_review.withdrawal_requested")
class WithdrawalRequested(Fact, frozen=True):
    """Somebody asked that the pick be withdrawn."""

    program: str
    reason: str


@fact("zone_review.pick_withdrawn", ordered=True)
class PickWithdrawn(Fact, frozen=True):
    """A second person confirmed the withdrawal requested at ``request``: the place is free again (P7.1)."""

    request: int
    program: str
    reason: str


@fact("zone_review.request_declined")
class RequestDeclined(Fact, frozen=True):
    """A second person declined the pick or the withdrawal requested at ``request``; the envelope says why."""

    request: int


@fact("zone_review.proposal_submitted")
class ZoneProposalSubmitted(Fact, frozen=True):
    """The zone submitted its policy proposal on this day (P7.3)."""

    title: str
    text: str
