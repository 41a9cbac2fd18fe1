"""Registers on screen and as files: the same filter gives the same rows, and no cell is a formula (U1, U5)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.doors import Doors
from web.read_log import Sought

FORMULA = "=HYPERLINK(1)"


class Year:
    """Two households in Phayao, one of them headed by a formula: visits, help, a meeting, one carried over."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.program = self.doors.program()
        self.first = self.doors.household(self.program)
        self.second = self.doors.household(self.program, members=[{"name": FORMULA, "head": True}])
        for case, day in ((self.first, "2021-02-03"), (self.first, "2021-02-03"), (self.second, "2021-05-06")):
            self.say(case, "visit", {"visitor": "อสม. แก้ว", "seen": "บ้านทรุด"}, day)
        self.say(self.first, "deliver_help", {"agency": "พมจ.", "kind": "เงินสงเคราะห์", "baht": 2000}, "2021-02-04")
        self.say(self.second, "deliver_help", {"agency": "วัด", "kind": "ข้าวสาร"}, "2021-03-04")
        self.say(self.second, "carry_over", {"until": "2022-03-31"}, "2021-09-01", "ยังต้องช่วยต่อ")
        briefing = {"agencies": ["พมจ."], "attendees": 12}
        self.say(self.program, "brief_one_home", briefing, "2020-10-12", by="malee")

    def say(self, case: str, command: str, inputs: Any, on: str, because: str = "", *, by: str = "kanda") -> None:
        path = f"/{'program' if case == self.program else 'household'}/{case}"
        seen = self.doors.get(path).get_json()["version"]
        body = {"inputs": inputs, "on": on, **({"because": because} if because else {})}
        answer = self.doors.post(f"{path}/{command}", body, by, seen=seen)
        assert answer.status_code == 200, answer.text

    def text(self, path: str, by: str = "kanda", lang: str = "th") -> str:
        headers = {"Authorization": f"Bearer token of {by}", "Accept": "text/html"}
        answer = self.doors.client.get(
            f"{path}{'&' if '?' in path else '?'}lang={lang}", headers=headers, buffered=True
        )
        assert answer.status_code == 200, answer.text
        return answer.text

    def rows(self, path: str, by: str = "kanda", lang: str = "th") -> list[list[str]]:
        text = self.text(path, by, lang)
        assert text.startswith("\ufeff"), "spreadsheets take it for UTF-8"
        return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    made = Year(tmp_path_factory.mktemp("data"))
    yield made
    made.doors.close()


def body_rows(page: str) -> int:
    """The rows of the last table of a page."""
    return page.rpartition("<tbody>")[2].count("<tr>")


@pytest.mark.parametrize(("path", "count"), [("meetings", 1), ("visits", 3), ("help", 2), ("carried-over", 1)])
@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_file_holds_the_rows_of_the_screen_and_is_offered_there_u1(
    year: Year, path: str, count: int, lang: str
) -> None:
    page = year.text(f"/registers/{path}", lang=lang)
    offered = re.search(rf'href="(/registers/{path}[^"]*as=csv[^"]*)"', page)
    assert offered is not None
    headers, *rows = year.rows(offered[1].replace("&amp;", "&"), lang=lang)
    assert len(rows) == body_rows(page) == count
    assert all(len(row) == len(headers) for row in rows)
    assert year.rows(f"/registers/{path}?as=csv", by="napa")[1:] == []


def test_the_visit_calendar_counts_by_month_and_day_and_its_file_keeps_the_month_u1(year: Year) -> None:
    page = year.text("/registers/visits")
    assert "เยี่ยม 3 ครั้ง ในปีงบประมาณ 2564" in page
    assert "พ.ค. 2564 <strong>1</strong>" in page
    february = year.text("/registers/visits?month=2021-02")
    assert "เดือนนี้ 2 ครั้ง" in february
    assert re.search(r'class="visited"><span class="quiet">3</span> <strong>2</strong>', february)
    assert body_rows(february) == 2
    assert len(year.rows("/registers/visits?as=csv&month=2021-02")) == 3
    assert {row[3] for row in year.rows("/registers/visits?as=csv")[1:]} == {"อสม. แก้ว"}


def test_figures_of_the_file_are_numbers_and_add_up_to_those_of_the_screen_u1(year: Year) -> None:
    headers, *rows = year.rows("/registers/help?as=csv")
    baht = headers.index("บาท")
    assert sum(int(row[baht]) for row in rows) == 2000
    assert "2,000 บาท ถึง 2 ครัวเรือน" in year.text("/registers/help")


def test_no_cell_of_a_file_is_a_formula_u5(year: Year) -> None:
    for path in ("visits", "help", "carried-over"):
        cells = [cell for row in year.rows(f"/registers/{path}?as=csv") for cell in row]
        assert any(FORMULA in cell for cell in cells), "the hostile name is there"
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_every_file_taken_away_is_recorded_with_its_filter_whoever_takes_it_u5(year: Year) -> None:
    year.rows("/registers/visits?as=csv&month=2021-02&year=2564&province=56", by="malee")
    looks, _ = year.doors.log.read(Sought(person="malee", subject="visits: 2564 56 2021-02"), 9)
    assert looks[0]["subject"] == "visits: 2564 56 2021-02"
    assert looks[0]["act"] == "registers.visits"


def test_whom_people_are_closed_to_takes_away_no_names_u5(year: Year) -> None:
    text = year.text("/registers/visits?as=csv", by="arthit")
    assert "ทองดี" not in text
    assert "อสม. แก้ว" not in text
    assert year.first[:6] in text
