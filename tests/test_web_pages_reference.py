"""The reference data on screen: dated, changed by forms with a reason, imported from Excel (U4)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from werkzeug.test import TestResponse

from aggregates.reference import REFERENCE, REFERENCE_CASE
from tests.doors import Doors
from tests.test_web_cli import Line
from web.imports.workbook import read_xlsx
from web.reference.tables import TABLES

FIELDS = ("เลขที่", "ชื่อย่อภาษาไทย", "จังหวัดที่ตั้ง", "ความแน่นอนของที่ตั้ง", "ความแน่นอน", "ที่มา")


class Office:
    """An office over a new store, asked as a browser asks, by Wichai the administrator unless told."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)

    def get(self, path: str, by: str = "wichai", lang: str = "th") -> TestResponse:
        headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
        return self.doors.client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}", headers=headers)

    def text(self, path: str, **asked: str) -> str:
        answer = self.get(path, **asked)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, by: str = "wichai", **data: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
        return self.doors.client.post(path, data=data, headers=headers)

    @property
    def state(self) -> Any:
        return self.doors.casework.state(REFERENCE, REFERENCE_CASE)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.doors.close()


def workbook(rows: list[tuple[Any, ...]], headers: tuple[str, ...] = FIELDS) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headers, *rows]):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def sent(content: bytes, name: str = "zones.xlsx") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_table_is_read_by_everybody_and_changed_by_administrators_u4(
    office: Office, table: str, lang: str
) -> None:
    assert "/do/" in office.text(f"/reference/{table}", lang=lang)
    assert "/do/" not in office.text(f"/reference/{table}", by="kanda", lang=lang)
    assert office.get("/reference/nothing").status_code == 404


def test_a_row_is_changed_by_a_form_from_a_day_on_with_a_reason_and_keeps_its_history_u4(office: Office) -> None:
    page = office.text("/reference/zones")
    link = re.search(r'href="(/case/reference/[^"]+list_zones[^"]+number%5D?[^"]*)"', page) or re.search(
        r'href="(/case/reference/[^"]+list_zones\?[^"]+)"', page
    )
    assert link is not None
    path = link[1].replace("&amp;", "&")
    form = office.text(path)
    assert 'value="สสว.1"' in form
    names = {name: value for name, value in re.findall(r'name="(inputs[^"]+)" value="([^"]*)"', form)}
    fields = {
        **{name: value for name, value in names.items() if "certainty" not in name},
        "inputs.zones[0].th": "สสว. ใหม่",
        "inputs.zones[0].seat": "ปทุมธานี",
        "inputs.zones[0].seat_certainty": "verified",
        "inputs.zones[0].certainty": "verified",
        "key": "a-key",
        "seen": hidden(form, "seen"),
        "on": "1/6/2564",
    }
    refused = office.post(path.partition("?")[0], **fields)
    assert refused.status_code == 422
    assert "ต้องระบุเหตุผล" in refused.text
    saved = office.post(path.partition("?")[0], **fields, because="คำสั่งกระทรวง")
    assert saved.status_code == 303, saved.text
    assert office.state.zones[1].th == "สสว. ใหม่"
    assert "สสว. ใหม่" in office.text("/reference/zones")
    past = office.text("/reference/zones?on=31/5/2564")
    assert "สสว. ใหม่" not in past
    assert "/do/" not in past, "nothing can be changed in a past view"
    history = office.text("/reference/zones/row?key=1")
    assert history.index("สสว. ใหม่") < history.index("สสว.1")
    assert "คำสั่งกระทรวง" in history


def test_a_change_recorded_in_error_is_taken_back_with_a_reason_w5(office: Office) -> None:
    area = {"subdistrict": "แม่กา", "province": "56", "because": "ตำบลสร้างสุข"}
    office.doors.post(f"/reference/{REFERENCE_CASE}/exclude_areas", {"inputs": {"areas": [area]}}, "wichai", seen=6)
    key = "56//แม่กา"
    page = office.text(f"/reference/excluded-areas/row?key={key}")
    retract = re.search(r'action="([^"]+/retract)"', page)
    assert retract is not None
    form = {name: hidden(page, name) for name in ("key", "seen")}
    assert office.post(retract[1], **form, because="").status_code == 422
    assert office.post(retract[1], **{**form, "key": "another"}, because="พิมพ์ผิด").status_code == 303
    assert office.state.excluded == ()
    assert "เพิกถอน" in office.text(f"/reference/excluded-areas/row?key={key}")


def test_an_agency_ends_with_a_reason_keeps_its_name_and_is_no_longer_offered_u4(office: Office) -> None:
    form = office.text(f"/case/reference/{REFERENCE_CASE}/do/close_agency?code=dep")
    path = f"/case/reference/{REFERENCE_CASE}/do/close_agency"
    given = {"inputs.code": "dep", "key": "k", "seen": hidden(form, "seen")}
    assert office.post(path, **given).status_code == 422
    answer = office.post(path, **given, because="ยุบรวม")
    assert "close_agency" in answer.headers["Location"]
    assert "/reference/agencies" in office.get(answer.headers["Location"]).headers["Location"]
    assert "dep" in office.state.agencies
    assert "dep" not in {one.code for one in office.state.open_agencies}
    assert "ยุติแล้ว" in office.text("/reference/agencies/row?key=dep")


def test_the_spreadsheet_as_it_was_downloaded_changes_nothing_in_either_language_u4(office: Office) -> None:
    for table in TABLES:
        for lang in ("th", "en"):
            content = office.get(f"/reference/{table}/template.xlsx", lang=lang).data
            with office.doors.nothing_recorded():
                answer = office.post(f"/reference/{table}/import", file=sent(content), step="import", because="ลอง")
            assert {"th": "ไม่มีอะไรต้องเปลี่ยน", "en": "Nothing to change"}[lang] in answer.text, (table, answer.text)


def test_an_import_says_row_by_row_what_changes_and_what_is_wrong_and_records_the_rest_once_u4(office: Office) -> None:
    rows = [
        (1, "สสว.1", "นนทบุรี", "ยืนยันแล้ว", "verified", "คำสั่ง 2564"),
        ("๙๙", "สสว.99", "", "ยังไม่ยืนยัน", "ยังไม่ยืนยัน", "-1+1"),
        ("เก้า", "สสว.9", "", "ยังไม่ยืนยัน", "ยังไม่ยืนยัน", "ก"),
        (3, "สสว.3", "", "อาจจะ", "ยังไม่ยืนยัน", "ก"),
        (1, "สสว.1", "", "ยืนยันแล้ว", "ยืนยันแล้ว", "ซ้ำ"),
    ]
    with office.doors.nothing_recorded():
        page = office.post("/reference/zones/import", file=sent(workbook(rows))).text
    assert "ถ้านำเข้า จะเพิ่ม 1 และเปลี่ยน 1 รายการ" in page
    assert "เลขที่ “เก้า”: ไม่ใช่ตัวเลข" in page
    assert "ความแน่นอนของที่ตั้ง “อาจจะ”: ต้องเป็น" in page
    assert "ซ้ำกับแถว 2" in page
    given = {"kept": hidden(page, "kept"), "filename": "zones.xlsx", "key": hidden(page, "key"), "step": "import"}
    with office.doors.nothing_recorded():
        without = office.post("/reference/zones/import", **given, on="1/6/2564")
    assert without.status_code == 422
    assert "ต้องระบุเหตุผล" in without.text
    assert 'value="1/6/2564"' in without.text, "what was typed is kept"
    before = office.doors.size
    for _ in range(2):
        answer = office.post("/reference/zones/import", **given, on="1/6/2564", because="ย้ายที่ตั้ง")
        assert answer.status_code == 200, answer.text
    assert office.doors.size == before + 1, "sent twice, recorded once"
    assert office.state.zones[1].seat == "นนทบุรี"
    assert office.state.zones[99].th == "สสว.99"
    assert office.doors.casework.state(REFERENCE, REFERENCE_CASE, on=date(2021, 5, 31)).zones[1].seat == "ปทุมธานี"


def test_a_province_in_a_zone_that_isnt_there_is_refused_on_its_row_alone_u4(office: Office) -> None:
    headers = ("รหัส", "ชื่อย่อภาษาไทย", "ชื่อย่อภาษาอังกฤษ", "ภาค", "เขต สสว.", "ความแน่นอน")
    rows = [
        ("56", "พะเยา", "Phayao", "ภาคเหนือ", "77", "ยืนยันแล้ว"),
        ("40", "ขอนแก่น", "Khon Kaen", "ภาคตะวันออกเฉียงเหนือ", "1", "ยืนยันแล้ว"),
    ]
    content = workbook(rows, headers)
    page = office.post("/reference/provinces/import", file=sent(content), step="import", because="ลอง").text
    assert "ไม่มีเขต สสว. นี้" in page
    assert office.state.zone_of("40", date(2021, 9, 30)) == 1
    assert office.state.zone_of("56", date(2021, 9, 30)) == 9


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "zones.xlsx", "ไฟล์ .xlsx เสีย"),
        (b"a,b\n1,2\n", "zones.csv", "ไม่พบคอลัมน์ เลขที่"),
        (b"x", "zones.docx", "รับเฉพาะไฟล์ .xlsx และ .csv"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_one_reason_u4(
    office: Office, content: bytes, name: str, said: str
) -> None:
    answer = office.post("/reference/zones/import", file=sent(content, name))
    assert answer.status_code == 422
    assert said in answer.text


def test_no_cell_of_the_spreadsheet_is_a_formula_and_hostile_words_are_text_u4(office: Office) -> None:
    area = {"subdistrict": "=HYPERLINK(1)", "province": "56", "because": "<script>alert(1)</script>"}
    office.doors.post(f"/reference/{REFERENCE_CASE}/exclude_areas", {"inputs": {"areas": [area]}}, "wichai", seen=6)
    (sheet,) = read_xlsx(office.get("/reference/excluded-areas/template.xlsx").data, 100)
    assert "'=HYPERLINK(1)" in sheet.rows[1].cells
    assert "<script>alert" not in office.text("/reference/excluded-areas")


def test_the_command_line_shows_writes_and_imports_the_same_tables_u4(office: Office, tmp_path: Path) -> None:
    run = Line(tmp_path).ok
    assert "สสว.1" in run("reference", "show", "zones")
    file = tmp_path / "zones.xlsx"
    run("reference", "template", "zones", str(file))
    run("clock", "right", "--because", "เรื่องทดสอบบันทึกไว้เมื่อปี 2564")
    assert "เหมือนเดิม" in run("reference", "import", "zones", str(file), "--by", "wichai")
    file.write_bytes(workbook([(1, "สสว.1", "นนทบุรี", "verified", "verified", "ก")]))
    assert "เปลี่ยน 1" in run("reference", "import", "zones", str(file), "--by", "wichai", "--dry-run")
    run("reference", "import", "zones", str(file), "--by", "wichai", "--because", "ย้าย")
    assert office.state.zones[1].seat == "นนทบุรี"
