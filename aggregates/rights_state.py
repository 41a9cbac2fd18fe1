"""The state of a request about personal data: who asked for what, how far it has come, by when it must be answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from aggregates.lifecycle_facts import RulePin
from aggregates.rights_facts import (
    Asker,
    Completed,
    Concerned,
    Decided,
    DecisionDeclined,
    DecisionProposed,
    ErasureCarriedOut,
    Extended,
    Identified,
    IdentityChecked,
    Outcome,
    RequestReceived,
    StepTaken,
    Withdrawn,
)
from aggregates.rules_in_force import pin_in_force, rules_of
from engine.bilingual import Text
from engine.decision import Decision
from engine.erasure import SubjectErased
from engine.history import Mark
from engine.kind import Cases, Kind
from engine.refusal import refuse
from engine.sealed import Note, Sealed
from workflows.rights_rules import Right
from workflows.rules import Rules

Stage = Literal["received", "identified", "proposed", "decided", "carried_out", "completed", "withdrawn"]


class Ruling(msgspec.Struct, frozen=True):
    """A decision, proposed or taken."""

    outcome: Outcome
    ground: str
    note: Sealed[Note] | None
    mark: Mark


class RightsRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request of a data subject."""

    right: Right
    about: tuple[Concerned, ...]
    rules: RulePin
    subject: str
    asker: Sealed[Asker]
    received: Mark
    due: date
    identified: tuple[Identified, Mark] | None = None
    steps: tuple[tuple[Sealed[Note], Mark], ...] = ()
    extended: Mark | None = None
    proposal: Ruling | None = None
    decision: Ruling | None = None
    carried_out: tuple[Concerned, ...] = ()
    carried_out_mark: Mark | None = None
    completed: Mark | None = None
    delivered: str | None = None
    withdrawn: Mark | None = None
    erased: Mapping[str, Mark] = {}

    @property
    def open(self) -> bool:
        """Whether somebody still waits for an answer."""
        return self.completed is None and self.withdrawn is None

    @property
    def granted(self) -> bool:
        return self.decision is not None and self.decision.outcome != "refused"

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        passed: tuple[tuple[Stage, object], ...] = (
            ("withdrawn", self.withdrawn),
            ("completed", self.completed),
            ("carried_out", self.carried_out_mark),
            ("decided", self.decision),
            ("proposed", self.proposal),
            ("identified", self.identified),
        )
        return next((stage for stage, mark in passed if mark is not None), "received")

    def covers(self, case: str, subject: str | None) -> bool:
        """Whether the request is about this subject of a case, or for None about everybody of it."""
        return any(one.case == case and one.person in (None, subject) for one in self.about)


def about(case: str) -> str:
    """What the requests about a case have as their parent."""
    return f"about/{case}"


def guard(request: RightsRequest, decision: Decision) -> None:
    """Nothing more is done about a request that came to its end. Raises Refused."""
    if not request.open and decision.standing != "closed":
        raise refuse("U4", "คำขอนี้ปิดแล้ว", "this request has come to its end")


def rules(request: RightsRequest | None, cases: Cases, on: date) -> Rules:
    """The rules a request was received under."""
    pin = pin_in_force(cases, on) if request is None else request.rules
    return rules_of(cases, pin.sha256)


RIGHTS: Kind[RightsRequest] = Kind(
    "rights_request",
    Text("คำขอใช้สิทธิของเจ้าของข้อมูล", "Data subject's request"),
    guard=guard,
    rules=rules,
    parent=lambda request: about(request.about[0].case),
    subject=lambda request: request.subject,
)

# Evolve


@RIGHTS.evolves(RequestReceived)
def _received(request: RightsRequest | None, fact: RequestReceived, mark: Mark) -> RightsRequest:
    return RightsRequest(
        right=fact.right,
        about=fact.about,
        rules=fact.rules,
        subject=fact.subject,
        asker=fact.asker,
        received=mark,
        due=fact.due,
    )


@RIGHTS.evolves(IdentityChecked)
def _identified(request: RightsRequest, fact: IdentityChecked, mark: Mark) -> RightsRequest:
    return replace(request, identified=(fact.by_what, mark))


@RIGHTS.evolves(StepTaken)
def _step(request: RightsRequest, fact: StepTaken, mark: Mark) -> RightsRequest:
    return replace(request, steps=(*request.steps, (fact.note, mark)))


@RIGHTS.evolves(Extended)
def _extended(request: RightsRequest, fact: Extended, mark: Mark) -> RightsRequest:
    return replace(request, due=fact.due, extended=mark)


@RIGHTS.evolves(DecisionProposed)
def _proposed(request: RightsRequest, fact: DecisionProposed, mark: Mark) -> RightsRequest:
    return replace(request, proposal=Ruling(fact.outcome, fact.ground, fact.note, mark))


@RIGHTS.evolves(DecisionDeclined)
def _declined(request: RightsRequest, fact: DecisionDeclined, mark: Mark) -> RightsRequest:
    return replace(request, proposal=None)


@RIGHTS.evolves(Decided)
def _decided(request: RightsRequest, fact: Decided, mark: Mark) -> RightsRequest:
    note = request.proposal.note if fact.proposal and request.proposal else fact.note
    return replace(request, decision=Ruling(fact.outcome, fact.ground, note, mark), proposal=None)


@RIGHTS.evolves(ErasureCarriedOut)
def _carried_out(request: RightsRequest, fact: ErasureCarriedOut, mark: Mark) -> RightsRequest:
    return replace(request, carried_out=(*request.carried_out, *fact.erased), carried_out_mark=mark)


@RIGHTS.evolves(Completed)
def _completed(request: RightsRequest, fact: Completed, mark: Mark) -> RightsRequest:
    return replace(request, completed=mark, delivered=fact.delivered)


@RIGHTS.evolves(Withdrawn)
def _withdrawn(request: RightsRequest, fact: Withdrawn, mark: Mark) -> RightsRequest:
    return replace(request, withdrawn=mark)


@RIGHTS.evolves(SubjectErased)
def _erased(request: RightsRequest, fact: SubjectErased, mark: Mark) -> RightsRequest:
    return replace(request, erased={**request.erased, fact.subject: mark})
