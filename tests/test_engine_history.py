"""The state at (as of D, as known K): design rule 4, walked through casework and checked by random histories."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from engine.calendar import end_of_day_bangkok
from engine.casework import Casework
from engine.history import effective, order_kept
from engine.refusal import BadInput, CaseNotFound
from tests.plain_casework import TODAY, SetClock, casework, do, opened, refused
from tests.plain_histories import days, few, histories, live, notes_by_hand
from tests.plain_kind import PLAIN

DAY = timedelta(days=1)


def n_at(at: Casework, case: str, on: date | None = None, known: int | datetime | None = None) -> int | None:
    return at.state(PLAIN, case, on=on, known=known).n


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def at(tmp_path: Path, clock: SetClock) -> Casework:
    return casework(tmp_path, clock)


# The worked example


@pytest.fixture
def example(at: Casework, clock: SetClock) -> str:
    clock.day = date(2021, 1, 2)
    case = opened(at, on=date(2021, 1, 2))
    for recorded, occurred, n in (
        (date(2021, 2, 3), date(2021, 2, 1), 4),
        (date(2021, 2, 21), date(2021, 2, 20), 2),
        (date(2021, 3, 1), date(2021, 2, 10), 5),
    ):
        clock.day = recorded
        do(at, "note", case, n=n, on=occurred)
    clock.day = date(2021, 3, 5)
    do(at, "correct", case, version=2, inputs={"n": 1}, on=date(2021, 3, 5))
    return case


@pytest.mark.parametrize(
    ("on", "known", "fails"),
    [
        (date(2021, 2, 15), date(2021, 2, 25), 4),
        (date(2021, 2, 15), date(2021, 3, 2), 5),
        (date(2021, 2, 5), None, 1),
        (TODAY, None, 2),
        (None, None, 2),
        (date(2021, 2, 5), date(2021, 3, 4), 4),
        (date(2021, 2, 19), date(2021, 3, 5), 5),
    ],
)
def test_the_worked_example(at: Casework, example: str, on: date | None, known: date | None, fails: int) -> None:
    assert n_at(at, example, on, None if known is None else end_of_day_bangkok(known)) == fails


def test_a_ledger_size_and_the_time_of_its_last_leaf_are_the_same_knowledge(at: Casework, example: str) -> None:
    day = date(2021, 2, 15)
    by_size = [n_at(at, example, day, known=size) for size in range(1, 6)]
    assert by_size == [None, 4, 4, 5, 5]
    assert n_at(at, example, day, known=end_of_day_bangkok(date(2021, 2, 20))) == by_size[1]


def test_a_case_is_not_found_before_anything_was_known_of_it(at: Casework, example: str) -> None:
    for known in (0, end_of_day_bangkok(date(2021, 1, 1))):
        with pytest.raises(CaseNotFound):
            at.state(PLAIN, example, known=known)


def test_a_decision_dated_in_the_past_sees_the_state_of_that_day(at: Casework) -> None:
    case = opened(at)
    do(at, "count", case, total=3, on=date(2021, 5, 1))
    assert do(at, "count", case, total=3, on=date(2021, 6, 1)).facts == 0
    assert do(at, "count", case, total=3, on=date(2021, 4, 1)).facts == 1


# The first fact


def test_the_first_fact_folds_first_whatever_its_date(at: Casework) -> None:
    case = opened(at, on=date(2021, 6, 1))
    do(at, "note", case, n=7, on=date(2021, 1, 1))
    assert n_at(at, case) == 7
    assert n_at(at, case, date(2021, 3, 1)) == 7
    assert n_at(at, case, date(2020, 1, 1)) is None


# Corrections


def test_a_retracted_fact_no_longer_counts_but_was_known(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1, on=date(2021, 2, 1))
    do(at, "note", case, n=2, on=date(2021, 3, 1))
    do(at, "retract", case, version=3)
    assert at.state(PLAIN, case).notes == (1,)
    assert at.state(PLAIN, case, known=3).notes == (1, 2)


def test_the_last_correction_wins(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    for n in (2, 3):
        do(at, "correct", case, version=2, inputs={"n": n})
    assert at.state(PLAIN, case).notes == (3,)
    assert at.state(PLAIN, case, known=3).notes == (2,)


def test_the_own_date_of_a_correction_never_filters_it_out(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1, on=date(2021, 2, 1))
    do(at, "correct", case, version=2, inputs={"n": 9}, on=date(2021, 8, 1))
    assert n_at(at, case, date(2021, 2, 1)) == 9


def test_a_corrected_date_and_a_corrected_content_stand_together(at: Casework) -> None:
    content, day = {"inputs": {"n": 9}}, {"happened": "2021-03-01"}
    for corrections in ((content, day), (day, content)):
        case = opened(at)
        do(at, "note", case, n=1, on=date(2021, 5, 1))
        for correction in corrections:
            do(at, "correct", case, version=2, **correction)
        assert n_at(at, case, date(2021, 3, 1)) == 9
        assert n_at(at, case, date(2021, 2, 28)) is None


def test_a_correction_is_not_itself_corrected_or_retracted(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    do(at, "correct", case, version=2, inputs={"n": 2})
    refused(at, "retract", case, version=3)
    refused(at, "correct", case, version=3, inputs={"version": 2, "inputs": {"n": 5}})
    assert n_at(at, case) == 2


def test_a_retracted_fact_and_one_that_never_was_have_nothing_to_correct(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    do(at, "retract", case, version=2)
    for version in (2, 99):
        refused(at, "correct", case, version=version, inputs={"n": 2})


def test_a_proposal_counts_only_once_a_second_person_confirms_it(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    proposal = do(at, "correct", case, version=2, inputs={"n": 8}, by="malee").version
    assert n_at(at, case) == 1
    refused(at, "confirm_correction", case, proposal=proposal, by="malee")
    assert n_at(at, case) == 1
    do(at, "confirm_correction", case, proposal=proposal, by="somchai")
    assert n_at(at, case) == 8
    assert n_at(at, case, known=proposal) == 1


def test_a_declined_proposal_never_counts(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    proposal = do(at, "correct", case, version=2, inputs={"n": 8}, by="malee").version
    do(at, "decline_correction", case, proposal=proposal)
    assert n_at(at, case) == 1


def test_a_proposal_takes_its_place_when_it_is_confirmed_not_when_it_was_made(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    proposal = do(at, "correct", case, version=2, inputs={"n": 8}, by="malee").version
    do(at, "correct", case, version=2, inputs={"n": 5})
    assert n_at(at, case) == 5
    do(at, "confirm_correction", case, proposal=proposal)
    assert n_at(at, case) == 8


def test_the_corrected_content_is_sealed_under_the_key_of_the_same_subject(at: Casework) -> None:
    case = opened(at)
    do(at, "name", case, number="11", person="สมชาย")
    before = at.state(PLAIN, case).named
    do(at, "correct", case, version=2, inputs={"number": "12", "person": "สมหมาย"})
    after = at.state(PLAIN, case).named
    assert before is not None
    assert after is not None
    assert (after.key, at.vault.open_raw(after)) == (before.key, {"name": "สมหมาย", "number": "12"})


def test_a_correction_may_add_what_was_left_out_about_a_person(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    do(at, "correct", case, version=2, inputs={"n": 1, "remark": "ป้าแดงป่วย"})
    assert at.facts(case)[-1].replacement is not None


# Order


@pytest.fixture
def moved(at: Casework) -> str:
    """Opened on 5 January (1), counted on 1 March (2), moved on 1 April citing the count (3)."""
    case = opened(at)
    do(at, "count", case, total=3, on=date(2021, 3, 1))
    do(at, "move", case, to="done", on=date(2021, 4, 1))
    return case


def test_an_ordered_fact_is_not_dated_before_the_previous_one(at: Casework, moved: str) -> None:
    refusal = refused(at, "close", moved, on=date(2021, 3, 31))
    assert "1 เม.ย. 2564" in refusal.findings[0].label.th
    assert do(at, "close", moved, on=date(2021, 4, 1)).facts == 1


def test_only_the_date_of_an_ordered_fact_can_be_corrected(at: Casework, moved: str) -> None:
    refused(at, "retract", moved, version=3)
    refused(at, "correct", moved, version=3, inputs={"to": "new"})
    do(at, "correct", moved, version=3, happened="2021-04-02")
    assert at.state(PLAIN, moved, on=date(2021, 4, 1)).stage == "new"
    assert at.state(PLAIN, moved, on=date(2021, 4, 2)).stage == "done"


@pytest.mark.parametrize(
    ("version", "day"),
    [
        (3, "2021-02-28"),  # the move before the count it cites
        (2, "2021-04-02"),  # the count after the move that cites it
        (1, "2021-04-02"),  # the opening after the move
        (3, "2021-05-02"),  # the move after the closing
    ],
)
def test_a_corrected_date_may_not_break_the_order(at: Casework, moved: str, version: int, day: str) -> None:
    do(at, "close", moved, on=date(2021, 5, 1))
    size = len(at.facts(moved))
    refusal = refused(at, "correct", moved, version=version, happened=day)
    assert "contradict" in refusal.findings[0].label.en
    assert len(at.facts(moved)) == size
    assert order_kept(at.facts(moved))


def test_a_proposed_date_is_judged_when_it_is_confirmed(at: Casework, moved: str) -> None:
    proposal = do(at, "correct", moved, version=2, happened="2021-04-02", by="malee").version
    refused(at, "confirm_correction", moved, proposal=proposal)
    assert at.state(PLAIN, moved, on=date(2021, 3, 1)).total == 3


def test_a_move_is_not_dated_before_the_fact_it_cites(at: Casework) -> None:
    case = opened(at)
    do(at, "count", case, total=3, on=date(2021, 3, 1))
    refusal = refused(at, "move", case, to="done", on=date(2021, 2, 28))
    assert [finding.id for finding in refusal.findings] == ["gate"]


def test_a_corrected_date_in_the_future_is_refused_by_name(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, n=1)
    with pytest.raises(BadInput) as bad:
        do(at, "correct", case, version=2, happened=TODAY + DAY)
    assert bad.value.field == "on"


# Random histories


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Casework:
    """One store for all examples; each example opens a case of its own."""
    return casework(tmp_path_factory.mktemp("histories"))


@few
@given(histories)
def test_as_of_today_and_known_now_is_the_live_state(shared: Casework, history: list[dict[str, Any]]) -> None:
    case = opened(shared)
    live(shared, case, history)
    now = shared.facts(case)[-1].leaf + 1
    assert shared.state(PLAIN, case, on=TODAY, known=now) == shared.state(PLAIN, case)


@few
@given(histories)
def test_as_known_then_is_the_state_that_was_live_then(shared: Casework, history: list[dict[str, Any]]) -> None:
    case = opened(shared)
    was_live = []
    for step in history:
        live(shared, case, [step])
        was_live.append((shared.facts(case)[-1].leaf + 1, shared.state(PLAIN, case)))
    for known, state in was_live:
        assert shared.state(PLAIN, case, known=known) == state


@few
@given(histories, days)
def test_the_fold_agrees_with_a_reading_by_hand(shared: Casework, history: list[dict[str, Any]], on: date) -> None:
    case = opened(shared)
    live(shared, case, history)
    records = shared.facts(case)
    for size, record in enumerate(records, 1):
        known = record.leaf + 1
        assert shared.state(PLAIN, case, on=on, known=known).notes == notes_by_hand(records[:size], on)


@few
@given(histories)
def test_ordered_facts_stay_in_order_whatever_is_corrected(shared: Casework, history: list[dict[str, Any]]) -> None:
    case = opened(shared)
    live(shared, case, history)
    counting = sorted(effective(shared.facts(case)), key=lambda e: e.version)
    ordered = [item.on for item in counting if item.fact.spec.ordered]
    assert ordered == sorted(ordered)
