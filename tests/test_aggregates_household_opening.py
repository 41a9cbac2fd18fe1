"""Opening a household, and who and where it is: what each command records, refuses and leaves alone (H1, P2.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from aggregates.household_case import HOUSEHOLD
from aggregates.household_claims import claims
from aggregates.household_facts import (
    DetailsCompleted,
    DimensionsAssessed,
    HelpReceived,
    HouseholdOpened,
    IncomeStated,
    MemberDetailsCompleted,
    MemberJoined,
    MemberLeft,
    PrivacyNoticeGiven,
    ProblemNoted,
    SourceAdded,
)
from aggregates.household_values import HouseDetails, PersonDetails
from aggregates.lifecycle_facts import Closed
from engine.kind import Claim
from engine.sealed import Note, sealed_for
from tests.given import PIN, given
from tests.household_stories import (
    BARE,
    CANDIDATE,
    ID,
    KEY,
    MOTHER,
    OPENED,
    PROGRAM_CASE,
    SON,
    household,
    joined,
    program,
)

FULL: dict[str, Any] = {
    "program": PROGRAM_CASE,
    "province": "46",
    "district": "ห้วยเม็ก",
    "subdistrict": "โนนสะอาด",
    "sources": ["tpmap", "survey", "tpmap"],
    "member_count": 4,
    "house_code": "๔๖๐๑-๐๐๑๒๓๔-๕",
    "house_number": "๑๒/๓",
    "moo": "4",
    "members": [{"name": "ก้อง ใจซื่อ"}, {"name": "นาง น้ำค้าง  ใจซื่อ", "national_id": ID, "head": True}],
    "notice_given": True,
    "problems": [{"code": "landless"}, {"text": "บ้านผุพังใกล้ล้ม"}],
    "earlier_help": [{"agency": "dsdw", "kind": "เงินสงเคราะห์", "baht": 2000}],
    "income": {"baht": 3000, "source": "survey"},
    "dimensions": {"health": "passes", "education": "fails", "income": "fails", "living": "passes", "access": "passes"},
    "indicators": {"income": "รายได้เฉลี่ย 750 บาทต่อคน"},
}


def opening(**changes: Any) -> Any:
    return household().when("open_household", **{**FULL, **changes})


def test_one_command_records_a_whole_row_of_a_list_h1() -> None:
    facts = opening().then_some(
        HouseholdOpened,
        MemberJoined,
        MemberJoined,
        PrivacyNoticeGiven,
        ProblemNoted,
        ProblemNoted,
        HelpReceived,
        IncomeStated,
        DimensionsAssessed,
    )
    opened, son, mother, *_, assessment = facts
    assert (opened.program, opened.rules, opened.sources) == (PROGRAM_CASE, PIN, ("tpmap", "survey"))
    assert opened.details.content == HouseDetails(house_code="46010012345", house_number="๑๒/๓", moo="4")
    assert opened.fields == ("house_code", "house_number", "moo")
    assert (son.head, mother.head) == (False, True)
    assert mother.details.content == PersonDetails(
        name="นางน้ำค้าง ใจซื่อ", search_name="น้ำค้างใจซื่อ", national_id=ID, name_and_address="น้ำค้างใจซื่อ|12/3|4"
    )
    assert not son.details.content.name_and_address, "a name lies under its own person's key only"
    assert (assessment.failed, assessment.tier) == (("education", "income"), "yellow")
    assert len({opened.subject, son.person, mother.person}) == 3, "household and persons have keys of their own"


def test_a_household_may_be_opened_with_hardly_anything_known_w2() -> None:
    household().when("open_household", program=PROGRAM_CASE, province="46").then(
        HouseholdOpened(program=PROGRAM_CASE, subject="subject-1", rules=PIN, province="46")
    )


def test_without_a_head_the_first_member_is_taken_for_it_h1() -> None:
    _, first, second, *_ = opening(members=[{"name": "ยายจันทร์"}, {"name": "ก้อง"}]).facts()
    assert (first.head, second.head) == (True, False)


def test_dimensions_a_list_does_not_know_are_no_assessment_h2() -> None:
    facts = opening(dimensions={"health": "not_assessed"}, indicators={}).facts()
    assert not [fact for fact in facts if isinstance(fact, DimensionsAssessed)]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("program", {"program": "f" * 32}),
        ("province", {"province": "99"}),
        ("province", {"province": "30"}),
        ("house_code", {"house_code": "4601"}),
        ("members[0].national_id", {"members": [{"name": "ก้อง", "national_id": "1101700207031"}]}),
        ("members[0].name", {"members": [{"name": "นาย ."}]}),
        ("members[0].birth_date", {"members": [{"name": "ก้อง", "birth_date": "2021-10-01"}]}),
        ("members[0].name", {"members": [{"national_id": ID}]}),
        ("problems[1].code", {"problems": [{"code": "poverty"}, {"code": "bored"}]}),
        ("problems[0].code", {"problems": [{}]}),
        ("earlier_help[0].agency", {"earlier_help": [{"agency": "dsdx", "kind": "เงิน"}]}),
        ("income.baht", {"income": {"baht": -1, "source": "survey"}}),
        ("dimensions.wealth", {"dimensions": {"wealth": "fails"}}),
        ("sources[0]", {"sources": ["rumour"]}),
        ("colour", {"colour": "red"}),
    ],
)
def test_an_opening_names_the_field_that_is_wrong(field: str, changes: dict[str, Any]) -> None:
    opening(**changes).then_bad_input(field)


def test_an_unknown_code_is_answered_with_the_choices() -> None:
    with pytest.raises(ValueError, match="unwanted_pregnancy, elderly_care"):
        opening(problems=[{"code": "bored"}]).facts()


def test_no_household_is_opened_in_a_closed_program_w4() -> None:
    closed = given(HOUSEHOLD, BARE, Closed(reason="completed", keeps_claims=True)).state.life
    around = msgspec.structs.replace(program(), life=closed)
    household(around=around).when("open_household", **FULL).then_refused("W4")


def test_no_household_is_opened_before_rules_are_in_force_w6() -> None:
    household().when("open_household", on=date(2020, 9, 1), **FULL).then_refused("W6")


# Sources, notice, details


def test_a_household_found_by_survey_and_seen_in_tpmap_says_both_p2_3() -> None:
    household(*CANDIDATE).when("add_source", source="tpmap").then(SourceAdded(source="tpmap"))
    household(*CANDIDATE).when("add_source", source="survey").then_nothing()
    household(*CANDIDATE).when("add_source", source="hearsay").then_bad_input("source")


def test_the_privacy_notice_is_recorded_once_h1() -> None:
    household(OPENED).when("give_privacy_notice").then(PrivacyNoticeGiven())
    household(*CANDIDATE).when("give_privacy_notice").then_nothing()


def test_details_fill_gaps_and_leave_the_rest_h1() -> None:
    household(BARE).when("complete_details", subdistrict="โนนสะอาด", village="บ้านโนน").then(
        DetailsCompleted(
            subdistrict="โนนสะอาด", fields=("village",), details=sealed_for(KEY, HouseDetails(village="บ้านโนน"))
        )
    )
    household(OPENED).when("complete_details", subdistrict="โนนสะอาด", member_count=2).then_nothing()
    household(OPENED).when("complete_details", house_code="abc").then_bad_input("house_code")
    household(OPENED).when("complete_details", member_count=0).then_bad_input("member_count")


def test_a_wrong_house_code_can_be_taken_back_h1() -> None:
    case = household(OPENED, DetailsCompleted(cleared=("house_code",)))
    assert "house_code" not in case.state.details
    household(OPENED).when("complete_details", house_code="").then(DetailsCompleted(cleared=("house_code",)))
    case.when("complete_details", house_code="").then_nothing()


def test_a_changed_address_no_longer_matches_lists_by_the_old_one() -> None:
    (fact,) = household(*CANDIDATE).when("complete_details", house_number="99").facts()
    assert (fact.fields, fact.cleared) == (("house_number",), ("name_and_address",))
    assert "name_and_address" in household(*CANDIDATE).state.members[MOTHER].details
    moved = household(*CANDIDATE, DetailsCompleted(cleared=("name_and_address",)))
    assert "name_and_address" not in moved.state.members[MOTHER].details


# Members


def test_a_member_joins_under_a_key_of_their_own_h1() -> None:
    member = {"name": "เด็กหญิง ฟ้า ใจซื่อ", "sex": "female", "family": "2"}
    details = PersonDetails(name="เด็กหญิงฟ้า ใจซื่อ", search_name="ฟ้าใจซื่อ", sex="female")
    household(*CANDIDATE).when("add_member", member=member).then(
        MemberJoined(
            person="subject-1",
            family="2",
            fields=("name", "search_name", "sex"),
            details=sealed_for("subject-1", details),
        )
    )
    household(*CANDIDATE).when("add_member", member={"name": "ฟ้า", "national_id": "123"}).then_bad_input(
        "member.national_id"
    )


def test_members_without_a_national_id_are_welcome_h1() -> None:
    (fact,) = household(*CANDIDATE).when("add_member", member={"name": "ฟ้า", "national_id": None}).facts()
    assert "national_id" not in fact.fields


def test_more_becomes_known_of_a_member_h1() -> None:
    household(*CANDIDATE).when("complete_member", person=SON, national_id=ID, head=True).then(
        MemberDetailsCompleted(
            person=SON,
            head=True,
            fields=("national_id",),
            details=sealed_for(SON, PersonDetails(national_id=ID)),
        )
    )
    household(*CANDIDATE).when("complete_member", person=MOTHER, head=True).then_nothing()
    household(*CANDIDATE).when("complete_member", person="nobody", head=True).then_bad_input("person")
    household(*CANDIDATE).when("complete_member", person=SON, name="").then_bad_input("name")


def test_a_member_leaves_for_a_reason_and_holds_nothing_any_more_h1() -> None:
    household(*CANDIDATE).when("remove_member", person=SON, because="แต่งงานย้ายออก").then(MemberLeft(person=SON))
    household(*CANDIDATE).when("remove_member", person=SON).then_bad_input("because")
    household(*CANDIDATE).when("remove_member", person="nobody", because="ย้าย").then_bad_input("person")
    gone = household(*CANDIDATE, MemberLeft(person=MOTHER))
    gone.when("remove_member", person=MOTHER, because="ย้าย").then_nothing()
    assert (gone.state.head, gone.state.size) == (None, 1)
    assert {claim.holder for claim in claims(gone.state)} == {KEY, SON}


def test_a_household_counts_the_members_its_source_speaks_of_h6() -> None:
    assert household(*CANDIDATE, joined("p3", "ตา"), joined("p4", "ยาย")).state.size == 4
    assert household(*CANDIDATE, DetailsCompleted(member_count=5)).state.size == 5


# Claims


def test_house_code_and_ids_are_claimed_alone_and_names_are_shared_h1() -> None:
    withid = MemberDetailsCompleted(
        person=MOTHER, fields=("national_id",), details=sealed_for(MOTHER, PersonDetails(national_id=ID))
    )
    held = claims(household(*CANDIDATE, withid).state)
    assert set(held) == {
        Claim("house_code", KEY),
        Claim("name_address", MOTHER, shared=True),
        Claim("national_id", MOTHER),
        Claim("name", MOTHER, shared=True),
        Claim("name", SON, shared=True),
    }


def test_a_case_closed_as_duplicate_holds_nothing_w4() -> None:
    assert claims(household(*CANDIDATE, Closed(reason="duplicate", keeps_claims=False)).state) == {}
    assert claims(household(*CANDIDATE, Closed(reason="completed", keeps_claims=True)).state)


def test_a_note_on_a_problem_is_sealed_under_the_households_key_p2_6() -> None:
    household(OPENED).when("note_problem", text="บ้านผุพัง").then(ProblemNoted(text=sealed_for(KEY, Note("บ้านผุพัง"))))
