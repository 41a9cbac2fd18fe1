"""The score sheet of an office over HTTP and on the command line: shape, times, rules, area, bad questions (S3, S4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.doors import Doors, fields, problem
from tests.given import TEXT
from web.cli import cli

PATH = "/scores/zone-6m/09?fiscal_year=2564"
PROVINCE = "/scores/province-6m/56?fiscal_year=2564"
AREA = {
    "scope": "หมู่ 1-9",
    "strong_networks": True,
    "missions": ["strong_communities"],
    "plan_topics": ["economy", "social", "environment", "health", "human_development"],
    "participants": ["one_home", "zone_office"],
}


class Office:
    """A program in Phayao behind the doors that chose its area in time; it was recorded in September."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        self.program = self.doors.program()
        self.show("choose_area", AREA, on="2021-01-10")

    def show(self, name: str, inputs: dict[str, Any], on: str) -> None:
        seen = self.doors.get(f"/program/{self.program}").get_json()["version"]
        answer = self.doors.post(f"/program/{self.program}/{name}", {"inputs": inputs, "on": on}, seen=seen)
        assert answer.status_code == 200, answer.text

    def line(self, *words: str) -> Result:
        data = str(Path(self.doors.casework.path).parent)
        return CliRunner().invoke(cli, ["--data", data, "scores", *words])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("data"))
    yield made
    made.doors.close()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A rule set, as a file, whose first round ended before the office went live: without a cut-off."""
    file = tmp_path_factory.mktemp("rules") / "live.toml"
    text = TEXT.replace("cut_off_days = 15", "cut_off_days = 15\ngo_live = 2021-07-01").replace(
        "version = 1", "version = 9"
    )
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_sheet_has_the_shape_that_was_promised_s3_2(office: Office) -> None:
    body = office.doors.get("/scores/zone-12m/09?fiscal_year=2564", "malee").get_json()
    assert list(body) == [
        "sheet",
        "office",
        "fiscal_year",
        "on",
        "known",
        "ruleset",
        "ledger_size",
        "cut_off",
        "entered_afterwards",
        "weight",
        "level_mean",
        "level_min",
        "points",
        "communities",
        "self_assessed",
        "confirmed",
        "round",
    ]
    assert (body["sheet"], body["office"], body["fiscal_year"], body["on"]) == ("zone-12m", "09", 2564, "2021-09-30")
    assert (body["ruleset"]["id"], body["ledger_size"]) == ("2564", office.doors.size)
    assert (body["weight"], body["level_min"]) == (20, 0)
    assert body["round"].keys() >= {"state", "revision"}
    (community,) = (one for one in body["communities"] if one["program"] == office.program)
    assert list(community) == ["program", "name", "level", "milestones"]
    assert community["name"] == {"th": "บ้านคำปัน", "en": "Ban Khampan"}
    first, *_ = community["milestones"]
    assert (first["level"], first["id"], first["reached"]) == (1, "zone-12m.1", False)
    assert first["facts"] == [
        {
            "case": office.program,
            "version": 2,
            "topic": "program.area_chosen",
            "occurred_on": "2021-01-10",
            "recorded_at": "2021-09-30T09:00:00+07:00",
            "late": True,
        }
    ]
    (missing,) = first["missing"]
    assert list(missing) == ["id", "label_th", "label_en", "who"]
    assert missing["id"] == "S3.B"
    assert missing["label_th"]
    assert missing["who"]["en"] == "Provincial office (PSDHS)"


def test_provinces_short_of_the_quota_stand_on_the_sheet_p1_5(office: Office) -> None:
    """At six months all eight provinces: by the cut-off nobody had recorded the program of Phayao either."""
    body = office.doors.get("/scores/zone-12m/09?fiscal_year=2564", "malee").get_json()
    short = [one for one in body["communities"] if one["program"] is None]
    assert {one["level"] for one in short} == {0}
    assert all(one["milestones"] == [] and "short of the quota" in one["name"]["en"] for one in short)
    assert (len(short), len(body["communities"])) == (7, 8)
    earlier = office.doors.get(PATH, "malee").get_json()
    assert [one["program"] for one in earlier["communities"]] == [None] * 8


def test_what_was_recorded_after_the_cut_off_earns_nothing_s3_1(office: Office, live: str) -> None:
    """The area was chosen in January and recorded in September, long after 15 April."""
    body = office.doors.get(PROVINCE).get_json()
    assert (body["cut_off"], body["entered_afterwards"], body["level_mean"]["exact"]) == ("2021-04-15", False, "0")
    said = office.line("province-6m", "56", "--fiscal-year", "2564", "--ruleset", live, "--json")
    assert said.exit_code == 0, said.output
    afterwards = json.loads(said.stdout)
    assert (afterwards["cut_off"], afterwards["entered_afterwards"]) == (None, True)
    assert afterwards["level_mean"] == {"exact": "1", "shown": "1.00"}
    assert afterwards["points"] == {"exact": "2", "shown": "2.00"}
    assert afterwards["ruleset"]["version"] == 9


@pytest.mark.parametrize("ruleset", ["2564", "2564/1"])
def test_an_activated_rule_set_can_be_named_w6(office: Office, ruleset: str) -> None:
    assert office.doors.get(f"{PROVINCE}&ruleset={ruleset}").get_json() == office.doors.get(PROVINCE).get_json()


def test_the_command_line_answers_what_the_api_answers_s3(office: Office) -> None:
    asked = ("--fiscal-year", "2564", "--on", "๑๕ ก.ย. ๒๕๖๔", "--known", "30/9/2564", "--ruleset", "2564", "--json")
    said = office.line("zone-12m", "09", *asked)
    assert said.exit_code == 0, said.output
    path = "/scores/zone-12m/09?fiscal_year=2564&on=15/9/2564&known=30/9/2564"
    assert json.loads(said.stdout) == office.doors.get(path, "malee").get_json()


def test_the_command_line_prints_a_table_in_both_languages_s3(office: Office) -> None:
    thai, english = (
        office.line("zone-12m", "09", "--fiscal-year", "2564", "--lang", lang).stdout for lang in ("th", "en")
    )
    assert "บ้านคำปัน" in thai
    assert "พมจ. ต้องเสนอแต่งตั้งคณะทำงาน" in thai
    assert "30 ก.ย. 2564" in thai
    assert "Ban Khampan" in english
    assert "zone-12m.1" in english


def test_the_sheets_are_listed_among_the_scores_s3(office: Office) -> None:
    said = office.line("--help").stdout
    for name in ("mission", "integration", "zone-6m", "zone-12m", "province-6m", "province-12m"):
        assert name in said


@pytest.mark.parametrize(
    ("path", "by", "status"),
    [
        (PATH, "malee", 200),
        (PATH, "somchai", 200),
        (PATH, "pranee", 200),
        (PATH, "kanda", 404),
        (PROVINCE, "kanda", 200),
        (PROVINCE, "malee", 200),
        (PROVINCE, "napa", 404),
        (PROVINCE, "dao", 404),
        ("/scores/zone-6m/08?fiscal_year=2564", "malee", 404),
        ("/scores/zone-6m/99?fiscal_year=2564", "malee", 404),
        ("/scores/zone-6m/99?fiscal_year=2564", "somchai", 404),
        ("/scores/province-6m/10?fiscal_year=2564", "somchai", 404),
        ("/scores/province-6m/09?fiscal_year=2564", "somchai", 404),
    ],
)
def test_an_office_outside_ones_area_answers_as_if_it_didnt_exist_u5(
    office: Office, path: str, by: str, status: int
) -> None:
    answer = office.doors.get(path, by)
    assert answer.status_code == status
    if status == 404:
        nowhere = office.doors.get("/scores/zone-6m/77?fiscal_year=2564", by)
        same = {"type", "title", "th", "en"}
        assert {k: answer.get_json()[k] for k in same} == {k: nowhere.get_json()[k] for k in same}


def test_nobody_reads_a_sheet_without_a_token_u5(office: Office) -> None:
    problem(office.doors.client.get(f"/api/v1{PATH}"), 401, "no-token")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/scores/zone-9m/09?fiscal_year=2564", "sheet"),
        ("/scores/region-6m/09?fiscal_year=2564", "sheet"),
        ("/scores/zone-6m/09", "fiscal_year"),
        ("/scores/zone-6m/09?fiscal_year=64", "fiscal_year"),
        ("/scores/zone-6m/09?fiscal_year=2565", "on"),
        (f"{PATH}&on=30/9/2563", "on"),
        (f"{PATH}&on=1/10/2564", "on"),
        (f"{PATH}&on=soon", "on"),
        (f"{PATH}&known=30/9/2563", "known"),
        (f"{PATH}&known=1/10/2564", "known"),
        (f"{PATH}&known=never", "known"),
        (f"{PATH}&ruleset=2599", "ruleset"),
        (f"{PATH}&level=5", "level"),
    ],
)
def test_a_bad_question_is_answered_with_its_field_s3(office: Office, path: str, field: str) -> None:
    assert fields(office.doors.get(path, "malee")) == [field]


def test_before_any_rules_were_in_force_there_is_no_sheet_w6(office: Office) -> None:
    (finding,) = problem(office.doors.get(f"{PATH}&known=2", "malee"), 409, "refused")["findings"]
    assert finding["id"] == "W6"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("zone-9m", "09", "--fiscal-year", "2564"), "zone-6m, zone-12m, province-6m, province-12m"),
        (("zone-6m", "9", "--fiscal-year", "2564"), "office: "),
        (("province-6m", "10", "--fiscal-year", "2564"), "office: "),
        (("zone-6m", "09", "--fiscal-year", "2021"), "fiscal_year: "),
        (("zone-6m", "09", "--fiscal-year", "2564", "--on", "1/10/2564"), "on: "),
        (("zone-6m", "09", "--fiscal-year", "2564", "--known", "30/9/2563"), "known: "),
        (("zone-6m", "09", "--fiscal-year", "2564", "--ruleset", "2599"), "must be one of: 2564, 2564/1"),
    ],
)
def test_the_command_line_says_what_is_wrong_s3(office: Office, words: tuple[str, ...], said: str) -> None:
    answer = office.line(*words)
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert answer.stdout == ""


def test_a_rule_set_file_that_isnt_sound_is_refused_with_its_part_w6(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "gap.toml"
    file.write_text(TEXT.replace("{ level = 2,", "{ level = 3,", 1), encoding="utf-8")
    answer = office.line("zone-6m", "09", "--fiscal-year", "2564", "--ruleset", str(file))
    assert answer.exit_code == 1
    assert answer.stderr.startswith("text.scores.sheets")
