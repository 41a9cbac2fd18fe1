"""The national record of a fiscal year (P8)."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from aggregates.reference import REFERENCE, REFERENCE_CASE
from aggregates.year_record import (
    YEAR_RECORD,
    ModelLessonsDrawn,
    NationalPlanMade,
    ProposalCompiled,
    ProposalSubmitted,
    YearRecordOpened,
    record_case,
)
from engine.facts import Fact
from tests.given import PIN, Given, given
from tests.program_stories import PLACES

RECORD = record_case(2564)
ON = date(2021, 8, 1)
FACTS: dict[str, Fact] = {
    "draw_model_lessons": ModelLessonsDrawn(communities=("ตำบลสร้างสุข",), lessons="ผู้นำร่วมมือ"),
    "make_three_year_plan": NationalPlanMade(areas=228, complete_by=date(2023, 9, 30)),
    "compile_proposal": ProposalCompiled(title="สวัสดิการตำบล", text="ทุกตำบลมีกองทุน"),
}


def record(*facts: Any) -> Given:
    begun = YearRecordOpened(fiscal_year=2564, rules=PIN)
    return given(YEAR_RECORD, begun, *facts, case=RECORD).among(REFERENCE, REFERENCE_CASE, PLACES)


def test_each_fiscal_year_has_one_record_p8() -> None:
    nothing_yet = given(YEAR_RECORD, case=RECORD).among(REFERENCE, REFERENCE_CASE, PLACES)
    nothing_yet.when("open_year_record", fiscal_year=2564).then(YearRecordOpened(fiscal_year=2564, rules=PIN))
    nothing_yet.when("open_year_record", fiscal_year=2565).then_bad_input("case")
    nothing_yet.when("open_year_record", on=date(2020, 1, 1), fiscal_year=2564).then_refused("W6")


@pytest.mark.parametrize("command", FACTS)
def test_a_command_records_its_fact_once_a_day_p8(command: str) -> None:
    fact = FACTS[command]
    inputs = msgspec.structs.asdict(fact)
    record().when(command, on=ON, **inputs).then(fact)
    record((ON, fact)).when(command, on=ON, **inputs).then_nothing()


@pytest.mark.parametrize(
    ("command", "field", "given"),
    [
        ("draw_model_lessons", "communities", ()),
        ("draw_model_lessons", "lessons", ""),
        ("make_three_year_plan", "areas", 0),
        ("make_three_year_plan", "complete_by", date(2021, 7, 31)),
        ("compile_proposal", "title", ""),
    ],
)
def test_bad_input_is_named_p8(command: str, field: str, given: object) -> None:
    inputs = msgspec.structs.asdict(FACTS[command])
    record().when(command, on=ON, **{**inputs, field: given}).then_bad_input(field)


def test_the_compiled_proposal_goes_to_the_minister_p8() -> None:
    record().when("submit_to_minister").then_refused("P8")
    compiled = FACTS["compile_proposal"]
    submitted = ProposalSubmitted(title="สวัสดิการตำบล")
    record(compiled).when("submit_to_minister", on=ON).then(submitted)
    record(compiled, (ON, submitted)).when("submit_to_minister", on=ON).then_nothing()


def test_the_record_holds_what_was_said_with_its_marks_p8() -> None:
    state = record(*((ON, fact) for fact in FACTS.values())).state
    assert [part.mark.on for part in (state.model_lessons, state.plan, state.proposal)] == [ON, ON, ON]
    assert state.submission is None
