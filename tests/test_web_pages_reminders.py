"""A supervisor on the last days of a round reminds everybody who can still supply what is missing (U2, S3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from aggregates.score_round_state import SCORE_ROUND, round_case
from projections.timeliness import timely_now
from tests.doors import Doors
from tests.given import RULES
from tests.test_web_rounds import AREA

ROUND = round_case("province-6m", "56", 2564)
BOARD = "/scores?sheet=province-6m"
REMIND = "/scores/province-6m/2564/remind"


class Round:
    """Phayao and Khon Kaen with a community each, on 31 March: Kanda's has chosen its area, nothing else is there."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder, date(2021, 3, 31))
        self.program = self.doors.program()
        self.doors.program("napa", province="40", district="เมืองขอนแก่น")
        self.say("choose_area", AREA)

    def say(self, command: str, inputs: object, on: str = "2021-02-01") -> None:
        path = f"/program/{self.program}"
        seen = self.doors.get(path).get_json()["version"]
        answer = self.doors.post(f"{path}/{command}", {"inputs": inputs, "on": on}, seen=seen)
        assert answer.status_code == 200, answer.text

    def get(self, path: str, by: str = "malee", lang: str = "th") -> str:
        headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
        return self.doors.client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}", headers=headers).text

    def remind(self, by: str = "malee", key: str = "once", lang: str = "th") -> TestResponse:
        headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html", "Accept-Language": lang}
        return self.doors.client.post(f"{REMIND}?lang={lang}", data={"key": key}, headers=headers)


@pytest.fixture
def march(tmp_path: Path) -> Iterator[Round]:
    made = Round(tmp_path)
    yield made
    made.doors.close()


def test_one_click_reminds_and_the_case_manager_sees_what_is_missing_and_until_when_u2(march: Round) -> None:
    assert REMIND in march.get(BOARD)
    assert "เตือนให้ส่งหลักฐาน" not in march.get("/work", "kanda")
    answer = march.remind()
    assert answer.status_code == 200
    assert "เตือนแล้ว 1 หน่วยงาน 1 ชุมชน" in answer.text
    for lang, until in (("th", "15 เม.ย. 2564"), ("en", "15 Apr 2021")):
        home = march.get("/work", "kanda", lang)
        section = home[home.index('id="reminders"') :].partition("</section>")[0]
        assert march.program in section
        assert until in section
        assert "malee" in section
    assert "เตือนให้ส่งหลักฐาน" not in march.get("/work", "napa")
    history = march.doors.get(f"/score_round/{ROUND}/history", "malee").get_json()["items"]
    told = [fact["sentence"]["th"] for fact in history]
    assert any(said.startswith("เตือน 1 ชุมชน") and "บ้านคำปัน" in said for said in told)


def test_what_is_supplied_leaves_the_list_of_the_case_manager_u1(march: Round) -> None:
    march.remind()
    state = march.doors.casework.state(SCORE_ROUND, ROUND)
    assert state.reminder is not None
    (lacking,) = state.reminder.fact.lacking
    assert (lacking.program, lacking.level) == (march.program, 2)
    seats = {"holders": [{"seat": RULES.committee.seats[0].code, "name": "นายบุญมี ขยันยิ่ง"}]}
    march.say("propose_committee", seats)
    assert "เตือนให้ส่งหลักฐาน" not in march.get("/work", "kanda")


def test_reminding_makes_no_case_less_stuck_s5(march: Round) -> None:
    march.doors.today = date(2021, 4, 10)
    with march.doors.casework.reading() as reader:
        before = timely_now(reader, "program")
    march.remind()
    with march.doors.casework.reading() as reader:
        assert timely_now(reader, "program") == before


def test_sent_twice_it_reminds_once_and_again_on_the_same_day_says_so_u2(march: Round) -> None:
    march.remind()
    with march.doors.nothing_recorded():
        march.remind()
        again = march.remind(key="another")
    assert "เตือนไว้แล้ววันนี้" in again.text


def test_after_the_cut_off_nobody_is_reminded_of_what_cant_be_recorded_any_more_s3_1(march: Round) -> None:
    march.doors.today = date(2021, 4, 15)
    assert REMIND in march.get(BOARD)
    march.remind()
    march.doors.today = date(2021, 4, 16)
    assert REMIND not in march.get(BOARD)
    assert "เตือนให้ส่งหลักฐาน" not in march.get("/work", "kanda")
    with march.doors.nothing_recorded():
        assert "พ้นวันตัดยอดแล้ว" in march.remind(key="late").text


def test_only_a_supervisor_of_the_area_reminds_u5(march: Round) -> None:
    assert REMIND not in march.get(BOARD, "kanda")
    assert march.remind("kanda").status_code == 403
    assert march.remind("pranee").status_code == 403
    march.remind("malee")
    assert march.doors.get(f"/score_round/{round_case('province-6m', '40', 2564)}", "somchai").status_code == 404
    assert "เตือนแล้ว 76 หน่วยงาน" not in march.remind("somchai", "country").text
    assert march.doors.get(f"/score_round/{round_case('province-6m', '40', 2564)}", "somchai").status_code == 200
