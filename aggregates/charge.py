"""Who is in charge of a case, and under which rules it runs: assign, transfer, move to another rule set (W6)."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.asking import reason_of
from aggregates.judging import asked_for, workflow_of
from aggregates.lifecycle import L
from aggregates.lifecycle_facts import Changed, ManagerAssigned, ManagerTransferred, RulesChanged
from aggregates.rules_in_force import pinned, rules_of
from engine.kind import Act, Kind
from engine.refusal import BadInput, refuse


def assigning(kind: Kind[L]) -> None:
    """Give ``kind`` its officer in charge."""

    @kind.decides(ManagerAssigned, th="มอบหมายผู้จัดการรายกรณี", en="Assign a case manager", authority="charge")
    def assign_manager(case: L, act: Act, *, officer: str) -> Iterator[ManagerAssigned]:
        """Put an officer in charge of a case that has none (H3)."""
        if case.life.officer == _known(officer):
            return
        if case.life.officer is not None:
            raise refuse("H3", "มีผู้รับผิดชอบแล้ว ให้ใช้การโอน", "somebody is in charge already: transfer the case instead")
        yield ManagerAssigned(officer=officer)

    @kind.decides(ManagerTransferred, th="โอนผู้จัดการรายกรณี", en="Transfer to another case manager", authority="charge")
    def transfer_manager(case: L, act: Act, *, officer: str) -> Iterator[ManagerTransferred]:
        """Pass the case from the officer in charge to another one, with a reason."""
        reason_of(act)
        if case.life.officer is None:
            raise refuse("H3", "ยังไม่มีผู้รับผิดชอบ ให้ใช้การมอบหมาย", "nobody is in charge yet: assign somebody instead")
        if case.life.officer != _known(officer):
            yield ManagerTransferred(left=case.life.officer, officer=officer)


def repinning(kind: Kind[L]) -> None:
    """Let a case move to another rule set (W6)."""
    workflow = workflow_of(kind)

    @kind.decides(RulesChanged, th="ย้ายไปใช้ชุดเกณฑ์อื่น", en="Move to another rule set", authority="rules")
    def change_rules(case: L, act: Act, *, sha256: str) -> Iterator[RulesChanged]:
        """Run under the activated rule set with this hash from now on; lists what that changes for it."""
        if case.life.rules.sha256 == sha256:
            return
        pin = pinned(act.cases, sha256)
        rules = rules_of(act.cases, sha256)
        before = kind.around(act.case, case, act.cases, act.rules)
        after = kind.around(act.case, case, act.cases, rules)
        asked, asks = asked_for(kind, case, act.rules), asked_for(kind, case, rules)
        compared = (
            Changed(
                requirement=found.id,
                was_met=found.judge(case, before, act.rules).met,
                is_met=found.judge(case, after, rules).met,
                was_asked=asked.get(found.id, ()),
                is_asked=asks.get(found.id, ()),
                was_waivable=act.rules.process.waivable(found.id),
                is_waivable=rules.process.waivable(found.id),
            )
            for found in workflow.requirements
        )
        yield RulesChanged(rules=pin, changed=tuple(one for one in compared if one.differs))


def _known(officer: str) -> str:
    if not officer:
        raise BadInput("officer", "ต้องระบุผู้รับผิดชอบ", "name an officer")
    return officer
