"""How a community program lives: what surrounds it, what a cycle renews, how it ends and goes back (W4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from aggregates.attaching import attaching
from aggregates.erasing import erasing
from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.lifecycle import EVOLVE, with_life
from aggregates.lifecycle_facts import Closed
from aggregates.living import share_life
from aggregates.moving import guard
from aggregates.program_state import PROGRAM, Program, of_province
from aggregates.zone_review_state import PICKED_PROGRAM, REVIEW, REVIEWS, picked_in
from engine.calendar import fiscal_year
from engine.decision import Decision
from engine.history import Mark
from engine.kind import Act, Cases
from engine.refusal import Cite, refuse
from workflows.community_program import ProgramAround, ProgramView
from workflows.rules import Rules


class Surroundings:
    """What a program's requirements read beyond it: looked up once, and only when one asks."""

    def __init__(self, case: str, program: ProgramView, cases: Cases) -> None:
        self._case, self._program, self._cases = case, program, cases
        self.on = cases.on

    @cached_property
    def households(self) -> Mapping[str, HouseholdCase]:
        found = dict.fromkeys((*self._cases.members(self._case), *self._program.adopted))
        return {case: self._cases.state(HOUSEHOLD, case) for case in found}

    def cite(self, case: str) -> Cite:
        return Cite(self._cases.version(case), case)

    @cached_property
    def picked_by(self) -> str | None:
        found = ((review, self._cases.state(REVIEW, review).pick) for review in picks(self._case, self._cases))
        return next((review for review, pick in found if pick and pick.fact.program == self._case), None)


def surroundings(case: str, program: Program, cases: Cases, rules: Rules) -> ProgramAround:
    """What surrounds a program, for its requirements."""
    return Surroundings(case, program, cases)


def picks(program: str, cases: Cases) -> Iterator[str]:
    """The zone reviews that hold a program as their pick now, whenever they picked it (P7.1)."""
    for review in cases.members(REVIEWS):
        year = cases.state(REVIEW, review).fiscal_year
        if cases.holder(PICKED_PROGRAM, picked_in(program, year)) == review:
            yield review


def programs_of(cases: Cases, province: str) -> Iterator[tuple[str, Program]]:
    """The community programs of a province, closed ones included, in the order they were opened."""
    for case in cases.members(of_province(province)):
        yield case, cases.state(PROGRAM, case)


def may_enter(program: Program, act: Act, stage: str) -> None:
    """Refuse to select a program in another fiscal year than the one it belongs to (P1.2). Raises Refused."""
    year = fiscal_year(act.on)
    if stage == "selected" and year != program.fiscal_year:
        raise refuse(
            "P1.2",
            f"โครงการของปีงบประมาณ {program.fiscal_year} คัดเลือกในปีงบประมาณ {year} ไม่ได้",
            f"a program of fiscal year {program.fiscal_year} can't be selected in fiscal year {year}",
        )


def expect_unpicked(program: Program, act: Act) -> None:
    """Refuse what takes a program out of reach of its zone's pick before it has followed (P7.1). Raises Refused."""
    waiting = () if program.life.stage == "best_practice" else picks(act.case, act.cases)
    for review in waiting:
        raise refuse(
            "P7.1",
            "ต้องถอน Best Practice ในการพิจารณาระดับเขตก่อน",
            "the zone review must withdraw its pick first",
            Cite(act.cases.version(review), review),
        )


def may_close(program: Program, act: Act, reason: str) -> None:
    """Refuse to close a program while households of it are open (W4) or a pick waits (P7.1). Raises Refused."""
    expect_unpicked(program, act)
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
    return msgspec.structs.replace(program, activities={}, done=(), visits=(), lessons=(), deliveries=(), criteria={})


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
share_life(PROGRAM, renewed=renewed, may_enter=may_enter, may_return=expect_unpicked, may_close=may_close)
PROGRAM.guard = guarded


@PROGRAM.evolves(Closed)
def _closed(program: Program, fact: Closed, mark: Mark) -> Program:
    ended = with_life(program, EVOLVE[Closed](program.life, fact, mark))
    return msgspec.structs.replace(ended, ended=mark)


erasing(PROGRAM)
attaching(PROGRAM)
