"""Deciding: the circumstances of a decision, its outcome, and the same decision taken again for a correction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from engine.case_file import CaseFile
from engine.clock import recording_time
from engine.command import Command
from engine.database import Connection, Head
from engine.decision import Decision
from engine.erasure import SubjectErased
from engine.history import CORRECTIONS, Effective, LateRecordProposed, counted, effective, evolved
from engine.kind import Act, Kind, Redecided
from engine.parts import Parts
from engine.reader import AsOf, Reader, bangkok_day
from engine.refusal import BadInput, CaseNotFound, refuse

FUTURE = ("วันที่เกิดเหตุต้องไม่อยู่ในอนาคต", "the date must not lie in the future")


class Decider(Reader):
    """A reader that also decides, at one moment: ``at`` (microseconds since 1970 UTC), ``today`` in Bangkok."""

    def __init__(self, parts: Parts, connection: Connection, head: Head, files: Mapping[str, CaseFile]) -> None:
        super().__init__(parts, connection, head, files)
        self.at = recording_time(parts.clock, self.at, after_silence=parts.after_silence)
        self.today = bangkok_day(self.at)

    def outcome(
        self,
        kind: Kind[Any],
        decision: Decision,
        case: str,
        file: CaseFile | None,
        on: date,
        command: Command,
        inputs: Mapping[str, Any],
    ) -> list[Any]:
        """The facts and consequences a decision yields for the case as of ``on``; ``file`` is None before it opens.

        Raises Refused, BadInput, or CaseNotFound when there is no such case and the decision opens none.
        """
        if decision.opens:
            if file is not None:
                return []
            act = self._act(kind, None, case, 0, on, command)
            return kind.admits(None, act, decision, list(decision.function(act, **inputs) or ()))
        if file is None:
            raise CaseNotFound(kind.name, case)
        kind.guard(file.state, decision)
        state = file.state if on >= file.latest_on else self.state_on(kind, case, on)
        act = self._act(kind, state, case, file.version, on, command)
        return kind.admits(state, act, decision, list(decision.function(state, act, **inputs) or ()))

    def _act(self, kind: Kind[Any], state: Any, case: str, version: int, on: date, command: Command) -> Act:
        """The circumstances of a decision dated ``on``; ``state`` is the case as of then, None when it opens."""

        def redecide(target: int, at: date | None, inputs: Mapping[str, Any] | None) -> Redecided:
            return self._redecide(kind, case, version, command, target, at, inputs)

        return Act(
            case=case,
            version=version,
            by=command.by,
            on=on,
            today=self.today,
            because=command.because,
            rules=kind.rules(state, self, on),
            cases=AsOf(self, on),
            new_subject=self.parts.vault.new_subject,
            redecide=redecide,
            proposed=lambda first: self._proposed(kind, case, version, command, first),
        )

    def _redecide(
        self,
        kind: Kind[Any],
        case: str,
        seen: int,
        command: Command,
        version: int,
        at: date | None,
        inputs: Mapping[str, Any] | None,
    ) -> Redecided:
        """The decision behind the fact at ``version``, taken again with other inputs or on another date (W5)."""
        target = self._counting(case, version)
        if at is not None and at > self.today:
            raise BadInput("on", *FUTURE)
        on = at or target.on
        others = (item for item in counted(self.facts(case), on) if item.version != version or version == 1)
        state = evolved(kind.evolve, others)
        act = self._act(kind, state, case, seen, on, command)
        if inputs is None:
            return Redecided(target.record, target.fact, target.settled, None, state, act)
        decision = next((d for d in kind.decisions.values() if d.records[:1] == (type(target.fact),)), None)
        apart = decision is None or decision.opens or decision.authority == "apart"
        if decision is None or apart or target.fact.spec.ordered:
            raise refuse("W5", "ข้อเท็จจริงนี้แก้ไขได้เฉพาะวันที่", "only the date of this fact can be corrected")
        # Each box stays under its subject's key; a box the fact did not have is a new subject's.
        keys = iter([box.key for name in target.fact.spec.boxes if (box := getattr(target.fact, name)) is not None])
        again = msgspec.structs.replace(act, new_subject=lambda: next(keys, None) or act.new_subject())
        facts = list(decision.function(state, again, **decision.read(inputs)) or ())
        if len(facts) != 1 or type(facts[0]) is not type(target.fact):
            raise refuse("W5", "ข้อมูลที่แก้ไม่ใช่ข้อเท็จจริงชนิดเดิม", "the corrected inputs don't yield a fact of the same kind")
        return Redecided(target.record, target.fact, target.settled, facts[0], state, act)

    def _proposed(self, kind: Kind[Any], case: str, seen: int, command: Command, first: int) -> tuple[Redecided, ...]:
        """The facts that wait together from the proposal at version ``first`` on, each on the day it is dated."""
        records, found = self.facts(case), []
        for record in records:
            if isinstance(record.fact, LateRecordProposed) and record.fact.first == first and record.replacement:
                state = evolved(kind.evolve, counted(records, record.on))
                act = self._act(kind, state, case, seen, record.on, command)
                found.append(Redecided(record, record.replacement, 0, None, state, act))
        return tuple(found)

    def _counting(self, case: str, version: int) -> Effective:
        for item in effective(self.facts(case)):
            if item.version == version and not isinstance(item.fact, (*CORRECTIONS, SubjectErased)):
                return item
        raise refuse("W5", "ไม่มีข้อเท็จจริงลำดับนี้ให้แก้ไข", f"there is no fact {version} that counts in this case")
