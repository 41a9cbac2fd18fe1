"""What every kind of case shares: stage, status, cycle, waivers, officer in charge, pinned rules (W1-W7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal, Protocol, TypeVar

import msgspec

from aggregates.lifecycle_facts import (
    Closed,
    ManagerAssigned,
    ManagerTransferred,
    MoveDeclined,
    MoveRequested,
    Pressing,
    ReminderPutOff,
    Reopened,
    Resumed,
    Returned,
    RulePin,
    RulesChanged,
    StageReached,
    Suspended,
    WaiverConfirmed,
    WaiverDeclined,
    WaiverLapsed,
    WaiverRequested,
)
from engine.facts import Fact
from engine.history import (
    CorrectionConfirmed,
    CorrectionDeclined,
    CorrectionProposed,
    LateRecordConfirmed,
    LateRecordDeclined,
    LateRecordProposed,
    Mark,
)
from engine.kind import Kind

Status = Literal["open", "suspended", "closed"]
Settling = CorrectionConfirmed | CorrectionDeclined | LateRecordConfirmed | LateRecordDeclined


class Request(msgspec.Struct, frozen=True):
    """Something that waits for a second person (U5)."""

    about: Literal["move", "waiver", "correction", "late_record"]
    subject: str
    """The stage to enter, the requirement to waive, the version to correct, or the topic recorded late."""
    mark: Mark
    on: date | None = None
    """For a correction, the date it would give the fact."""


class Waiver(msgspec.Struct, frozen=True):
    """A granted waiver. It stands until evidence meets its requirement; both stay visible (W3)."""

    requirement: str
    requested: int
    mark: Mark


class PutOff(msgspec.Struct, frozen=True):
    """A reminder somebody needs no more, before a day or until something else is recorded."""

    about: Pressing
    until: date | None
    mark: Mark


class Passage(msgspec.Struct, frozen=True):
    """One entry into a stage, forward or back."""

    stage: str
    cycle: int
    waived: tuple[str, ...]
    mark: Mark


class Life(msgspec.Struct, frozen=True):
    """Where a case stands."""

    rules: RulePin
    opened: Mark
    stage: str = "opened"
    since: Mark | None = None
    status: Status = "open"
    closed_as: str | None = None
    holds_claims: bool = True
    suspended_until: date | None = None
    cycle: int = 1
    passages: tuple[Passage, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    lapsed: tuple[Waiver, ...] = ()
    requests: tuple[Request, ...] = ()
    officer: str | None = None
    officer_mark: Mark | None = None
    put_off: tuple[PutOff, ...] = ()

    @property
    def waived(self) -> dict[str, int]:
        """Requirement id -> version of the waiver granted for it that hasn't lapsed."""
        return {waiver.requirement: waiver.mark.version for waiver in self.waivers}

    def request(self, version: int, about: str) -> Request | None:
        """The pending request made at ``version``."""
        return next((r for r in self.requests if r.mark.version == version and r.about == about), None)

    def reached(self, stage: str) -> bool:
        """Whether the case has ever entered ``stage``."""
        return any(passage.stage == stage for passage in self.passages)


def begin(rules: RulePin, mark: Mark) -> Life:
    """The life of a case that has just been opened."""
    return Life(rules=rules, opened=mark)


class Living(Protocol):
    """A state that has a life."""

    @property
    def life(self) -> Life: ...


L = TypeVar("L", bound=Living)

# Evolve


def _reached(life: Life, fact: StageReached, mark: Mark) -> Life:
    passage = Passage(fact.reached, life.cycle, fact.waived, mark)
    open_requests = tuple(r for r in life.requests if r.about != "move")
    return msgspec.structs.replace(
        life, stage=fact.reached, since=mark, passages=(*life.passages, passage), requests=open_requests
    )


def _asked_move(life: Life, fact: MoveRequested, mark: Mark) -> Life:
    return msgspec.structs.replace(life, requests=(*life.requests, Request("move", fact.to, mark)))


def _returned(life: Life, fact: Returned, mark: Mark) -> Life:
    cycle = life.cycle + fact.new_cycle
    passage = Passage(fact.reached, cycle, (), mark)
    return msgspec.structs.replace(
        life, stage=fact.reached, since=mark, cycle=cycle, passages=(*life.passages, passage)
    )


def _suspended(life: Life, fact: Suspended, mark: Mark) -> Life:
    return msgspec.structs.replace(life, status="suspended", suspended_until=fact.until)


def _resumed(life: Life, fact: Resumed, mark: Mark) -> Life:
    return msgspec.structs.replace(life, status="open", suspended_until=None)


def _closed(life: Life, fact: Closed, mark: Mark) -> Life:
    return msgspec.structs.replace(
        life, status="closed", closed_as=fact.reason, holds_claims=fact.keeps_claims, suspended_until=None
    )


def _reopened(life: Life, fact: Reopened, mark: Mark) -> Life:
    return msgspec.structs.replace(life, status="open", closed_as=None, holds_claims=True)


def _asked_waiver(life: Life, fact: WaiverRequested, mark: Mark) -> Life:
    request = Request("waiver", fact.requirement, mark)
    return msgspec.structs.replace(life, requests=(*life.requests, request))


def _waived(life: Life, fact: WaiverConfirmed, mark: Mark) -> Life:
    others = tuple(w for w in life.waivers if w.requirement != fact.requirement)
    waiver = Waiver(fact.requirement, fact.request, mark)
    return msgspec.structs.replace(life, waivers=(*others, waiver), requests=_without(life.requests, fact.request))


def _lapsed(life: Life, fact: WaiverLapsed, mark: Mark) -> Life:
    waivers = tuple(w for w in life.waivers if w.mark.version != fact.waiver)
    gone = tuple(w for w in life.waivers if w.mark.version == fact.waiver)
    return msgspec.structs.replace(life, waivers=waivers, lapsed=(*life.lapsed, *gone))


def _declined(life: Life, fact: WaiverDeclined | MoveDeclined, mark: Mark) -> Life:
    return msgspec.structs.replace(life, requests=_without(life.requests, fact.request))


def _proposed(life: Life, fact: CorrectionProposed, mark: Mark) -> Life:
    request = Request("correction", str(fact.target), mark, fact.on)
    return msgspec.structs.replace(life, requests=(*life.requests, request))


def _settled(life: Life, fact: Settling, mark: Mark) -> Life:
    return msgspec.structs.replace(life, requests=_without(life.requests, fact.proposal))


def _proposed_late(life: Life, fact: LateRecordProposed, mark: Mark) -> Life:
    if fact.first != mark.version:
        return life
    request = Request("late_record", fact.replacement.topic.partition("@")[0], mark)
    return msgspec.structs.replace(life, requests=(*life.requests, request))


def _assigned(life: Life, fact: ManagerAssigned | ManagerTransferred, mark: Mark) -> Life:
    return msgspec.structs.replace(life, officer=fact.officer, officer_mark=mark)


def _put_off(life: Life, fact: ReminderPutOff, mark: Mark) -> Life:
    return msgspec.structs.replace(life, put_off=(*life.put_off, PutOff(fact.about, fact.until, mark)))


def _repinned(life: Life, fact: RulesChanged, mark: Mark) -> Life:
    return msgspec.structs.replace(life, rules=fact.rules)


def _without(requests: tuple[Request, ...], version: int) -> tuple[Request, ...]:
    return tuple(r for r in requests if r.mark.version != version)


EVOLVE: Mapping[type[Fact], Callable[[Life, Any, Mark], Life]] = {
    StageReached: _reached,
    Returned: _returned,
    Suspended: _suspended,
    Resumed: _resumed,
    Closed: _closed,
    Reopened: _reopened,
    WaiverRequested: _asked_waiver,
    WaiverConfirmed: _waived,
    WaiverLapsed: _lapsed,
    WaiverDeclined: _declined,
    MoveRequested: _asked_move,
    MoveDeclined: _declined,
    CorrectionProposed: _proposed,
    CorrectionConfirmed: _settled,
    CorrectionDeclined: _settled,
    LateRecordProposed: _proposed_late,
    LateRecordConfirmed: _settled,
    LateRecordDeclined: _settled,
    ManagerAssigned: _assigned,
    ManagerTransferred: _assigned,
    ReminderPutOff: _put_off,
    RulesChanged: _repinned,
}


def live(
    kind: Kind[L],
    *,
    entered: Callable[[L, Mark], L] = lambda state, mark: state,
    renewed: Callable[[L], L] = lambda state: state,
) -> None:
    """Give a kind of case its life.

    ``renewed`` clears what each cycle must show anew; ``entered`` notes what is frozen on entering the
    stage the state is now in (both pure; W4).
    """
    for cls, handler in EVOLVE.items():
        kind.evolves(cls)(_through(handler))

    @kind.evolves(StageReached)
    def _(state: L, fact: StageReached, mark: Mark) -> L:
        return entered(with_life(state, _reached(state.life, fact, mark)), mark)

    @kind.evolves(Returned)
    def _(state: L, fact: Returned, mark: Mark) -> L:
        back = with_life(state, _returned(state.life, fact, mark))
        return entered(renewed(back) if fact.new_cycle else back, mark)


def with_life(state: L, life: Life) -> L:
    """The state with another life."""
    changed: L = msgspec.structs.replace(state, life=life)  # type: ignore[type-var]
    return changed


def _through(handler: Callable[[Life, Any, Mark], Life]) -> Callable[[L, Any, Mark], L]:
    def evolve(state: L, fact: Any, mark: Mark) -> L:
        return with_life(state, handler(state.life, fact, mark))

    return evolve
