"""Opens a household case, reads the program around it, and gives the kind its life (H1, H3, W1-W7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from aggregates import household_help, household_outcome, household_plan  # they register their decisions
from aggregates.attaching import attaching
from aggregates.erasing import erasing
from aggregates.household_facts import (
    DimensionsAssessed,
    HelpReceived,
    HouseholdOpened,
    IncomeStated,
    MemberJoined,
    PrivacyNoticeGiven,
    ProblemNoted,
)
from aggregates.household_family import joined
from aggregates.household_needs import assessed, help_received, income_stated, problem_noted
from aggregates.household_parts import Cycle
from aggregates.household_place import filled, house_details
from aggregates.household_state import HOUSEHOLD, HouseholdCase
from aggregates.household_values import Dimension, EarlierHelp, People, Person, Problem, Source, StatedIncome
from aggregates.living import share_life
from aggregates.program_state import PROGRAM
from aggregates.rules_in_force import pin_in_force
from engine.facts import Fact
from engine.history import Mark
from engine.kind import Act, Cases
from engine.refusal import BadInput, CaseNotFound, Cite, refuse
from engine.sealed import sealed_for
from workflows.process_rules import STAGES
from workflows.rules import Rules

__all__ = ["HOUSEHOLD", "HouseholdCase", "household_help", "household_outcome", "household_plan"]


@HOUSEHOLD.decides(
    HouseholdOpened,
    MemberJoined,
    PrivacyNoticeGiven,
    ProblemNoted,
    HelpReceived,
    IncomeStated,
    DimensionsAssessed,
    th="เปิดเรื่องครัวเรือน",
    en="Open a household",
    opens=True,
)
def open_household(
    act: Act,
    *,
    program: str,
    province: str,
    district: str = "",
    subdistrict: str = "",
    sources: tuple[Source, ...] = (),
    member_count: People | None = None,
    house_code: str = "",
    house_number: str = "",
    moo: str = "",
    village: str = "",
    members: tuple[Person, ...] = (),
    notice_given: bool = False,
    problems: tuple[Problem, ...] = (),
    earlier_help: tuple[EarlierHelp, ...] = (),
    income: StatedIncome | None = None,
    dimensions: Mapping[str, Dimension] | None = None,
    indicators: Mapping[str, str] | None = None,
) -> Iterator[Fact]:
    """Put a household of a community on record, with everything known so far (H1).

    ``province`` is the code of the program's. The head is the member said to be, else the first. Dimensions are
    judged if at least one of them is.
    """
    _expect_program(act, program, province)
    head = next((place for place, member in enumerate(members) if member.head), 0)
    subject = act.new_subject()
    details = house_details(
        house_code=house_code,
        house_number=house_number,
        moo=moo,
        village=village,
    )
    fields = filled(details)
    yield HouseholdOpened(
        program=program,
        subject=subject,
        rules=pin_in_force(act.cases, act.on),
        province=province,
        district=district,
        subdistrict=subdistrict,
        sources=tuple(dict.fromkeys(sources)),
        member_count=member_count,
        fields=fields,
        details=sealed_for(subject, details) if fields else None,
    )
    for place, member in enumerate(members):
        address = (house_number, moo) if place == head else ("", "")
        yield joined(member, act, f"members[{place}]", head=place == head, address=address)
    if notice_given:
        yield PrivacyNoticeGiven()
    for place, problem in enumerate(problems):
        yield problem_noted(problem, act, subject, f"problems[{place}].")
    for place, had in enumerate(earlier_help):
        yield help_received(had, act, subject, f"earlier_help[{place}].")
    if income is not None:
        yield income_stated(income, subject)
    if dimensions and any(verdict != "not_assessed" for verdict in dimensions.values()):
        yield assessed(dimensions, indicators or {}, act, subject, field="dimensions")


def _expect_program(act: Act, program: str, province: str) -> None:
    try:
        found = act.cases.state(PROGRAM, program)
    except CaseNotFound:
        raise BadInput("program", "ไม่มีโครงการชุมชนนี้", "there is no such community program") from None
    _expect_running(act, program)
    if found.province != province:
        raise BadInput("province", f"ต้องเป็นจังหวัดของโครงการ: {found.province}", f"that of the program: {found.province}")


def _expect_running(act: Act, program: str) -> None:
    """The program is open on the day of the act, and now (W4). Raises Refused."""
    for cases in (act.cases, act.cases.now):
        if cases.state(PROGRAM, program).life.status == "closed":
            raise refuse("W4", "โครงการของชุมชนนี้ปิดแล้ว", "the community's program is closed")


class Around(NamedTuple):
    """What the program has decided that a household depends on (H3)."""

    order: Cite | None
    adoption: Cite | None


def around(case: str, state: HouseholdCase, cases: Cases, rules: Rules) -> Around:
    """Reads the program of a household, in the transaction of whoever asks."""
    program = cases.state(PROGRAM, state.program)
    order, adoption = program.appointed, program.adopted.get(case)
    return Around(
        order=Cite(order.version, state.program) if order else None,
        adoption=Cite(adoption.mark.version, state.program) if adoption else None,
    )


def entered(case: HouseholdCase, mark: Mark) -> HouseholdCase:
    """On reaching planning, what the plan must answer is frozen; before it, it follows each assessment (W4)."""
    here, planning = STAGES.index(case.life.stage), STAGES.index("planned")
    if here > planning:
        return case
    if here < planning:
        return msgspec.structs.replace(case, planned=None, to_answer=None)
    return msgspec.structs.replace(case, planned=mark, to_answer=case.whole.failed if case.whole else ())


def renewed(case: HouseholdCase) -> HouseholdCase:
    """A new cycle shows its goals, agreement, help, assessment and criteria anew (W4)."""
    return msgspec.structs.replace(case, this_cycle=Cycle())


def may_close(case: HouseholdCase, act: Act, reason: str) -> None:
    """Refuse to close an adopted household for a reason meant for candidates (W4). Raises Refused."""
    adoption = around(act.case, case, act.cases.now, act.rules).adoption
    if adoption is not None and act.rules.process.closing(reason).candidates_only:
        raise refuse("W4", "ครัวเรือนนี้ได้รับคัดเลือกแล้ว", "this household was adopted", adoption)


def may_reopen(case: HouseholdCase, act: Act) -> None:
    """Refuse to reopen a household of a closed program (W4). Raises Refused."""
    _expect_running(act, case.program)


def may_erase(case: HouseholdCase, subject: str) -> None:
    """Refuse to erase a household while its case goes on: helping it needs to know it (s.24(4)). Raises Refused."""
    if subject == case.subject and case.life.status != "closed":
        raise refuse("U4", "ต้องปิดเรื่องของครัวเรือนก่อนจึงลบทั้งครัวเรือนได้", "close the case before erasing the household")


HOUSEHOLD.around = around
share_life(HOUSEHOLD, entered=entered, renewed=renewed, may_close=may_close, may_reopen=may_reopen)
erasing(HOUSEHOLD, may_erase)
attaching(HOUSEHOLD, people=lambda case: [member.person for member in case.present])
