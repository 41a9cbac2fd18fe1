"""The leaver's queue: cases whose officer has gone are passed on at once, with a reason and a result for each (U4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from aggregates.household_state import HOUSEHOLD
from tests.doors import Doors
from tests.people import admit, do


class Queue:
    """A community in Phayao with three households in the charge of Kanda, who then leaves, and one of Napa's."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.program = self.doors.program()
        self.households = [self.doors.household(self.program) for _ in range(3)]
        elsewhere = self.doors.program("napa", province="40", district="เมืองขอนแก่น")
        self.napas = self.doors.household(elsewhere, "napa", province="40")
        for case, officer in (*((case, "kanda") for case in self.households), (self.napas, "napa")):
            path = f"/household/{case}/assign_manager"
            seen = self.doors.get(f"/household/{case}", officer).get_json()["version"]
            assert self.doors.post(path, {"inputs": {"officer": officer}}, officer, seen=seen).status_code == 200
        admit(self.doors.desk, "new", ("case_manager", "province:56"))
        admit(self.doors.desk, "phayao", ("supervisor", "province:56"))

    def leave(self) -> None:
        do(self.doors.desk, "suspend_account", self.doors.accounts["kanda"], "wichai", "ลาออก")

    def get(self, path: str, by: str = "wichai") -> TestResponse:
        return self.doors.client.get(path, headers={"Authorization": f"Bearer token of {by}", "Accept": "text/html"})

    def post(self, by: str = "wichai", officer: str = "kanda", **data: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
        token = {"token": "0123456789abcdef"}
        return self.doors.client.post("/leavers/one", data={**token, "officer": officer, **data}, headers=headers)

    def officer(self, case: str) -> str | None:
        return self.doors.casework.state(HOUSEHOLD, case).life.officer


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    made = Queue(tmp_path)
    yield made
    made.doors.close()


def test_nobody_is_in_the_queue_as_long_as_everybody_can_work_u4(queue: Queue) -> None:
    assert "ทุกเรื่องมีผู้รับผิดชอบที่ทำงานได้" in queue.get("/leavers").text


@pytest.mark.parametrize("why", ["บัญชีถูกระงับ", "ไม่มีบทบาทแล้ว", "บทบาทไม่ครอบคลุมพื้นที่ของเรื่อง"])
def test_whoever_is_suspended_ended_or_moved_leaves_all_their_cases_in_the_queue_u4(queue: Queue, why: str) -> None:
    account = queue.doors.accounts["kanda"]
    if why == "บัญชีถูกระงับ":
        queue.leave()
    else:
        grant = next(iter(queue.doors.get(f"/account/{account}", "wichai").get_json()["state"]["grants"]))
        do(queue.doors.desk, "end_grant", account, "wichai", "ย้าย", grant=int(grant))
        if why == "บทบาทไม่ครอบคลุมพื้นที่ของเรื่อง":
            do(queue.doors.desk, "grant", account, "wichai", role="case_manager", area="province:40")
    page = queue.get("/leavers").text
    assert "3 เรื่องของ 1 คน" in page
    assert why in page
    assert page.count("<code>kanda</code>") == 1


def test_all_are_passed_on_at_once_with_a_reason_and_a_result_for_each_u4(queue: Queue) -> None:
    queue.leave()
    refused = queue.post(to="new", whole="yes")
    assert refused.status_code == 422
    assert "ต้องระบุ" in refused.text
    assert 'value="new" selected' in refused.text
    done = queue.post(to="new", because="กานดาลาออก", whole="yes")
    assert "โอนแล้ว 3 เรื่อง จาก kanda ให้ new" in done.text
    assert {queue.officer(case) for case in queue.households} == {"new"}
    assert queue.officer(queue.napas) == "napa"
    assert "ทุกเรื่องมีผู้รับผิดชอบที่ทำงานได้" in queue.get("/leavers").text
    with queue.doors.nothing_recorded():
        queue.post(to="new", because="กานดาลาออก", whole="yes")


def test_only_ticked_ones_are_passed_on_and_whoever_cant_work_there_gets_none_u4(queue: Queue) -> None:
    queue.leave()
    first, *others = queue.households
    with queue.doors.nothing_recorded():
        answer = queue.post(to="napa", because="ลาออก", case=[first, queue.napas])
    assert "ผู้รับไม่มีบทบาทที่ครอบคลุมพื้นที่ของเรื่องนี้" in answer.text
    assert "ไม่มีเรื่องนี้ในคิว หรืออยู่นอกพื้นที่ของคุณ" in answer.text
    assert "โอนแล้ว 1 เรื่อง" in queue.post(to="new", because="ลาออก", case=first).text
    assert [queue.officer(case) for case in others] == ["kanda", "kanda"]
    assert "ยังไม่ได้เลือกเรื่อง" in queue.post(to="new", because="ลาออก").text


def test_an_administrator_passes_cases_on_without_seeing_whose_they_are_a_supervisor_of_the_area_sees_u5(
    queue: Queue,
) -> None:
    queue.leave()
    assert "ทองดี" not in queue.get("/leavers/one?officer=kanda").text
    assert "ทองดี" in queue.get("/leavers/one?officer=kanda", "phayao").text
    with queue.doors.nothing_recorded():
        answer = queue.post("phayao", "napa", to="new", because="ลาออก", case=queue.napas)
    assert "ไม่มีเรื่องนี้ในคิว" in answer.text
    assert queue.get("/leavers", "kanda").status_code in (401, 302)
    assert queue.get("/leavers", "new").status_code == 403


def test_hostile_names_are_text_and_none_leads_out_of_the_page_u4(queue: Queue) -> None:
    page = queue.get("/leavers/one?officer=%3Cscript%3Ealert(1)%3C/script%3E")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert re.search("ไม่มีเรื่องค้างในชื่อนี้", page.text)
