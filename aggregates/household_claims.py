"""What a household case holds: its house code and national IDs alone, names as a way to look it up."""

from __future__ import annotations

from aggregates.household_record import HouseholdCase
from engine.kind import Claim, Claims, Secret


def claims(case: HouseholdCase) -> Claims:
    """Its house code and its members' national IDs are its own; by names it can be looked up."""
    if not case.life.holds_claims:
        return {}
    held: dict[Claim, str | Secret] = {}
    if "house_code" in case.details:
        held[Claim("house_code", case.subject)] = Secret(case.details["house_code"], "house_code")
    if "name_and_address" in case.details:
        box = case.details["name_and_address"]
        held[Claim("name_address", case.subject, shared=True)] = Secret(box, "name_and_address")
    for member in case.present:
        if "national_id" in member.details:
            held[Claim("national_id", member.person)] = Secret(member.details["national_id"], "national_id")
        if "search_name" in member.details:
            held[Claim("name", member.person, shared=True)] = Secret(member.details["search_name"], "search_name")
    return held
