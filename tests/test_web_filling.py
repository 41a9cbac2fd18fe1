"""Sheets that offices fill in: rehearsed, imported, imported again, row by row, by every door (U1, H2, H5, S1)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner

from aggregates.household_state import HOUSEHOLD
from aggregates.mission_year import MISSION_YEAR, mission_case
from tests.doors import Doors, problem
from tests.workbooks import cells
from web.cli import cli
from web.read_log import Sought

DIMENSIONS = ("ด้านสุขภาพ", "ด้านการศึกษา", "ด้านรายได้", "ด้านความเป็นอยู่", "ด้านการเข้าถึงบริการรัฐ")
Rows = Sequence[Sequence[Any]]


def workbook(rows: Rows) -> bytes:
    """A workbook with one sheet of these rows, under a line that isn't part of the table."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        sheet.write_string(0, 0, "แบบฟอร์มของอำเภอ")
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write_number(number, place, cell)
    return buffer.getvalue()


class Office:
    """A community of Phayao with two households, one of Khon Kaen with one; a mission year."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.program = self.doors.program()
        house = {"house_code": "56606381748", "members": [{"name": "ทองดี น้ำใจ", "head": True}]}
        self.first = self.doors.household(self.program, **house)
        self.second = self.doors.household(self.program, members=[{"name": "คำปัน ใจดี", "head": True}])
        far = self.doors.program("napa", province="40", district="เมืองขอนแก่น", name_th="บ้านอื่น")
        self.elsewhere = self.doors.household(far, "napa", province="40")
        opening = {"inputs": {"fiscal_year": 2564}, "on": "2020-10-05"}
        self.year = str(self.doors.post("/mission_year", opening, "somchai").get_json()["case"])

    def send(self, sheet: str, case: str, content: bytes, *, dry_run: bool = False, by: str = "kanda") -> Any:
        answer = self.doors.client.post(
            "/api/v1/imports/sheet",
            query_string={"sheet": sheet, "case": case, "dry_run": str(dry_run).lower()},
            data={"file": (io.BytesIO(content), "filled.xlsx")},
            headers={"Authorization": f"Bearer token of {by}"},
        )
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def template(self, sheet: str, case: str, by: str = "kanda", lang: str = "th") -> bytes:
        query = {"sheet": sheet, "case": case, "lang": lang}
        headers = {"Authorization": f"Bearer token of {by}"}
        answer = self.doors.client.get("/api/v1/imports/template", query_string=query, headers=headers, buffered=True)
        assert answer.status_code == 200, answer.text
        return bytes(answer.data)

    def household(self, case: str) -> Any:
        with self.doors.casework.reading() as reader:
            return reader.state(HOUSEHOLD, case)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.doors.close()


def why(report: Any) -> dict[int, str]:
    """Row -> column and reason."""
    return {one["row"]: f"{one['column']}: {one['reason']['th']}" for one in report["findings"]}


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("sheet", ["assessments", "help", "mission-results"])
def test_a_template_brought_back_as_it_is_changes_nothing_u1(office: Office, sheet: str, lang: str) -> None:
    case, by = (office.year, "somchai") if sheet == "mission-results" else (office.program, "kanda")
    template = office.template(sheet, case, by, lang)
    with office.doors.nothing_recorded():
        counts = office.send(sheet, case, template, by=by)["counts"]
    assert counts["record"] == counts["refuse"] == counts["unchanged"] == 0
    assert counts["empty"] == (7 if sheet == "mission-results" else 2)
    looks, _ = office.doors.log.read(Sought(person=by, subject=f"template: {sheet} {case}"), 9)
    assert len(looks) == 1


def test_a_survey_is_assessed_anew_once_however_often_it_is_sent_h2(office: Office) -> None:
    template = cells(office.template("assessments", office.program))["ผลประเมินรายด้านซ้ำ"]
    assert template[0] == ["รหัสเรื่อง", "รหัสบ้าน", "ครัวเรือน", "วันที่", *DIMENSIONS]
    rows = {row[0]: row for row in template[1:]}
    first = [*rows[office.first][:3], "๑/๓/๒๕๖๔", "ผ่าน", "ตกเกณฑ์", "ตกเกณฑ์", "ผ่าน", "ผ่าน"]
    second = [*rows[office.second][:3], "2/3/2564", "ผ่าน", "", "", "", "ผ่าน"]
    content = workbook([template[0], first, second])
    with office.doors.nothing_recorded():
        assert office.send("assessments", office.program, content, dry_run=True)["counts"]["record"] == 2
    done = office.send("assessments", office.program, content)
    assert [row["action"] for row in done["rows"]] == ["record", "record"]
    assert office.household(office.first).tier == "yellow"
    assert not office.household(office.second).assessed, "a blank cell is not assessed, never passed"
    with office.doors.nothing_recorded():
        again = office.send("assessments", office.program, content)
    assert again["counts"] == {"record": 0, "unchanged": 2, "empty": 0, "refuse": 0}


def test_help_in_bulk_names_what_is_wrong_by_row_and_column_and_records_the_rest_h5(office: Office) -> None:
    heads = ["Case", "House code", "Date", "Agency", "Help", "Dimension", "Baht", "Note"]
    good = [None, "5660638174-8", "4/2/2564", "พมจ.", "เงินสงเคราะห์", "ด้านรายได้", 2000, "มอบที่บ้าน"]
    content = workbook(
        [
            heads,
            good,
            [office.second, None, "5/2/2564", "วัด", "ข้าวสาร", None, None, None],
            [office.second, None, "5/2/2564", "วัด", "ข้าวสาร", None, None, None],
            [office.first, None, "31/2/2564", "พมจ.", "เงิน", None, "-5", None],
            [office.elsewhere, None, "5/2/2564", "พมจ.", "เงิน", None, None, None],
            [None, None, "5/2/2564", "พมจ.", "เงิน", None, None, None],
            [office.first, None, "5/2/2564", "พมจ.", "เงิน", "โชคลาภ", "10.5", None],
            [office.first, None, None, "พมจ.", None, None, None, None],
            [office.first, None, "1/1/2599", "พมจ.", "เงิน", None, None, None],
            [office.first, None, "5/2/2564", "=1", "=HYPERLINK(1)", None, None, None],
        ]
    )
    with office.doors.nothing_recorded():
        rehearsed = office.send("help", office.program, content, dry_run=True)
    done = office.send("help", office.program, content)
    assert done["rows"] == rehearsed["rows"]
    assert done["findings"] == rehearsed["findings"]
    assert done["counts"] == {"record": 3, "unchanged": 0, "empty": 0, "refuse": 7}
    told = why(done)
    assert told[5] == ": ซ้ำกับแถว 4"
    assert {one["column"] for one in done["findings"] if one["row"] == 6} == {"Date", "Baht"}
    assert told[7] == told[8].replace("ระบุรหัสเรื่อง หรือรหัสบ้าน", "ไม่มีครัวเรือนนี้ในชุมชน")
    assert {one["column"] for one in done["findings"] if one["row"] == 9} == {"Dimension", "Baht"}
    assert {one["column"] for one in done["findings"] if one["row"] == 10} == {"Date", "Help"}
    assert all(one["reason"]["th"] and one["reason"]["en"] for one in done["findings"])
    given = list(office.household(office.first).help.values())
    noted = [(one.agency, one.baht, one.dimension) for one in given if one.note is not None]
    assert noted == [("psdhso", 2000, "income")]
    with office.doors.nothing_recorded():
        assert office.send("help", office.program, content)["counts"]["unchanged"] == 3


def test_mission_results_stand_in_their_template_and_another_figure_is_refused_s1(office: Office) -> None:
    template = cells(office.template("mission-results", office.year, "somchai"))["ผลตัวชี้วัดภารกิจ"]
    row = [template[1][0], "30/9/2564", "๘๒.๕๐", "100", "ร้อยละ", "รายงานประจำปี"]
    content = workbook([template[0], row])
    assert office.send("mission-results", office.year, content, by="somchai")["counts"]["record"] == 1
    with office.doors.casework.reading() as reader:
        (found,) = reader.state(MISSION_YEAR, mission_case(2564)).results.values()
    assert (str(found.fact.actual), found.fact.unit) == ("82.50", "percent")
    with office.doors.nothing_recorded():
        standing = office.template("mission-results", office.year, "somchai")
        assert office.send("mission-results", office.year, standing, by="somchai")["counts"]["unchanged"] == 1
        other = workbook([template[0], [*row[:2], "90", *row[3:]]])
        refused = office.send("mission-results", office.year, other, by="somchai")
    assert "มีผลแล้ว" in why(refused)[3]


def test_the_page_rehearses_first_and_then_records_the_file_it_handed_back_u1(office: Office) -> None:
    headers = {"Authorization": "Bearer token of kanda"}
    path = f"/fill/help/{office.program}"
    content = workbook([["รหัสเรื่อง", "วันที่", "หน่วยงาน", "ความช่วยเหลือ"], [office.first, "4/2/2564", "พมจ.", "เงิน"]])
    form = office.doors.client.get(path, headers=headers)
    assert "ดาวน์โหลดแบบฟอร์ม" in form.text
    with office.doors.nothing_recorded():
        sent = {"file": (io.BytesIO(content), "filled.xlsx")}
        dry = office.doors.client.post(path, data=sent, headers=headers)
    assert "ถ้านำเข้า จะบันทึก 1 แถว" in dry.text
    kept = dry.text.partition('name="kept" value="')[2].partition('"')[0]
    again = {"kept": kept, "filename": "filled.xlsx", "step": "import"}
    assert "นำเข้าแล้ว บันทึก 1 แถว" in office.doors.client.post(path, data=again, headers=headers).text
    assert len(office.household(office.first).help) == 1
    broken = office.doors.client.post(path, data={"file": (io.BytesIO(b"x"), "a.xlsx")}, headers=headers)
    assert (broken.status_code, "ไฟล์ .xlsx เสีย" in broken.text) == (422, True)


def test_only_whoever_may_give_the_command_fills_in_a_sheet_u5(office: Office) -> None:
    content = workbook([["รหัสเรื่อง", "วันที่", "หน่วยงาน", "ความช่วยเหลือ"]])
    for by, status in (("napa", 404), ("pranee", 403), ("wichai", 403)):
        answer = office.doors.client.post(
            f"/fill/help/{office.program}",
            data={"file": (io.BytesIO(content), "filled.xlsx")},
            headers={"Authorization": f"Bearer token of {by}"},
        )
        assert answer.status_code == status, by
    headers = {"Authorization": "Bearer token of kanda"}
    answer = office.doors.client.get(
        "/api/v1/imports/template", query_string={"sheet": "mission-results", "case": office.year}, headers=headers
    )
    problem(answer, 404, "not-found")


def test_the_command_line_does_the_same_u1(office: Office, tmp_path: Path) -> None:
    data = str(Path(office.doors.casework.path).parent)
    blank, filled = tmp_path / "blank.xlsx", tmp_path / "filled.xlsx"
    filled.write_bytes(
        workbook(
            [
                ["Case", "Date", "Agency", "Help"],
                [office.first, "4/2/2564", "พมจ.", "เงิน"],
                [office.first, "x", "ก", "ข"],
            ]
        )
    )
    run = CliRunner().invoke

    def line(*words: str) -> Any:
        return run(cli, ["--data", data, "import", *words])

    right = run(cli, ["--data", data, "clock", "right", "--because", "ทดสอบ", "--by", "wichai"])
    assert right.exit_code == 0, right.output
    assert line("template", "help", str(blank), "--case", office.program).exit_code == 0
    assert [row[0] for row in cells(blank.read_bytes())["การช่วยเหลือ"][1:]] == [office.first, office.second]
    words = ("sheet", "help", str(filled), "--case", office.program, "--by", "kanda", "--json")
    for dry, expected in ((("--dry-run",), "record"), ((), "record"), ((), "unchanged")):
        answer = line(*words, *dry)
        assert answer.exit_code == 0, answer.output
        found = json.loads(answer.stdout)
        assert [row["action"] for row in found["rows"]] == [expected, "refuse"]
    told = line("sheet", "help", str(filled), "--case", office.program, "--by", "kanda", "--lang", "en").stdout
    assert "on record already" in told
