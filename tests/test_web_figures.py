"""Progress, success and quota through both doors, for those who may see the area (S5, P6.4, P1.5, U2, U5)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.doors import Doors, fields, problem
from tests.household_stories import DIMENSIONS
from web.cli import cli

FAILING = {dimension: "fails" if dimension == "income" else "passes" for dimension in DIMENSIONS}
AGENDA = {"convened_by": ["one_home"], "presented": ["tiers", "social_data"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def doors(folder: Path) -> Iterator[Doors]:
    """Six target households in Phayao, one of them with a goal in time and one with a goal that is late."""
    made = Doors(folder)
    program = made.program()
    homes = [made.household(program, dimensions=FAILING) for _ in range(6)]
    body = {"inputs": {**AGENDA, "households": homes}, "on": "2021-02-01"}
    assert made.post(f"/program/{program}/adopt_households", body, seen=1).status_code == 200
    made.post(f"/household/{homes[0]}/set_goal", goal("2021-08-01"), seen=3)
    made.post(f"/household/{homes[1]}/set_goal", goal("2021-10-20"), seen=3)
    made.program("napa", province="40", district="พล", subdistricts=["พล"])
    yield made
    made.close()


def goal(due: str) -> dict[str, Any]:
    inputs = {"action": "ฝึกทอผ้า", "agency": "พมจ.", "due": due, "concepts": ["targeted"]}
    return {"inputs": inputs, "on": "2021-03-01"}


def said(folder: Path, *words: str) -> str:
    result = CliRunner().invoke(cli, ["--data", str(folder), *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_lists_and_progress_share_one_meaning_of_overdue_and_due_soon_s5(doors: Doors) -> None:
    (row,) = doors.get("/progress?level=province").get_json()["items"]
    assert (row["area"], row["overdue"], row["due_soon"], row["stuck"]) == ("56", 1, 1, 0)
    assert (row["stages"][0]["overdue"], row["stages"][0]["due_soon"]) == (1, 1)
    late, soon = (doors.get(f"/household?{how}=true").get_json()["items"] for how in ("overdue", "due_soon"))
    assert [(len(found), found[0]["due"]) for found in (late, soon)] == [(1, "2021-08-01"), (1, "2021-10-20")]
    assert len(doors.get("/household?overdue=false&stuck=false").get_json()["items"]) == 5
    assert doors.get("/household?stuck=true").get_json()["items"] == []
    assert fields(doors.get("/household?overdue=yes")) == ["overdue"]


def test_progress_names_its_phases_and_counts_them_s5(doors: Doors) -> None:
    found = doors.get("/progress?kind=program&level=district").get_json()
    assert [phase["phase"] for phase in found["phases"]] == ["data", "plan", "do", "check", "act"]
    assert found["phases"][0]["label"]["en"] == "Data"
    assert [phase["present"] for phase in found["items"][0]["phases"]] == [0] * 5


def test_success_is_answered_for_the_areas_of_the_caller_p6_4_u5(doors: Doors) -> None:
    found = doors.get("/success?level=province").get_json()
    (row,) = found["items"]
    assert (row["area"], row["targets"], row["out_of_poverty"]) == ("56", 6, 0)
    assert row["out_of_poverty_percent"] == {"exact": "0", "shown": "0.00"}
    assert row["dimensions"] == {"failed": 6, "resolved": 0, "resolved_percent": {"exact": "0", "shown": "0.00"}}
    assert [move for move in row["tier_moves"] if move["households"]] == [
        {"first": "green", "latest": "green", "households": 6}
    ]
    assert found["ruleset"]["id"] == "2564"
    assert doors.get("/success?level=province", "napa").get_json()["items"] == []
    for by, sees in (("kanda", 0), ("malee", 0), ("pranee", 1), ("somchai", 1)):
        assert len(doors.get("/success?level=country", by).get_json()["items"]) == sees, by
    assert [item["area"] for item in doors.get("/success?level=zone", "malee").get_json()["items"]] == ["09"]
    assert doors.get("/success?level=province&on=2021-01-31").get_json()["items"] == []


def test_published_figures_say_that_they_are_p6_4(doors: Doors) -> None:
    found = doors.get("/success?level=province&published=true").get_json()
    assert (found["published"], found["items"][0]["targets"]) == (True, 6)
    assert found["items"][0]["dimensions"]["failed"] is None


def test_provinces_below_the_quota_are_listed_with_what_they_lack_p1_5_u5(doors: Doors) -> None:
    found = doors.get("/quota?fiscal_year=2564", "somchai").get_json()
    assert (found["per_province"], len(found["provinces"]), len(found["below"])) == (1, 76, 74)
    assert found["country"] == {"provinces": 76, "provinces_below": 74, "needed": 76, "running": 2, "shortfall": 74}
    (ninth,) = (zone for zone in found["zones"] if zone["zone"] == "09")
    assert (ninth["running"], ninth["shortfall"]) == (1, ninth["provinces"] - 1)
    mine = doors.get("/quota?fiscal_year=2564").get_json()
    assert ([one["province"] for one in mine["provinces"]], mine["below"]) == (["56"], [])
    assert (mine["zones"], mine["country"]) == ([], None)
    (before,) = doors.get("/quota?fiscal_year=2564&on=2020-10-04").get_json()["below"]
    assert (before["name"]["th"], before["shortfall"]) == ("พะเยา", 1)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/progress?level=village", "level"),
        ("/success?level=village", "level"),
        ("/success?published=yes", "published"),
        ("/progress?on=2021-10-01", "on"),
        ("/success?on=1/10/2564", "on"),
        ("/quota?fiscal_year=2564&on=2021-10-01", "on"),
        ("/quota?fiscal_year=2565", "on"),
        ("/quota?fiscal_year=2021", "fiscal_year"),
        ("/quota", "fiscal_year"),
        ("/success?known=0", "known"),
        ("/progress?known=2001-01-01", "known"),
    ],
)
def test_what_makes_no_sense_is_named(doors: Doors, path: str, field: str) -> None:
    """An unknown level, a day to come, a year that is none or has not begun."""
    assert fields(doors.get(path)) == [field]


def test_a_time_without_rules_is_refused_w6(doors: Doors) -> None:
    for path in ("/quota?fiscal_year=2563", "/success?on=2020-09-30", "/progress?on=2020-09-30"):
        assert [one["id"] for one in problem(doors.get(path), 409, "refused")["findings"]] == ["W6"]


def test_the_command_line_tells_the_same(doors: Doors, folder: Path) -> None:
    """Through a clock of its own: as of the day the API stands on."""
    for path, words in (
        ("/success?level=zone&on=2021-09-30", ("success", "--level", "zone", "--on", "30/9/2564")),
        ("/success?published=true&on=2021-09-30", ("success", "--published", "--on", "30/9/2564")),
        ("/quota?fiscal_year=2564", ("quota", "2564")),
        ("/progress?level=country&on=2021-09-30", ("progress", "--level", "country", "--on", "30/9/2564")),
    ):
        assert json.loads(said(folder, *words, "--json")) == doors.get(path, "somchai").get_json()


def test_people_read_tables_in_their_language(doors: Doors, folder: Path) -> None:
    progress = said(folder, "progress", "--on", "2021-09-30")
    assert ("เกินกำหนด" in progress, "วางแผน (Plan)" in progress) == (True, True)
    table = said(folder, "success", "--lang", "en")
    assert ("Target households" in table, "Green" in table) == (True, True)
    assert "–" in said(folder, "success", "--published")
    assert "พะเยา" not in said(folder, "quota", "2564")
    assert "ทั้งประเทศ" in said(folder, "quota", "2564")


def test_the_command_line_lists_what_is_overdue_or_isnt_s5(doors: Doors, folder: Path) -> None:
    """Today, years after the last goal was due and the last fact was recorded."""
    for option, cases in (
        ("--overdue", 2),
        ("--not-overdue", 4),
        ("--due-soon", 0),
        ("--stuck", 6),
        ("--not-stuck", 0),
    ):
        assert len(json.loads(said(folder, "list", "household", option, "--json"))["items"]) == cases, option
