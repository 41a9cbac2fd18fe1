"""The table a zone's panel ranks and chooses by, over HTTP and on the command line (P7.4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from aggregates.zone_review_state import review_case
from tests.doors import Doors, problem
from tests.test_aggregates_zone_review_store import REVIEW_CASE, Zone
from web.answers.ranking import COUNTED, ranking_table
from web.cli import cli


@pytest.fixture
def zone(tmp_path: Path) -> Iterator[Zone]:
    found = Zone(tmp_path)
    yield found
    found.casework.close()


def test_before_the_ranking_the_panel_sees_criteria_and_results_side_by_side_p7_4(zone: Zone) -> None:
    first, second = zone.evaluated("โนนสูง", "๑/๒๕๖๔"), zone.evaluated("พิมาย", "2/2564")
    zone.opened("ปากช่อง")
    zone.do("judge_criteria", second, found={"plan": {"holds": False, "evidence": "แผนหมดอายุ"}})
    zone.do("open_review", REVIEW_CASE, of="zone_review", zone=4, fiscal_year=2564)
    with zone.casework.reading() as reader:
        table = ranking_table(reader, REVIEW_CASE)
    assert (table["zone"], table["fiscal_year"]) == (4, 2564)
    assert [column["name"] for column in table["criteria"]] == ["database", "plan", "social_capital", "problems_solved"]
    assert [column["name"] for column in table["counted"]] == list(COUNTED)
    whole, lacking = table["items"]
    assert (whole["program"], lacking["program"]) == (first, second), "a program not yet evaluated isn't ranked"
    assert whole["criteria"] == ["database", "plan", "social_capital", "problems_solved"]
    assert lacking["criteria"] == ["database", "social_capital", "problems_solved"]
    assert (whole["adopted"], whole["out_of_poverty"], whole["carried_over"]) == (1, 1, 0)
    assert (whole["rank"], whole["eligible"]) == (None, True)
    assert [finding["id"] for finding in lacking["missing"]] == ["P7.2.criteria"]


def test_the_table_is_what_the_ranking_then_records_p7_4(zone: Zone) -> None:
    first, second = zone.evaluated("โนนสูง", "๑/๒๕๖๔"), zone.evaluated("พิมาย", "2/2564")
    zone.reviewed(second, first)
    with zone.casework.reading() as reader:
        shown = {item["program"]: item for item in ranking_table(reader, REVIEW_CASE)["items"]}
    (ranked,) = [r.fact for r in zone.casework.facts(REVIEW_CASE) if r.fact.spec.name == "zone_review.ranked"]
    for place, results in enumerate(ranked.table, 1):
        item = shown[results.program]
        assert item["rank"] == place
        assert {name: item[name] for name in COUNTED} == {name: getattr(results, name) for name in COUNTED}
        assert tuple(item["criteria"]) == results.criteria


def test_both_doors_show_the_table_to_the_people_of_the_zone_p7_4_u5(tmp_path: Path) -> None:
    doors = Doors(tmp_path)
    case = review_case(9, 2564)
    doors.post("/zone_review", {"inputs": {"zone": 9, "fiscal_year": 2564}}, "malee")
    answer = doors.get(f"/zone_review/{case}/table", "malee").get_json()
    assert (answer["zone"], answer["items"]) == (9, [])
    problem(doors.get(f"/zone_review/{case}/table", "napa"), 404, "not-found")
    problem(doors.get(f"/zone_review/{doors.program()}/table", "malee"), 404, "not-found")
    doors.close()
    said = CliRunner().invoke(cli, ["--data", str(tmp_path), "table", case, "--json"])
    assert json.loads(said.stdout) == answer
    printed = CliRunner().invoke(cli, ["--data", str(tmp_path), "table", case, "--lang", "en"])
    assert "Out of" in printed.stdout
