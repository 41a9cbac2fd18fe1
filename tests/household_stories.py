"""Named histories of one household, and of the program and reference data around it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from aggregates.committee_facts import CommitteeAppointed
from aggregates.household_case import HOUSEHOLD
from aggregates.household_facts import (
    ChosenAsExample,
    CriteriaJudged,
    DimensionsAssessed,
    GoalSet,
    HelpDelivered,
    HouseholdOpened,
    IncomeStated,
    IncomeTested,
    MemberJoined,
    PlanAgreed,
    PrivacyNoticeGiven,
    RecordedInTpmap,
)
from aggregates.household_values import CriteriaNotes, Evidenced, File, HouseDetails, PersonDetails
from aggregates.lifecycle import begin
from aggregates.lifecycle_facts import ManagerAssigned, StageReached
from aggregates.program_record import Adoption, Evidence, Program
from aggregates.program_state import PROGRAM
from aggregates.reference import REFERENCE, REFERENCE_CASE, Dated
from aggregates.reference_facts import Agency, PovertyLine, Province
from engine.bilingual import Text
from engine.history import Mark
from engine.sealed import Note, sealed_for
from tests.given import CASE, PIN, REFERENCE_STATE, RULES, Given, given

PROGRAM_CASE = "b" * 32
KEY = "household-key"
MOTHER, SON = "mother-key", "son-key"
ID, OTHER_ID = "1101700207030", "3100600445635"
DIMENSIONS = tuple(dimension.code for dimension in RULES.household.dimensions)
CRITERIA = tuple(criterion.code for criterion in RULES.household.criteria)

KALASIN = Province(code="46", th="กาฬสินธุ์", en="Kalasin", region="Northeastern", zone=5, certainty="unverified")
NORTHEAST_2562 = PovertyLine(
    area_kind="region", area="Northeastern", year_be=2562, baht_per_person_month=2_500, source="yearbook"
)
NATION_2564 = PovertyLine(
    area_kind="nation", area="Whole Kingdom", year_be=2564, baht_per_person_month=2_803, source="yearbook"
)
DSDW = Agency(
    code="dsdw", th="พส.", en="DSDW", name_th="กรมพัฒนาสังคมและสวัสดิการ", name_en="-", certainty="verified", source="-"
)
PLACES = msgspec.structs.replace(
    REFERENCE_STATE,
    provinces={"46": (Dated(date(2020, 9, 1), KALASIN),)},
    agencies={"dsdw": DSDW},
    lines={"a": NORTHEAST_2562, "b": NATION_2564},
)


def program(*, appointed: bool = True, adopted: bool = True) -> Program:
    """The program around, with its order signed and the household adopted or not."""
    opened = begin(PIN, Mark(1, date(2020, 10, 1), "somsri"))
    found = Program(
        life=opened,
        community=Text("บ้านโนนสะอาด", "Ban Non Sa-at"),
        subdistricts=("โนนสะอาด",),
        district="ห้วยเม็ก",
        province="46",
        fiscal_year=2564,
        continues=None,
    )
    adoption = {CASE: Adoption(None, Mark(7, date(2021, 2, 20), "somsri"))} if adopted else {}
    signed = CommitteeAppointed(number="12/2564", document=File(name="คำสั่ง.pdf", sha256="a" * 64))
    orders = (Evidence(signed, Mark(5, date(2021, 2, 10), "somsri")),) if appointed else ()
    return msgspec.structs.replace(found, adopted=adoption, orders=orders)


def household(*facts: Any, around: Program | None = None) -> Given:
    """The household with its history, in its program and with reference data."""
    found = given(HOUSEHOLD, *facts)
    return found.among(PROGRAM, PROGRAM_CASE, around or program()).among(REFERENCE, REFERENCE_CASE, PLACES)


def joined(person: str, name: str, *, head: bool = False, family: str = "") -> MemberJoined:
    details = PersonDetails(name=name, search_name=name, name_and_address=f"{name}|12/3|" if head else "")
    fields = ("name", "search_name", "name_and_address") if head else ("name", "search_name")
    return MemberJoined(person=person, family=family, head=head, fields=fields, details=sealed_for(person, details))


def assessed(*failed: str, unknown: Iterable[str] = ()) -> DimensionsAssessed:
    """An assessment that fails these dimensions."""
    left = tuple(unknown)
    verdicts = {d: "not_assessed" if d in left else "fails" if d in failed else "passes" for d in DIMENSIONS}
    tier = None if left else RULES.tier(len(failed))
    return DimensionsAssessed(verdicts=verdicts, failed=tuple(d for d in DIMENSIONS if d in failed), tier=tier)


def goal(dimension: str | None) -> GoalSet:
    return GoalSet(
        dimension=dimension,
        agency="dsdw",
        due=date(2021, 8, 31),
        concepts=("targeted",),
        action=sealed_for(KEY, Note("ฝึกอาชีพทอผ้าและหาตลาดให้")),
    )


def helped(dimension: str | None, baht: int | None = None) -> HelpDelivered:
    return HelpDelivered(dimension=dimension, agency="dsdw", kind="เงินทุนประกอบอาชีพ", baht=baht)


def reached(stage: str, left: str) -> StageReached:
    return StageReached(move="-", left=left, reached=stage)


def judged(*, out_of_poverty: bool = True) -> CriteriaJudged:
    verdict = "met" if out_of_poverty else "cannot_judge"
    return CriteriaJudged(
        verdicts={code: verdict for code in CRITERIA},
        income=IncomeTested(result="passed", members=2),
        out_of_poverty=out_of_poverty,
        notes=sealed_for(KEY, CriteriaNotes()),
    )


BARE = HouseholdOpened(program=PROGRAM_CASE, subject=KEY, rules=PIN, province="46")
OPENED = HouseholdOpened(
    program=PROGRAM_CASE,
    subject=KEY,
    rules=PIN,
    province="46",
    district="ห้วยเม็ก",
    subdistrict="โนนสะอาด",
    sources=("survey",),
    member_count=2,
    fields=("house_code", "house_number"),
    details=sealed_for(KEY, HouseDetails(house_code="46010012345", house_number="12/3")),
)

CANDIDATE = (
    (date(2020, 11, 2), OPENED),
    (date(2020, 11, 2), joined(MOTHER, "นางน้ำค้าง ใจซื่อ", head=True)),
    (date(2020, 11, 2), joined(SON, "เด็กชายก้อง ใจซื่อ", family="1")),
    (date(2020, 11, 2), PrivacyNoticeGiven()),
    (date(2020, 11, 2), IncomeStated(baht=3_000, source="survey")),
)
ANALYSED = (*CANDIDATE, (date(2020, 11, 20), assessed("income", "education")))
TAKEN_ON = (*ANALYSED, (date(2021, 2, 21), ManagerAssigned(officer="malee")))
PLANNED = (
    *TAKEN_ON,
    (date(2021, 3, 1), goal("income")),
    (date(2021, 3, 1), goal("education")),
    (date(2021, 3, 2), PlanAgreed(person=MOTHER)),
)
HELPED = (*PLANNED, (date(2021, 4, 1), helped("income", 5_000)), (date(2021, 5, 1), helped("education")))
HELP = (11, 12)
EVALUATED = (
    *HELPED,
    (date(2021, 8, 1), assessed("education")),
    (date(2021, 8, 1), IncomeStated(baht=6_000, source="survey")),
    (date(2021, 8, 2), judged()),
)
EXEMPLARY = (
    *EVALUATED,
    (date(2021, 8, 20), RecordedInTpmap(help=HELP, reference=sealed_for(KEY, Evidenced(text="TPMAP-64-001")))),
    (date(2021, 9, 1), ChosenAsExample(meeting=date(2021, 9, 1))),
)
"""Everything that any gate asks for, before any stage was entered."""
