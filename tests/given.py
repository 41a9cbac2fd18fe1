"""given(facts).when(command).then(facts) / then_refused(ids) / then_nothing(): decisions without a store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import msgspec
import pytest

from aggregates.lifecycle_facts import RulePin
from aggregates.reference import REFERENCE, Activation, Reference
from engine.facts import Fact
from engine.history import Mark
from engine.kind import Act, Also, Kind
from engine.refusal import BadInput, CaseNotFound, Refused
from engine.sealed import InHand, Origin, Sealed
from workflows.rules import Rules, decode_rules
from workflows.rulesets import delivered

CASE = "c" * 32
TODAY = date(2021, 9, 30)
TEXT = delivered("2564")
PIN = RulePin("2564", 1, sha256(TEXT.encode()).hexdigest())
RULES: Rules = decode_rules(TEXT)
REFERENCE_STATE = Reference(activations=(Activation(date(2020, 10, 1), PIN, 2564, TEXT),))


class Around:
    """Other cases for a decision under test; implements ``Cases``."""

    def __init__(
        self,
        states: Mapping[str, tuple[Kind[Any], Any]],
        holders: Mapping[tuple[str, str], str],
        on: date = TODAY,
        sealed: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.states, self.holders, self.on, self.sealed = dict(states), holders, on, sealed or {}

    def state(self, kind: Kind[Any], case: str) -> Any:
        if kind is REFERENCE:
            return self.states.get(case, (REFERENCE, REFERENCE_STATE))[1]
        found = self.states.get(case)
        if found is None or found[0] is not kind:
            raise CaseNotFound(kind.name, case)
        return found[1]

    @property
    def now(self) -> Around:
        return self

    def version(self, case: str) -> int:
        return 9 if case in self.states else 0

    def members(self, parent: str) -> tuple[str, ...]:
        return tuple(case for case, (kind, state) in self.states.items() if kind.parent(state) == parent)

    def holder(self, claim: str, key: str) -> str | None:
        return self.holders.get((claim, key))

    def subjects(self, case: str) -> frozenset[str]:
        return self.sealed.get(case, frozenset())


class Given:
    """A case with a history; facts may be given alone, as (date, fact) or as (date, by, fact)."""

    def __init__(self, kind: Kind[Any], *facts: Any, case: str = CASE) -> None:
        self.kind, self.case = kind, case
        self.state: Any = None
        self.version = 0
        self.others: dict[str, tuple[Kind[Any], Any]] = {}
        self.holders: dict[tuple[str, str], str] = {}
        self.sealed: dict[str, frozenset[str]] = {}
        """Case -> everybody for whom its facts sealed something."""
        for given in facts:
            *when, fact = given if isinstance(given, tuple) else (given,)
            on = when[0] if when else date(2020, 10, 1) + timedelta(days=self.version)
            by = when[1] if len(when) > 1 else "somchai"
            self.version += 1
            sealed = _sealed(fact, case, self.version)
            self.state = kind.evolve(self.state, sealed, Mark(self.version, on, by))

    def among(self, kind: Kind[Any], case: str, state: Any) -> Given:
        """Another case the decision may read."""
        self.others[case] = (kind, state)
        return self

    def holding(self, claim: str, key: str, case: str) -> Given:
        """A claim that ``case`` holds."""
        self.holders[claim, key] = case
        return self

    def when(
        self, command: str, *, on: date = TODAY, by: str = "somchai", because: str | None = None, **inputs: Any
    ) -> Outcome:
        decision = self.kind.decisions[command]
        subjects = count(1)
        own = {self.case: (self.kind, self.state)} if self.state else {}
        cases = Around({**self.others, **own}, self.holders, on, self.sealed)

        def decide() -> list[Fact | Also]:
            given = decision.read(inputs)
            act = Act(
                case=self.case,
                version=self.version,
                by=by,
                on=on,
                today=TODAY,
                because=because,
                rules=self.kind.rules(self.state, cases, on),
                cases=cases,
                new_subject=lambda: f"subject-{next(subjects)}",
                redecide=_not_here,
                proposed=_not_here,
            )
            if decision.opens:
                return list(decision.function(act, **given) or ())
            self.kind.guard(self.state, decision)
            return list(decision.function(self.state, act, **given) or ())

        return Outcome(decide, decision.records)


class Outcome:
    def __init__(self, decide: Any, records: tuple[type[Fact], ...]) -> None:
        self.decide, self.records = decide, records

    def facts(self) -> list[Any]:
        found = self.decide()
        for fact in found:
            assert isinstance(fact, Also) or type(fact) in self.records, "a decision records only what it declares"
        return [_opened(fact) for fact in found]

    def then(self, *expected: Any) -> None:
        """Exactly these facts (boxes compared by what is in them)."""
        assert self.facts() == [_opened(fact) for fact in expected]

    def then_some(self, *classes: type[Fact]) -> list[Any]:
        """Facts of exactly these classes; returns them for a closer look."""
        found = self.facts()
        assert [type(fact) for fact in found] == list(classes)
        return found

    def then_nothing(self) -> None:
        assert self.facts() == []

    def then_refused(self, *ids: str) -> Refused:
        """Refused, with findings of exactly these requirement ids; each explains itself in both languages."""
        with pytest.raises(Refused) as refused:
            self.decide()
        assert tuple(finding.id for finding in refused.value.findings) == ids
        for finding in refused.value.findings:
            needed = finding.needed or finding.label
            assert needed.th
            assert needed.en
        return refused.value

    def then_bad_input(self, field: str) -> None:
        with pytest.raises(BadInput) as bad:
            self.decide()
        assert bad.value.field == field


def given(kind: Kind[Any], *facts: Any, case: str = CASE) -> Given:
    return Given(kind, *facts, case=case)


class Plain(msgspec.Struct, frozen=True):
    """A box lying open, for comparing facts."""

    subject: str
    content: Any


def _opened(fact: Any) -> Any:
    if not isinstance(fact, Fact):
        return fact
    boxes = {n: getattr(fact, n) for n in fact.spec.boxes}
    plain: dict[str, Any] = {n: Plain(b.subject, b.content) for n, b in boxes.items() if isinstance(b, InHand)}
    return msgspec.structs.replace(fact, **plain)


def _sealed(fact: Fact, case: str, version: int) -> Fact:
    boxes = {n: getattr(fact, n) for n in fact.spec.boxes}
    origin = Origin(case, version, fact.spec.topic, 1)
    closed: dict[str, Any] = {
        n: Sealed(b.subject, b"sealed", origin) for n, b in boxes.items() if isinstance(b, InHand)
    }
    return msgspec.structs.replace(fact, **closed)


def _not_here(*_: Any) -> Any:
    raise AssertionError("corrections are tested through casework")
