"""Commands over HTTP: opening, versions, idempotency, refusals with findings (W1, W5, U1)."""

from __future__ import annotations

import pytest

from tests.doors import OPENED, PROGRAM, Doors, fields, problem

BRIEFING = {"inputs": {"agencies": ["พมจ."], "attendees": 12}, "on": "10/11/2563"}


def test_opening_answers_with_the_case_its_version_and_where_it_is(doors: Doors) -> None:
    answer = doors.post("/program", {"inputs": PROGRAM, "on": "๕ ต.ค. ๒๕๖๓"})
    assert answer.status_code == 201
    receipt = answer.get_json()
    assert receipt["version"] == 1
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"].endswith(f"/api/v1/program/{receipt['case']}")
    state = doors.get(f"/program/{receipt['case']}").get_json()["state"]
    assert state["community"]["th"] == "บ้านคำปัน"
    assert state["life"]["opened"] == {"version": 1, "on": "2020-10-05", "by": "kanda"}


def test_a_command_records_and_moves_the_etag_on(doors: Doors) -> None:
    case = doors.program()
    answer = doors.post(f"/program/{case}/brief_one_home", BRIEFING, seen=1)
    assert answer.status_code == 200
    receipt = answer.get_json()
    assert len(receipt.pop("leaf_hash")) == 64
    assert receipt == {"case": case, "version": 2, "leaf": doors.size - 1, "facts": 1, "checkpoint": None}
    assert answer.headers["ETag"] == '"2"' == doors.get(f"/program/{case}").headers["ETag"]


def test_a_command_without_if_match_is_asked_for_one(doors: Doors) -> None:
    case = doors.program()
    with doors.nothing_recorded():
        problem(doors.post(f"/program/{case}/brief_one_home", BRIEFING), 428, "no-version")


@pytest.mark.parametrize("given", ["1", "*", 'W/"1"', '"one"', '"1", "2"', '""'])
def test_if_match_takes_one_version_in_quotes(doors: Doors, given: str) -> None:
    case = doors.program()
    with doors.nothing_recorded():
        problem(doors.post(f"/program/{case}/brief_one_home", BRIEFING, If_Match=given), 400, "bad-request")


def test_a_stale_version_is_told_what_is_newer(doors: Doors) -> None:
    case = doors.program()
    doors.post(f"/program/{case}/brief_one_home", BRIEFING, seen=1)
    with doors.nothing_recorded():
        answer = doors.post(f"/program/{case}/assign_manager", {"inputs": {"officer": "napa"}}, seen=1)
        body = problem(answer, 412, "stale")
    assert (body["seen"], body["version"]) == (1, 2)
    assert [(n["version"], n["topic"], n["by"]) for n in body["newer"]] == [(2, "program.one_home_briefed", "kanda")]
    again = doors.post(f"/program/{case}/assign_manager", {"inputs": {"officer": "napa"}}, seen=2)
    assert again.status_code == 200, "the same command on the present version is accepted"


def test_a_version_nobody_has_reached_is_refused(doors: Doors) -> None:
    case = doors.program()
    with doors.nothing_recorded():
        problem(doors.post(f"/program/{case}/brief_one_home", BRIEFING, seen=7), 412, "stale")


@pytest.mark.parametrize("key", ["", "two words", "ก", "x" * 201])
def test_an_idempotency_key_is_needed(doors: Doors, key: str) -> None:
    headers = {"Authorization": "Bearer token of kanda", "Idempotency-Key": key.encode().decode("latin-1")}
    with doors.nothing_recorded():
        answer = doors.client.post("/api/v1/program", json={"inputs": PROGRAM}, headers=headers)
        problem(answer, 400, "bad-request")


def test_a_repeated_command_is_answered_as_before_and_done_once(doors: Doors) -> None:
    case = doors.program()
    first = doors.post(f"/program/{case}/brief_one_home", BRIEFING, seen=1, key="brief")
    doors.post(f"/program/{case}/assign_manager", {"inputs": {"officer": "napa"}}, seen=2)
    with doors.nothing_recorded():
        again = doors.post(f"/program/{case}/brief_one_home", BRIEFING, seen=1, key="brief")
    assert (again.status_code, again.data, again.headers["ETag"]) == (200, first.data, first.headers["ETag"])


def test_a_repeated_opening_doesnt_open_twice(doors: Doors) -> None:
    body = {"inputs": PROGRAM, "on": OPENED}
    first = doors.post("/program", body, key="open once")
    problem(first, 400, "bad-request")
    first = doors.post("/program", body, key="open-once")
    with doors.nothing_recorded():
        again = doors.post("/program", body, key="open-once")
    assert (again.status_code, again.data) == (201, first.data)


def test_a_command_that_yields_nothing_is_remembered_too(doors: Doors) -> None:
    case = doors.program()
    doors.post(f"/program/{case}/assign_manager", {"inputs": {"officer": "napa"}}, seen=1)
    with doors.nothing_recorded():
        same = {"inputs": {"officer": "napa"}}
        first = doors.post(f"/program/{case}/assign_manager", same, seen=2, key="same")
        nothing = {"leaf": None, "facts": 0, "leaf_hash": None, "checkpoint": None}
        assert first.get_json() == {"case": case, "version": 2, **nothing}
        assert doors.post(f"/program/{case}/assign_manager", same, seen=2, key="same").data == first.data


def test_a_key_used_for_another_body_is_refused(doors: Doors) -> None:
    case = doors.program()
    doors.post(f"/program/{case}/brief_one_home", BRIEFING, seen=1, key="once")
    other = {**BRIEFING, "on": "11/11/2563"}
    with doors.nothing_recorded():
        problem(doors.post(f"/program/{case}/brief_one_home", other, seen=2, key="once"), 422, "reused-key")


def test_two_people_may_happen_to_use_the_same_key(doors: Doors) -> None:
    case = doors.program()
    assert doors.post(f"/program/{case}/brief_one_home", BRIEFING, seen=1, key="mine").status_code == 200
    other = {"inputs": {"officer": "napa"}}
    assert doors.post(f"/program/{case}/assign_manager", other, "somchai", seen=2, key="mine").status_code == 200


def test_a_move_out_of_order_is_refused_and_says_why_in_both_languages(doors: Doors) -> None:
    case = doors.program()
    with doors.nothing_recorded():
        body = problem(doors.post(f"/program/{case}/advance", {"inputs": {"to": "planned"}}, seen=1), 409, "refused")
    (finding,) = body["findings"]
    assert finding["id"] == "W1"
    assert "planned" in finding["needed"]["en"]
    assert "วางแผน" in finding["needed"]["th"]


def test_a_gate_that_doesnt_hold_lists_everything_missing_and_who_supplies_it(doors: Doors) -> None:
    case = doors.program()
    doors.post(f"/program/{case}/brief_one_home", BRIEFING, seen=1)
    with doors.nothing_recorded():
        body = problem(doors.post(f"/program/{case}/advance", {"inputs": {"to": "selected"}}, seen=2), 409, "refused")
    assert [finding["id"] for finding in body["findings"]] == ["P1.2", "P1.3"], "P1.1 is met and not listed"
    for finding in body["findings"]:
        assert not finding["met"]
        for text in (finding["label"], finding["needed"], finding["supplier"]):
            assert text["th"]
            assert text["en"]


def test_a_closed_case_takes_no_more_evidence(doors: Doors) -> None:
    case = doors.program()
    closing = {"inputs": {"reason": "other"}, "because": "เปิดซ้ำ"}
    assert doors.post(f"/program/{case}/close", closing, seen=1).status_code == 200
    with doors.nothing_recorded():
        body = problem(doors.post(f"/program/{case}/brief_one_home", BRIEFING, seen=2), 409, "refused")
    assert [finding["id"] for finding in body["findings"]] == ["W4"]


def test_a_blank_reason_is_no_reason(doors: Doors) -> None:
    case = doors.program()
    body = {"inputs": {"reason": "other"}, "because": " \u200b "}
    with doors.nothing_recorded():
        assert fields(doors.post(f"/program/{case}/close", body, seen=1)) == ["because"]


def test_one_review_a_zone_and_year_whoever_opens_it(doors: Doors) -> None:
    body = {"inputs": {"zone": 9, "fiscal_year": 2564}, "on": "2021-09-01"}
    first = doors.post("/zone_review", body, "somchai")
    assert first.status_code == 201
    with doors.nothing_recorded():
        again = doors.post("/zone_review", body, "malee")
    assert again.get_json()["case"] == first.get_json()["case"]


def test_accept_language_picks_the_detail(doors: Doors) -> None:
    case = doors.program()
    path, body = f"/program/{case}/advance", {"inputs": {"to": "selected"}}
    thai = problem(doors.post(path, body, seen=1), 409, "refused")
    english = problem(doors.post(path, body, seen=1, Accept_Language="en-GB,en;q=0.9"), 409, "refused")
    assert thai["detail"] == thai["th"] == english["th"]
    assert english["detail"] == english["en"] == thai["en"]
