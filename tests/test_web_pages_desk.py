"""The case manager's desk: my work, the family folder, every command as a form, correcting an entry (U1-U5, W5)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.doors import Doors, body
from web.forms.labels import choice_labels, field_label
from web.forms.shapes import Shape, shape_of
from web.wiring import KINDS

HOSTILE = '<script>alert(1)</script>=HYPERLINK("x")'


class Desk:
    """A household of Phayao, and pages as people see them."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.program = self.doors.program()
        self.household = self.doors.household(self.program)

    def get(self, path: str, by: str = "kanda", lang: str = "th") -> TestResponse:
        joined = f"{path}{'&' if '?' in path else '?'}lang={lang}"
        return self.doors.client.get(joined, headers=_headers(by))

    def post(self, path: str, by: str = "kanda", **fields: Any) -> TestResponse:
        data = {name.replace("__", "."): value for name, value in fields.items()}
        return self.doors.client.post(path, data=data, headers=_headers(by))

    def give(self, command: str, by: str = "kanda", **fields: Any) -> TestResponse:
        """Send a form of the household as it was drawn just now."""
        given = {"seen": str(self.version), "key": f"{command}-{self.version}", **fields}
        return self.post(f"/case/household/{self.household}/do/{command}", by, **given)

    @property
    def version(self) -> int:
        with self.doors.casework.reading() as reader:
            return reader.version(self.household)

    @property
    def page(self) -> str:
        return f"/case/household/{self.household}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.doors.close()


def _headers(by: str) -> dict[str, str]:
    return {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}


def _text(page: TestResponse) -> str:
    """The words of a page, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.text)).split())


def _shapes(shapes: tuple[Shape, ...]) -> Iterator[Shape]:
    for shape in shapes:
        yield shape
        yield from _shapes(shape.parts)


def test_every_field_and_every_listed_choice_of_every_command_has_a_name_in_both_languages_u4() -> None:
    for kind in KINDS:
        for decision in kind.decisions.values():
            for shape in _shapes(shape_of(decision.form, decision.name)):
                label = field_label(shape.owner, shape.field)
                assert label.th, (decision.name, shape.field)
                assert label.en, (decision.name, shape.field)
                if shape.codes and decision.authority != "apart":
                    assert set(choice_labels(shape.codes)) == set(shape.codes), (decision.name, shape.field)


def test_every_command_has_a_form_in_both_languages_u1(desk: Desk) -> None:
    cases = {"program": desk.program, "household": desk.household, "account": desk.doors.accounts["kanda"]}
    cases["reference"] = desk.doors.get("/reference").get_json()["items"][0]["case_id"]
    for kind, case in cases.items():
        for decision in desk.doors.casework.kinds[kind].decisions.values():
            keeps = kind == "reference" or decision.authority == "administration"
            by = "wichai" if keeps else "somchai"
            if decision.authority == "apart" or decision.name in ("correct", "retract"):
                continue
            path = f"/open/{kind}" if decision.opens else f"/case/{kind}/{case}/do/{decision.name}"
            for lang in ("th", "en"):
                page = desk.get(path, by, lang)
                assert page.status_code == 200, (decision.name, page.text[:300])
                assert decision.label[lang] in _text(page)


def test_a_household_is_opened_with_its_members_from_the_form_u1_h1(desk: Desk) -> None:
    given: dict[str, Any] = {
        "inputs.program": desk.program,
        "inputs.province": "56",
        "inputs.sources": ["tpmap", "survey"],
        "inputs.members[0].name": "นางคำปัน ใจดี",
        "inputs.members[0].birth_date": "1 ม.ค. 2510",
        "inputs.members[0].sex": "female",
        "inputs.members[0].head": ["no", "yes"],
        "inputs.members[1].name": "",
        "inputs.members[1].sex": "unknown",
        "inputs.members[1].head": "no",
        "inputs.dimensions.health": "passes",
        "inputs.income.baht": "6,๕๐๐",
        "inputs.income.source": "survey",
    }
    answer = desk.post("/open/household", key="new-1", on="5/10/2563", **given)
    assert answer.status_code == 303, _text(answer)
    page = desk.get(answer.headers["Location"])
    text = _text(page)
    assert "ครัวเรือนนางคำปัน ใจดี" in text
    assert "บันทึกแล้ว" in text
    assert "6,500" in text
    assert "อายุ 54 ปี" in text


def test_the_folder_says_first_what_is_missing_and_offers_what_supplies_it_u1_w1(desk: Desk) -> None:
    page = desk.get(desk.page)
    text = _text(page)
    assert "ยังขาด 3 เรื่อง ก่อนเข้าขั้น “คัดเลือก”" in text
    for command in ("add_source", "complete_details", "give_privacy_notice"):
        assert f"{desk.page}/do/{command}" in page.text
    assert "inputs.to" not in page.text, "nothing moves while something is missing"
    english = desk.get(desk.page, lang="en")
    assert "3 things are missing before “Selected”" in _text(english)
    body = english.text.partition("<main")[2].replace("ทองดี น้ำใจ", "")
    assert not re.search("[ก-๙]", body), "no Thai but the person's name"


def test_when_nothing_is_missing_the_move_is_one_button_u1(desk: Desk) -> None:
    assert desk.give("add_source", inputs__source="survey", on="6/10/2563").status_code == 303
    assert (
        desk.give(
            "complete_details",
            inputs__house_number="9",
            inputs__subdistrict="แม่กา",
            inputs__district="เมืองพะเยา",
            on="6/10/2563",
        ).status_code
        == 303
    )
    assert desk.give("give_privacy_notice", on="6/10/2563").status_code == 303
    page = desk.get(desk.page)
    assert "ครบทุกเรื่องแล้ว พร้อมเข้าขั้น “คัดเลือก”" in _text(page)
    (to,) = re.findall(r'name="inputs.to" value="(\w+)"', page.text)
    moved = desk.give("advance", inputs__to=to)
    assert moved.status_code == 303, _text(moved)
    assert "“วิเคราะห์ข้อมูล”" in _text(desk.get(desk.page))


def test_verdicts_are_rows_over_the_rule_sets_dimensions_u1_h2(desk: Desk) -> None:
    page = desk.get(f"{desk.page}/do/assess_dimensions")
    codes = set(re.findall(r'name="inputs\.verdicts\.(\w+)"', page.text))
    assert len(codes) == 5
    answer = desk.give("assess_dimensions", on="10/10/2563", **{f"inputs.verdicts.{code}": "passes" for code in codes})
    assert answer.status_code == 303, _text(answer)
    assert "ไม่ตกเกณฑ์" in _text(desk.get(desk.page))


def test_bad_input_stands_beside_its_field_with_what_was_typed_u4(desk: Desk) -> None:
    with desk.doors.nothing_recorded():
        answer = desk.give("state_income", inputs__baht="หกพัน", inputs__note=HOSTILE, on="31/2/2564")
    assert answer.status_code == 422
    assert "ต้องเป็นจำนวนเต็ม" in _text(answer)
    assert 'value="หกพัน"' in answer.text
    assert 'value="31/2/2564"' in answer.text
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert answer.text.count('aria-invalid="true"') >= 2
    assert "ต้องระบุ" in _text(answer), "the missing source is named too"


def test_saving_twice_is_done_once_and_another_text_under_the_same_key_is_asked_about_u4(desk: Desk) -> None:
    seen = str(desk.version)
    given = {"inputs__visitor": "กานดา", "inputs__seen": "สบายดี", "on": "7/10/2563", "seen": seen, "key": "k1"}
    first = desk.give("visit", **given)
    after = desk.version
    again = desk.give("visit", **given)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["Location"] == again.headers["Location"]
    assert desk.version == after
    changed = desk.give("visit", **{**given, "inputs__seen": "ย้ายออกแล้ว"})
    assert changed.status_code == 409
    assert "บันทึกไปแล้วครั้งหนึ่ง" in _text(changed)
    assert "ย้ายออกแล้ว" in changed.text
    assert 'name="key" value="k1"' not in changed.text
    assert desk.version == after


def test_a_stale_form_tells_what_is_newer_and_may_be_saved_anyway_u4(desk: Desk) -> None:
    seen = str(desk.version)
    desk.give("state_income", inputs__baht="6500", inputs__source="survey", on="7/10/2563")
    given = {"inputs__visitor": "กานดา", "inputs__seen": "สบายดี", "on": "8/10/2563", "key": "late"}
    stale = desk.give("visit", **given, seen=seen)
    assert stale.status_code == 412
    assert "รายได้ครัวเรือน 6,500 บาทต่อเดือน" in _text(stale)
    assert 'value="กานดา"' in stale.text
    (now,) = re.findall(r'name="seen" value="(\d+)"', stale.text)
    assert desk.give("visit", **given, seen=now).status_code == 303


def test_a_refusal_is_shown_in_place_with_who_supplies_what_u1_w1(desk: Desk) -> None:
    answer = desk.give("advance", inputs__to="selected")
    assert answer.status_code == 409
    text = _text(answer)
    assert "ยังบันทึกไม่ได้" in text
    assert "บันทึกวันที่แจ้งประกาศความเป็นส่วนตัวแก่ครัวเรือน" in text
    assert "ผู้ให้ข้อมูล: ผู้จัดการรายกรณี" in text


def test_more_rows_come_without_a_script_and_nothing_is_recorded_u1(desk: Desk) -> None:
    with desk.doors.nothing_recorded():
        page = desk.post(
            "/open/household", key="x", more="inputs.members", **{"inputs.members[0].name": "นายทองดี น้ำใจ"}
        )
    assert page.status_code == 200
    assert 'value="นายทองดี น้ำใจ"' in page.text
    assert "inputs.members[2].name" in page.text


def test_a_document_is_kept_as_its_name_and_fingerprint_alone_u1(desk: Desk) -> None:
    content = "คำสั่งจังหวัด".encode()
    path = f"/case/program/{desk.program}/do/appoint_committee"
    with desk.doors.nothing_recorded():
        again = desk.post(path, seen="1", key="o", inputs__document=(BytesIO(content), "คำสั่ง.pdf"))
    assert again.status_code == 422
    assert hashlib.sha256(content).hexdigest() in again.text
    assert "คำสั่ง.pdf" in again.text


def test_the_page_as_it_stood_wears_a_frame_and_changes_nothing_u3_w5(desk: Desk) -> None:
    desk.give("state_income", inputs__baht="6500", inputs__source="survey", on="7/9/2564")
    past = desk.get(f"{desk.page}?on=1/9/2564")
    assert "หน้านี้เป็นภาพในอดีต แก้ไขไม่ได้" in _text(past)
    assert "กลับมาปัจจุบัน" in _text(past)
    assert "6,500" not in _text(past)
    assert "/do/" not in past.text
    assert "/fact/" not in past.text
    assert "6,500" in _text(desk.get(desk.page))


def test_an_entry_is_corrected_in_date_and_content_with_a_reason_w5(desk: Desk) -> None:
    desk.give("state_income", inputs__baht="6500", inputs__source="survey", on="7/10/2563")
    fact = f"{desk.page}/fact/{desk.version}"
    assert fact in desk.get(desk.page).text
    assert 'value="6500"' in desk.get(fact).text, "what it says stands in the form"
    given = {
        "seen": str(desk.version),
        "key": "c",
        "content": "yes",
        "inputs__baht": "5600",
        "inputs__source": "survey",
    }
    assert desk.post(f"{fact}/correct", **given).status_code == 422, "a reason is needed"
    answer = desk.post(f"{fact}/correct", **given, because="พิมพ์สลับเลข", on="6/10/2563")
    assert answer.status_code == 303, _text(answer)
    text = _text(desk.get(desk.page))
    assert "รายได้ครัวเรือน 5,600" in text
    assert "พิมพ์สลับเลข" in text


def test_an_entry_is_taken_back_with_a_reason_and_stays_visible_w5(desk: Desk) -> None:
    desk.give("visit", inputs__visitor="กานดา", inputs__seen="บ้านผิดหลัง", on="7/10/2563")
    fact = f"{desk.page}/fact/{desk.version}"
    given = {"seen": str(desk.version), "key": "r"}
    assert desk.post(f"{fact}/retract", **given).status_code == 422
    assert desk.post(f"{fact}/retract", **given, because="เยี่ยมผิดบ้าน").status_code == 303
    text = _text(desk.get(desk.page))
    assert "ยังไม่เคยเยี่ยม" in text
    assert "ถอนแล้ว" in text


def test_my_work_answers_first_and_its_counts_open_the_same_list_u1_s5(desk: Desk) -> None:
    desk.give("assign_manager", by="malee", inputs__officer="kanda", on="7/10/2563")
    page = desk.get("/work")
    assert page.status_code == 200
    assert "จาก 1 เรื่อง" in _text(page)
    assert desk.page in page.text
    area = _text(desk.get("/work?whose=area"))
    assert "จาก 2 เรื่อง" in area
    assert "บันทึกใหม่ตั้งแต่เมื่อวาน" in area
    for kind, query in re.findall(r'class="count" href="/list/(\w+)\?([^"]+)"', page.text):
        listed = desk.doors.get(f"/{kind}?{unescape(query)}").get_json()["items"]
        assert len(listed) >= 1


def test_somebody_elses_household_answers_like_one_that_doesnt_exist_u5(desk: Desk) -> None:
    nowhere = "f" * 32
    for path in ("", "/do/visit", "/fact/1"):
        there = desk.get(f"{desk.page}{path}", "napa")
        none = desk.get(f"/case/household/{nowhere}{path}", "napa")
        assert (there.status_code, body(there)) == (none.status_code, body(none)) == (404, body(none))
    for path in ("/do/visit", "/fact/1/correct", "/fact/1/retract"):
        there, none = (desk.post(f"/case/household/{c}{path}", "napa", seen="1") for c in (desk.household, nowhere))
        assert (there.status_code, body(there)) == (none.status_code, body(none))
        assert there.status_code == 404


def test_a_form_is_only_for_whom_its_command_is_u5(desk: Desk) -> None:
    assert desk.get(f"{desk.page}/do/visit", "pranee").status_code == 403
    assert desk.get(f"{desk.page}/do/confirm_waiver").status_code == 403
    assert desk.get(f"{desk.page}/do/confirm_waiver", "malee").status_code == 200
    assert desk.get("/open/household", "pranee").status_code == 403
    seen = desk.get(desk.page, "pranee")
    assert seen.status_code == 200
    assert "/do/" not in seen.text
    with desk.doors.nothing_recorded():
        elsewhere = desk.post("/open/household", "napa", key="n", inputs__program=desk.program, inputs__province="56")
    assert elsewhere.status_code in (403, 404)


def test_an_auditor_sees_no_sensitive_field_without_saying_what_for_u5(desk: Desk) -> None:
    given = {"inputs.member.name": "นางสมศรี ใจดี", "inputs.member.disability": "ทางการเห็น", "on": "7/10/2563"}
    assert desk.give("add_member", **given).status_code == 303
    assert "ทางการเห็น" in desk.get(desk.page).text
    assert "ทางการเห็น" not in desk.get(desk.page, "pranee").text
    asked = desk.get(f"{desk.page}?purpose=audit-7", "pranee").text
    assert "ทางการเห็น" in asked
    assert 'name="purpose" value="audit-7"' in asked
    look = desk.doors.get(f"/looks?subject={desk.household}", "pranee").get_json()["items"][0]
    assert look["purpose"] == "audit-7"


def test_who_sees_more_with_a_purpose_is_asked_for_it_on_the_page_and_nobody_else_u5(desk: Desk) -> None:
    field = 'name="purpose"'
    assert field in desk.get(desk.page, "pranee").text
    assert desk.get(f"{desk.page}?on=2020-12-31&purpose=", "pranee").status_code == 200, "the field was left empty"
    browser = _headers("pranee") | {"Accept": "text/html"}
    nothing_said = desk.doors.client.get(f"{desk.page}?purpose=x", headers=browser)
    assert nothing_said.status_code == 422
    assert 'name="purpose" value="x"' in nothing_said.text, "to be put right"
    assert field in desk.get(f"{desk.page}?on=2019-12-31", "pranee").text, "of a day when nothing was known yet, too"
    for by in ("kanda", "malee"):
        assert field not in desk.get(desk.page, by).text
    browser = _headers("wichai") | {"Accept": "text/html"}
    told = desk.doors.client.get(f"{desk.page}?lang=en&on=2020-12-31", headers=browser)
    assert told.status_code == 403
    assert field in told.text
    assert f'action="{desk.page}"' in told.text
    assert 'name="on" value="2020-12-31"' in told.text
    let_in = desk.doors.client.get(f"{desk.page}?lang=en&on=2020-12-31&purpose=court order 7/2564", headers=browser)
    assert let_in.status_code == 200
    assert 'value="court order 7/2564"' in let_in.text
    stranger = desk.doors.client.get("/case/household/none", headers=_headers("napa") | {"Accept": "text/html"})
    assert field not in stranger.text


def test_hostile_names_are_text_wherever_they_stand_u4(desk: Desk) -> None:
    answer = desk.give("add_member", **{"inputs.member.name": HOSTILE, "on": "7/10/2563"})
    assert answer.status_code == 303, _text(answer)
    for path in (desk.page, f"{desk.page}/do/deliver_help", f"{desk.page}/fact/{desk.version}"):
        page = desk.get(path)
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text


def test_a_problem_is_shown_as_a_page_to_whoever_reads_pages(desk: Desk) -> None:
    """U1: never a stack trace, and no JSON in a browser; the API keeps its own form."""
    browser = _headers("kanda") | {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = desk.doors.client.get("/case/household/none?lang=th", headers=browser)
    assert answer.status_code == 404
    assert "<h1>ไม่พบสิ่งที่ขอ</h1>" in answer.text
    machine = desk.doors.client.get("/api/v1/household/none", headers=browser)
    assert machine.mimetype == "application/problem+json"
