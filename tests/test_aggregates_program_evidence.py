"""Evidence of a community program: each command records its fact, stays quiet when it is known, names bad input."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import pytest

from aggregates.community_program import PROGRAM
from aggregates.household_values import File
from aggregates.lifecycle_facts import Closed
from aggregates.program_facts import CommunityProblemNoted, CommunityRenamed
from aggregates.program_plan_facts import Partner, WorkingGroupMet
from aggregates.program_work_facts import CommunityCriteriaJudged, CriterionFound
from engine.bilingual import Text
from engine.facts import Fact
from tests.given import TODAY
from tests.program_stories import EVIDENCE, HOUSEHOLDS, OPENED, adopted, criteria, done, household, planned, program

MEETING = WorkingGroupMet(agenda=("ติดตามแผน",), attendees=15, issues=("หนี้ครัวเรือน",), minutes="-")

SIMPLE: Mapping[str, Fact] = {
    "brief_one_home": EVIDENCE["P1.1"][0],
    "make_integrated_plan": EVIDENCE["P1.3"][0],
    "report_situation": EVIDENCE["P2.1"][0],
    "study_household_data": EVIDENCE["P2.2"][0],
    "note_problem": EVIDENCE["P2.6"][0],
    "summarise_issues": EVIDENCE["P2.7"][0],
    "name_mechanism": EVIDENCE["P3.1"][0],
    "hold_community_meeting": EVIDENCE["P3.2"][0],
    "appoint_committee": EVIDENCE["P3.3.signed"][0],
    "record_plan": EVIDENCE["P4.2"][0],
    "plan_activity": EVIDENCE["P4.3"][0],
    "set_approach": EVIDENCE["P4.4"][0],
    "hold_working_group_meeting": MEETING,
    "record_activity": EVIDENCE["P5.3.activity"][0],
    "record_supervision_visit": EVIDENCE["P5.3.visit"][0],
    "record_exchange": EVIDENCE["P5.4"][0],
    "follow_up": EVIDENCE["P5.5"][0],
    "draw_lessons": EVIDENCE["P6.1"][0],
    "deliver_report": EVIDENCE["P6.2"][0],
    "judge_criteria": EVIDENCE["P6.3"][0],
}
"""Commands whose inputs are the fields of the fact they record."""

BAD: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("brief_one_home", "agencies", {"agencies": ()}),
    ("brief_one_home", "agencies[0]", {"agencies": ("no_such_agency",)}),
    ("brief_one_home", "attendees", {"attendees": 0}),
    ("make_integrated_plan", "contributions", {"contributions": ()}),
    ("make_integrated_plan", "contributions[0].agency", {"contributions": ({"agency": "nobody", "brings": "เงิน"},)}),
    ("report_situation", "summary", {"summary": ""}),
    ("study_household_data", "participants", {"participants": ()}),
    ("study_household_data", "participants[0]", {"participants": ("ministry",)}),
    ("note_problem", "code", {"code": "drought"}),
    ("note_problem", "text", {"code": None}),
    ("summarise_issues", "participants", {"participants": ()}),
    ("name_mechanism", "committee", {"committee": 3}),
    ("hold_community_meeting", "agenda[0]", {"agenda": ("lunch",)}),
    ("hold_community_meeting", "convened_by", {"convened_by": ()}),
    ("appoint_committee", "document.sha256", {"document": {"name": "คำสั่ง.pdf", "sha256": "abc"}}),
    ("record_plan", "complete_by", {"complete_by": date(2020, 1, 1)}),
    ("record_plan", "households[0]", {"households": {2580: 10}}),
    ("plan_activity", "concepts", {"concepts": ()}),
    ("plan_activity", "concepts[0]", {"concepts": ("welfare.nothing",)}),
    ("plan_activity", "ends", {"ends": date(2021, 3, 1)}),
    ("plan_activity", "agency", {"agency": "no_such_agency"}),
    ("plan_activity", "households[0]", {"households": ("b" * 32,)}),
    ("plan_activity", "dimensions[0]", {"dimensions": ("fun",)}),
    ("plan_activity", "basics[0]", {"basics": ("fun",)}),
    ("set_approach", "participants", {"participants": ()}),
    ("set_approach", "solutions", {"solutions": ()}),
    ("set_approach", "partners[0].kind", {"partners": ({"name": "ชมรม", "kind": "club"},)}),
    ("hold_working_group_meeting", "agenda", {"agenda": ()}),
    ("record_activity", "agencies", {"agencies": ()}),
    ("record_activity", "agencies[0]", {"agencies": ("no_such_agency",)}),
    ("record_activity", "activity", {"activity": 77}),
    ("record_activity", "households[0]", {"households": ("b" * 32,)}),
    ("record_activity", "people", {"people": 0}),
    ("record_activity", "people", {"people": -1}),
    ("record_supervision_visit", "advice", {"advice": ""}),
    ("record_exchange", "participants", {"participants": ()}),
    ("follow_up", "findings", {"findings": ""}),
    ("draw_lessons", "drawn_by", {"drawn_by": ()}),
    ("deliver_report", "recipient", {"recipient": "minister"}),
    ("deliver_report", "parts", {"parts": ()}),
    ("deliver_report", "parts[0]", {"parts": ("pictures",)}),
    ("judge_criteria", "found", {"found": {}}),
    ("judge_criteria", "found.happiness", {"found": {"happiness": {"holds": True, "evidence": "เห็นเอง"}}}),
)


def _inputs(fact: Fact) -> dict[str, Any]:
    return msgspec.structs.asdict(fact)


@pytest.mark.parametrize("command", SIMPLE)
def test_a_command_records_its_fact(command: str) -> None:
    program().when(command, on=date(2021, 2, 1), **_inputs(SIMPLE[command])).then(SIMPLE[command])


@pytest.mark.parametrize("command", SIMPLE)
def test_asked_twice_it_records_nothing_new(command: str) -> None:
    fact = SIMPLE[command]
    told = program((TODAY, fact))
    told.when(command, on=TODAY, **_inputs(fact)).then_nothing()


@pytest.mark.parametrize(("command", "field", "changed"), BAD)
def test_bad_input_is_named(command: str, field: str, changed: dict[str, Any]) -> None:
    program().when(command, **{**_inputs(SIMPLE[command]), **changed}).then_bad_input(field)


def test_every_simple_command_has_a_bad_input() -> None:
    assert {command for command, _, _ in BAD} == set(SIMPLE)


REPEATED = sorted(set(SIMPLE) - {"note_problem", "judge_criteria"})


@pytest.mark.parametrize("command", REPEATED)
def test_the_same_on_another_day_is_another_fact(command: str) -> None:
    fact = SIMPLE[command]
    program((date(2021, 5, 1), fact)).when(command, on=date(2021, 6, 1), **_inputs(fact)).then(fact)


@pytest.mark.parametrize("command", SIMPLE)
def test_a_closed_program_takes_no_evidence_w4(command: str) -> None:
    told = program(Closed(reason="completed", keeps_claims=True))
    told.when(command, **_inputs(SIMPLE[command])).then_refused("W4")


def test_the_community_is_renamed() -> None:
    new = Text("บ้านน้ำใสเหนือ", "Ban Nam Sai Nuea")
    asked = {"name_th": new.th, "name_en": new.en}
    program().when("rename_community", **asked).then(CommunityRenamed(community=new))
    assert program(CommunityRenamed(community=new)).state.community == new
    program(CommunityRenamed(community=new)).when("rename_community", **asked).then_nothing()
    program().when("rename_community", name_th="", name_en="x").then_bad_input("name_th")


def test_a_problem_in_words_stands_beside_those_of_the_list_p2_6() -> None:
    told = program(CommunityProblemNoted(code="landless"))
    told.when("note_problem", text="ใช้น้ำกร่อยทำนา").then(CommunityProblemNoted(text="ใช้น้ำกร่อยทำนา"))


def test_without_names_the_mechanism_is_the_one_of_the_rules_p3_1() -> None:
    (named,) = program().when("name_mechanism").facts()
    assert (named.committee, named.secretary) == (
        "คณะกรรมการแก้ไขปัญหาความยากจนแบบบูรณาการจังหวัด",
        "สำนักงานพัฒนาชุมชนจังหวัด",
    )


def test_an_activity_names_the_planned_one_and_the_households_it_reached_p5_1() -> None:
    told = program(planned(), adopted(HOUSEHOLDS[0]), households={HOUSEHOLDS[0]: household()})
    fact = done(activity=2, households=(HOUSEHOLDS[0],), people=0)
    told.when("record_activity", **_inputs(fact)).then(fact)


def test_an_activity_is_planned_for_adopted_households_p4_3() -> None:
    fact = msgspec.structs.replace(planned(), households=(HOUSEHOLDS[0],), dimensions=("income",), basics=("food",))
    program(adopted(HOUSEHOLDS[0])).when("plan_activity", **_inputs(fact)).then(fact)


def test_a_partner_may_be_one_the_list_does_not_have_p5_1() -> None:
    partner = Partner(name="ชมรมจักรยาน")
    told = program().when("record_activity", **_inputs(done(partners=(partner,))))
    assert told.facts()[0].partners == (partner,)


def test_one_criterion_may_be_judged_again_p6_3() -> None:
    again = {"plan": CriterionFound(holds=False, evidence="แผนหมดอายุ")}
    told = program(criteria())
    told.when("judge_criteria", found=again).then(CommunityCriteriaJudged(found=again))
    after = program(criteria(), CommunityCriteriaJudged(found=again)).state
    assert {code: verdict.holds for code, verdict in after.criteria.items()} == {
        "database": True,
        "plan": False,
        "social_capital": True,
        "problems_solved": True,
    }


def test_a_cited_file_keeps_name_and_digest_p2_1() -> None:
    file = File(name="รายงาน.pdf", sha256="0" * 64)
    (fact,) = program().when("report_situation", form="สสว. 1", summary="ผู้สูงอายุมาก", files=(file,)).facts()
    assert fact.files == (file,)


def test_what_a_program_says_of_itself_survives_being_stored() -> None:
    for facts in EVIDENCE.values():
        for fact in facts:
            if not fact.spec.boxes:
                assert msgspec.json.decode(msgspec.json.encode(fact), type=type(fact)) == fact
    assert msgspec.json.decode(msgspec.json.encode(OPENED), type=type(OPENED)) == OPENED


def test_every_command_is_labelled_in_both_languages_and_explained() -> None:
    for decision in PROGRAM.decisions.values():
        assert decision.label.th
        assert decision.label.en.isascii()
        assert decision.summary
