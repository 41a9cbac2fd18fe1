"""The five dimensions of many households, before and after, small enough for one screen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from aggregates.household_facts import DimensionsAssessed
from aggregates.household_state import HOUSEHOLD
from engine.bilingual import Text
from engine.history import counted
from engine.kind import Cases
from engine.reader import Reader
from projections.household_names import name_parts
from web.access import Access, Person
from web.answers.household_rows import household_name
from web.opening import opener
from web.places import place_of


class Bars(NamedTuple):
    """One household: the verdict of each dimension at the first and at the latest whole assessment."""

    case: str
    name: str
    tiers: tuple[str | None, str | None]
    dimensions: tuple[tuple[Text, str | None, str | None], ...]
    """Label, verdict before, verdict after; before is None where there was one assessment only."""


def five_bars(
    reader: Reader, person: Person, cases: Cases, households: Iterable[str], on: date, size: int
) -> list[Bars]:
    """The bars of those households that ``person`` may read and that were assessed whole, as known then."""
    found = (_bars(reader, person, cases, case, on, size) for case in households)
    return [one for one in found if one is not None]


def _bars(reader: Reader, person: Person, cases: Cases, case: str, on: date, size: int) -> Bars | None:
    access = Access(person, place_of(reader, case), HOUSEHOLD.name)
    if not access.may_read:
        return None
    known = (item.fact for item in counted(reader.facts(case, size), on))
    whole = [fact for fact in known if isinstance(fact, DimensionsAssessed) and fact.tier]
    if not whole:
        return None
    state = cases.state(HOUSEHOLD, case)
    before, after = (whole[0] if len(whole) > 1 else None), whole[-1]
    rules = HOUSEHOLD.rules(state, reader, reader.on)
    return Bars(
        case,
        household_name(name_parts(state), opener(reader, access, case)),
        (before.tier if before else None, after.tier),
        tuple(
            (
                Text(one.th, one.en),
                before.verdicts.get(one.code) if before else None,
                after.verdicts.get(one.code),
            )
            for one in rules.household.dimensions
        ),
    )
