"""Every table on screen taken as a file: the rows, filters, permissions and count of its page (U1-U5)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aggregates.zone_review_state import review_case
from tests.doors import Doors
from tests.test_web_sheets import AREA
from tests.workbooks import Sheet, cells, formulas, taken
from web.answers.trail import Search
from web.read_log import Sought
from web.tables.taking import MIMETYPES
from web.tables.trail import trail_table

FORMULA = "=HYPERLINK(1)"
ID = "1101700230708"


class Office:
    """A community of Phayao with two households, one headed by a formula, and help; one of Khon Kaen."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.program = self.doors.program()
        members = [{"name": "ทองดี น้ำใจ", "national_id": ID, "head": True}]
        details = {"house_number": "๑๒/๓", "moo": "4", "subdistrict": "แม่กา", "district": "เมืองพะเยา"}
        self.first = self.doors.household(self.program, members=members, **details)
        self.second = self.doors.household(self.program, members=[{"name": FORMULA, "head": True}])
        self.elsewhere = self.doors.program("napa", province="40", district="เมืองขอนแก่น", name_th="บ้านอื่น")
        self.say("program", self.program, "choose_area", AREA, "2021-01-10")
        help = {"agency": "พมจ.", "kind": "เงินสงเคราะห์", "baht": 2000, "dimension": "income"}
        self.say("household", self.first, "deliver_help", help, "2021-02-04")
        self.say("household", self.first, "deliver_help", {"agency": "วัด", "kind": FORMULA}, "2021-03-04")
        given = self.doors.get(f"/household/{self.first}").get_json()["version"] - 1
        self.say("household", self.first, "record_in_tpmap", {"help": [given], "reference": "TP-๙/2564"}, "2021-04-01")
        self.doors.post("/zone_review", {"inputs": {"zone": 9, "fiscal_year": 2564}}, "malee")

    def say(self, kind: str, case: str, command: str, inputs: Any, on: str) -> None:
        seen = self.doors.get(f"/{kind}/{case}").get_json()["version"]
        answer = self.doors.post(f"/{kind}/{case}/{command}", {"inputs": inputs, "on": on}, seen=seen)
        assert answer.status_code == 200, answer.text

    def get(self, path: str, by: str = "kanda", lang: str = "th") -> Any:
        headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
        mark = "&" if "?" in path else "?"
        return self.doors.client.get(f"{path}{mark}lang={lang}", headers=headers, buffered=True)

    def file(self, path: str, by: str = "kanda", lang: str = "th") -> bytes:
        answer = self.get(f"{path}{'&' if '?' in path else '?'}as=xlsx", by, lang)
        assert (answer.status_code, answer.mimetype) == (200, MIMETYPES["xlsx"]), answer.text[:2000]
        return bytes(answer.data)

    def sheet(self, path: str, by: str = "kanda", lang: str = "th") -> Sheet:
        return next(iter(taken(self.file(path, by, lang)).values()))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("data"))
    yield made
    made.doors.close()


REVIEW = review_case(9, 2564)
PAGES = [
    ("/list/household", "kanda"),
    ("/list/household?stage=opened&sort=officer", "kanda"),
    ("/list/household?overdue=yes&status=open", "somchai"),
    ("/list/program", "somchai"),
    ("/list/zone_review", "malee"),
    ("/work?whose=area", "kanda"),
    ("/registers/meetings", "kanda"),
    ("/registers/help?year=2564", "kanda"),
    ("/scores?sheet=province-12m", "malee"),
    ("/scores/province-6m/56", "kanda"),
    ("/scores/zone-12m/09/workbook", "malee"),
    ("/scores/national", "wichai"),
    ("/overview?kind=program&measure=quota", "malee"),
    ("/overview/moved", "malee"),
    ("/trail?kind=household", "pranee"),
    ("/looks", "pranee"),
    ("/accounts?role=auditor", "wichai"),
    ("/leavers", "wichai"),
    (f"/case/zone_review/{REVIEW}", "malee"),
]


@pytest.mark.parametrize(("path", "by"), PAGES)
def test_every_table_on_screen_is_taken_in_both_languages_without_a_formula_u1_u2_u3_u4(
    office: Office, path: str, by: str
) -> None:
    thai, english = (office.file(path, by, lang) for lang in ("th", "en"))
    assert formulas(thai) == formulas(english) == []
    both = taken(thai).values(), taken(english).values()
    assert [len(sheet.columns) for sheet in both[0]] == [len(sheet.columns) for sheet in both[1]]
    # The looks at the log are themselves on record by the second time.
    more = 1 if path == "/looks" else 0
    assert [len(sheet.rows) + more for sheet in both[0]] == [len(sheet.rows) for sheet in both[1]]
    for sheet in both[1]:
        rows = "1 row" if len(sheet.rows) == 1 else f"{len(sheet.rows):,} rows"
        assert sheet.head[0].endswith(f" ({rows})")
        assert re.fullmatch(rf"As of fact {office.doors.size:,} · 30 Sep 2021 09:00 · taken by {by}", sheet.head[2])
        assert not any(re.search("[ก-๙]", column) for column in sheet.columns), "headings in one language"


@pytest.mark.parametrize("query", ["", "?stage=opened", "?stage=planned", "?overdue=yes", "?tier=red"])
def test_the_file_counts_what_the_page_counts_under_every_filter_s5(office: Office, query: str) -> None:
    page = office.get(f"/list/household{query}").text
    counted = re.search(r'role="status">([\d,]+) ', page)
    assert counted is not None
    sheet = office.sheet(f"/list/household{query}")
    assert len(sheet.rows) == int(counted[1])
    assert sheet.head[0] == f"ครัวเรือน ({counted[1]} แถว)"
    if len(sheet.rows):
        offered = re.search(r'href="([^"]+as=xlsx[^"]*)"', page)
        assert offered is not None
        assert taken(office.get(html.unescape(offered[1])).data)["ครัวเรือน"].rows == sheet.rows


def test_the_head_says_the_filters_in_words_u1(office: Office) -> None:
    said = {lang: office.sheet("/list/household?province=56&overdue=yes", lang=lang).head[1] for lang in ("th", "en")}
    assert said == {"th": "จังหวัด: พะเยา · เกินกำหนด", "en": "Province: Phayao · Overdue"}
    assert office.sheet("/list/household").head[1] == "ทั้งหมด ไม่ได้กรอง"


def test_a_file_shows_whom_its_page_shows_and_nobody_else_u5(office: Office) -> None:
    assert set(office.sheet("/list/household").column("ครัวเรือน")) == {"ทองดี น้ำใจ ๑๒/๓ ม.4", f"'{FORMULA}"}
    assert office.sheet("/list/household", "napa").rows == []
    closed = office.sheet("/list/household", "arthit")
    assert set(closed.column("ครัวเรือน")) == {office.first, office.second}, "ids where people are closed"
    assert len(office.sheet("/list/program", "somchai").rows) == 2
    assert office.get(f"/case/program/{office.elsewhere}/tpmap").status_code == 404
    assert office.get("/accounts?as=xlsx").status_code == 403
    assert office.get("/overview?as=xlsx").status_code == 403


def test_the_trail_is_taken_whole_and_not_by_the_page_u3(office: Office) -> None:
    sheet = office.sheet("/trail", "pranee")
    assert sheet.column("ลำดับในบัญชี") == sorted(sheet.column("ลำดับในบัญชี"), reverse=True)
    assert len(sheet.rows) == office.doors.size
    narrowed = office.sheet("/trail?topic=household.help_delivered", "pranee")
    assert [row[1] for row in narrowed.rows] == [date(2021, 3, 4), date(2021, 2, 4)]
    asked = office.get("/trail?topic=nothing&as=xlsx", "pranee")
    assert (asked.status_code, asked.mimetype) == (200, "text/html"), "what is wrong is said on the page"


def test_every_file_is_on_record_with_its_filters_u5(office: Office) -> None:
    office.file("/list/household?stage=opened&sort=since", "malee")
    looks, _ = office.doors.log.read(Sought(person="malee", subject="household: opened"), 9)
    assert [look["act"] for look in looks] == ["lists.show"]


def test_the_kpi_workbook_holds_all_sheets_of_the_office_with_reasons_s3_2(office: Office) -> None:
    found = taken(office.file("/scores/province-6m/56/workbook", "malee", "en"))
    assert list(found) == [
        *("Summary", "Provincial office, 6 months", "Reasons province-6m"),
        *("Provincial office, 12 months", "Reasons province-12m"),
    ]
    summary, reasons = found["Summary"], found["Reasons province-12m"]
    assert [row[0] for row in summary.rows] == ["Provincial office, 6 months", "Provincial office, 12 months"]
    assert summary.column("Evidence recorded by")[0] == date(2021, 4, 15)
    page = office.doors.get("/scores/province-12m/56?fiscal_year=2564", "malee").get_json()
    (community,) = page["communities"]
    assert reasons.column("Level") == [one["level"] for one in community["milestones"]]
    assert reasons.column("Reached") == ["Yes" if one["reached"] else "No" for one in community["milestones"]]
    for said, one in zip(reasons.column("Missing"), community["milestones"], strict=True):
        assert said == "; ".join(gap["label_en"] for gap in one["missing"])
    assert office.get("/scores/province-6m/40/workbook", "kanda").status_code == 404


def test_the_tpmap_sheet_can_be_keyed_in_row_by_row_h7(office: Office) -> None:
    (sheet,) = taken(office.file(f"/case/program/{office.program}/tpmap")).values()
    first, second = sheet.rows
    assert first[:8] == ["", "๑๒/๓", "4", "แม่กา", "เมืองพะเยา", "พะเยา", "ทองดี น้ำใจ", ID]
    assert first[10:15] == [date(2021, 2, 4), "พมจ.", "เงินสงเคราะห์", "ด้านรายได้", 2000.0]
    assert sheet.column("สถานะใน TPMAP") == ["ลงแล้ว", "ต้องลง"]
    assert sheet.column("เลขอ้างอิง TPMAP") == ["TP-๙/2564", ""]
    assert second[12] == f"'{FORMULA}"
    (closed,) = taken(office.file(f"/case/program/{office.program}/tpmap", "arthit")).values()
    assert {cell for row in closed.rows for cell in row} & {ID, "ทองดี น้ำใจ", "TP-๙/2564"} == set()


def test_an_address_cannot_make_the_link_lead_elsewhere_u5(office: Office) -> None:
    page = office.get("/list/household?_external=1&_scheme=javascript&_anchor=x&endpoint=start&kind=program").text
    links = re.findall(r'href="([^"]+as=xlsx[^"]*)"', page)
    assert links
    assert all(link.startswith("/list/household?") for link in links)


def test_a_file_of_an_empty_table_is_still_a_sheet_with_headings_u1(office: Office) -> None:
    ((name, rows),) = cells(office.file("/registers/visits")).items()
    assert name == "ทะเบียนการเยี่ยม"
    assert len(rows) == 5


def test_a_trail_folds_no_household_to_tell_what_happened_to_it_u3(office: Office) -> None:
    kinds = {kind.name: kind.label for kind in office.doors.casework.kinds.values()}
    with office.doors.casework.reading() as reader:
        table = trail_table(reader, Search(kind="household"), ("1", []), (), kinds)
        assert len(list(table.rows)) == table.total > 5
        assert not {office.first, office.second} & set(reader.touched)
        reader.open_file("household", office.first)
        assert office.first in reader.touched, "the control: what is folded is noticed"
