"""How a community program lives: what surrounds it, what a cycle renews, how it ends and goes back (W4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.lifecycle import EVOLVE, with_life
from aggregates.lifecycle_facts import Closed
from aggregates.living import share_life
from aggregates.moving import guard
from aggregates.program_state import PROGRAM, Program, of_province
from aggregates.zone_review_state import PICKED_PROGRAM
from engine.history import Mark
from engine.kind import Act, Cases, Decision
from engine.refusal import Cite, refuse
from workflows.community_program import ProgramAround, ProgramView
from workflows.rules import Rules


class Surroundings:
    """What a program's requirements read beyond it: looked up once, and only when one asks."""

    def __init__(self, case: str, program: ProgramView, cases: Cases) -> None:
        self._case, self._program, self._cases = case, program, cases

    @cached_property
    def households(self) -> Mapping[str, HouseholdCase]:
        found = dict.fromkeys((*self._cases.members(self._case), *self._program.adopted))
        return {case: self._cases.state(HOUSEHOLD, case) for case in found}

    def cite(self, case: str) -> Cite:
        return Cite(self._cases.version(case), case)

    @cached_property
    def picked_by(self) -> str | None:
        return self._cases.holder(PICKED_PROGRAM, self._case)


def surroundings(case: str, program: Program, cases: Cases, rules: Rules) -> ProgramAround:
    """What surrounds a program, for its requirements."""
    return Surroundings(case, program, cases)


def programs_of(cases: Cases, province: str) -> Iterator[tuple[str, Program]]:
    """The community programs of a province, closed ones included, in the order they were opened."""
    for case in cases.members(of_province(province)):
        yield case, cases.state(PROGRAM, case)


def may_close(program: Program, act: Act) -> None:
    """Refuse to close a program while households of it are open (W4). Raises Refused."""
    households = (act.cases.state(HOUSEHOLD, case) for case in act.cases.members(act.case))
    waiting = sum(household.life.status != "closed" for household in households)
    if waiting:
        raise refuse(
            "W4",
            f"ยังมีครัวเรือนที่ไม่ได้ปิดหรือส่งต่อ {waiting} ครัวเรือน",
            f"{waiting} households are neither closed nor transferred",
        )


def renewed(program: Program) -> Program:
    """A new cycle shows its activities, visits, lessons, report and criteria anew (W4)."""
    return msgspec.structs.replace(program, activities={}, done=(), visits=(), lessons=None, deliveries=(), criteria={})


def guarded(program: Program, decision: Decision) -> None:
    """Refuse what the status forbids, and a return from best practice other than by withdrawal (P7.1)."""
    guard(program, decision)
    if decision.name == "return_to" and program.life.stage == "best_practice":
        raise refuse(
            "P7.1",
            "ต้องถอน Best Practice ในการพิจารณาระดับเขตก่อน",
            "the zone review must withdraw its pick first",
        )


PROGRAM.around = surroundings
share_life(PROGRAM, renewed=renewed, may_close=may_close)
PROGRAM.guard = guarded


@PROGRAM.evolves(Closed)
def _closed(program: Program, fact: Closed, mark: Mark) -> Program:
    ended = with_life(program, EVOLVE[Closed](program.life, fact, mark))
    return msgspec.structs.replace(ended, ended=mark)
