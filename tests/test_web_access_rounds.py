"""Who may do what with a scoring round: the office assesses itself, the area above approves (S3.2b, U5)."""

from __future__ import annotations

import pytest

from aggregates.account_facts import Role
from aggregates.areas import Place, read_area
from aggregates.score_round import SCORE_ROUND
from web.access import Access, Grant, Person

ZONE, PROVINCE = Place(zone=9), Place(province="56", zone=9)
OWN, ABOVE = ("self_assess",), ("confirm_levels", "close_round", "reopen_round")


def access(place: Place, *grants: tuple[Role, str]) -> Access:
    """What somebody with these roles in these areas may do in a place."""
    given = tuple(Grant(role, read_area(area)) for role, area in grants)
    return Access(Person(id="x", account="x", grants=given), place, SCORE_ROUND.name)


def may(access: Access, commands: tuple[str, ...]) -> bool:
    """Whether all of the commands are given, or none."""
    (answer,) = {access.may_do(SCORE_ROUND, SCORE_ROUND.decisions[name]) for name in commands}
    return answer


@pytest.mark.parametrize(
    ("role", "area", "place", "assesses", "approves"),
    [
        ("case_manager", "province:56", PROVINCE, True, False),
        ("case_manager", "zone:9", PROVINCE, True, False),
        ("case_manager", "country", PROVINCE, True, False),
        ("supervisor", "province:56", PROVINCE, True, False),
        ("supervisor", "zone:9", PROVINCE, True, True),
        ("supervisor", "country", PROVINCE, True, True),
        ("supervisor", "zone:8", PROVINCE, False, False),
        ("supervisor", "province:50", PROVINCE, False, False),
        ("supervisor", "district:56/เมืองพะเยา", PROVINCE, False, False),
        ("auditor", "country", PROVINCE, False, False),
        ("administrator", "country", PROVINCE, False, False),
        ("case_manager", "zone:9", ZONE, True, False),
        ("supervisor", "zone:9", ZONE, True, False),
        ("supervisor", "zone:8", ZONE, False, False),
        ("supervisor", "province:56", ZONE, False, False),
        ("supervisor", "country", ZONE, True, True),
        ("case_manager", "country", ZONE, True, False),
        ("auditor", "zone:9", ZONE, False, False),
    ],
)
def test_the_office_assesses_itself_and_a_supervisor_of_the_area_above_approves_s3_2b_u5(
    role: Role, area: str, place: Place, assesses: bool, approves: bool
) -> None:
    assert may(access(place, (role, area)), OWN) is assesses
    assert may(access(place, (role, area)), ABOVE) is approves


def test_a_second_area_above_counts_u5() -> None:
    assert may(access(PROVINCE, ("supervisor", "province:56"), ("supervisor", "zone:9")), ABOVE)
    assert not may(access(PROVINCE, ("supervisor", "province:56"), ("supervisor", "zone:8")), ABOVE)


def test_being_a_supervisor_below_and_a_case_manager_above_doesnt_add_up_u5() -> None:
    assert not may(access(PROVINCE, ("supervisor", "province:56"), ("case_manager", "zone:9")), ABOVE)
    assert not may(access(PROVINCE, ("supervisor", "province:56"), ("auditor", "country")), ABOVE)


def test_what_lies_in_the_country_has_no_area_above_u5() -> None:
    assert not may(access(Place(), ("supervisor", "country")), ABOVE)
