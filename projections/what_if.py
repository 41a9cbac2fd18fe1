"""What if other rules held: tiers, outcomes and gates of all cases judged again, with nothing written (S3.4, W6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

import msgspec

from aggregates.household_facts import (
    HelpReceived,
    ProblemNoted,
    ReferralAnswered,
    ReferralDone,
    ReferralSent,
    Visited,
)
from aggregates.household_judging import judged_again
from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.judging import stood_on, workflow_of
from aggregates.lifecycle import Living
from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import rules_for
from engine.facts import Fact
from engine.history import Mark
from engine.kind import Cases, Kind
from engine.narrow import marked
from engine.reader import Reader
from engine.shares import Share
from workflows.rules import Rules

S = TypeVar("S")

NEVER_LOOKED_AT: frozenset[type[Fact]] = frozenset(
    {HelpReceived, ProblemNoted, ReferralAnswered, ReferralDone, ReferralSent, Visited}
)
"""What is told of a household without any rule looking at it."""
LOOKED_AT = (
    "SELECT rowid - 1, originator_id, originator_version, topic, state, by, occurred_on, recorded_at, NULL "
    "FROM stored_events WHERE originator_id = ? AND rowid <= ? "
    f"AND topic NOT IN ({', '.join(sorted(repr(cls.spec.topic) for cls in NEVER_LOOKED_AT))}) "
    "ORDER BY originator_version"
)

OF_SHARE = "SELECT originator_id FROM cases WHERE kind = ? AND originator_id >= ? AND originator_id < ?"


class Gap(msgspec.Struct, frozen=True, order=True):
    """A stage, and a requirement that its gate finds missing: of a stage passed already, or of the next one."""

    stage: str
    requirement: str
    passed: bool


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules make of a case."""

    tier: str | None = None
    out_of_poverty: bool | None = None
    gaps: tuple[Gap, ...] = ()


class CaseStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One case under the rules it runs under, and under the others."""

    case: str
    kind: str
    program: str
    stage: str
    before: Standing
    after: Standing

    @property
    def becomes_stuck(self) -> bool:
        """Whether something is missing that isn't missing now."""
        return not set(self.after.gaps) <= set(self.before.gaps)


class Changes(NamedTuple):
    """How many cases were asked about, and those of them that stand otherwise under the other rules."""

    cases: int
    changed: list[CaseStanding]


def standings(reader: Reader, share: Share, rules: Rules, on: date) -> Iterator[list[CaseStanding]]:
    """Every program of a share with its households, as of ``on``: as they are, and under ``rules``."""
    for programs_cases in _cases(reader, share, rules, on):
        yield [one.standing() for one in programs_cases]


def changes(reader: Reader, share: Share, rules: Rules, on: date) -> Iterator[Changes]:
    """The same, program by program, but only those that change; a case that can't is not judged at all."""
    for programs_cases in _cases(reader, share, rules, on):
        judged = [one.standing() for one in programs_cases if one.may_change]
        yield Changes(len(programs_cases), [one for one in judged if one.before != one.after])


class _Case:
    """A case under the rules it has and under others; ``moved`` says that what surrounds it is otherwise there."""

    __slots__ = ("_case", "_kind", "_now", "_other", "_program", "_rules", "_state", "_then", "may_change", "moved")

    def __init__(
        self, kind: Kind[Any], case: str, program: str, now: _Under, then: _Under, *, moved: bool = False
    ) -> None:
        self._kind, self._case, self._program, self._now, self._then = kind, case, program, now, then
        self._state, self._other = now.state(kind, case), then.state(kind, case)
        self._rules = rules_for(self._state, now, now.on)
        assert then.rules is not None
        self.moved = self._other is not self._state
        self.may_change = self.moved or moved or not _ask_the_same(self._rules, then.rules)

    def standing(self) -> CaseStanding:
        """What both rule sets make of it."""
        rules = self._then.rules
        assert rules is not None
        before = _found(self._kind, self._case, self._state, self._now, self._rules)
        after = _found(self._kind, self._case, self._other, self._then, rules) if self.may_change else before
        stage = self._state.life.stage
        return CaseStanding(
            case=self._case, kind=self._kind.name, program=self._program, stage=stage, before=before, after=after
        )


def _cases(reader: Reader, share: Share, rules: Rules, on: date) -> Iterator[list[_Case]]:
    """Program by program; a program is judged with its households around it."""
    shared = _Histories(reader)
    for program, *_ in reader.connection.execute(OF_SHARE, (PROGRAM.name, *share)).fetchall():
        histories = _Histories(reader, shared)
        now, then = _Under(histories, on), _Under(histories, on, rules)
        households = [_Case(HOUSEHOLD, case, program, now, then) for case in reader.members(program)]
        moved = any(one.moved for one in households)
        yield [_Case(PROGRAM, program, program, now, then, moved=moved), *households]


def _ask_the_same(one: Rules, other: Rules) -> bool:
    """Whether two rule sets ask the same of the same case; bands of tiers and scores are in no gate."""
    key = id(one), id(other)
    if key not in _asking_the_same:
        household = msgspec.structs.replace(one.household, tiers=other.household.tiers)
        parts = (one.process, one.gates, one.program, one.committee, household)
        others = (other.process, other.gates, other.program, other.committee, other.household)
        _asking_the_same[key] = one, other, parts == others
    return _asking_the_same[key][2]


_asking_the_same: dict[tuple[int, int], tuple[Rules, Rules, bool]] = {}
"""By identity, since rule sets are few and large; each is kept so that no other takes its place."""


def _found(kind: Kind[Any], case: str, state: Living, cases: Cases, rules: Rules) -> Standing:
    gaps = tuple(sorted(_gaps(kind, case, state, cases, rules))) if state.life.status == "open" else ()
    if not isinstance(state, HouseholdCase):
        return Standing(gaps=gaps)
    return Standing(tier=state.tier, out_of_poverty=state.out_of_poverty, gaps=gaps)


def _gaps(kind: Kind[Any], case: str, state: Living, cases: Cases, rules: Rules) -> Iterator[Gap]:
    workflow, waived = workflow_of(kind), state.life.waived
    around = kind.around(case, state, cases, rules)
    passed = ((move, True) for move in stood_on(workflow, state))
    ahead = ((move, False) for move in workflow.ways_from(state.life.stage) if not move.back)
    for move, behind in (*passed, *ahead):
        for asked in workflow.gate(move, state, rules):
            if asked.id not in waived and not asked.judge(state, around, rules).met:
                yield Gap(move.target, asked.id, behind)


class _Histories:
    """The facts of some cases that rules can look at; those of no program, such as reference data, are shared."""

    def __init__(self, reader: Reader, shared: _Histories | None = None) -> None:
        self.reader, self._shared = reader, shared
        self._facts: dict[str, list[tuple[Fact, Mark]]] = {}
        self._states: dict[str, Any] = {}
        self._versions: dict[str, int] = {}

    def of(self, kind: Kind[Any]) -> _Histories:
        """Where a case of this kind is kept."""
        return self if self._shared is None or kind in (HOUSEHOLD, PROGRAM) else self._shared

    def facts(self, case: str) -> list[tuple[Fact, Mark]]:
        found = self._facts.get(case)
        if found is None:
            lines = self.reader.connection.execute(LOOKED_AT, (case, self.reader.size)).fetchall()
            found = self._facts[case] = marked(lines, self.reader.parts.mapper)
        return found

    def version(self, case: str) -> int:
        """How many facts a case has, also those no rule looks at."""
        if case not in self._versions:
            self._versions[case] = self.reader.latest(case)[0]
        return self._versions[case]

    def state(self, kind: Kind[Any], case: str) -> Any:
        """The case as it is, but for what no rule looks at."""
        if case not in self._states:
            self._states[case] = _evolved(kind, self.facts(case))
        return self._states[case]


class _Under:
    """Every case as it is, or as it would be had ``rules`` judged its facts; implements ``Cases``."""

    def __init__(self, histories: _Histories, on: date, rules: Rules | None = None) -> None:
        self.on, self.rules = on, rules
        self._histories, self._states = histories, dict[str, Any]()
        reader = histories.reader
        self.members, self.holder, self.subjects = reader.members, reader.holder, reader.subjects

    @property
    def now(self) -> Cases:
        return self

    def version(self, case: str) -> int:
        return self._histories.version(case)

    def state(self, kind: Kind[S], case: str) -> S:
        if case not in self._states:
            self._states[case] = self._state(kind, case)
        found: S = self._states[case]
        return found

    def _state(self, kind: Kind[Any], case: str) -> Any:
        histories = self._histories.of(kind)
        if self.rules is None:
            return histories.state(kind, case)
        facts = histories.facts(case)
        again = [(judged_again(fact, self.rules), mark) for fact, mark in facts]
        if all(new is old for (new, _), (old, _) in zip(again, facts, strict=True)):
            return histories.state(kind, case)
        return _evolved(kind, again)


def _evolved(kind: Kind[Any], facts: Sequence[tuple[Fact, Mark]]) -> Any:
    state: Any = None
    for fact, mark in facts:
        state = kind.evolve(state, fact, mark)
    return state
