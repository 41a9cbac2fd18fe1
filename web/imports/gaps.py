"""Fills what one telling of a household or person leaves open from another telling, overwriting nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Generic, NamedTuple, TypeVar

from engine.thai import search_key
from web.imports.household import Household, Person

Told = TypeVar("Told", Household, Person)

PERSON = ("name", "national_id", "birth_date", "sex", "relation", "disability", "occupation")
_ADDRESS = ("house_code", "house_number", "moo", "village", "subdistrict", "district", "province")
_HOUSEHOLD = (*_ADDRESS, "member_count", "monthly_income", "problem", "note")
_OPEN = (None, "", "not_assessed")


class Filled(NamedTuple, Generic[Told]):
    """The fuller telling, the fields that were filled, and the fields on which the two disagree."""

    told: Told
    gained: tuple[str, ...]
    disputed: tuple[str, ...]


def fill_person(first: Person, later: Person) -> Filled[Person]:
    """``first`` with its gaps filled from ``later``."""
    return _fill(first, later, PERSON)


def fill_household(first: Household, later: Household) -> Filled[Household]:
    """``first`` with its gaps filled from ``later``: address, head, dimensions, income, members not yet there."""
    head = fill_person(first.head, later.head)
    household = _fill(first, later, _HOUSEHOLD)
    gained = [each for each in first.dimensions if _gains(first.dimensions[each], later.dimensions[each])]
    disputed = [each for each in first.dimensions if _differ(first.dimensions[each], later.dimensions[each])]
    known = {_identity(member) for member in first.members}
    told = replace(
        household.told,
        head=head.told,
        dimensions=first.dimensions | {each: later.dimensions[each] for each in gained},
        members=first.members + tuple(each for each in later.members if _identity(each) not in known),
    )
    return Filled(told, (*household.gained, *head.gained, *gained), (*household.disputed, *head.disputed, *disputed))


def same_person(one: Person, other: Person) -> bool:
    """Whether two tellings are of one person: by national ID where both have one, else by name."""
    if one.national_id and other.national_id and one.national_id == other.national_id:
        return True
    return bool(one.name) and not _differ(one.name, other.name)


def _fill(first: Told, later: Told, fields: Iterable[str]) -> Filled[Told]:
    pairs = {field: (getattr(first, field), getattr(later, field)) for field in fields}
    gained = {field: there for field, (here, there) in pairs.items() if _gains(here, there)}
    disputed = tuple(field for field, (here, there) in pairs.items() if _differ(here, there))
    return Filled(replace(first, **gained), tuple(gained), disputed)


def _gains(here: Any, there: Any) -> bool:
    return here in _OPEN and there not in _OPEN


def _differ(here: Any, there: Any) -> bool:
    if here in _OPEN or there in _OPEN:
        return False
    if isinstance(here, str) and isinstance(there, str):
        return here != there and search_key(here) != search_key(there)
    return bool(here != there)


def _identity(person: Person) -> str:
    return person.national_id or search_key(person.name)
