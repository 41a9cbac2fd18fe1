"""Finds the household of a list row among those on record, without opening anybody else's data."""

from __future__ import annotations

from typing import NamedTuple

from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from engine.reader import Reader
from engine.thai import search_key
from web.imports.household import Household


class Match(NamedTuple):
    """A case on record, and by what it was recognised."""

    case: str
    state: HouseholdCase
    by: str


def find_known(reader: Reader, household: Household, program: str) -> Match | None:
    """The case with this house code or head's national ID; else, within the program, with this name and address.

    A row that has only a name is known by it, or the unregistered would be doubled by every import.
    """
    keys = household.keys
    for claim, key in (("house_code", keys.house_code), ("national_id", keys.national_id)):
        for case in reader.sharers(claim, key) if key else ():
            return Match(case, reader.state(HOUSEHOLD, case), claim)
    # What names alone recognise may be another household elsewhere; within the community it is taken for the same.
    look_up = ("name_address", keys.name_and_address) if keys.name_and_address else ("name", _bare_name(household))
    for case in reader.sharers(*look_up) if look_up[1] else ():
        state = reader.state(HOUSEHOLD, case)
        if state.program == program:
            return Match(case, state, look_up[0])
    return None


def _bare_name(household: Household) -> str:
    """The head's name, where the list says nothing else to know the household by."""
    return "" if any(household.keys) else search_key(household.head.name)


def id_holder(reader: Reader, national_id: str | None, besides: str | None) -> str | None:
    """The other case that has a person with this national ID on record."""
    if not national_id:
        return None
    return next((case for case in reader.sharers("national_id", national_id) if case != besides), None)
