"""The parts a household case is made of; each remembers the fact that set it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from aggregates.household_facts import IncomeTested
from aggregates.household_values import (
    Agreement,
    CriteriaNotes,
    CriterionVerdict,
    Dimension,
    Evidenced,
    PersonDetails,
    VisitNote,
)
from engine.history import Mark
from engine.sealed import Note, Sealed
from workflows.household_rules import Tier


class Member(msgspec.Struct, frozen=True):
    """Somebody of the household. ``details`` maps each known field to the box that holds it."""

    person: str
    family: str
    details: Mapping[str, Sealed[PersonDetails]]
    mark: Mark
    left: Mark | None = None


class Problem(msgspec.Struct, frozen=True):
    """A problem of note (P2.6)."""

    code: str | None
    text: Sealed[Note] | None
    mark: Mark


class EarlierHelp(msgspec.Struct, frozen=True):
    """Help from before the case (P2.2)."""

    agency: str
    kind: str
    baht: int | None
    note: Sealed[Note] | None
    mark: Mark


class Income(msgspec.Struct, frozen=True):
    """Baht a month of the whole household (H1)."""

    baht: int
    source: str
    mark: Mark


class Assessment(msgspec.Struct, frozen=True):
    """One judgement of the dimensions (H2)."""

    verdicts: Mapping[str, Dimension]
    failed: tuple[str, ...]
    tier: Tier | None
    mark: Mark

    @property
    def unassessed(self) -> tuple[str, ...]:
        """The dimensions that are still to be judged."""
        return tuple(code for code, verdict in self.verdicts.items() if verdict == "not_assessed")


class Goal(msgspec.Struct, frozen=True):
    """A goal of the family's plan, and what became of it (H4)."""

    dimension: str | None
    agency: str
    due: date
    concepts: tuple[str, ...]
    family: str
    action: Sealed[Note]
    mark: Mark
    outcome: Literal["pending", "achieved", "dropped"] = "pending"
    ended: Mark | None = None

    @property
    def dropped(self) -> bool:
        return self.outcome == "dropped"


class PlanAgreement(msgspec.Struct, frozen=True):
    """Who agreed to the plan for the household: a member, or somebody else by name (H4)."""

    person: str | None
    agreed: Sealed[Agreement] | None
    mark: Mark


class Help(msgspec.Struct, frozen=True, kw_only=True):
    """Help that was delivered, in which cycle of the case (H5)."""

    dimension: str | None
    agency: str
    kind: str
    baht: int | None
    person: str | None
    cycle: int
    note: Sealed[Evidenced] | None
    mark: Mark


class Referral(msgspec.Struct, frozen=True):
    """Help asked of another agency, and how far that has come (H5)."""

    agency: str
    due: date
    note: Sealed[Note] | None
    mark: Mark
    status: Literal["sent", "accepted", "declined", "done"] = "sent"
    answered: Mark | None = None
    done: Mark | None = None

    @property
    def waiting(self) -> bool:
        """Whether something is still to come from the agency."""
        return self.status in ("sent", "accepted")


class Visit(msgspec.Struct, frozen=True):
    """A visit to the household (H5)."""

    note: Sealed[VisitNote]
    mark: Mark


class CriteriaJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """The basic criteria as judged (H6)."""

    verdicts: Mapping[str, CriterionVerdict]
    left_out: tuple[str, ...]
    extra: tuple[CriterionVerdict, ...]
    income: IncomeTested
    out_of_poverty: bool
    notes: Sealed[CriteriaNotes]
    mark: Mark

    @property
    def judged(self) -> frozenset[str]:
        return frozenset(self.verdicts)


class CarryOver(msgspec.Struct, frozen=True):
    """A household whose help goes on after the year (P5.3)."""

    until: date
    mark: Mark


class Cycle(msgspec.Struct, frozen=True):
    """What each cycle of plan and action must show anew (W4)."""

    goals: tuple[Goal, ...] = ()
    agreements: tuple[PlanAgreement, ...] = ()
    ruled_out: Mapping[str, Mark] = {}
    assessment: Assessment | None = None
    """The latest one of every dimension, made in this cycle."""
    judgement: CriteriaJudgement | None = None
    carried_over: CarryOver | None = None

    @property
    def agreement(self) -> Mark | None:
        """The latest agreement to the plan."""
        return self.agreements[-1].mark if self.agreements else None
