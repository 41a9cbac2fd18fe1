"""Finds the household of a list row among those on record, without opening anybody else's data."""

from __future__ import annotations

from typing import NamedTuple

from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from engine.reader import Reader
from web.imports.household import Household


class Match(NamedTuple):
    """A case on record, and by what it was recognised."""

    case: str
    state: HouseholdCase
    by: str


def find_known(reader: Reader, household: Household, program: str) -> Match | None:
    """The case with this house code or head's national ID; else, within the program, with this name and address."""
    keys = household.keys
    for claim, key in (("house_code", keys.house_code), ("national_id", keys.national_id)):
        for case in reader.sharers(claim, key) if key else ():
            return Match(case, reader.state(HOUSEHOLD, case), claim)
    for case in reader.sharers("name_address", keys.name_and_address) if keys.name_and_address else ():
        state = reader.state(HOUSEHOLD, case)
        if state.program == program:
            return Match(case, state, "name_address")
    return None


def id_holder(reader: Reader, national_id: str | None, besides: str | None) -> str | None:
    """The other case that has a person with this national ID on record."""
    if not national_id:
        return None
    return next((case for case in reader.sharers("national_id", national_id) if case != besides), None)
