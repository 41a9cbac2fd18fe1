"""The nation's scores over HTTP and on the command line: figures, facts, what is missing, bad questions (S1, S2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.doors import PEOPLE, Doors, fields, problem
from tests.given import RULES
from web.cli import cli

SIX = RULES.scores.kpi_2_1.indicators
MISSION, INTEGRATION = "/scores/mission/2564", "/scores/integration/2564"
AGENCY_OF = {mission.code: mission.department for mission in RULES.program.area.missions}


def result(indicator: str, actual: Any, on: str = "2021-09-01", **more: Any) -> dict[str, Any]:
    return {"inputs": {"indicator": indicator, "actual": actual, "target": 100, "source": "รายงาน", **more}, "on": on}


class Year:
    """A mission year behind the doors, with the results of six indicators."""

    def __init__(self, folder: Path) -> None:
        self.doors = Doors(folder)
        opening = {"inputs": {"fiscal_year": 2564}, "on": "2020-10-05"}
        self.case = self.doors.post("/mission_year", opening, "somchai").get_json()["case"]
        for place, indicator in enumerate(SIX):
            answer = self.record(result(indicator, ("82.5", "๘๒.๕๐", 82, "83", "82.5", "82.5")[place]))
            assert answer.status_code == 200, answer.text

    def record(self, body: dict[str, Any], by: str = "somchai") -> Any:
        version = self.doors.get(f"/mission_year/{self.case}", "somchai").get_json()["version"]
        return self.doors.post(f"/mission_year/{self.case}/record_result", body, by, seen=version)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    made = Year(tmp_path_factory.mktemp("data"))
    yield made
    made.doors.close()


def line(year: Year, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(Path(year.doors.casework.path).parent), "scores", *words])


@pytest.mark.parametrize("by", PEOPLE)
def test_whoever_is_known_may_read_the_nations_scores_u5(year: Year, by: str) -> None:
    assert year.doors.get(MISSION, by).status_code == 200
    assert year.doors.get(INTEGRATION, by).status_code == 200


@pytest.mark.parametrize("path", [MISSION, INTEGRATION])
def test_nobody_reads_them_without_a_token_u5(year: Year, path: str) -> None:
    problem(year.doors.client.get(f"/api/v1{path}"), 401, "no-token")


@pytest.mark.parametrize("by", ["kanda", "malee", "pranee", "wichai"])
def test_only_officers_of_the_country_record_results_u5(year: Year, by: str) -> None:
    with year.doors.nothing_recorded():
        answer = year.record(result("model_subdistricts", "90"), by)
    assert answer.status_code in (403, 404)


def test_the_mission_score_shows_figures_exact_and_rounded_with_their_facts_s1(year: Year) -> None:
    body = year.doors.get(MISSION).get_json()
    assert (body["fiscal_year"], body["on"], body["known"]) == (2564, "2021-09-30", None)
    assert body["ruleset"]["id"] == "2564"
    assert body["ledger_size"] == year.doors.size
    first, *_, last = body["results"]
    assert (first["actual"], first["target"], first["unit"]) == ("82.5", "100", "percent")
    assert first["percent"] == {"exact": "165/2", "shown": "82.50"}
    assert first["fact"] == {
        "case": year.case,
        "version": 2,
        "topic": "mission_year.result_recorded",
        "occurred_on": "2021-09-01",
        "recorded_at": "2021-09-30T09:00:00+07:00",
        "late": False,
    }
    assert {one["indicator"]: one["department"] for one in body["results"]} == AGENCY_OF
    assert (last["indicator"], last["percent"], last["fact"]) == ("model_subdistricts", None, None)


def test_an_incomplete_measure_earns_nothing_and_says_how_much_is_there_s1(year: Year) -> None:
    body = year.doors.get(MISSION).get_json()
    level, kpi = body["mission_level"], body["kpi_2_1"]
    assert (level["complete"], level["missing"]) == ({"have": 6, "of": 7}, ["model_subdistricts"])
    assert level["earned"] is None
    assert kpi["complete"] == {"have": 6, "of": 6}
    assert kpi["earned"] == {
        "mean": {"exact": "165/2", "shown": "82.50"},
        "level": 75,
        "score": {"exact": "325/4", "shown": "81.25"},
        "points": {"exact": "65/16", "shown": "4.06"},
        "shortfall": {"exact": "0", "shown": "0.00"},
    }
    assert kpi["credited"] == [AGENCY_OF[code] for code in SIX]


def test_a_result_recorded_long_after_it_was_measured_is_marked_s3_4(tmp_path: Path) -> None:
    made = Year(tmp_path)
    made.record(result("model_subdistricts", "90", on="30/8/2564"))
    (late,) = [one["fact"]["late"] for one in made.doors.get(MISSION).get_json()["results"][-1:]]
    assert late
    assert made.doors.get(MISSION).get_json()["mission_level"]["earned"]["level"] == 3
    made.doors.close()


def test_both_times_can_be_asked_for_in_either_era_s3_4(year: Year) -> None:
    def there(query: str) -> int:
        found: int = year.doors.get(f"{MISSION}?{query}").get_json()["kpi_2_1"]["complete"]["have"]
        return found

    size = year.doors.size
    assert (there("on=31/8/2564"), there("on=2021-09-01")) == (0, 6)
    assert (there(f"known={size - 2}"), there(f"known={size}")) == (4, 6)
    assert there("known=30/9/2564") == 6


def test_kpi_2_2_lists_each_step_with_what_is_missing_and_who_supplies_it_s2(year: Year) -> None:
    body = year.doors.get(INTEGRATION).get_json()
    assert (body["score"], body["weight"], body["points"]) == (0, 10, {"exact": "0", "shown": "0.00"})
    assert [(step["points"], step["reached"]) for step in body["steps"]] == [(50, False), (75, False), (100, False)]
    lessons, _ = body["steps"][0]["findings"]
    assert (lessons["id"], lessons["met"], lessons["facts"]) == ("S2.model_lessons", False, [])
    assert lessons["needed"]["th"]
    assert lessons["who"]["th"]
    reports, picks = body["steps"][1]["findings"]
    assert "พะเยา" in reports["needed"]["th"]
    assert "กรุงเทพ" not in reports["needed"]["th"]
    assert picks["needed"]["en"].endswith("zone 11")


def test_kpi_2_2_cites_the_facts_of_the_national_record_s2(tmp_path: Path) -> None:
    doors = Doors(tmp_path)
    opening = {"inputs": {"fiscal_year": 2564}, "on": "2020-10-05"}
    case = doors.post("/year_record", opening, "somchai").get_json()["case"]
    lessons = {"inputs": {"communities": ["ตำบลสร้างสุข"], "lessons": "ผู้นำร่วมมือ"}, "on": "2021-01-05"}
    assert doors.post(f"/year_record/{case}/draw_model_lessons", lessons, "somchai", seen=1).status_code == 200
    found, plan = doors.get(INTEGRATION).get_json()["steps"][0]["findings"]
    (fact,) = found["facts"]
    assert (fact["case"], fact["version"], fact["occurred_on"], fact["late"]) == (case, 2, "2021-01-05", True)
    assert plan["facts"] == []
    doors.close()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("on=30/9/2563", "on"),
        ("on=2021-10-01", "on"),
        ("on=soon", "on"),
        ("known=never", "known"),
        ("office=8", "office"),
    ],
)
@pytest.mark.parametrize("path", [MISSION, INTEGRATION])
def test_a_moment_outside_the_year_or_of_no_meaning_is_refused_s1(
    year: Year, path: str, query: str, field: str
) -> None:
    assert fields(year.doors.get(f"{path}?{query}")) == [field]


@pytest.mark.parametrize("sheet", ["mission", "integration"])
def test_a_year_that_is_none_or_has_not_begun_is_refused_s1(year: Year, sheet: str) -> None:
    assert fields(year.doors.get(f"/scores/{sheet}/2021")) == ["fiscal_year"]
    assert fields(year.doors.get(f"/scores/{sheet}/99999")) == ["fiscal_year"]
    assert fields(year.doors.get(f"/scores/{sheet}/2565")) == ["on"]
    assert fields(year.doors.get(f"/scores/{sheet}/sixty-four?fiscal_year=2564")) == ["sheet"]


def test_before_any_rules_were_in_force_there_is_no_score_w6(year: Year) -> None:
    for path in (MISSION, INTEGRATION):
        (finding,) = problem(year.doors.get(f"{path}?known=2"), 409, "refused")["findings"]
        assert finding["id"] == "W6"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"actual": 82.5}, "actual"),
        ({"actual": True}, "actual"),
        ({"actual": "มาก"}, "actual"),
        ({"actual": "101"}, "actual"),
        ({"actual": "-1"}, "actual"),
        ({"actual": None}, "actual"),
        ({"actual": ["1"]}, "actual"),
        ({"target": "0"}, "target"),
        ({"target": 1.5}, "target"),
        ({"indicator": "happiness"}, "indicator"),
        ({"unit": "baht"}, "unit"),
        ({"source": ""}, "source"),
        ({"department": "dcy"}, "department"),
    ],
)
def test_a_bad_result_is_answered_with_its_field_s1(year: Year, changed: dict[str, Any], field: str) -> None:
    given = {"actual": "90"} | changed
    with year.doors.nothing_recorded():
        assert fields(year.record(result(**{"indicator": "model_subdistricts", **given}))) == [field]


def test_a_second_result_is_answered_with_the_one_to_correct_w5(year: Year) -> None:
    with year.doors.nothing_recorded():
        again = year.record(result(SIX[0], "90"))
    (finding,) = problem(again, 409, "refused")["findings"]
    assert (finding["id"], finding["cites"]) == ("W5", [{"version": 2, "case": None}])


def test_the_command_line_answers_what_the_api_answers_s1(year: Year) -> None:
    for sheet, path in (("mission", MISSION), ("integration", INTEGRATION)):
        said = line(year, sheet, "2564", "--on", "๑๕ ก.ย. ๒๕๖๔", "--known", "30/9/2564", "--json")
        assert said.exit_code == 0, said.output
        assert json.loads(said.stdout) == year.doors.get(f"{path}?on=15/9/2564&known=30/9/2564").get_json()


def test_the_command_line_prints_tables_in_both_languages_s1(year: Year) -> None:
    thai, english = (
        line(year, "mission", "2564", "--on", "2021-09-15", "--lang", lang).stdout for lang in ("th", "en")
    )
    assert "15 ก.ย. 2564" in thai
    assert "ยังไม่ครบ: 6/7" in thai
    assert "incomplete: 6/7" in english
    assert "4.06/5" in english
    steps = line(year, "integration", "2564", "--on", "2021-09-15", "--lang", "en").stdout
    assert "0 → 0.00/10" in steps
    assert "the lessons of the model communities" in steps


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("mission", "2564", "--on", "1/10/2564"), "on: "),
        (("integration", "2564", "--on", "30/9/2563"), "on: "),
        (("integration", "2021"), "fiscal_year: "),
        (("mission", "2564", "--known", "never"), "known: "),
    ],
)
def test_the_command_line_says_what_is_wrong_s1(year: Year, words: tuple[str, ...], said: str) -> None:
    answer = line(year, *words)
    assert answer.exit_code == 1
    assert answer.stderr.startswith(said)
    assert answer.stdout == ""
