"""A scoring round behind the doors: assessed, confirmed, closed, unchanged ever after, and its difference (S3.2b)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from aggregates.score_round_state import SCORE_ROUND, round_case
from tests.doors import Doors, fields, problem
from tests.given import RULES, TEXT
from web.answers.rounds import round_shown
from web.cli import cli

SHEET, OFFICE = "province-6m", "56"
ROUND = round_case(SHEET, OFFICE, 2564)
PATH = f"/score_round/{ROUND}"
AREA = {
    "scope": "ครัวเรือนยากจนในตำบล",
    "strong_networks": True,
    "missions": ["strong_communities"],
    "plan_topics": [topic.code for topic in RULES.program.area.plan_topics],
    "participants": ["one_home", "zone_office", "provincial_office"],
}
REPORT = {"results": "ประชุมครบทุกชุมชน", "responsible": "นางสาวมาลี ใจดี", "supporters": ["นายประสิทธิ์ วงศ์คำ"]}
REASON = "เอกสารแสดงว่าศึกษาข้อมูลแล้ว"
NEXT_RULES = TEXT.replace("version = 1", "version = 2", 1).replace("cut_off_days = 15", "cut_off_days = 30")


class Province:
    """A province with one community at level 2 of the sheet, and its round."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder, date(2020, 10, 6))
        self.program = self.doors.program()
        self.say(f"/program/{self.program}/choose_area", AREA, day="2020-11-02")
        seats = {"holders": [{"seat": RULES.committee.seats[0].code, "name": "นายบุญมี ขยันยิ่ง"}]}
        self.proposed = self.say(f"/program/{self.program}/propose_committee", seats, day="2020-12-15")
        self.doors.today = date(2021, 3, 25)
        opening = {"inputs": {"sheet": SHEET, "office": OFFICE, "fiscal_year": 2564}}
        assert self.doors.post("/score_round", opening).get_json()["case"] == ROUND

    def ask(self, path: str, inputs: Any, by: str = "kanda", *, day: str, **body: Any) -> Any:
        """Give a command on a day, for that day unless told."""
        self.doors.today = max(self.doors.today, date.fromisoformat(day))
        kind_and_case = path.rpartition("/")[0]
        version = self.doors.get(kind_and_case, by).get_json()["version"]
        return self.doors.post(path, {"inputs": inputs, "on": day, **body}, by, seen=version)

    def say(self, path: str, inputs: Any, by: str = "kanda", *, day: str, **body: Any) -> int:
        answer = self.ask(path, inputs, by, day=day, **body)
        assert answer.status_code == 200, answer.text
        version: int = answer.get_json()["version"]
        return version

    def close(self) -> None:
        """Assessed at level 3, confirmed at 3 with a reason, closed by the zone."""
        levels = {"levels": {self.program: 3}}
        self.say(f"{PATH}/self_assess", {**levels, "report": REPORT}, day="2021-04-02")
        confirmed = {**levels, "reasons": {self.program: REASON}}
        self.say(f"{PATH}/confirm_levels", confirmed, "malee", day="2021-04-06")
        self.say(f"{PATH}/close_round", {}, "malee", day="2021-04-20")

    def late_news(self) -> None:
        """After closing: the choice of the area is retracted, and a report of the round comes in late."""
        path = f"/program/{self.program}"
        self.say(f"{path}/retract", {"version": 2}, day="2021-05-03", because="บันทึกผิดชุมชน")
        situation = {"form": "แบบศูนย์ข้อมูลทางสังคม", "summary": "รายได้ต่ำ"}
        self.doors.today = date(2021, 5, 4)
        self.say(f"{path}/report_situation", situation, day="2021-03-15")

    def figures(self) -> Any:
        (revision,) = self.doors.get(PATH, "somchai").get_json()["state"]["revisions"]
        return revision

    def difference(self, by: str = "kanda", query: str = "") -> Any:
        return self.doors.get(f"{PATH}/difference{query}", by)

    def shown(self) -> dict[str, Any]:
        with self.doors.casework.reading() as reader:
            return round_shown(reader, SHEET, OFFICE, 2564)

    def line(self, *words: str) -> Result:
        return CliRunner().invoke(cli, ["--data", str(Path(self.doors.casework.path).parent), "scores", *words])


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    made = Province(tmp_path)
    yield made
    made.doors.close()


def test_closing_freezes_the_computed_sheet_with_its_facts_s3_2b(province: Province) -> None:
    province.close()
    figures = province.figures()["closed"]["fact"]["figures"]
    assert (figures["level_mean"], figures["level_min"], figures["points"]) == ("2", 2, "4")
    assert figures["on"] == "2021-03-31"
    (community,) = figures["communities"]
    first, second, third, *_ = community["milestones"]
    assert first["cites"] == [{"version": 2, "case": province.program}]
    assert second["cites"] == [{"version": province.proposed, "case": province.program}]
    assert not third["reached"]
    assert third["missing"]


def test_a_closed_round_stays_identical_after_corrections_other_rules_and_a_rebuild_s3_2b(province: Province) -> None:
    province.close()
    before = province.doors.get(PATH, "somchai").get_json()
    province.late_news()
    reference = province.doors.get("/reference", "wichai").get_json()["items"][0]["case_id"]
    province.say(f"/reference/{reference}/activate_rule_set", {"text": NEXT_RULES}, "wichai", day="2021-05-05")
    province.doors.casework.rebuild()
    assert province.doors.get(PATH, "somchai").get_json() == before


def test_the_difference_names_the_facts_that_came_and_went_s3_2b(province: Province) -> None:
    province.close()
    quiet = province.difference().get_json()
    assert quiet["identical"]
    assert quiet["communities"] == []
    province.late_news()
    found = province.difference().get_json()
    assert (found["revision"], found["closed_on"], found["on"]) == (1, "2021-04-20", "2021-03-31")
    assert (found["then"]["level_mean"]["exact"], found["now"]["level_mean"]["exact"]) == ("2", "0")
    assert found["then"]["ledger_size"] < found["now"]["ledger_size"] == province.doors.size
    assert not found["identical"]
    (community,) = found["communities"]
    assert (community["program"], community["then"], community["now"]) == (province.program, 2, 0)
    (gone,) = community["gone"]
    assert (gone["case"], gone["version"], gone["topic"]) == (province.program, 2, "program.area_chosen")
    (new,) = community["new"]
    assert (new["topic"], new["occurred_on"], new["late"]) == ("program.situation_reported", "2021-03-15", True)


def test_the_difference_stays_under_the_rules_of_the_revision_s3_2b_w6(province: Province) -> None:
    province.close()
    before = province.difference().get_json()
    reference = province.doors.get("/reference", "wichai").get_json()["items"][0]["case_id"]
    province.say(f"/reference/{reference}/activate_rule_set", {"text": NEXT_RULES}, "wichai", day="2021-05-05")
    after = province.difference().get_json()
    assert after["ruleset"]["version"] == 1
    assert {**after, "now": None} == {**before, "now": None}


def test_a_reopened_round_keeps_its_first_figures_beside_the_second_s3_2b(province: Province) -> None:
    province.close()
    first = province.figures()
    province.late_news()
    province.say(f"{PATH}/reopen_round", {}, "malee", day="2021-05-10", because="พบว่าเลือกพื้นที่ผิด")
    levels = {"levels": {province.program: 0}}
    assert fields(province.ask(f"{PATH}/self_assess", levels, day="2021-05-11")) == ["report"]
    province.say(f"{PATH}/self_assess", {**levels, "report": REPORT}, day="2021-05-11")
    confirmed = {**levels, "reasons": {province.program: "ถอนการเลือกพื้นที่แล้ว"}}
    province.say(f"{PATH}/confirm_levels", confirmed, "somchai", day="2021-05-12")
    province.say(f"{PATH}/close_round", {}, "malee", day="2021-05-13")
    revisions = province.doors.get(PATH, "somchai").get_json()["state"]["revisions"]
    assert [one["closed"]["fact"]["revision"] for one in revisions] == [1, 2]
    assert revisions[0] == first
    assert province.difference(query="?revision=1").get_json()["closed_on"] == "2021-04-20"
    assert province.difference().get_json()["revision"] == 2
    assert fields(province.difference(query="?revision=3")) == ["revision"]


def test_what_was_recorded_after_the_cut_off_doesnt_count_for_closing_s3_1(province: Province) -> None:
    levels = {"levels": {province.program: 2}}
    province.say(f"{PATH}/self_assess", {**levels, "report": REPORT}, day="2021-04-02")
    province.doors.today = date(2021, 4, 16)
    retracted = {"version": province.proposed}
    province.say(f"/program/{province.program}/retract", retracted, day="2021-04-16", because="ยังไม่ได้เสนอ")
    province.say(f"{PATH}/confirm_levels", levels, "malee", day="2021-04-16")
    province.say(f"{PATH}/close_round", {}, "malee", day="2021-04-17")
    figures = province.figures()["closed"]["fact"]["figures"]
    assert figures["level_mean"] == "2"
    assert province.difference().get_json()["now"]["level_mean"]["exact"] == "1"


def test_the_door_refuses_whoever_isnt_of_the_area_above_s3_2b_u5(province: Province) -> None:
    levels = {"levels": {province.program: 2}}
    province.say(f"{PATH}/self_assess", {**levels, "report": REPORT}, "malee", day="2021-04-02")
    with province.doors.nothing_recorded():
        problem(province.ask(f"{PATH}/confirm_levels", levels, day="2021-04-05"), 403, "not-allowed")
        own = problem(province.ask(f"{PATH}/confirm_levels", levels, "malee", day="2021-04-05"), 409, "refused")
        assert [finding["id"] for finding in own["findings"]] == ["U5"]
        early = problem(province.ask(f"{PATH}/close_round", {}, "somchai", day="2021-04-05"), 409, "refused")
        assert [finding["id"] for finding in early["findings"]] == ["S3.2b.confirmed"]
        problem(province.doors.get(PATH, "napa"), 404, "not-found")
        problem(province.difference("napa"), 404, "not-found")
        opening = {"inputs": {"sheet": "zone-6m", "office": "09", "fiscal_year": 2564}}
        problem(province.doors.post("/score_round", opening), 403, "not-allowed")
        other = {"inputs": {"sheet": SHEET, "office": "40", "fiscal_year": 2564}}
        problem(province.doors.post("/score_round", other), 403, "not-allowed")
    assert province.doors.post("/score_round", opening, "malee").status_code == 201


def test_the_report_is_sealed_and_opened_only_to_those_who_work_there_s3_2b_u5(province: Province) -> None:
    province.close()
    assert REPORT["responsible"] in province.doors.get(PATH, "malee").text
    assert REPORT["responsible"] not in province.doors.get(PATH, "arthit").text
    assert REPORT["results"] not in province.doors.get(PATH, "arthit").text
    stored = province.doors.casework.facts(ROUND)
    assert not any("ประชุม" in repr(record.fact) for record in stored)


def test_a_round_that_was_never_closed_has_no_difference_s3_2b(province: Province) -> None:
    problem(province.difference(), 409, "refused")


def test_what_is_missing_before_the_next_step_is_told_s3_2b(province: Province) -> None:
    levels = {"levels": {province.program: 3}, "report": REPORT}
    province.say(f"{PATH}/self_assess", levels, day="2021-03-31")
    found = province.doors.get(f"{PATH}/findings").get_json()["findings"]
    gaps = {one["id"]: one["needed"] for one in found if not one["met"]}
    assert gaps.keys() == {"S3.2b.over", "S3.2b.confirmed"}
    assert "31 มี.ค. 2564" in gaps["S3.2b.over"]["th"]


def test_what_was_said_stands_beside_the_computed_sheet_s3_2b(tmp_path: Path) -> None:
    doors = Doors(tmp_path)
    with doors.casework.reading() as reader:
        nothing = round_shown(reader, SHEET, "57", 2564)
    assert (nothing["self_assessed"], nothing["confirmed"]) == (None, None)
    assert (nothing["round"]["state"], nothing["round"]["revision"]) == ("not_opened", 0)
    doors.close()
    (tmp_path / "more").mkdir()
    province = Province(tmp_path / "more")
    assert province.shown()["round"] == {"case": ROUND, "state": "opened", "revision": 1}
    province.close()
    shown = province.shown()
    assert shown["round"]["state"] == "closed"
    assert shown["self_assessed"] == {
        "level_mean": {"exact": "3", "shown": "3.00"},
        "level_min": 3,
        "points": {"exact": "6", "shown": "6.00"},
        "levels": {province.program: 3},
        "on": "2021-04-02",
        "by": "kanda",
        "version": 2,
    }
    assert shown["confirmed"]["reasons"] == {province.program: REASON}
    sheet = province.doors.get(f"/scores/{SHEET}/{OFFICE}?fiscal_year=2564").get_json()
    assert {name: sheet[name] for name in shown} == shown
    assert (sheet["level_mean"]["exact"], sheet["points"]["exact"]) == ("2", "4")
    province.doors.close()


def test_the_round_stands_in_lists_of_its_area_s3_2b(province: Province) -> None:
    province.close()
    for by, sees in (("kanda", True), ("malee", True), ("napa", False)):
        items = province.doors.get("/score_round", by).get_json()["items"]
        assert [item["case_id"] for item in items] == [ROUND] * sees
    (item,) = province.doors.get("/score_round", "kanda").get_json()["items"]
    assert (item["stage"], item["status"], item["province"], item["fiscal_year"]) == ("closed", "closed", "56", 2564)


def test_the_command_line_tells_the_difference_s3_2b(province: Province) -> None:
    province.close()
    province.late_news()
    asked = ("difference", SHEET, OFFICE, "--fiscal-year", "2564")
    said = province.line(*asked, "--json")
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)
    assert told["communities"] == province.difference().get_json()["communities"]
    thai, english = (province.line(*asked, "--lang", lang).stdout for lang in ("th", "en"))
    assert "31 มี.ค. 2564" in thai
    assert "บ้านคำปัน" in thai
    assert "program.area_chosen" in english
    unknown = province.line("difference", "zone-9m", "08", "--fiscal-year", "2564")
    assert unknown.exit_code == 1


def test_the_sheet_is_computed_by_the_projection_behind_the_doors_s3_2b(province: Province) -> None:
    with province.doors.casework.reading() as reader:
        state = reader.state(SCORE_ROUND, ROUND)
        sheet = SCORE_ROUND.around(ROUND, state, reader, RULES)
    assert sheet.levels == {province.program: 2}
    assert (sheet.ends, sheet.on) == (date(2021, 3, 31), date(2021, 3, 25))
