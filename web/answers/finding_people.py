"""Finding a household by what is written on a card: a whole name, a national ID, a house code. Nothing is opened."""

from __future__ import annotations

from collections.abc import Callable

from aggregates.household_state import HOUSEHOLD
from engine import thai
from engine.reader import Reader
from engine.unreadable import Unreadable
from web.access import Access, Person
from web.places import place_of

SHORTEST = 4
"""Letters below which a name is nobody's."""
KEYS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("national_id", thai.national_id),
    ("house_code", thai.house_code),
    ("name", thai.search_key),
)
"""Claim -> how a text becomes its key."""


def households_by(reader: Reader, person: Person, text: str) -> list[str]:
    """The households this person may know of that hold the name or number; each once, in no certain order."""
    found: dict[str, None] = {}
    for claim, keyed in KEYS:
        try:
            key = keyed(text)
        except Unreadable:
            continue
        if len(key) >= SHORTEST:
            found |= dict.fromkeys(reader.sharers(claim, key))
    return [case for case in found if Access(person, place_of(reader, case), HOUSEHOLD.name).may_open]
