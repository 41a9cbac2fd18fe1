"""What every kind of case about people shares: legal holds, and the erasure of those it is about (PDPA s.33)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Protocol, TypeVar

import msgspec

from aggregates.asking import differs, reason_of
from aggregates.rights_state import RIGHTS, rules
from engine.erasure import SubjectErased
from engine.facts import Fact, fact
from engine.history import Mark
from engine.kind import Act, Kind
from engine.refusal import BadInput, CaseNotFound, Cite, refuse

# The names and fields below are a storage format: what is written stays for ever.


@fact("case.hold_placed", two_persons=True)
class HoldPlaced(Fact, frozen=True):
    """Nothing of this case may be erased while a claim, an audit or a law needs it; the envelope says which."""


@fact("case.hold_lifted", two_persons=True)
class HoldLifted(Fact, frozen=True):
    """The hold placed at version ``hold`` ended; the envelope says why."""

    hold: int


class Keeping(Protocol):
    """A state that knows what of it was erased and what must be kept."""

    @property
    def erased(self) -> Mapping[str, Mark]: ...
    @property
    def holds(self) -> Mapping[int, Mark]: ...


K = TypeVar("K", bound=Keeping)


def erasing(kind: Kind[K], may_erase: Callable[[K, str], None] = lambda state, subject: None) -> None:
    """Give ``kind`` its holds and erasures; ``may_erase`` refuses a subject that the kind itself still needs."""

    def changed(state: K, **changes: Any) -> K:
        found: K = msgspec.structs.replace(state, **changes)  # type: ignore[type-var]
        return found

    @kind.evolves(HoldPlaced)
    def _(state: K, fact: HoldPlaced, mark: Mark) -> K:
        return changed(state, holds={**state.holds, mark.version: mark})

    @kind.evolves(HoldLifted)
    def _(state: K, fact: HoldLifted, mark: Mark) -> K:
        return changed(state, holds={at: one for at, one in state.holds.items() if at != fact.hold})

    @kind.evolves(SubjectErased)
    def _(state: K, fact: SubjectErased, mark: Mark) -> K:
        return changed(state, erased={**state.erased, fact.subject: mark})

    @kind.decides(HoldPlaced, th="ห้ามลบชั่วคราว", en="Place a legal hold", standing="closed", authority="administration")
    def place_hold(case: K, act: Act) -> Iterator[HoldPlaced]:
        """Keep everything of the case from being erased, with the ground: a claim, an audit, a law."""
        reason_of(act)
        yield HoldPlaced()

    @kind.decides(HoldLifted, th="ยกเลิกการห้ามลบ", en="Lift a legal hold", standing="closed", authority="administration")
    def lift_hold(case: K, act: Act, *, hold: int) -> Iterator[HoldLifted]:
        """End the hold placed at version ``hold``, with a reason; by somebody else than who placed it."""
        reason_of(act)
        placed = case.holds.get(hold)
        if placed is None:
            raise refuse("U4", "ไม่มีการห้ามลบลำดับนี้", f"no hold was placed at version {hold}")
        differs(placed.by, act)
        yield HoldLifted(hold=hold)

    @kind.decides(SubjectErased, th="ลบข้อมูลบุคคล", en="Erase subjects", standing="closed", authority="apart")
    def erase_subjects(case: K, act: Act, *, request: str, subjects: tuple[str, ...]) -> Iterator[SubjectErased]:
        """Erase subjects of the case as a request says that two people granted (s.33)."""
        ground = _granted(case, act, request, subjects)
        until = act.on + timedelta(
            rules(act.cases.now.state(RIGHTS, request), act.cases, act.on).rights.remembered_days
        )
        for subject in subjects:
            if subject not in case.erased:
                may_erase(case, subject)
                yield SubjectErased(subject=subject, request=request, ground=ground, remembered_until=until)


def _granted(case: Keeping, act: Act, request: str, subjects: tuple[str, ...]) -> str:
    """The ground on which the request was granted for exactly this. Raises BadInput, Refused."""
    try:
        asked = act.cases.now.state(RIGHTS, request)
    except CaseNotFound:
        raise BadInput("request", "ไม่มีคำขอนี้", "there is no such request") from None
    known = act.cases.now.subjects(act.case)
    for subject in subjects:
        if subject not in known or not asked.covers(act.case, subject):
            raise BadInput("subjects", "คำขอไม่ได้กล่าวถึงบุคคลนี้", "the request isn't about this subject of the case")
    if asked.right != "erasure" or not asked.granted or asked.decision is None:
        raise refuse("U4", "ยังไม่มีการอนุญาตให้ลบ", "the erasure has not been granted")
    if case.holds:
        raise refuse(
            "U4",
            "มีคำสั่งห้ามลบอยู่ ต้องยกเลิกก่อน",
            "a legal hold forbids erasing: it must be lifted first",
            *(Cite(version, act.case) for version in case.holds),
        )
    return asked.decision.ground
