"""Accounts: what each command records, refuses and leaves alone; nobody gives themselves anything (U4, U5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from aggregates.account import LONGEST_TOKEN
from aggregates.account_facts import (
    AccountOpened,
    AccountReopened,
    AccountSuspended,
    CredentialsChanged,
    DetailsChanged,
    GrantDeclined,
    GrantEnded,
    GrantRequested,
    OfficerDetails,
    RoleGranted,
    TokenIssued,
    TokenWithdrawn,
)
from aggregates.account_state import ACCOUNT
from aggregates.areas import COUNTRY, Area
from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.kind import Claim
from engine.sealed import sealed_for
from tests.given import TODAY, Given, given
from tests.program_stories import PLACES

DETAILS = OfficerDetails(name="กานดา ใจดี", email="kanda@msdhs.example")
OPENED = AccountOpened(user_name="kanda", details=sealed_for("subject-1", DETAILS))
KORAT = Area("province", "30")
SINCE = date(2020, 10, 2)
GRANTED = RoleGranted(role="case_manager", area=KORAT, since=SINCE)
ASKED = GrantRequested(role="administrator", area=COUNTRY, since=SINCE)
TOKEN = "00112233445566778899aabbccddeeff"
ISSUED = TokenIssued(token=TOKEN, label="รายงาน", expires=TODAY)


def account(*facts: Any) -> Given:
    return given(ACCOUNT, OPENED, *facts).among(REFERENCE, REFERENCE_CASE, PLACES)


def by(name: str, fact: Any) -> tuple[date, str, Any]:
    return SINCE, name, fact


def test_an_account_is_opened_for_an_officer_and_capitals_dont_count_u4() -> None:
    opening = given(ACCOUNT).when("open_account", user_name="Kanda", name=DETAILS.name, email=DETAILS.email)
    opening.then(OPENED)
    assert Given(ACCOUNT, OPENED).state.user_name == "kanda"
    assert ACCOUNT.claims(account().state) == {Claim("user_name", ""): "kanda"}


@pytest.mark.parametrize("name", ["k", "กานดา", "kan da", "../kanda", "kanda/1", "-kanda", "k" * 41, "kandа"])
def test_a_user_name_is_plain_letters_so_that_no_two_look_alike_u5(name: str) -> None:
    given(ACCOUNT).when("open_account", user_name=name, name="กานดา").then_bad_input("user_name")


def test_nobody_acts_under_the_name_of_the_delivery_u5() -> None:
    given(ACCOUNT).when("open_account", user_name="Delivery", name="กานดา").then_bad_input("user_name")


def test_details_are_said_anew_under_the_officers_own_key_u4() -> None:
    changed = DetailsChanged(details=sealed_for("subject-1", OfficerDetails(name="กานดา รักดี")))
    account().when("change_details", name="กานดา รักดี").then(changed)
    account().when("change_details", name="ก").then_bad_input("name")
    account().when("change_details").then_bad_input("name")


def test_a_role_is_granted_in_an_area_from_a_day_to_another_u4() -> None:
    account().when("grant", role="case_manager", area="province:30").then(
        RoleGranted(role="case_manager", area=KORAT, since=TODAY)
    )
    until = date(2021, 12, 31)
    account().when("grant", role="auditor", area="zone:4", since="2021-10-01", until="2021-12-31").then(
        RoleGranted(role="auditor", area=Area("zone", "4"), since=date(2021, 10, 1), until=until)
    )


@pytest.mark.parametrize(
    "area",
    ["", "moon", "province:00", "zone:99", "district:30", "province:30/ปักธงชัย", "program:" + "9" * 32, "country:1"],
)
def test_an_area_that_isnt_on_the_map_is_refused_u5(area: str) -> None:
    account().when("grant", role="supervisor", area=area).then_bad_input("area")


def test_a_grant_that_ends_before_it_begins_or_is_over_is_refused_u4() -> None:
    for span in ({"until": "2021-09-29"}, {"since": "2021-12-01", "until": "2021-11-30"}):
        account().when("grant", role="supervisor", area="country", **span).then_bad_input("until")


def test_the_same_grant_again_says_nothing_new_u4() -> None:
    account(GRANTED).when("grant", role="case_manager", area="province:30", since=SINCE).then_nothing()
    account(ASKED).when("grant", role="administrator", area="country", since=SINCE).then_nothing()


def test_nobody_grants_themselves_anything_u5() -> None:
    account().when("grant", by="kanda", role="case_manager", area="province:30").then_refused("U5")
    account(ASKED).when("confirm_grant", by="kanda", request=2).then_refused("U5")
    suspended = account(AccountSuspended())
    suspended.when("reopen_account", by="kanda", because="ขอคืน").then_refused("U5")


def test_it_takes_a_second_administrator_to_make_another_u5() -> None:
    account().when("grant", role="administrator", area="country", since=SINCE).then(ASKED)
    waiting = account(by("wichai", ASKED))
    assert waiting.state.grants == {}
    waiting.when("confirm_grant", by="wichai", request=2).then_refused("U5")
    waiting.when("confirm_grant", by="suda", request=9).then_refused("U5")
    granted = RoleGranted(role="administrator", area=COUNTRY, since=SINCE, request=2)
    waiting.when("confirm_grant", by="suda", request=2).then(granted)
    assert account(by("wichai", ASKED), granted).state.requests == {}
    account(by("wichai", ASKED), granted).when("confirm_grant", by="suda", request=2).then_refused("U5")


def test_a_grant_is_declined_with_a_reason_u5() -> None:
    waiting = account(by("wichai", ASKED))
    waiting.when("decline_grant", by="suda", request=2).then_bad_input("because")
    waiting.when("decline_grant", by="suda", request=2, because="ไม่จำเป็น").then(GrantDeclined(request=2))
    account(ASKED, GrantDeclined(request=2)).when("confirm_grant", by="suda", request=2).then_refused("U5")


def test_the_first_administrator_is_made_once_in_the_life_of_the_store_u4() -> None:
    """The claim keeps a second account from becoming the first administrator, even after the first has left."""
    first = RoleGranted(role="administrator", area=COUNTRY, since=TODAY, first=True)
    account().when("make_first_administrator").then(first)
    account(first).when("make_first_administrator").then_nothing()
    ended = account(first, GrantEnded(grant=2)).state
    assert ended.grants == {}
    assert ACCOUNT.claims(ended)[Claim("first_administrator", "")] == "first"


def test_a_grant_is_ended_with_a_reason_u4() -> None:
    account(GRANTED).when("end_grant", grant=2).then_bad_input("because")
    account(GRANTED).when("end_grant", grant=2, because="ย้ายหน่วยงาน").then(GrantEnded(grant=2))
    account(GRANTED).when("end_grant", grant=3, because="ย้ายหน่วยงาน").then_refused("U5")
    assert account(GRANTED, GrantEnded(grant=2)).state.grants == {}


def test_a_grant_counts_from_its_first_to_its_last_day_u5() -> None:
    until = date(2021, 3, 31)
    state = account(RoleGranted(role="supervisor", area=KORAT, since=SINCE, until=until)).state
    days = (date(2020, 10, 1), SINCE, until, date(2021, 4, 1))
    assert [len(state.grants_on(day)) for day in days] == [0, 1, 1, 0]


def test_a_suspended_account_holds_nothing_until_it_is_reopened_u5() -> None:
    account(GRANTED).when("suspend_account").then_bad_input("because")
    account(GRANTED).when("suspend_account", because="ลาออก").then(AccountSuspended())
    suspended = account(GRANTED, AccountSuspended())
    assert suspended.state.grants_on(TODAY) == ()
    suspended.when("suspend_account", because="ลาออก").then_nothing()
    suspended.when("grant", role="supervisor", area="country").then_refused("U5")
    suspended.when("change_credentials", credential="password").then_refused("U5")
    suspended.when("issue_token", token=TOKEN, label="รายงาน", expires=TODAY).then_refused("U5")
    suspended.when("reopen_account", because="กลับมา").then(AccountReopened())
    again = account(GRANTED, AccountSuspended(), AccountReopened())
    assert len(again.state.grants_on(TODAY)) == 1
    again.when("reopen_account", because="กลับมา").then_nothing()


def test_changed_credentials_are_noted_without_any_secret_u5() -> None:
    assert CredentialsChanged.__struct_fields__ == ("credential", "removed")
    account().when("change_credentials", credential="password").then(CredentialsChanged(credential="password"))
    account().when("change_credentials", credential="one_time_code", removed=True).then_nothing()
    with_codes = account(CredentialsChanged(credential="one_time_code"))
    removed = CredentialsChanged(credential="one_time_code", removed=True)
    with_codes.when("change_credentials", credential="one_time_code", removed=True).then(removed)
    account().when("change_credentials", credential="fingerprint").then_bad_input("credential")


def test_a_token_is_noted_with_its_purpose_and_last_day_u5() -> None:
    account().when("issue_token", token=TOKEN, label="รายงาน", expires=TODAY).then(ISSUED)
    account().when("issue_token", token="x", label="รายงาน", expires=TODAY).then_bad_input("token")
    for wrong in (date(2021, 9, 29), TODAY + LONGEST_TOKEN + timedelta(days=1)):
        account().when("issue_token", token=TOKEN, label="รายงาน", expires=wrong).then_bad_input("expires")


def test_a_token_is_withdrawn_once_u5() -> None:
    account(ISSUED).when("withdraw_token", token=TOKEN).then(TokenWithdrawn(token=TOKEN))
    account(ISSUED, TokenWithdrawn(token=TOKEN)).when("withdraw_token", token=TOKEN).then_nothing()
    account().when("withdraw_token", token="0").then_bad_input("token")


def test_nothing_about_an_account_can_be_dated_back_behind_what_was_decided_since_u5() -> None:
    own = [cls for cls in ACCOUNT.facts if cls.spec.name.startswith("account.")]
    assert len(own) == 12
    assert all(cls.spec.ordered for cls in own)
