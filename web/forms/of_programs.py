"""What a program or a scoring round already holds, as choices: holders, orders, activities, households, communities."""

from __future__ import annotations

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from web.forms.ground import Ground, Option
from web.forms.of_cases import dated, household_names
from workflows.score_round import RoundSheet


def holders(ground: Ground) -> list[Option]:
    """Who holds a seat now."""
    seats = {seat.code: seat for seat in ground.rules.committee.seats}
    found = []
    for one in ground.state.holders.values():
        if one.left is None:
            name, seat = ground.said(one.who, "name"), seats[one.seat]
            found.append(dated(one.mark, f"{name} {seat.th}".strip(), f"{name} {seat.en}".strip()))
    return found


def orders(ground: Ground) -> list[Option]:
    """The orders the governor has signed."""
    return [
        Option(one.fact.number, Text(one.fact.number, one.fact.number)) for one in getattr(ground.state, "orders", ())
    ]


def activities(ground: Ground) -> list[Option]:
    return [dated(one.mark, one.fact.name, one.fact.name) for one in ground.state.activities.values()]


def candidates(ground: Ground) -> list[Option]:
    """Households of the program that a meeting may adopt and none has yet (P4.1)."""
    states = ((one, ground.reader.state(HOUSEHOLD, one.code)) for one in household_names(ground))
    return [
        one
        for one, state in states
        if one.code not in ground.state.adopted and state.life.status != "closed" and state.tier is not None
    ]


def adopted(ground: Ground) -> list[Option]:
    return [one for one in household_names(ground) if one.code in ground.state.adopted]


def communities_scored(ground: Ground) -> list[Option]:
    """The communities of a scoring round's sheet."""
    if ground.case is None:
        return []
    sheet: RoundSheet = ground.kind.around(ground.case, ground.state, ground.reader, ground.rules)
    return [Option(program, ground.reader.state(PROGRAM, program).community) for program in sheet.levels]
