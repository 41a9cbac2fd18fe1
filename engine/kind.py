"""A kind of case: its facts and how they fold, its decisions, and what a decision sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from engine.bilingual import Text
from engine.decision import Authority, Decision, Standing
from engine.facts import Fact, Recorded
from engine.history import CORRECTIONS, Mark
from engine.refusal import UnsafeStore
from engine.sealed import Sealed
from engine.workflow import Workflow

S = TypeVar("S")
F = TypeVar("F", bound=Fact)


class Cases(Protocol):
    """What a rule may see beyond its own case, read in the same transaction."""

    def state(self, kind: Kind[S], case: str) -> S:
        """The present state of another case. Raises CaseNotFound."""
        ...

    @property
    def now(self) -> Cases:
        """The same without a date: other cases as they stand now, whatever the day of the decision."""
        ...

    @property
    def on(self) -> date:
        """The day these cases are seen as of: the day of the decision, or today."""
        ...

    def version(self, case: str) -> int:
        """How many facts another case has; a fact that relies on it cites this."""
        ...

    def members(self, parent: str) -> tuple[str, ...]:
        """The cases that belong to ``parent``, in the order they joined it."""
        ...

    def holder(self, claim: str, key: str) -> str | None:
        """The case that holds a claim, if any."""
        ...

    def subjects(self, case: str) -> frozenset[str]:
        """Everybody for whom the facts of a case ever sealed something; erased or not."""
        ...


class Act(msgspec.Struct, frozen=True):
    """The circumstances of a decision, all from outside: who, when, why, under which rules."""

    case: str
    version: int
    by: str
    on: date
    today: date
    because: str | None
    rules: Any
    cases: Cases
    new_subject: Callable[[], str]
    redecide: Callable[[int, date | None, Mapping[str, Any] | None], Redecided]
    """For a correction: the decision behind a fact, taken again with other inputs or on another date."""
    proposed: Callable[[int], tuple[Redecided, ...]]
    """For a late record: the facts proposed together at a version, each as it would count."""


class Redecided(NamedTuple):
    """A fact of the case as it counts now, and what its decision yields from the corrected inputs."""

    record: Recorded
    fact: Fact
    settled: int
    """Version of the fact that put its last correction into force; 0 where there is none."""
    replacement: Fact | None
    before: Any
    """The case without this fact on the day it is decided for."""
    act: Act
    """The circumstances of that day."""


class Also(NamedTuple):
    """A decision's consequence for another case, taken in the same transaction."""

    kind: Kind[Any]
    case: str
    decision: str
    inputs: Mapping[str, Any]


class Secret(NamedTuple):
    """One field inside a sealed box; claimed and looked up under a keyed blind index of its text."""

    box: Sealed[Any]
    field: str


class Claim(NamedTuple):
    """Something a case holds as long as its state says so: ``kind`` and, within the case, ``holder``.

    An exclusive claim is held by one case at a time; a shared one is only a way to look cases up.
    """

    kind: str
    holder: str
    shared: bool = False


Claims = Mapping[Claim, "str | Secret"]


@dataclass(eq=False)
class Kind(Generic[S]):
    """Everything casework needs to know of one kind of case.

    ``stage`` and ``waivers`` say where a state stands in the workflow and which requirements are waived
    for it (requirement id -> version of the waiver); ``guard`` refuses what the case's status forbids.
    ``claims`` says what a state holds, ``claims_rest_on`` which parts of the state that follows from: as
    long as these are the same objects, nothing is worked out again. ``parent`` says which case it belongs
    to; ``subject`` under whose key reasons are sealed (None where no person is spoken of); ``recognised``
    by which claims a subject would be known if it were recorded again, and where their texts stand. ``around``
    gathers what its requirements read beyond the case; ``rules`` finds the rules a case is pinned to (or,
    when it is being opened, those in force). ``admits`` has the last word on what a decision yields: it may turn
    facts into proposals that wait for a second person.
    """

    name: str
    label: Text
    workflow: Workflow | None = None
    stage: Callable[[S], str] = field(default=lambda state: "")
    waivers: Callable[[S], Mapping[str, int]] = field(default=lambda state: {})
    guard: Callable[[S, Decision], None] = field(default=lambda state, decision: None)
    claims: Callable[[S], Claims] = field(default=lambda state: {})
    claims_rest_on: Callable[[S], tuple[object, ...]] = field(default=lambda state: (state,))
    parent: Callable[[S], str | None] = field(default=lambda state: None)
    subject: Callable[[S], str | None] = field(default=lambda state: None)
    recognised: Callable[[S, str], Mapping[str, Secret]] = field(default=lambda state, subject: {})
    around: Callable[[str, S, Cases, Any], Any] = field(default=lambda case, state, cases, rules: None)
    rules: Callable[[S | None, Cases, date], Any] = field(default=lambda state, cases, on: None)
    admits: Callable[[S | None, Act, Decision, list[Any]], list[Any]] = field(
        default=lambda state, act, decision, yielded: yielded
    )
    decisions: dict[str, Decision] = field(default_factory=dict)
    _handlers: dict[type[Fact], Callable[[Any, Any, Mark], Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for cls in CORRECTIONS:
            self._handlers.setdefault(cls, _unchanged)

    @property
    def facts(self) -> tuple[type[Fact], ...]:
        """Every class of facts this kind may hold: its allow-list."""
        return tuple(self._handlers)

    def evolves(self, *classes: type[Fact]) -> Callable[[Callable[[Any, F, Mark], Any]], Callable[[Any, F, Mark], Any]]:
        """Register how a class of facts changes the state. The function only copies; it never judges."""

        def keep(handler: Callable[[Any, F, Mark], Any]) -> Callable[[Any, F, Mark], Any]:
            for cls in classes:
                self._handlers[cls] = handler
            return handler

        return keep

    def decides(
        self,
        *records: type[Fact],
        th: str,
        en: str,
        opens: bool = False,
        standing: Standing = "suspended",
        authority: Authority = "casework",
        name: str | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register a decision that may record facts of these classes; its keyword arguments are its inputs.

        ``standing``: evidence may be recorded while a case is suspended (the default), moves only while
        it is open, corrections and reopening even when it is closed (W4).
        ``authority``: who may take it; what a second person says is supervision (U5).
        """

        def keep(function: Callable[..., Any]) -> Callable[..., Any]:
            given = name or function.__name__
            if opens and not records[0].spec.ordered:
                raise TypeError(f"{given} opens a case, so its first fact must be ordered: it can't be retracted")
            self.decisions[given] = Decision.of(
                function, given, Text(th, en), records, opens=opens, standing=standing, authority=authority
            )
            return function

        return keep

    def evolve(self, state: S | None, fact: Fact, mark: Mark) -> S:
        """The state after one more fact. Raises UnsafeStore for a fact that isn't of this kind."""
        try:
            handler = self._handlers[type(fact)]
        except KeyError:
            raise UnsafeStore(f"a {self.name} can't hold a fact {fact.spec.topic}") from None
        after: S = handler(state, fact, mark)
        return after


def _unchanged(state: Any, fact: Fact, mark: Mark) -> Any:
    return state
