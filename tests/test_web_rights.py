"""The rights desk through its doors: who sees it, finding somebody, deadlines, the copy of everything held (U4, U5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.doors import Doors, problem
from tests.people import admit

NAME, ID = "แก้วกาญจน์ ศรีสุข", "3100600445635"


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path)
    yield made
    made.close()


@pytest.fixture
def household(doors: Doors) -> str:
    member = {"name": NAME, "national_id": ID, "disability": "ตาบอดสองข้าง"}
    return doors.household(doors.program(), members=[member, {"name": "สมาน ศรีสุข"}])


def page(doors: Doors, path: str, by: str = "wichai", **data: str) -> TestResponse:
    headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
    if data:
        return doors.client.post(path, data=data, headers=headers)
    return doors.client.get(path, headers=headers)


def receive(doors: Doors, household: str, right: str = "access", **more: Any) -> str:
    inputs = {"right": right, "concerns": household, "name": NAME, "contact": "08 1234 5678", **more}
    answer = doors.post("/rights_request", {"inputs": inputs, "on": doors.today.isoformat()}, "wichai")
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["case"])


def give(doors: Doors, request: str, command: str, **inputs: Any) -> TestResponse:
    with doors.casework.reading() as reader:
        seen = reader.version(request)
    return doors.post(f"/rights_request/{request}/{command}", {"inputs": inputs}, "wichai", seen=seen)


def granted(doors: Doors, household: str, **more: Any) -> str:
    request = receive(doors, household, **more)
    assert give(doors, request, "check_identity", by_what="id_card").status_code == 200
    assert give(doors, request, "decide", outcome="granted", ground="right_holds").status_code == 200
    return request


def looks(doors: Doors, subject: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = doors.get(f"/looks?subject={subject}", "pranee").get_json()["items"]
    return found


def test_the_desk_counts_the_days_and_says_what_is_overdue_u4(doors: Doors, household: str) -> None:
    request = receive(doors, household)
    assert "เหลือ 30 วัน" in page(doors, f"/case/rights_request/{request}").text
    doors.today += timedelta(15)
    assert "ใช้เวลาไปแล้ว 50%" in page(doors, "/rights").text
    doors.today += timedelta(16)
    desk = page(doors, "/rights?lang=en").text
    assert "overdue by 1 d" in desk
    (item,) = doors.get("/rights_request", "wichai").get_json()["items"]
    assert (item["days_left"], item["alarm"], item["overdue"]) == (-1, 100, True)


def test_the_desk_is_for_administrators_and_auditors_see_it_u5(doors: Doors, household: str) -> None:
    request = receive(doors, household)
    for path in ("/rights", f"/case/rights_request/{request}"):
        assert page(doors, path, "pranee").status_code == 200
        for by in ("kanda", "malee", "somchai"):
            assert page(doors, path, by).status_code == 403
    assert "คำขอ" not in doors.get("/audit?topic=rights.received", "somchai").text
    assert doors.get("/audit?topic=rights.received", "somchai").get_json()["items"] == []
    assert len(doors.get("/audit?topic=rights.received", "pranee").get_json()["items"]) == 1


@pytest.mark.parametrize(("field", "words"), [("national_id", "3-1006-00445-63-5"), ("name", f"นาย{NAME}")])
def test_somebody_is_found_without_their_name_or_number_in_any_address_u4_u5(
    doors: Doors, household: str, field: str, words: str
) -> None:
    found = page(doors, "/rights/find", **{field: words})
    assert found.status_code == 200
    assert f"concerns={household}" in found.text
    assert words not in found.text
    (look,) = looks(doors, "a search for a person")
    assert (look["by"], look["fields"]) == ("wichai", [field])
    assert "ไม่พบผู้ใดตามนี้" in page(doors, "/rights/find", name="ไม่มี ใครชื่อนี้").text
    assert page(doors, f"/rights/find?name={NAME}").status_code == 405


def test_a_copy_is_handed_out_on_a_granted_request_only_and_stands_on_record_u4_u5(
    doors: Doors, household: str
) -> None:
    request = receive(doors, household)
    problem(doors.get(f"/rights_request/{request}/export", "wichai"), 409, "refused")
    assert give(doors, request, "check_identity", by_what="id_card").status_code == 200
    assert give(doors, request, "decide", outcome="granted", ground="right_holds").status_code == 200
    doors.get(f"/household/{household}", "pranee")
    copy = doors.get(f"/rights_request/{request}/export", "wichai")
    (case,) = copy.get_json()["cases"]
    assert "ตาบอดสองข้าง" in copy.text, "what is sensitive is theirs to see, too"
    assert [look["by"] for look in case["looks"]] == ["pranee"], "who looked is theirs to know"
    basis = {why["basis"]["en"] for fact in case["facts"] for why in fact["kept_for"]}
    assert basis == {"public task (s.24(4))"}
    assert looks(doors, household)[0]["fields"] == ["everything"]
    problem(doors.get(f"/rights_request/{request}/export", "pranee"), 403, "not-allowed")
    assert NAME in page(doors, f"/case/rights_request/{request}/export").text


def test_a_copy_for_one_person_opens_nobody_elses_box_u4(doors: Doors, household: str) -> None:
    state = doors.get(f"/household/{household}", "kanda").get_json()["state"]
    person = state["head"]
    request = granted(doors, household, subject=person)
    copy = doors.get(f"/rights_request/{request}/export", "wichai")
    assert NAME in copy.text
    assert "สมาน" not in copy.text


def test_an_erased_person_is_told_as_erased_on_every_page_u4(doors: Doors, household: str) -> None:
    person = doors.get(f"/household/{household}", "kanda").get_json()["state"]["head"]
    request = receive(doors, household, "erasure", subject=person)
    assert give(doors, request, "check_identity", by_what="id_card").status_code == 200
    assert give(doors, request, "decide", outcome="granted", ground="unlawful").status_code == 200
    with doors.casework.reading() as reader:
        seen = reader.version(request)
    confirmed = doors.post(
        f"/rights_request/{request}/confirm_decision", {"inputs": {"proposal": 3}}, "wichai", seen=seen
    )
    problem(confirmed, 409, "refused")
    admit(doors.desk, "suda", ("administrator", "country"))
    doors.post(f"/rights_request/{request}/confirm_decision", {"inputs": {"proposal": 3}}, "suda", seen=seen)
    assert give(doors, request, "carry_out_erasure").status_code == 200
    shown = page(doors, f"/case/household/{household}", "kanda")
    assert shown.status_code == 200
    assert "ลบแล้ว" in shown.text
    assert NAME not in shown.text
    assert "สมาน ศรีสุข" in shown.text, "the others of the household stay"
    told = doors.get(f"/household/{household}/history", "kanda").get_json()["items"]
    assert told[1]["fact"]["details"] == {"sealed": True, "erased": True}
    assert told[1]["sentence"]["en"].endswith("(erased)")
    add = {"inputs": {"member": {"name": NAME, "national_id": ID}}}
    with doors.casework.reading() as reader:
        seen = reader.version(household)
    refused = problem(doors.post(f"/household/{household}/add_member", add, seen=seen), 409, "refused")
    assert request in refused["findings"][0]["needed"]["en"]
    assert ID not in str(refused)
    again = doors.post(f"/household/{household}/add_member", {**add, "because": "ขอเข้าร่วมใหม่เอง"}, seen=seen)
    assert again.status_code == 200
