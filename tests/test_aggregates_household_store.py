"""One household in a real store: corrections, late facts, claims, sealing, cycles, and the whole way (W4, W5, U5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from aggregates.community_program import PROGRAM
from aggregates.household_case import HOUSEHOLD, HouseholdCase
from aggregates.household_values import HouseDetails, PersonDetails
from aggregates.reference import REFERENCE_CASE
from aggregates.reference_lists import REFERENCE
from engine.calendar import BANGKOK
from engine.casework import Casework
from engine.command import Command, Receipt
from engine.history import fold
from engine.keys import Vault
from engine.refusal import Refused
from engine.rows import ReadRows
from tests.given import TEXT
from tests.household_stories import CRITERIA, ID, KALASIN, NORTHEAST_2562, OTHER_ID

HOUSE_CODE = "46010012345"
NAME = "นางน้ำค้าง ใจซื่อ"
PASSES = {"health": "passes", "education": "passes", "income": "passes", "living": "passes", "access": "passes"}


class Office:
    """Short ways to ask for things of one household's casework."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = Vault(folder / "keys", bytes(range(32)))
        self.casework = Casework(
            str(folder / "facts"), self.vault, [HOUSEHOLD, PROGRAM, REFERENCE], ReadRows(()), self._clock
        )
        self.casework.migrate()
        self.ids = count(1)
        self.do("open_reference", REFERENCE_CASE, of="reference", on=date(2020, 9, 1))
        lists: dict[str, dict[str, Any]] = {
            "list_zones": {"zones": [{"number": 5, "th": "สสว. 5", "certainty": "unverified", "source": "-"}]},
            "list_provinces": {"provinces": [KALASIN]},
            "publish_poverty_lines": {"lines": [NORTHEAST_2562]},
            "activate_rule_set": {"text": TEXT},
        }
        lists["list_zones"]["zones"][0]["seat_certainty"] = "unverified"
        for name, inputs in lists.items():
            self.do(name, REFERENCE_CASE, of="reference", on=date(2020, 10, 1), **inputs)
        area = {"subdistricts": ["โนนสะอาด"], "district": "ห้วยเม็ก", "province": "46"}
        names = {"name_th": "บ้านโนนสะอาด", "name_en": "Ban Non Sa-at"}
        self.program = self.do("open_program", of="program", on=date(2020, 10, 2), **area, **names).case

    @staticmethod
    def _clock() -> datetime:
        return datetime.combine(date(2021, 9, 30), time(9), BANGKOK)

    def do(
        self, name: str, case: str | None = None, /, *, of: str = "household", by: str = "malee", **given: Any
    ) -> Receipt:
        envelope = {key: given.pop(key) for key in ("on", "because") if key in given}
        asked = Command(id=f"c{next(self.ids)}", kind=of, name=name, by=by, case=case, inputs=given, **envelope)
        return self.casework.do(asked)

    def open(self, *, member_id: str | None = ID, house_code: str = HOUSE_CODE) -> str:
        return self.do(
            "open_household",
            on=date(2020, 11, 2),
            program=self.program,
            province="46",
            district="ห้วยเม็ก",
            subdistrict="โนนสะอาด",
            sources=["survey"],
            house_code=house_code,
            house_number="12/3",
            moo="4",
            members=[{"name": NAME, "national_id": member_id, "disability": "การมองเห็น"}],
            notice_given=True,
            problems=[{"text": "หลังคารั่วน้ำซึม"}],
            income={"baht": 1_500, "source": "survey"},
        ).case

    def state(self, case: str, **when: Any) -> HouseholdCase:
        return self.casework.state(HOUSEHOLD, case, **when)

    def advance(self, case: str, to: str, on: date) -> None:
        self.do("advance", case, to=to, on=on)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = Office(tmp_path)
    yield found
    found.casework.close()
    found.vault.close()


def _assess(office: Office, case: str, on: date, *failing: str, by: str = "malee") -> int:
    verdicts = {**PASSES, **dict.fromkeys(failing, "fails")}
    return office.do("assess_dimensions", case, on=on, by=by, verdicts=verdicts).version


# Corrections and late facts


def test_ones_own_assessment_is_corrected_at_once_w5(office: Office) -> None:
    case = office.open()
    version = _assess(office, case, date(2020, 11, 20), "income", "education")
    right = {"verdicts": {**PASSES, "income": "fails"}}
    office.do("correct", case, version=version, inputs=right, because="อ่านแบบสำรวจผิด")
    now = office.state(case)
    assert (now.tier, now.failed) == ("green", ("income",))
    assert now.whole
    assert now.whole.mark.version == version, "the corrected fact is cited, not the correction"
    assert office.state(case, known=office.casework.facts(case)[-1].leaf).tier == "yellow"


def test_anothers_assessment_waits_for_a_second_person_u5(office: Office) -> None:
    case = office.open()
    version = _assess(office, case, date(2020, 11, 20), "income", "education")
    right = {"verdicts": {**PASSES, "income": "fails"}}
    proposal = office.do("correct", case, by="anan", version=version, inputs=right, because="ตรวจซ้ำ").version
    assert office.state(case).tier == "yellow"
    with pytest.raises(Refused, match="somebody else"):
        office.do("confirm_correction", case, by="anan", proposal=proposal)
    office.do("confirm_correction", case, by="malee", proposal=proposal)
    assert office.state(case).tier == "green"


def test_a_corrected_member_keeps_their_key_and_the_right_name_opens_w5(office: Office) -> None:
    case = office.open()
    (person,) = office.state(case).members
    joined = office.state(case).members[person].mark.version
    office.do("correct", case, version=joined, inputs={"member": {"name": "นางน้ำฝน ใจซื่อ"}}, because="สะกดผิด")
    (member,) = office.state(case).present
    assert member.person == person
    assert office.vault.open(member.details["name"], PersonDetails).name == "นางน้ำฝน ใจซื่อ"
    with office.casework.reading() as reader:
        assert reader.sharers("name", "น้ำฝนใจซื่อ") == (case,)
        assert reader.sharers("name", "น้ำค้างใจซื่อ") == ()


def test_a_late_assessment_counts_from_the_day_it_was_made_w5(office: Office) -> None:
    case = office.open()
    _assess(office, case, date(2021, 2, 20), "income")
    _assess(office, case, date(2021, 2, 10), "income", "education", "health", "living")
    assert office.state(case).tier == "green"
    assert office.state(case, on=date(2021, 2, 15)).tier == "red"


def test_an_income_found_out_late_becomes_the_one_at_joining_h1(office: Office) -> None:
    case = office.open()
    office.do("state_income", case, on=date(2020, 11, 1), baht=900, source="tpmap")
    first = office.state(case).joining_income
    assert first
    assert first.baht == 900


def test_a_retracted_help_no_longer_counts_w5(office: Office) -> None:
    case = office.open()
    version = office.do("deliver_help", case, on=date(2021, 3, 1), agency="temple", kind="อาหาร").version
    office.do("retract", case, version=version, because="บันทึกผิดบ้าน")
    assert office.state(case).help == {}


def test_as_of_any_day_equals_folding_what_was_known_then(office: Office) -> None:
    case = office.open()
    version = _assess(office, case, date(2020, 12, 1), "income", "education")
    office.do("deliver_help", case, on=date(2021, 3, 1), agency="temple", kind="อาหาร", dimension="income")
    _assess(office, case, date(2020, 12, 20), "income")
    office.do("retract", case, version=version, because="บันทึกผิดบ้าน")
    facts = office.casework.facts(case)
    for record in facts:
        known = [one for one in facts if one.leaf <= record.leaf]
        for on in (date(2020, 12, 5), date(2020, 12, 25), date(2021, 9, 30)):
            assert office.state(case, on=on, known=record.leaf + 1) == fold(HOUSEHOLD.evolve, known, on)
    assert office.state(case) == fold(HOUSEHOLD.evolve, facts)


# Claims


def test_a_house_code_is_on_record_once_and_its_holder_is_named_h1(office: Office) -> None:
    first = office.open()
    with pytest.raises(Refused) as refused:
        office.open(member_id=OTHER_ID)
    (finding,) = refused.value.findings
    assert finding.id == "claim.house_code"
    assert [cite.case for cite in finding.cites] == [first]


def test_a_national_id_is_on_record_once_h1(office: Office) -> None:
    office.open()
    with pytest.raises(Refused) as refused:
        office.open(house_code="46010099999")
    assert refused.value.findings[0].id == "claim.national_id"


@pytest.mark.parametrize("reason", ["duplicate", "moved"])
def test_closing_as_duplicate_or_moved_frees_code_and_id_until_reopened_w4(office: Office, reason: str) -> None:
    first = office.open()
    office.do("close", first, reason=reason, because="ซ้ำหรือย้าย")
    second = office.open()
    with pytest.raises(Refused, match=second):
        office.do("reopen", first, because="ปิดผิด")
    office.do("close", second, reason="duplicate", because="ซ้ำ")
    office.do("reopen", first, because="ปิดผิด")
    with pytest.raises(Refused, match=first):
        office.open()


def test_a_declined_case_keeps_what_it_holds_w4(office: Office) -> None:
    first = office.open()
    office.do("close", first, reason="declined", because="ไม่ประสงค์เข้าร่วม")
    with pytest.raises(Refused, match=first):
        office.open()


def test_a_member_who_left_can_join_another_household_h1(office: Office) -> None:
    first = office.open()
    (person,) = office.state(first).members
    office.do("remove_member", first, person=person, because="แต่งงาน")
    second = office.open(house_code="46010099999")
    with office.casework.reading() as reader:
        assert reader.sharers("name", "น้ำค้างใจซื่อ") == (second,)


def test_a_household_is_looked_up_by_head_and_address_p2_3(office: Office) -> None:
    case = office.open(house_code="")
    with office.casework.reading() as reader:
        assert reader.sharers("name_address", "น้ำค้างใจซื่อ|12/3|4") == (case,)


# Personal data


def test_nothing_personal_stands_in_clear_in_the_store(office: Office) -> None:
    case = office.open()
    office.do("visit", case, visitor="อสม. บัวลอย", seen="เก็บของในครัวไม่พอ", because="ร้องเรียนจากเพื่อนบ้าน")
    office.casework.close()
    stored = b"".join(path.read_bytes() for path in office.folder.iterdir() if path.name.startswith("facts"))
    secrets = (ID, HOUSE_CODE, "น้ำค้าง", "12/3", "การมองเห็น", "หลังคารั่ว", "บัวลอย", "ของในครัว", "เพื่อนบ้าน")
    assert [text for text in secrets if text.encode() in stored] == []
    assert "ห้วยเม็ก".encode() in stored, "the search would find what is there"


def test_sealed_details_open_with_the_key(office: Office) -> None:
    box = office.state(office.open()).details["house_code"]
    assert office.vault.open(box, HouseDetails).house_code == HOUSE_CODE


# The whole way and back (W1, W4, W7)


def _planned(office: Office) -> str:
    case = office.open()
    office.advance(case, "selected", date(2020, 11, 3))
    _assess(office, case, date(2020, 11, 20), "income")
    office.advance(case, "analyzed", date(2020, 11, 21))
    file = {"name": "คำสั่ง.pdf", "sha256": "a" * 64}
    order = {"number": "12/2564", "document": file}
    office.do("appoint_committee", office.program, of="program", on=date(2021, 1, 10), **order)
    office.do(
        "adopt_households",
        office.program,
        of="program",
        on=date(2021, 2, 1),
        convened_by=["one_home"],
        presented=["tiers", "social_data"],
        households=[case],
    )
    office.do("assign_manager", case, on=date(2021, 2, 2), officer="malee")
    office.advance(case, "committee_appointed", date(2021, 2, 3))
    _plan(office, case, date(2021, 2, 10))
    office.advance(case, "planned", date(2021, 2, 11))
    return case


def _plan(office: Office, case: str, on: date) -> None:
    goal = {"action": "ฝึกอาชีพ", "agency": "temple", "due": "2021-12-31", "concepts": ["bowon"], "dimension": "income"}
    office.do("set_goal", case, on=on, **goal)
    office.do("agree_plan", case, on=on, name="นางสายบัว")


def _evaluated(office: Office) -> str:
    case = _planned(office)
    office.do("deliver_help", case, on=date(2021, 3, 1), agency="temple", kind="เงินทุน", baht=5_000, dimension="income")
    office.advance(case, "intervened", date(2021, 3, 2))
    _assess(office, case, date(2021, 6, 1))
    office.do("state_income", case, on=date(2021, 6, 1), baht=4_000, source="survey")
    verdicts = {code: {"verdict": "met", "evidence": "เยี่ยมบ้าน"} for code in CRITERIA}
    office.do("judge_criteria", case, on=date(2021, 6, 2), verdicts=verdicts)
    office.advance(case, "evaluated", date(2021, 6, 3))
    return case


def test_a_household_walks_from_opening_to_best_practice(office: Office) -> None:
    case = _evaluated(office)
    (help_version,) = office.state(case).help
    office.do("record_in_tpmap", case, on=date(2021, 7, 1), help=[help_version], reference="TPMAP-1")
    office.do("choose_as_example", case, on=date(2021, 7, 2), meeting="2021-07-02", because="ลุกขึ้นได้เอง")
    office.advance(case, "best_practice", date(2021, 7, 3))
    assert office.state(case).life.stage == "best_practice"
    assert [p.waived for p in office.state(case).life.passages] == [()] * 7


def test_an_assessment_before_the_help_is_not_fresh_enough_h6(office: Office) -> None:
    case = _planned(office)
    office.do("deliver_help", case, on=date(2021, 3, 1), agency="temple", kind="เงินทุน", dimension="income")
    office.advance(case, "intervened", date(2021, 3, 2))
    _assess(office, case, date(2021, 2, 28))
    ((_, found),) = office.casework.findings(case)
    assert [f.id for f in found if not f.met] == ["H6.criteria", "H6.reassessed"]
    _assess(office, case, date(2021, 3, 1))
    ((_, found),) = office.casework.findings(case)
    assert [f.id for f in found if not f.met] == ["H6.criteria"]


def test_what_the_plan_answers_is_frozen_when_planning_begins_w4(office: Office) -> None:
    case = _planned(office)
    _assess(office, case, date(2021, 2, 20), "health", "living")
    assert office.state(case).failed == ("income",)
    office.do("return_to", case, to="analyzed", on=date(2021, 2, 21), because="ข้อมูลเปลี่ยน")
    assert office.state(case).failed == ("health", "living"), "before planning it follows the latest assessment"


def test_a_return_to_planning_begins_a_new_cycle_and_keeps_what_carries_over_w4(office: Office) -> None:
    case = _evaluated(office)
    office.do("return_to", case, to="planned", on=date(2021, 7, 1), because="รายได้ตกอีก")
    again = office.state(case)
    assert again.cycle == 2
    assert (again.interventions, again.this_cycle.goals, again.out_of_poverty) == ((), (), False)
    assert again.failed == (), "the dimensions failed at the latest assessment before the return"
    assert again.help
    assert again.life.officer == "malee"
    joining = again.joining_income
    assert joining
    assert joining.baht == 1_500
    ((_, found),) = office.casework.findings(case)
    assert [f.id for f in found if not f.met] == ["H4.goals", "H4.agreement", "H5.help"]
    _plan(office, case, date(2021, 7, 2))
    office.do("deliver_help", case, on=date(2021, 7, 3), agency="temple", kind="ฝึกอาชีพ")
    office.advance(case, "intervened", date(2021, 7, 4))
    ((_, found),) = office.casework.findings(case)
    assert [f.id for f in found if not f.met] == ["H6.criteria", "H6.reassessed"]
