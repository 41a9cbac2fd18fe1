"""What a working day starts from: news since the last visit, finding a household, five bars, undo (U1-U5, W5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.doors import PROGRAM, Doors
from web.pages.drafts import draft_seal

HOSTILE = '<script>alert("น้ำ")</script>'
NATIONAL_ID = "1101700230708"
PASSES = dict.fromkeys(("health", "education", "income", "living", "access"), "passes")


class Day:
    """A household of Phayao with one member, on a day with time to pass."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.program = self.doors.program()
        members = [{"name": "นางน้ำผึ้ง ก้ำกึ่ง", "national_id": NATIONAL_ID, "head": True}]
        self.household = self.doors.household(self.program, members=members)

    def get(self, path: str, by: str = "kanda", lang: str = "th") -> TestResponse:
        joined = f"{path}{'&' if '?' in path else '?'}lang={lang}"
        return self.doors.client.get(joined, headers={"Authorization": f"Bearer token of {by}"})

    def find(self, text: str, by: str = "kanda") -> TestResponse:
        return self.doors.client.post("/find", data={"text": text}, headers={"Authorization": f"Bearer token of {by}"})

    def give(self, command: str, by: str = "kanda", on: str = "2021-09-01", **inputs: Any) -> None:
        version = self.doors.get(f"/household/{self.household}").get_json()["version"]
        path = f"/household/{self.household}/{command}"
        answer = self.doors.post(path, {"inputs": inputs, "on": on}, by, seen=version)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Day]:
    made = Day(tmp_path)
    yield made
    made.doors.close()


# My work


def test_the_first_page_tells_what_others_recorded_since_the_last_visit_u1(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [day.doors.casework.clock()]
    monkeypatch.setattr(day.doors.casework, "clock", lambda: clock[0])
    assert "บันทึกใหม่ตั้งแต่เมื่อวาน" in day.get("/work").text, "nothing is known of an earlier visit"
    clock[0] = clock[0].replace(hour=14)
    day.give("visit", "malee", visitor="มาลี", seen="ฝนรั่ว")
    day.give("visit", "kanda", visitor="กานดา", seen="ซ่อมแล้ว")
    for _ in range(2):
        later = unescape(day.get("/work").text).partition("ผู้อื่นบันทึกหลังจากที่ท่านเข้าดูครั้งก่อน")[2]
        assert later.count("malee") == 1, "looking twice is one visit"
        assert '<span class="quiet">kanda' not in later, "what one recorded oneself is no news"
    clock[0] = clock[0].replace(hour=16)
    assert "ไม่มีอะไรเปลี่ยน" in day.get("/work").text


def test_what_a_browser_keeps_of_a_visit_is_numbers_and_somebody_elses_is_not_read_u5(day: Day) -> None:
    kept = day.get("/work").headers["Set-Cookie"]
    assert re.match(r"seen-[0-9a-f]{12}=\d+\.\d+\.\d+;", kept)
    assert "HttpOnly" in kept
    assert "บันทึกใหม่ตั้งแต่เมื่อวาน" in day.get("/work", "dao").text


def test_cases_that_wait_for_an_agency_are_told_apart_h5(day: Day) -> None:
    day.give("send_referral", agency="พมจ.", due="2021-12-31")
    assert "รอหน่วยงานตอบ 1 เรื่อง" in day.get("/work?whose=area").text
    assert "1 waiting for an agency" in day.get("/work?whose=area", lang="en").text


# Drafts


def test_drafts_are_kept_under_a_key_that_only_their_writers_pages_carry_u4(day: Day) -> None:
    def key(by: str) -> str:
        return re.findall(r'<meta name="draft-key" content="([^"]+)"', day.get("/work", by).text)[0]

    assert key("kanda") == key("kanda"), "what was typed before a new login opens after it"
    assert key("kanda") != key("dao")
    assert "draft-key" not in day.doors.client.get("/login").text
    one, other = draft_seal(b"secret", "account"), draft_seal(b"another", "account")
    assert one.key != other.key
    assert one.owner not in one.key


# Finding


def test_a_household_is_found_by_whole_name_or_number_however_it_is_written_h1(day: Day) -> None:
    for text in ("น้ำผึ้ง ก้ำกึ่ง", "นางน้ำผึ้ง  ก้ำกึ่ง", "นํ้าผึ้ง กํ้ากึ่ง", NATIONAL_ID, "๑-๑๐๑๗-๐๐๒๓๐-๗๐-๘"):
        answer = day.find(text)
        assert answer.status_code == 303, text
        assert answer.headers["Location"] == f"/case/household/{day.household}"
    assert "พบ 0 ครัวเรือน" in day.find("น้ำผึ้ง").text, "part of a name is nobody's"
    assert "พบ 0 ครัวเรือน" in day.find("").text


def test_two_of_one_name_are_listed_and_hostile_words_are_text_u2(day: Day) -> None:
    day.doors.household(day.program, members=[{"name": "นางน้ำผึ้ง ก้ำกึ่ง"}])
    found = day.find("น้ำผึ้ง ก้ำกึ่ง")
    assert "พบ 2 ครัวเรือน" in found.text
    assert "&lt;script&gt;" in day.find(HOSTILE).text


def test_nobody_is_found_outside_ones_area_and_nothing_looked_for_is_in_an_address_u5(day: Day) -> None:
    assert "พบ 0 ครัวเรือน" in day.find(NATIONAL_ID, "napa").text
    assert day.find(NATIONAL_ID, "pranee").status_code == 403, "an auditor reads for a purpose, case by case"
    assert day.get(f"/find?text={NATIONAL_ID}").status_code in (404, 405)


# Five bars


def test_five_bars_show_the_first_and_the_latest_assessment_of_each_household_h2(day: Day) -> None:
    path = f"/case/program/{day.program}/dimensions"
    assert "ยังไม่มีครัวเรือนที่ประเมินครบทุกด้าน" in day.get(path).text
    day.give("assess_dimensions", on="2021-01-05", verdicts={**PASSES, "health": "fails", "income": "fails"})
    day.give("assess_dimensions", on="2021-08-05", verdicts={**PASSES, "income": "fails"})
    text = unescape(day.get(path).text)
    assert "เดิมตกเกณฑ์ 2 ด้าน ล่าสุด 1 ด้าน ใน 1 ครัวเรือน" in text
    assert "ด้านสุขภาพ ตกเกณฑ์ → ผ่านเกณฑ์" in text
    assert "ด้านรายได้ ตกเกณฑ์ → ตกเกณฑ์" in text
    then = unescape(day.get(f"{path}?on=2021-02-01").text)
    assert "ด้านสุขภาพ ตกเกณฑ์," in then
    assert "→ ผ่านเกณฑ์" not in then


def test_five_bars_of_another_area_answer_like_none_u5(day: Day) -> None:
    elsewhere = day.doors.program("napa", **{**PROGRAM, "province": "40", "district": "เมืองขอนแก่น"})
    for case in (elsewhere, "f" * 32):
        assert day.get(f"/case/program/{case}/dimensions").status_code == 404


# Undo


def test_every_entry_of_either_timeline_offers_its_correction_w5(day: Day) -> None:
    for kind, case in (("household", day.household), ("program", day.program)):
        text = day.get(f"/case/{kind}/{case}").text
        entries = len(re.findall(r'<li id="v\d+"', text))
        assert text.count(f"/case/{kind}/{case}/fact/") == entries > 0
        assert "/fact/" not in day.get(f"/case/{kind}/{case}", "pranee").text


# Two versions side by side


def test_a_stale_form_stands_beside_what_somebody_recorded_meanwhile_u4(day: Day) -> None:
    path, headers = f"/case/household/{day.household}/do/visit", {"Authorization": "Bearer token of kanda"}
    (seen,) = re.findall(r'name="seen" value="(\d+)"', day.get(path).text)
    day.give("visit", "malee", visitor="มาลี", seen="ฝนรั่ว")
    mine = {"inputs.visitor": "กานดา", "inputs.seen": "ฝนรั่ว", "seen": seen, "key": "mine"}
    answer = day.doors.client.post(path, data=mine, headers=headers)
    assert answer.status_code == 412
    sides = re.sub(r"\s+", " ", answer.text.partition('<table class="sides">')[2].partition("</table>")[0])
    assert "<td>กานดา</td><td>มาลี</td>" in sides
    assert sides.count('class="differs"') == 1, "what both say alike is not marked"
    assert "ใช้ที่บันทึกไว้แล้ว" in answer.text
    assert "บันทึกที่ฉันกรอก" in answer.text


def test_a_saved_page_says_the_version_and_the_time_u4(day: Day) -> None:
    path, headers = f"/case/household/{day.household}/do/visit", {"Authorization": "Bearer token of kanda"}
    (seen,) = re.findall(r'name="seen" value="(\d+)"', day.get(path).text)
    sent = {"inputs.visitor": "กานดา", "inputs.seen": "ดี", "seen": seen, "key": "k"}
    answer = day.doors.client.post(path, data=sent, headers=headers)
    page = day.get(answer.headers["Location"]).text
    assert f"บันทึกแล้ว เป็นรายการที่ {int(seen) + 1}, 09:00 น." in page
    assert f'data-saved="household/{day.household}/visit"' in page
    assert "<script>" not in day.get("/work?saved=1&at=<script>").text
