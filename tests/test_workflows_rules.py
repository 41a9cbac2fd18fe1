"""The 2564 rule set says what the guideline says (W, P, H)."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.thai import canonical
from workflows.process_rules import Kind
from workflows.rules import decode_rules
from workflows.rulesets import delivered

TEXT = delivered("2564")
RULES = decode_rules(TEXT)


def test_the_delivered_set_is_version_1_of_fiscal_year_2564() -> None:
    assert (RULES.id, RULES.version, RULES.fiscal_year) == ("2564", 1, 2564)


def test_decoding_the_same_text_gives_an_equal_rule_set() -> None:
    assert decode_rules(TEXT) == RULES


def test_an_undelivered_rule_set_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        delivered("2499")


def test_thai_text_is_in_canonical_form() -> None:
    assert [line for line in TEXT.splitlines() if canonical(line) != " ".join(line.split())] == []


# The guideline's numbers


@pytest.mark.parametrize(
    ("failed", "tier"),
    [(0, "none"), (1, "green"), (2, "yellow"), (3, "yellow"), (4, "red"), (5, "red")],
)
def test_tier_follows_the_number_of_failed_dimensions_h2_p2_4(failed: int, tier: str) -> None:
    assert RULES.tier(failed) == tier


@pytest.mark.parametrize("failed", [-1, 6])
def test_an_impossible_number_of_failed_dimensions_has_no_tier_h2(failed: int) -> None:
    with pytest.raises(ValueError, match="0 to 5"):
        RULES.tier(failed)


def test_only_a_household_that_fails_nothing_needs_a_decision_of_its_own_p4_1() -> None:
    assert [band.code for band in RULES.household.tiers if band.needs_decision] == ["none"]


@pytest.mark.parametrize(("year", "quota"), [(2563, 0), (2564, 1), (2565, 2), (2566, 3), (2567, 3)])
def test_quota_is_the_latest_up_to_the_year_p1_5(year: int, quota: int) -> None:
    assert RULES.program.area.quota(year) == quota


def test_program_numbers_and_lists_are_those_of_the_guideline() -> None:
    program = RULES.program
    assert program.min_households == 35
    assert program.plan_years == (2564, 2565, 2566)
    assert program.min_households_out_of_poverty == 1
    assert len(program.area.missions) == 7
    assert len(program.area.plan_topics) == 5
    assert len(program.problems) == 5
    assert len(program.criteria) == 4
    assert {c.code: len(c.parts) for c in program.concepts} == {
        "social_reform": 5,
        "productive_welfare": 0,
        "bowon": 0,
        "khok_nong_na": 0,
        "targeted": 0,
        "welfare": 7,
    }


def test_seats_take_the_people_that_p3_4_prints() -> None:
    any_number, one = None, 1
    assert [(s.role, s.max_people) for s in RULES.committee.seats] == [
        ("adviser", one),
        ("adviser", any_number),
        ("adviser", one),
        ("chair", one),
        *[("member", any_number)] * 5,
        ("member", one),
        ("secretary", one),
        ("assistant_secretary", any_number),
    ]
    assert [s.number for s in RULES.committee.seats if s.may_be_none_in_area] == [5, 6, 7, 8, 9]


def test_a_seat_is_filled_by_its_number_of_people_p3_4() -> None:
    chair, heads = RULES.committee.seat("local_mayor"), RULES.committee.seat("one_home_heads")
    assert [people for people in range(4) if chair.filled_by(people)] == [1]
    assert [people for people in range(4) if heads.filled_by(people)] == [1, 2, 3]


def test_the_working_group_has_its_five_duties_p3_5() -> None:
    assert [duty.code for duty in RULES.committee.duties] == ["plan", "activities", "advice", "report", "other"]
    assert all(duty.th and duty.en for duty in RULES.committee.duties)


def test_only_health_and_the_student_part_of_clothing_may_not_apply_h6() -> None:
    criteria = RULES.household.criteria
    assert [c.number for c in criteria if c.may_be_not_applicable] == [5]
    assert [c.number for c in criteria if c.part_that_may_not_apply] == [4]
    assert RULES.household.criterion("clothing").part_that_may_not_apply is not None
    assert not RULES.household.extra_criteria_count


def test_the_five_dimensions_keep_their_official_names_h2() -> None:
    assert {d.code: d.text["th"] for d in RULES.household.dimensions} == {
        "health": "ด้านสุขภาพ",
        "education": "ด้านการศึกษา",
        "income": "ด้านรายได้",
        "living": "ด้านความเป็นอยู่",
        "access": "ด้านการเข้าถึงบริการรัฐ",
    }


# Waivers, gates, cycles


@pytest.mark.parametrize(
    ("requirement", "waivable"),
    [
        ("P3.3", False),
        ("P3.3.order", False),
        ("P7.1", False),
        ("H3.order", False),
        ("H3.adoption", True),
        ("P3.2", True),
        ("P7.2", True),
        ("P3.30", True),
    ],
)
def test_signature_and_uniqueness_can_not_be_waived_w3(requirement: str, waivable: bool) -> None:
    assert RULES.process.waivable(requirement) is waivable


def test_a_gate_asks_for_the_parts_of_a_section_w1() -> None:
    gate = RULES.gates.entering("household", "selected")
    assert gate.asks_for("H1")
    assert gate.asks_for("H1.privacy_notice")
    assert not gate.asks_for("H10")


@pytest.mark.parametrize(("kind", "plan"), [("program", "P4.3"), ("household", "H4")])
def test_a_new_cycle_asks_again_for_plan_and_agreement_w4(kind: Kind, plan: str) -> None:
    gate = RULES.gates.entering(kind, "intervened")
    assert not gate.asks_for(plan)
    assert gate.asks_for(plan, new_cycle=True)


def test_returning_to_planned_or_earlier_starts_a_new_cycle_w4() -> None:
    assert RULES.process.starts_new_cycle("planned")
    assert RULES.process.starts_new_cycle("selected")
    assert not RULES.process.starts_new_cycle("intervened")


def test_no_stage_has_a_date_or_needs_two_persons_by_default_u5() -> None:
    gates = RULES.gates.program + RULES.gates.household
    assert not any(gate.two_persons or gate.due for gate in gates)
    assert RULES.process.needs_two_persons("waiver")
    assert not RULES.process.needs_two_persons("stage_move")


def test_the_three_year_plan_is_gated_at_planned_p4_2() -> None:
    asking = [gate.stage for gate in RULES.gates.program if gate.asks_for("P4.2")]
    assert asking == ["planned"]


def test_closing_as_duplicate_moved_or_transferred_frees_the_claims_w4() -> None:
    reasons = RULES.process.closing_reasons
    assert {r.code for r in reasons if r.releases_claims} == {"duplicate", "moved", "transferred"}
    assert not RULES.process.closing("completed").releases_claims


def test_a_duplicate_never_counts_and_only_a_candidate_is_not_adopted_p2_5_w4() -> None:
    reasons = RULES.process.closing_reasons
    assert [r.code for r in reasons if r.never_counts] == ["duplicate"]
    assert [r.code for r in reasons if r.candidates_only] == ["not_adopted"]


def test_a_rule_set_may_have_another_number_of_kinds_of_seat_p3_4() -> None:
    start = TEXT.index("[[committee.seats]]\nnumber = 12")
    shorter = TEXT[:start] + TEXT[TEXT.index("[[committee.duties]]") :]
    assert len(decode_rules(shorter).committee.seats) == 11


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "stored_rules").iterdir()), ids=lambda path: path.stem)
def test_a_rule_set_once_activated_loads_for_ever_w6(path: Path) -> None:
    """Its text stands in the history: a field that is added to the rules later needs a default."""
    assert decode_rules(path.read_text(encoding="utf-8")).id == path.stem.partition(".")[0]
