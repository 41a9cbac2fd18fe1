"""Which households count where a program's requirements count households (P2.5, P4.1, P5.3, P7.2)."""

from __future__ import annotations

from datetime import date

from workflows.process_rules import STAGES
from workflows.program_view import HouseholdView, Living, ProgramAround, ProgramView
from workflows.rules import Rules


def analysed(view: ProgramView, around: ProgramAround, rules: Rules) -> list[str]:
    """Cases with all dimensions assessed, open or ever adopted, duplicates left out (P2.5)."""
    return [
        case
        for case, household in around.households.items()
        if household.assessed
        and counts(household, rules)
        and (household.life.status != "closed" or case in view.adopted)
    ]


def adopted(view: ProgramView, around: ProgramAround, rules: Rules) -> dict[str, HouseholdView]:
    """Adopted households, also those closed afterwards, duplicates left out (P4.1)."""
    found = {case: around.households[case] for case in view.adopted}
    return {case: household for case, household in found.items() if counts(household, rules)}


def behind(view: ProgramView, around: ProgramAround, rules: Rules, stage: str) -> list[str]:
    """Adopted households not yet at ``stage``, and neither closed, suspended nor still carried over (P5.3, P7.2)."""
    wanted = STAGES.index(stage)
    return [
        case
        for case, household in adopted(view, around, rules).items()
        if household.life.status == "open"
        and not still_carried_over(household, around.on)
        and (household.life.stage not in STAGES or STAGES.index(household.life.stage) < wanted)
    ]


def still_carried_over(household: HouseholdView, on: date) -> bool:
    """Whether its help was put off to a day that has not passed yet (P5.3)."""
    return household.carried_over is not None and on <= household.carried_over.until


def counts(case: Living, rules: Rules) -> bool:
    """Whether a household or program counts at all: not one closed as a duplicate (P2.5, P1.5)."""
    return case.life.closed_as not in rules.process.never_counting
