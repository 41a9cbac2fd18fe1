"""What W1-W6 say of gates, waivers, corrections and rule sets over the whole life of a case, in a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from aggregates.community_program import PROGRAM
from aggregates.household_case import HOUSEHOLD
from aggregates.judging import unsupported
from aggregates.lifecycle import Life, begin
from aggregates.lifecycle_facts import Changed, RulePin, RulesChanged, StageReached, WaiverLapsed
from aggregates.moving import ending
from aggregates.reference import REFERENCE_CASE, Activation, Reference
from aggregates.reference_facts import ReferenceOpened
from aggregates.reference_lists import REFERENCE
from engine.bilingual import Text
from engine.command import Command
from engine.history import Corrected, CorrectionProposed
from engine.kind import Act, Kind
from engine.refusal import Refused, refuse
from tests.given import CASE, PIN, RULES, TEXT, Around, given
from tests.program_stories import MARK, whole
from tests.test_aggregates_household_store import PASSES, Office
from web.answers.standing import findings_shown, moves_shown
from workflows.rules import RulesError, decode_rules

NOTICE_FREE = (
    TEXT.replace("\nversion = 1\n", "\nversion = 2\n")
    .replace('requirements = ["H1"]', 'requirements = ["H1.source", "H1.place", "H1.person"]')
    .replace('unwaivable = ["P3.3"', 'unwaivable = ["H4.agreement", "P3.3"')
)
"""Rules under which no stage asks for the privacy notice, and nobody may waive the agreement to the plan."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = Office(tmp_path)
    yield found
    found.casework.close()
    found.vault.close()


def appointed(office: Office) -> str:
    """A household adopted on 1 February 2021, its officer known long before; it entered the stage on the 3rd."""
    case = office.open()
    office.advance(case, "selected", date(2020, 11, 3))
    office.do("assess_dimensions", case, on=date(2020, 11, 20), verdicts={**PASSES, "income": "fails"})
    office.advance(case, "analyzed", date(2020, 11, 21))
    office.do("assign_manager", case, on=date(2020, 11, 25), officer="malee")
    order = {"number": "12/2564", "document": {"name": "คำสั่ง.pdf", "sha256": "a" * 64}}
    office.do("appoint_committee", office.program, of="program", on=date(2021, 1, 10), **order)
    meeting = {"convened_by": ["one_home"], "presented": ["tiers", "social_data"], "households": [case]}
    office.do("adopt_households", office.program, of="program", on=date(2021, 2, 1), **meeting)
    office.advance(case, "committee_appointed", date(2021, 2, 3))
    return case


def waived_plan(office: Office) -> tuple[str, int]:
    """A household planned under a waiver of the agreement, and the version of that waiver."""
    case = appointed(office)
    goal = {"action": "ฝึกอาชีพ", "agency": "temple", "due": "2021-12-31", "concepts": ["bowon"], "dimension": "income"}
    office.do("set_goal", case, on=date(2021, 2, 10), **goal)
    asked = office.do(
        "request_waiver", case, on=date(2021, 2, 11), requirement="H4.agreement", because="ไม่อยู่บ้าน"
    ).version
    waiver = office.do("confirm_waiver", case, by="anan", on=date(2021, 2, 12), request=asked).version
    office.advance(case, "planned", date(2021, 2, 13))
    return case, waiver


def version_of(office: Office, case: str, stage: str) -> int:
    return next(
        record.version
        for record in office.casework.facts(case)
        if isinstance(record.fact, StageReached) and record.fact.reached == stage
    )


def refused(office: Office, name: str, case: str, **given: object) -> list[str]:
    with pytest.raises(Refused) as refusal:
        office.do(name, case, **given)
    return [finding.id for finding in refusal.value.findings]


def redated(office: Office, case: str, version: int, on: date) -> list[str]:
    """Correct the date of a fact; the ids of what refuses it."""
    asked = Command(
        id=f"{case}-{version}-{on}",
        kind="household",
        name="correct",
        by="malee",
        case=case,
        inputs={"version": version, "on": on},
        because="ผิดวัน",
    )
    try:
        office.casework.do(asked)
    except Refused as refusal:
        return [finding.id for finding in refusal.findings]
    return []


# Rule sets (W1, W3, W6)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('requirements = ["H2"]', 'requirements = ["H22"]', "text.gates.household[1].requirements"),
        ('again_in_new_cycle = ["P4.3"]', 'again_in_new_cycle = ["P4.33"]', "text.gates.program[4].again_in_new_cycle"),
        ('"P7.2.waivers", "H7.waivers"', '"P7.2.waivers", "P3.3.sealed"', "text.process.unwaivable"),
        ('unwaivable = ["P3.3", ', "unwaivable = [", "text.process.unwaivable"),
        ('"P7.1", "P7.2.waivers"', '"P7.2.waivers"', "text.process.unwaivable"),
    ],
)
def test_a_rule_set_names_only_known_requirements_and_frees_none_that_is_never_waived_w1_w3_w6(
    old: str, new: str, field: str
) -> None:
    assert TEXT.count(old) == 1
    given(REFERENCE, ReferenceOpened()).when("activate_rule_set", text=TEXT.replace(old, new)).then_bad_input(field)


def test_a_rule_set_that_frees_the_signature_is_refused_wherever_it_is_read_w3() -> None:
    with pytest.raises(RulesError, match="never waived"):
        decode_rules(TEXT.replace('unwaivable = ["P3.3", ', "unwaivable = ["))


def test_the_rules_of_a_case_are_the_latest_version_of_its_year_or_of_the_nearest_year_before_w6() -> None:
    def active(since: date, year: int, version: int) -> Activation:
        return Activation(since, RulePin(str(year), version, f"{year}-{version}"), year, "")

    old, newer = active(date(2020, 10, 1), 2564, 1), active(date(2021, 1, 1), 2564, 2)
    next_year, late = active(date(2021, 6, 1), 2565, 1), active(date(2021, 7, 1), 2563, 9)
    known = Reference(activations=(late, next_year, newer, old))
    assert known.in_force(date(2020, 12, 1), 2564) == old
    assert known.in_force(date(2021, 8, 1), 2564) == newer, "neither next year's rules nor an earlier year's"
    assert known.in_force(date(2021, 8, 1), 2565) == next_year, "a program of the next year, opened before it begins"
    assert known.in_force(date(2021, 8, 1), 2567) == next_year
    assert known.in_force(date(2021, 8, 1), 2560) == late, "no rules of its time: those activated last"
    assert known.in_force(date(2020, 9, 1), 2564) is None


# Waivers (W3)


def test_a_waiver_that_evidence_replaced_does_not_revive_in_a_later_cycle_w3(office: Office) -> None:
    case, waiver = waived_plan(office)
    office.do("agree_plan", case, on=date(2021, 2, 20), name="นางสายบัว")
    office.do("deliver_help", case, on=date(2021, 3, 1), agency="temple", kind="เงินทุน", baht=500, dimension="income")
    office.advance(case, "intervened", date(2021, 3, 2))
    *_, lapse, step = (record.fact for record in office.casework.facts(case))
    assert lapse == WaiverLapsed(requirement="H4.agreement", waiver=waiver)
    assert isinstance(step, StageReached)
    office.do("return_to", case, on=date(2021, 4, 1), to="planned", because="ต้องทำแผนใหม่")
    life = office.state(case).life
    assert (life.waived, [each.requirement for each in life.lapsed]) == ({}, ["H4.agreement"])
    assert "H4.agreement" in refused(office, "advance", case, on=date(2021, 4, 2), to="intervened")
    again = office.do("request_waiver", case, on=date(2021, 4, 3), requirement="H4.agreement", because="ย้ายไปทำงาน")
    office.do("confirm_waiver", case, by="anan", on=date(2021, 4, 3), request=again.version)
    assert list(office.state(case).life.waived) == ["H4.agreement"]


def test_a_waiver_met_in_time_lapses_at_the_return_w3(office: Office) -> None:
    case, waiver = waived_plan(office)
    office.do("agree_plan", case, on=date(2021, 2, 20), name="นางสายบัว")
    office.do("return_to", case, on=date(2021, 3, 1), to="analyzed", because="วิเคราะห์ใหม่")
    assert office.casework.facts(case)[-2].fact == WaiverLapsed(requirement="H4.agreement", waiver=waiver)


def test_a_waiver_that_still_stands_carries_over_w3_w4(office: Office) -> None:
    case, _ = waived_plan(office)
    office.do("return_to", case, on=date(2021, 3, 1), to="analyzed", because="วิเคราะห์ใหม่")
    assert list(office.state(case).life.waived) == ["H4.agreement"]


def test_only_what_a_gate_of_the_pinned_rules_asks_for_can_be_waived_w3(office: Office) -> None:
    case = office.open()
    digest = activated(office)
    office.do("change_rules", case, on=date(2021, 1, 5), sha256=digest)
    with pytest.raises(Refused, match=r"no stage asks for requirement H1\.notice"):
        office.do("request_waiver", case, requirement="H1.notice", because="เร่งด่วน")


# Corrections (W1, W3, W5, U5)


def test_what_two_people_granted_is_taken_back_by_two_people_w3_u5(office: Office) -> None:
    case, waiver = waived_plan(office)
    proposal = office.do("retract", case, by="anan", version=waiver, because="อนุมัติผิดเรื่อง").version
    assert isinstance(office.casework.facts(case)[-1].fact, CorrectionProposed)
    assert list(office.state(case).life.waived) == ["H4.agreement"]
    assert refused(office, "confirm_correction", case, by="anan", proposal=proposal) == ["U5"]
    office.do("confirm_correction", case, by="malee", proposal=proposal)
    assert office.state(case).life.waived == {}


def test_a_stage_is_not_dated_before_the_facts_of_other_cases_it_rests_on_w1(office: Office) -> None:
    case = appointed(office)
    version = version_of(office, case, "committee_appointed")
    assert redated(office, case, version, date(2021, 1, 20)) == ["W1"]
    assert redated(office, case, version, date(2021, 2, 1)) == []
    assert office.state(case).life.passages[-1].mark.on == date(2021, 2, 1)


def test_a_proposal_is_not_confirmed_once_its_fact_was_corrected_or_retracted_w5(office: Office) -> None:
    case = office.open()
    right = {"verdicts": {**PASSES, "income": "fails"}}
    version = office.do("assess_dimensions", case, on=date(2020, 11, 20), verdicts=PASSES).version
    asked = {"by": "anan", "version": version, "inputs": right, "because": "ตรวจซ้ำ"}
    proposal = office.do("correct", case, **asked).version
    office.do("correct", case, version=version, inputs={"verdicts": {**PASSES, "health": "fails"}}, because="อ่านผิด")
    assert refused(office, "confirm_correction", case, proposal=proposal) == ["W5"]
    assert office.state(case).failed == ("health",)
    proposal = office.do("correct", case, **asked).version
    office.do("retract", case, version=version, because="ผิดบ้าน")
    assert refused(office, "confirm_correction", case, proposal=proposal) == ["W5"]


# Which rules count (W6, design rule 4)


def activated(office: Office) -> str:
    """The hash of other rules that were put into force."""
    office.do("activate_rule_set", REFERENCE_CASE, of="reference", on=date(2021, 1, 4), text=NOTICE_FREE)
    return office.casework.state(REFERENCE, REFERENCE_CASE).activations[0].rules.sha256


def test_moving_to_other_rules_lists_answers_gates_and_waivers_that_differ_w6(office: Office) -> None:
    case = office.open()
    office.do("change_rules", case, on=date(2021, 1, 5), sha256=activated(office))
    fact = office.casework.facts(case)[-1].fact
    assert isinstance(fact, RulesChanged)
    assert fact.changed == (
        Changed("H1.notice", True, True, was_asked=("selected",)),
        Changed("H4.agreement", False, False, ("planned",), ("planned",), is_waivable=False),
    )


def test_the_move_to_other_rules_is_not_retracted_but_made_back_w5_w6(office: Office) -> None:
    case = office.open()
    before = office.state(case).life.rules.sha256
    version = office.do("change_rules", case, on=date(2021, 1, 5), sha256=activated(office)).version
    assert refused(office, "retract", case, version=version, because="ผิดชุด") == ["W5"]
    office.do("change_rules", case, on=date(2021, 1, 6), sha256=before)
    assert office.state(case).life.rules.sha256 == before


def test_a_decision_is_made_under_the_rules_of_its_day_w6(office: Office) -> None:
    """Design rule 4: a case pinned to other rules in May still waived under the former ones in April."""
    case = office.open()
    office.do("change_rules", case, on=date(2021, 5, 1), sha256=activated(office))
    asked = {"requirement": "H4.agreement", "because": "ไม่อยู่บ้าน"}
    assert refused(office, "request_waiver", case, on=date(2021, 5, 1), **asked) == ["W3"]
    assert office.do("request_waiver", case, on=date(2021, 4, 30), **asked).facts == 1


# Gates that no longer hold (W1)


def test_a_stage_whose_evidence_was_retracted_is_shown_as_unsupported_w1(office: Office) -> None:
    case, waiver = waived_plan(office)
    with office.casework.reading() as reader:
        assert moves_shown(reader, HOUSEHOLD, case, "en")["unsupported"] == []
    proposal = office.do("retract", case, by="anan", version=waiver, because="ผิดเรื่อง").version
    office.do("confirm_correction", case, proposal=proposal)
    assert office.state(case).life.stage == "planned", "a correction never undoes a stage"
    with office.casework.reading() as reader:
        for found in (moves_shown(reader, HOUSEHOLD, case, "en"), findings_shown(reader, case)):
            (passed,) = found["unsupported"]
            assert passed["stage"] == "planned"
            assert [finding["id"] for finding in passed["findings"]] == ["H4.agreement"]


def test_a_new_cycle_is_not_unsupported_for_what_it_renews_w4(office: Office) -> None:
    case, _ = waived_plan(office)
    office.do("agree_plan", case, on=date(2021, 2, 20), name="นางสายบัว")
    office.do("deliver_help", case, on=date(2021, 3, 1), agency="temple", kind="เงินทุน", baht=500, dimension="income")
    office.advance(case, "intervened", date(2021, 3, 2))
    office.do("return_to", case, on=date(2021, 4, 1), to="planned", because="ต้องทำแผนใหม่")
    with office.casework.reading() as reader:
        assert findings_shown(reader, case)["unsupported"] == []


def test_a_seat_vacated_after_the_appointment_is_shown_p3_4_w1() -> None:
    told = whole("planned", {"P3.4": ()})
    around = Around({**told.others, CASE: (PROGRAM, told.state)}, {})
    ((stage, gaps),) = unsupported(PROGRAM, CASE, told.state, around, RULES)
    assert (stage, [finding.id for finding in gaps]) == ("committee_appointed", ["P3.4"])
    assert gaps[0].needed is not None


# Endings (W4)


class Alone(msgspec.Struct, frozen=True):
    """A state that is nothing but its life."""

    life: Life


def test_a_kind_may_refuse_that_a_case_is_reopened_w4() -> None:
    def never(state: Alone, act: Act) -> None:
        raise refuse("W4", "เปิดใหม่ไม่ได้", "what it belongs to is closed")

    kind: Kind[Alone] = Kind("alone", Text("เรื่อง", "Case"))
    ending(kind, may_reopen=never)
    told = given(kind)
    told.state = Alone(msgspec.structs.replace(begin(PIN, MARK), status="closed"))
    told.when("reopen", because="ปิดผิด").then_refused("W4")


# Reference data (W5, P1.2)


def test_a_wrong_list_of_reference_data_is_retracted_with_a_reason_w5(office: Office) -> None:
    area = {"subdistrict": "คำเตย", "province": "46", "because": "ตำบลสร้างสุข"}
    exclude = {"of": "reference", "on": date(2021, 1, 4), "areas": [area]}
    version = office.do("exclude_areas", REFERENCE_CASE, **exclude).version
    office.do("retract", REFERENCE_CASE, of="reference", version=version, because="พิมพ์ผิด")
    assert isinstance(office.casework.facts(REFERENCE_CASE)[-1].fact, Corrected)
    assert office.casework.state(REFERENCE, REFERENCE_CASE).excluded == ()
    assert refused(office, "retract", REFERENCE_CASE, of="reference", version=5, because="ผิด") == ["W5"]


def test_an_exclusion_is_lifted_from_a_day_on_p1_2(office: Office) -> None:
    place = {"subdistrict": "คำเตย", "province": "46"}
    areas = [{**place, "because": "ตำบลสร้างสุข"}]
    office.do("exclude_areas", REFERENCE_CASE, of="reference", on=date(2021, 1, 4), areas=areas)
    lift = {"of": "reference", "on": date(2021, 6, 1), "because": "พ้นปีแล้ว"}
    assert office.do("lift_exclusion", REFERENCE_CASE, **lift, **place).facts == 1
    assert office.casework.state(REFERENCE, REFERENCE_CASE).excluded == ()
    assert len(office.casework.state(REFERENCE, REFERENCE_CASE, on=date(2021, 5, 31)).excluded) == 1
    assert office.do("lift_exclusion", REFERENCE_CASE, **lift, **place).facts == 0
