"""Commands through casework: exactly once, refused without a trace, with consequences in one transaction."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.casework import Casework
from engine.kind import Kind
from engine.reader import AsOf
from engine.refusal import BadInput, CaseNotFound, CommandReused, StaleVersion
from tests.plain_casework import OPENED, TODAY, SetClock, casework, command, do, everything, opened, refused, rows
from tests.plain_kind import PLAIN, Plain


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def at(tmp_path: Path, clock: SetClock) -> Casework:
    return casework(tmp_path, clock)


def test_a_view_says_as_of_which_day_it_shows_other_cases_w1(at: Casework) -> None:
    with at.reading() as reader:
        assert reader.on == TODAY
        earlier = AsOf(reader, TODAY - timedelta(days=3))
        assert (earlier.on, earlier.now.on) == (TODAY - timedelta(days=3), TODAY)


# Exactly once (F2)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"name": "note", "n": 1}, id="one fact"),
        pytest.param({"name": "note_and_name", "n": 1, "number": "77"}, id="two facts"),
        pytest.param({"name": "count", "total": 3}, id="no fact"),
    ],
)
def test_a_repeated_command_gets_the_first_answer(at: Casework, tmp_path: Path, asked: dict[str, Any]) -> None:
    case = opened(at)
    do(at, "count", case, total=3)
    given = {key: value for key, value in asked.items() if key != "name"}
    once = command(asked["name"], case, id="once", **given)
    first = at.do(once)
    do(at, "note", case, n=5)
    before = everything(at)
    assert at.do(once) == first
    assert casework(tmp_path).do(once) == first
    assert everything(at) == before


def test_opening_twice_with_one_command_id_opens_one_case(at: Casework) -> None:
    once = command("open_plain", id="once", owner="สมศรี")
    assert at.do(once) == at.do(once)
    assert rows(at, "SELECT count(*) FROM cases") == [(1,)]


def test_a_command_with_consequences_elsewhere_is_repeated_safely(at: Casework) -> None:
    one, other = opened(at), opened(at)
    do(at, "note", one, n=4)
    both = command("note_both", one, id="both", n=1, other=other)
    only_other = command("name_other", one, id="other", number="55", other=other)
    for once in (both, only_other):
        first = at.do(once)
        before = everything(at)
        assert at.do(once) == first
        assert everything(at) == before


def test_what_the_caller_saw_is_no_part_of_the_request(at: Casework) -> None:
    case = opened(at)
    once = command("note", case, id="once", n=1, seen=1)
    assert at.do(once) == at.do(msgspec.structs.replace(once, seen=2))


@pytest.mark.parametrize(
    "change",
    [{"inputs": {"n": 2}}, {"by": "malee"}, {"on": OPENED}, {"because": "ผิด"}, {"name": "count"}, {"case": "x"}],
)
def test_a_command_id_used_again_for_something_else_is_refused(at: Casework, change: dict[str, Any]) -> None:
    case = opened(at)
    once = command("note", case, id="once", n=1)
    at.do(once)
    before = everything(at)
    with pytest.raises(CommandReused) as reused:
        at.do(msgspec.structs.replace(once, **change))
    assert reused.value.command_id == "once"
    assert everything(at) == before


def test_a_command_id_of_a_command_without_facts_is_taken_too(at: Casework) -> None:
    case = opened(at)
    do(at, "count", case, total=3)
    do(at, "count", case, id="once", total=3)
    with pytest.raises(CommandReused):
        do(at, "count", case, id="once", total=4)


def test_a_refused_command_may_be_asked_again_under_its_id(at: Casework) -> None:
    case = opened(at)
    refused(at, "move", case, id="again", to="done")
    do(at, "count", case, total=1)
    assert do(at, "move", case, id="again", to="done").facts == 1


# Refusals


def test_a_stale_version_lists_the_newer_facts(at: Casework) -> None:
    case = opened(at)
    for n in (1, 2):
        do(at, "note", case, n=n)
    with pytest.raises(StaleVersion) as stale:
        do(at, "note", case, n=3, seen=1)
    assert (stale.value.seen, stale.value.version) == (1, 3)
    assert [record.version for record in stale.value.newer] == [2, 3]
    assert do(at, "note", case, n=3, seen=3).version == 4


def test_a_version_nobody_has_reached_is_stale_too(at: Casework) -> None:
    case = opened(at)
    with pytest.raises(StaleVersion) as stale:
        do(at, "note", case, n=1, seen=7)
    assert (stale.value.seen, stale.value.version, stale.value.newer) == (7, 1, ())
    assert do(at, "note", case, n=1, seen=1).version == 2


def test_a_date_in_the_future_is_refused_by_the_name_of_the_field(at: Casework, clock: SetClock) -> None:
    case = opened(at)
    with pytest.raises(BadInput) as bad:
        do(at, "note", case, n=1, on=TODAY + timedelta(days=1))
    assert bad.value.field == "on"
    assert do(at, "note", case, n=1, on=TODAY).facts == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "ghost"}, "kind"),
        ({"name": "fly"}, "command"),
        ({"inputs": {"n": 1, "approved_by": "me"}}, "approved_by"),
        ({"inputs": {}}, "n"),
        ({"inputs": {"n": "1"}}, "n"),
        ({"inputs": {"n": None}}, "n"),
        ({"inputs": {"n": 1, "remark": {"_type_": "datetime_iso", "_data_": "2021"}}}, "remark"),
        ({"inputs": {"n": 1, "remark": "\ud83d"}}, "text"),
        ({"by": "\ud83d"}, "text"),
    ],
)
def test_bad_input_names_the_field(at: Casework, wrong: dict[str, Any], field: str) -> None:
    case = opened(at)
    before = everything(at)
    with pytest.raises(BadInput) as bad:
        at.do(msgspec.structs.replace(command("note", case, n=1), **wrong))
    assert bad.value.field == field
    assert bad.value.text.th
    assert everything(at) == before


def test_content_that_would_not_come_back_is_bad_input(at: Casework) -> None:
    case = opened(at)
    with pytest.raises(BadInput):
        do(at, "count", case, total=1, weight=float("nan"))
    assert do(at, "count", case, total=1, weight=0.5).facts == 1


OTHER: Kind[Plain] = Kind("other", PLAIN.label, decisions=PLAIN.decisions)


@pytest.mark.parametrize("name", ["note", "open_plain"])
def test_a_case_of_another_kind_is_not_found(tmp_path: Path, name: str) -> None:
    at = casework(tmp_path)
    at.kinds["other"] = OTHER
    case = opened(at)
    given = {"n": 1} if name == "note" else {"owner": "สมศรี"}
    with pytest.raises(CaseNotFound):
        do(at, name, case, kind="other", **given)
    for moment in ({}, {"on": TODAY}, {"known": 1}):
        with pytest.raises(CaseNotFound):
            at.state(OTHER, case, **moment)


def test_an_unknown_case_is_not_found(at: Casework) -> None:
    with pytest.raises(CaseNotFound):
        do(at, "note", "0" * 32, n=1)
    assert at.facts("0" * 32) == []
    for ask in (at.kind_of, at.findings, lambda case: at.state(PLAIN, case)):
        with pytest.raises(CaseNotFound):
            ask("0" * 32)


def test_the_guard_of_the_kind_refuses_what_the_status_forbids(at: Casework) -> None:
    case = opened(at)
    do(at, "close", case)
    assert refused(at, "note", case, n=1).findings[0].id == "closed"
    do(at, "reopen", case)
    assert do(at, "note", case, n=1).facts == 1


def test_a_refused_command_leaves_nothing(at: Casework) -> None:
    one, other = opened(at), opened(at)
    do(at, "name", other, number="77")
    before = everything(at)
    refused(at, "note_and_name", one, n=1, number="77")
    refused(at, "move", one, to="done")
    assert everything(at) == before
    assert at.state(PLAIN, one).n is None


# Consequences for another case


def test_a_consequence_is_recorded_in_the_same_transaction(at: Casework) -> None:
    one, other = opened(at), opened(at)
    receipt = do(at, "note_both", one, n=6, other=other)
    assert (receipt.case, receipt.version, receipt.facts) == (one, 2, 2)
    assert [at.state(PLAIN, case).n for case in (one, other)] == [6, 6]
    assert rows(at, "SELECT command_id FROM stored_events WHERE rowid > 2")[1] == (None,)


def test_a_consequence_that_is_refused_undoes_the_command(at: Casework) -> None:
    one, other = opened(at), opened(at)
    do(at, "close", other)
    before = everything(at)
    refused(at, "note_both", one, n=6, other=other)
    assert everything(at) == before


# Questions


def test_the_ways_on_come_with_their_findings(at: Casework) -> None:
    case = opened(at)
    ((move, (finding,)),) = at.findings(case)
    assert (move.target, finding.met, finding.needed and finding.needed.en) == ("done", False, "count first")
    do(at, "count", case, total=1)
    ((_, (finding,)),) = at.findings(case)
    assert (finding.met, [cite.version for cite in finding.cites]) == (True, [2])


def test_members_are_listed_under_their_parent(at: Casework) -> None:
    parent = opened(at)
    children = tuple(opened(at, parent=parent) for _ in range(3))
    with at.reading() as reader:
        assert reader.members(parent) == children
        assert reader.members(children[0]) == ()
