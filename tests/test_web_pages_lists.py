"""The pages of communities and lists: areas, gates, seats, imports, reviews, registers (U1-U5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from werkzeug.test import TestResponse

from tests.doors import Doors, body

HOSTILE = '<script>alert("น้ำ")</script>=1+1\u202e'
LIST = "ชื่อหัวหน้าครัวเรือน,บ้านเลขที่,หมู่ที่\nทองดี น้ำใจ,12,3\nคำปัน ใจดี,14,3\n".encode()


class Ground(NamedTuple):
    """A community of Phayao with three households, and one of Khon Kaen."""

    doors: Doors
    program: str
    households: tuple[str, ...]
    elsewhere: str


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    doors = Doors(tmp_path)
    program = doors.program()
    households = tuple(doors.household(program, members=[{"name": name}]) for name in ("ทองดี น้ำใจ", HOSTILE, "คำ ปัน"))
    elsewhere = doors.program("napa", province="40", district="เมืองขอนแก่น", name_th="บ้านอื่น", name_en="Ban Uen")
    yield Ground(doors, program, households, elsewhere)
    doors.close()


def page(ground: Ground, path: str, by: str = "kanda", lang: str = "th", status: int = 200) -> str:
    mark = "&" if "?" in path else "?"
    answer = ground.doors.client.get(f"{path}{mark}lang={lang}", headers={"Authorization": f"Bearer token of {by}"})
    assert answer.status_code == status, answer.text
    return body(answer)


def send(ground: Ground, path: str, data: dict[str, Any], by: str = "kanda") -> TestResponse:
    return ground.doors.client.post(path, data=data, headers={"Authorization": f"Bearer token of {by}"})


def hidden(text: str) -> dict[str, list[str]]:
    """The hidden fields of a page."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text):
        found.setdefault(name, []).append(value)
    return found


# Lists


def test_a_list_shows_the_cases_of_ones_area_and_their_number_u1_u5(ground: Ground) -> None:
    mine, theirs, all_ = (page(ground, "/list/program", by) for by in ("kanda", "napa", "somchai"))
    assert "บ้านคำปัน" in mine
    assert "บ้านอื่น" not in mine
    assert "1 เรื่อง" in mine
    assert "บ้านอื่น" in theirs
    assert "บ้านคำปัน" not in theirs
    assert "2 เรื่อง" in all_
    assert "3 เรื่อง" in page(ground, "/list/household")
    assert "0 เรื่อง" in page(ground, "/list/household", "napa")


def test_the_total_is_that_of_the_same_question_to_the_other_door_s5(ground: Ground) -> None:
    for query in ("", "stage=opened", "stage=planned", "officer=kanda", "overdue=yes", "status=open"):
        found = re.search(r'role="status">([\d,]+) ', page(ground, f"/list/household?{query}"))
        items = ground.doors.get(f"/household?{query.replace('yes', 'true')}").get_json()["items"]
        assert found is not None
        assert int(found[1]) == len(items), query


def test_a_list_without_cases_says_what_to_do_next(ground: Ground) -> None:
    assert "/list/program" in page(ground, "/list/household", "napa").partition("<main")[2]
    assert 'href="/list/household"' in page(ground, "/list/household?stage=planned").partition("<main")[2]


def test_what_a_list_is_not_asked_properly_is_left_out(ground: Ground) -> None:
    assert "3 cases" in page(ground, "/list/household?page=x&sort=nonsense&overdue=perhaps", lang="en")
    page(ground, "/list/account", status=404)
    page(ground, "/list/nonsense", status=404)


# The community's page


def test_a_page_opens_with_what_is_missing_and_the_control_beside_it_u1(ground: Ground) -> None:
    text = page(ground, f"/case/program/{ground.program}")
    assert "ยังขาด 3 เรื่อง ก่อนเข้าขั้น “คัดเลือก”" in text
    assert f"/case/program/{ground.program}/do/brief_one_home" in text
    assert "3 things are missing before “Selected”" in page(ground, f"/case/program/{ground.program}", lang="en")


def test_whoever_only_reads_sees_what_is_missing_and_no_control_u5(ground: Ground) -> None:
    text = page(ground, f"/case/program/{ground.program}", "pranee")
    assert "P1.1" in text
    assert "/do/" not in text
    assert "data-batch" not in text


def test_a_page_of_another_area_answers_like_one_that_doesnt_exist_u5(ground: Ground) -> None:
    paths = ("/case/program/{}", "/case/program/{}/import", "/case/zone_review/{}")
    for path in paths:
        there = page(ground, path.format(ground.elsewhere), status=404)
        nowhere = page(ground, path.format("f" * 32), status=404)
        assert there == nowhere
    for step in ("together/visit", "import"):
        answers = [send(ground, f"/case/program/{case}/{step}", {}) for case in (ground.elsewhere, "f" * 32)]
        assert [answer.status_code for answer in answers] == [404, 404], step
        assert body(answers[0]) == body(answers[1])


def test_twelve_seats_stand_open_until_they_are_filled_p3_4(ground: Ground) -> None:
    doors = ground.doors
    assert page(ground, f"/case/program/{ground.program}").count('<li class="open">') == 12
    version = doors.get(f"/program/{ground.program}").get_json()["version"]
    codes = re.findall(r"seat=(\w+)", page(ground, f"/case/program/{ground.program}"))
    seat = {"inputs": {"seat": codes[0], "name": "สมชาย ใจดี"}, "on": "2020-11-01"}
    assert doors.post(f"/program/{ground.program}/fill_seat", seat, seen=version).status_code == 200
    text = page(ground, f"/case/program/{ground.program}")
    assert text.count('<li class="open">') == 11
    assert "สมชาย ใจดี" in text
    assert "สมชาย ใจดี" not in page(ground, f"/case/program/{ground.program}", "arthit"), "an auditor of one province"


def test_a_past_page_shows_what_stood_then_and_takes_no_changes_u3(ground: Ground) -> None:
    text = page(ground, f"/case/program/{ground.program}?on=2020-10-06")
    assert "แก้ไขไม่ได้" in text
    assert "/do/" not in text
    assert "ขณะนั้นยังไม่มีเรื่องนี้" in page(ground, f"/case/program/{ground.program}?on=2020-10-01")
    wrong = page(ground, f"/case/program/{ground.program}?on=สักวัน")
    assert 'value="สักวัน"' in wrong
    assert 'role="alert"' in wrong


def test_hostile_names_stand_as_text_everywhere_u2(ground: Ground) -> None:
    for path in (f"/case/program/{ground.program}", "/list/household"):
        text = page(ground, path)
        assert "&lt;script&gt;alert" in text
        assert "<script>alert" not in text


# Import


def imported(ground: Ground, by: str = "kanda", **data: Any) -> TestResponse:
    return send(ground, f"/case/program/{ground.program}/import", {"on": "2020-11-02", **data}, by)


def test_a_list_is_rehearsed_then_imported_from_the_same_page_and_again_changes_nothing_u2(ground: Ground) -> None:
    with ground.doors.nothing_recorded():
        dry = imported(ground, file=(BytesIO(LIST), "survey.csv")).text
    assert "ยังไม่มีการบันทึก" in dry
    given = {name: values[0] for name, values in hidden(dry).items()}
    before = ground.doors.size
    assert "นำเข้าแล้ว" in imported(ground, **given).text
    assert ground.doors.size > before
    with ground.doors.nothing_recorded():
        assert "ไม่มีอะไรเปลี่ยน" in imported(ground, **given).text
        assert "การนำเข้าจะไม่เปลี่ยนอะไร" in imported(ground, file=(BytesIO(LIST), "survey.csv")).text


def test_what_is_no_list_is_said_beside_the_field_u2(ground: Ground) -> None:
    with ground.doors.nothing_recorded():
        for data in ({}, {"file": (BytesIO(b"\x00\x01"), "x.xlsx")}, {"kept": "???"}):
            answer = imported(ground, **data)
            assert answer.status_code == 422
            assert 'id="wrong-file"' in answer.text
    assert imported(ground, "pranee").status_code == 403


# Zone reviews and registers


def test_a_zone_review_shows_its_table_and_the_controls_of_those_who_may_u5(ground: Ground) -> None:
    year = {"zone": 9, "fiscal_year": 2564}
    review = ground.doors.post("/zone_review", {"inputs": year}, "somchai").get_json()["case"]
    text = page(ground, f"/case/zone_review/{review}", "malee")
    assert "ยังไม่มีชุมชนที่ประเมินผลแล้วในเขตนี้" in text
    assert f"/case/zone_review/{review}/do/draw_lessons" in text
    assert "/do/" not in page(ground, f"/case/zone_review/{review}", "pranee")
    page(ground, f"/case/zone_review/{review}", "kanda", status=404)


def test_registers_add_up_and_keep_to_ones_area_u1_u5(ground: Ground) -> None:
    doors, (first, *_) = ground.doors, ground.households
    for baht, agency in ((2000, "พมจ."), (1500, "พมจ."), (None, "วัด")):
        version = doors.get(f"/household/{first}").get_json()["version"]
        help_ = {"agency": agency, "kind": "เงินสงเคราะห์", **({} if baht is None else {"baht": baht})}
        answer = doors.post(f"/household/{first}/deliver_help", {"inputs": help_, "on": "2021-02-01"}, seen=version)
        assert answer.status_code == 200, answer.text
    text = page(ground, "/registers/help")
    assert "3,500 บาท ถึง 1 ครัวเรือน" in text
    assert "0 บาท ถึง 0 ครัวเรือน" in page(ground, "/registers/help", "napa")
    version = doors.get(f"/household/{first}").get_json()["version"]
    over = {"inputs": {"until": "2022-03-31"}, "on": "2021-09-01", "because": "ยังต้องช่วยต่อ"}
    assert doors.post(f"/household/{first}/carry_over", over, seen=version).status_code == 200
    assert "ทองดี น้ำใจ" in page(ground, "/registers/carried-over")
    assert "0 ครัวเรือน" in page(ground, "/registers/carried-over", "napa")


def test_the_register_of_meetings_tells_who_was_there_u1(ground: Ground) -> None:
    version = ground.doors.get(f"/program/{ground.program}").get_json()["version"]
    briefing = {"inputs": {"agencies": ["พมจ."], "attendees": 1234}, "on": "2020-10-12"}
    path = f"/program/{ground.program}/brief_one_home"
    assert ground.doors.post(path, briefing, "malee", seen=version).status_code == 200
    text = page(ground, "/registers/meetings")
    assert "1,234" in text
    assert "12 ต.ค. 2563" in text
    assert "1,234" not in page(ground, "/registers/meetings", "napa")
