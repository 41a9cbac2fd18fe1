"""A zone's one pick in a real store: the whole way of two programs, two picks, a withdrawal (P7.1, W3, P3.3, P4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aggregates.community_program import PROGRAM
from aggregates.household_case import HOUSEHOLD
from aggregates.reference import REFERENCE_CASE
from aggregates.reference_lists import REFERENCE
from aggregates.zone_review import REVIEW
from aggregates.zone_review_state import review_case
from engine.calendar import BANGKOK
from engine.casework import Casework
from engine.command import Command, Receipt
from engine.keys import Vault
from engine.refusal import Refused
from engine.rows import ReadRows
from tests.given import RULES, TEXT
from tests.program_stories import ALL, EVIDENCE, PLACES

SMALL = TEXT.replace("min_households = 35", "min_households = 1")
"""The rules with one household a community, so that a whole way is short."""

REVIEW_CASE = review_case(4, 2564)
COMMUNITY = {"name_th": "บ้านน้ำใสใต้", "name_en": "Ban Nam Sai Tai", "district": "โนนสูง", "province": "30"}
REASON = {"reason": "กลไกชุมชนเข้มแข็งที่สุด", "presented_on": "2021-09-01"}
CRITERIA = [criterion.code for criterion in RULES.household.criteria]

START = {
    "brief_one_home": "P1.1",
    "choose_area": "P1.2",
    "make_integrated_plan": "P1.3",
    "report_situation": "P2.1",
    "study_household_data": "P2.2",
    "note_problem": "P2.6",
    "summarise_issues": "P2.7",
    "name_mechanism": "P3.1",
    "hold_community_meeting": "P3.2",
}
WORK = {
    "record_plan": "P4.2",
    "plan_activity": "P4.3",
    "record_activity": "P5.3.activity",
    "record_supervision_visit": "P5.3.visit",
    "draw_lessons": "P6.1",
    "judge_criteria": "P6.3",
}


class Zone:
    """A zone with its casework, and short ways to ask for things."""

    def __init__(self, folder: Path) -> None:
        vault = Vault(folder / "keys", bytes(range(32)))
        kinds = [PROGRAM, HOUSEHOLD, REVIEW, REFERENCE]
        self.casework = Casework(str(folder / "facts"), vault, kinds, ReadRows(()), self._clock)
        self.casework.migrate()
        self.ids = count(1)
        self.do("open_reference", REFERENCE_CASE, of="reference", on=date(2020, 9, 1))
        provinces = [dated.value for history in PLACES.provinces.values() for dated in history]
        lists: dict[str, dict[str, Any]] = {
            "list_zones": {"zones": list(PLACES.zones.values())},
            "list_provinces": {"provinces": provinces},
            "list_agencies": {"agencies": list(PLACES.agencies.values())},
            "publish_poverty_lines": {"lines": [_LINE]},
            "activate_rule_set": {"text": SMALL},
        }
        for name, inputs in lists.items():
            self.do(name, REFERENCE_CASE, of="reference", on=date(2020, 10, 1), **inputs)

    @staticmethod
    def _clock() -> datetime:
        return datetime.combine(date(2021, 9, 30), time(9), BANGKOK)

    def command(self, name: str, case: str | None, /, *, of: str, by: str = "somchai", **given: Any) -> Command:
        envelope = {key: given.pop(key) for key in ("on", "because") if key in given}
        return Command(id=f"c{next(self.ids)}", kind=of, name=name, by=by, case=case, inputs=given, **envelope)

    def do(self, name: str, case: str | None = None, /, *, of: str = "program", **given: Any) -> Receipt:
        return self.casework.do(self.command(name, case, of=of, **given))

    def stage(self, case: str) -> str:
        return self.casework.state(PROGRAM, case).life.stage

    def opened(self, subdistrict: str, **changes: Any) -> str:
        inputs = {**COMMUNITY, "subdistricts": [subdistrict], **changes}
        return self.do("open_program", on=date(2020, 10, 5), **inputs).case

    def household(self, program: str) -> str:
        """A household that came out of poverty."""
        case = self.do(
            "open_household",
            of="household",
            on=date(2020, 11, 2),
            program=program,
            province="30",
            members=[{"name": "นางน้ำค้าง ใจซื่อ"}],
            income={"baht": 1_500, "source": "survey"},
            dimensions={dimension.code: "fails" for dimension in RULES.household.dimensions},
        ).case
        self.do("state_income", case, of="household", on=date(2021, 7, 1), baht=9_000, source="survey")
        verdicts = {code: {"verdict": "met", "evidence": "เยี่ยมบ้าน"} for code in CRITERIA}
        self.do("judge_criteria", case, of="household", on=date(2021, 8, 1), verdicts=verdicts)
        return case

    def evaluated(self, subdistrict: str, number: str) -> str:
        """A program that has gone the whole way to evaluated, by commands only."""
        program = self.opened(subdistrict)
        household = self.household(program)
        on = date(2021, 2, 1)
        for name, id in START.items():
            self.do(name, program, on=on, **_inputs(id))
        holders = [{"seat": seat.code, "name": "นายบุญมี ดีงาม"} for seat in RULES.committee.seats]
        self.do("propose_committee", program, on=on, holders=holders)
        document = {"name": "คำสั่ง.pdf", "sha256": "a" * 64}
        self.do("appoint_committee", program, on=on, number=number, document=document)
        presented = ["tiers", "social_data"]
        self.do("adopt_households", program, on=on, convened_by=ALL, presented=presented, households=[household])
        for stage in ("selected", "analyzed", "committee_appointed"):
            self.do("advance", program, on=on, to=stage)
        self.do("close", household, of="household", on=date(2021, 8, 2), reason="completed", because="พ้นความยากจน")
        on = date(2021, 8, 3)
        for name, id in WORK.items():
            self.do(name, program, on=on, **_inputs(id))
        for recipient in ("governor", "zone_office"):
            parts = [part.code for part in RULES.program.report_parts]
            self.do("deliver_report", program, on=on, recipient=recipient, parts=parts)
        for stage in ("planned", "intervened", "evaluated"):
            self.do("advance", program, on=on, to=stage)
        return program

    def reviewed(self, *programs: str) -> None:
        """The zone's review up to its ranking."""
        self.do("open_review", REVIEW_CASE, of="zone_review", zone=4, fiscal_year=2564)
        for program in programs:
            self.do("draw_lessons", REVIEW_CASE, of="zone_review", program=program, lessons="ชุมชนเป็นเจ้าของ")
        self.do("rank", REVIEW_CASE, of="zone_review", programs=list(programs))

    def asked(self, program: str) -> int:
        return self.do("request_pick", REVIEW_CASE, of="zone_review", program=program, **REASON).version

    def picked(self, program: str) -> None:
        self.do("confirm_pick", REVIEW_CASE, of="zone_review", by="malee", request=self.asked(program))

    def refused(self, name: str, case: str | None, /, **given: Any) -> list[str]:
        with pytest.raises(Refused) as refused:
            self.do(name, case, **given)
        return [finding.id for finding in refused.value.findings]


_LINE = {
    "area_kind": "nation",
    "area": "Whole Kingdom",
    "year_be": 2564,
    "baht_per_person_month": 2_803,
    "source": "yearbook",
}


def _inputs(id: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(EVIDENCE[id][0])
    found.pop("newly_selected", None)
    return found


@pytest.fixture
def zone(tmp_path: Path) -> Iterator[Zone]:
    found = Zone(tmp_path)
    yield found
    found.casework.close()


@pytest.fixture
def pair(zone: Zone) -> tuple[str, str]:
    """Two evaluated programs of the zone, ranked."""
    first, second = zone.evaluated("โนนสูง", "๑/๒๕๖๔"), zone.evaluated("พิมาย", "2/2564")
    zone.reviewed(first, second)
    return first, second


def test_a_program_goes_the_whole_way_by_commands_w1(zone: Zone, pair: tuple[str, str]) -> None:
    first, _ = pair
    assert zone.refused("advance", first, to="best_practice") == ["P7.1.pick"]
    zone.picked(first)
    zone.do("advance", first, to="best_practice")
    assert zone.stage(first) == "best_practice"


def test_two_picks_in_one_zone_and_year_are_impossible_p7_1(zone: Zone, pair: tuple[str, str]) -> None:
    first, second = pair
    zone.picked(first)
    assert zone.refused("request_pick", REVIEW_CASE, of="zone_review", program=second, **REASON) == ["P7.1"]
    assert zone.refused("advance", second, to="best_practice") == ["P7.1.pick"]


def test_of_two_confirmations_at_once_one_wins_p7_1(zone: Zone, pair: tuple[str, str]) -> None:
    request = zone.asked(pair[0])
    people = ("malee", "prasert", "wichai", "somsri")
    asked = [
        zone.command("confirm_pick", REVIEW_CASE, of="zone_review", by=person, request=request) for person in people
    ]
    with ThreadPoolExecutor(len(people)) as pool:
        receipts = list(pool.map(zone.casework.do, asked))
    assert sorted(receipt.facts for receipt in receipts) == [0, 0, 0, 1]


def test_a_withdrawal_frees_the_place_and_sends_the_program_back_p7_1(zone: Zone, pair: tuple[str, str]) -> None:
    first, second = pair
    zone.picked(first)
    zone.do("advance", first, to="best_practice")
    request = zone.do("request_withdrawal", REVIEW_CASE, of="zone_review", reason="ข้อมูลไม่ถูกต้อง").version
    assert zone.refused("confirm_withdrawal", REVIEW_CASE, of="zone_review", request=request) == ["U5"]
    assert zone.stage(first) == "best_practice"
    receipt = zone.do("confirm_withdrawal", REVIEW_CASE, of="zone_review", by="malee", request=request)
    assert receipt.facts == 2
    assert zone.stage(first) == "evaluated"
    assert zone.refused("advance", first, to="best_practice") == ["P7.1.pick"]
    zone.picked(second)
    zone.do("advance", second, to="best_practice")
    assert zone.stage(second) == "best_practice"


def test_a_pick_is_withdrawn_by_two_people_never_retracted_by_one_p7_1(zone: Zone, pair: tuple[str, str]) -> None:
    zone.picked(pair[0])
    (picked,) = [r for r in zone.casework.facts(REVIEW_CASE) if r.fact.spec.name == "zone_review.best_practice_picked"]
    asked = {"of": "zone_review", "by": "malee", "because": "ผิด", "version": picked.version}
    assert zone.refused("retract", REVIEW_CASE, **asked) == ["W5"]


def test_an_order_number_is_used_once_a_province_and_year_p3_3(zone: Zone) -> None:
    first, second, elsewhere = zone.opened("โนนสูง"), zone.opened("พิมาย"), zone.opened("สตึก", province="31")
    document = {"name": "คำสั่ง.pdf", "sha256": "a" * 64}
    order = {"document": document, "on": date(2021, 2, 1)}
    zone.do("appoint_committee", first, number="๑๒๓/๒๕๖๔", **order)
    assert zone.refused("appoint_committee", second, number="123/2564", **order) == ["claim.order"]
    zone.do("appoint_committee", elsewhere, number="123/2564", **order)
    zone.do("appoint_committee", second, number="123/2564", **{**order, "on": date(2020, 12, 30)})


def test_a_correction_moves_what_the_program_holds_w5(zone: Zone) -> None:
    first, second = zone.opened("โนนสูง"), zone.opened("พิมาย")
    order = {"document": {"name": "คำสั่ง.pdf", "sha256": "a" * 64}, "on": date(2021, 2, 1)}
    version = zone.do("appoint_committee", first, number="123/2564", **order).version
    right = {"number": "124/2564", "document": order["document"]}
    zone.do("correct", first, version=version, inputs=right, because="พิมพ์ผิด")
    zone.do("appoint_committee", second, number="123/2564", **order)
    assert zone.refused("appoint_committee", second, number="124/2564", **order) == ["claim.order"]


def test_a_correction_keeps_the_key_of_the_person_in_the_seat_w5(zone: Zone) -> None:
    program = zone.opened("โนนสูง")
    version = zone.do("fill_seat", program, seat="local_mayor", name="นายบุญมา").version
    (before,) = zone.casework.state(PROGRAM, program).seated("local_mayor")
    inputs = {"seat": "local_mayor", "name": "นายบุญมี"}
    zone.do("correct", program, version=version, inputs=inputs, because="สะกดผิด")
    (after,) = zone.casework.state(PROGRAM, program).seated("local_mayor")
    assert (after.who.key, after.mark) == (before.who.key, before.mark)
    assert after.who.data != before.who.data


def test_a_household_is_adopted_in_its_own_program_only_p4_1(zone: Zone) -> None:
    mine, other = zone.opened("โนนสูง"), zone.opened("พิมาย")
    household = zone.household(mine)
    meeting = {"convened_by": ["one_home"], "presented": ["tiers", "social_data"], "households": [household]}
    assert zone.refused("adopt_households", other, **meeting) == ["P4.1"]
    zone.do("adopt_households", mine, **meeting)
    with zone.casework.reading() as reader:
        assert reader.holder("adopted", household) == mine


def test_two_reviews_of_one_zone_and_year_are_one_p7_1(zone: Zone) -> None:
    opened = {"of": "zone_review", "zone": 4, "fiscal_year": 2564}
    assert zone.do("open_review", REVIEW_CASE, **opened).facts == 1
    assert zone.do("open_review", REVIEW_CASE, **opened).facts == 0


def test_a_closed_program_takes_no_household_dated_before_its_closing_w4(zone: Zone) -> None:
    program = zone.opened("โนนสูง")
    household = zone.household(program)
    zone.do("close", household, of="household", on=date(2021, 8, 2), reason="completed", because="ครบ")
    zone.do("close", program, on=date(2021, 8, 3), reason="completed", because="ครบแผน")
    inputs = {"of": "household", "on": date(2020, 11, 2), "program": program, "province": "30"}
    assert zone.refused("open_household", None, **inputs) == ["W4"]
    assert zone.refused("reopen", household, of="household", because="เดือดร้อนอีก") == ["W4"]


def test_two_programs_continue_no_third_p1_2(zone: Zone) -> None:
    earlier = zone.evaluated("โนนสูง", "1/2564")
    again = {**COMMUNITY, "subdistricts": ["โนนสูง"], "fiscal_year": 2565, "continues": earlier}
    zone.do("open_program", on=date(2021, 9, 1), **again)
    assert zone.refused("open_program", None, on=date(2021, 9, 1), **again) == ["claim.continued"]
