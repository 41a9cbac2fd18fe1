"""What a household case holds: its house code and national IDs alone, names as a way to look it up."""

from __future__ import annotations

from collections.abc import Mapping

from aggregates.household_record import HouseholdCase
from engine.kind import Claim, Claims, Secret

OF_A_PERSON = {"national_id": "national_id", "name_address": "name_and_address", "name": "search_name"}
"""Kind of claim -> the field of a member's details that it is taken under."""
SHARED = frozenset({"name_address", "name"})


def claims(case: HouseholdCase) -> Claims:
    """Its house code and members' national IDs are its own; by names it can be looked up. The erased hold nothing."""
    if not case.life.holds_claims:
        return {}
    held: dict[Claim, str | Secret] = {}
    if "house_code" in case.details and case.subject not in case.erased:
        held[Claim("house_code", case.subject)] = Secret(case.details["house_code"], "house_code")
    for member in case.present:
        if member.person in case.erased:
            continue
        for kind, field in OF_A_PERSON.items():
            if field in member.details:
                held[Claim(kind, member.person, kind in SHARED)] = Secret(member.details[field], field)
    return held


def recognised(case: HouseholdCase, subject: str) -> Mapping[str, Secret]:
    """By what the house or a member would be known again: never by a name alone, which others have, too."""
    if subject == case.subject:
        box = case.details.get("house_code")
        return {} if box is None else {"house_code": Secret(box, "house_code")}
    member = case.members.get(subject)
    if member is None:
        return {}
    return {
        kind: Secret(member.details[field], field)
        for kind, field in OF_A_PERSON.items()
        if kind != "name" and field in member.details
    }
