"""Household lists over the API: rehearsed, imported, imported again, and refused with a reason (P2.3, U5)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.doors import PROGRAM, Doors

TPMAP = (files("web") / "data" / "sample" / "tpmap-households.xlsx").read_bytes()
SURVEY = (files("web") / "data" / "sample" / "survey-households.csv").read_bytes()


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path)
    yield made
    made.close()


@pytest.fixture
def program(doors: Doors) -> str:
    answer = doors.post("/program", {"inputs": {**PROGRAM, "fiscal_year": 2564}, "on": "2020-10-05"})
    assert answer.status_code == 201, answer.json
    return str(answer.json["case"])


def send(doors: Doors, program: str, data: bytes, name: str, by: str = "kanda", **query: Any) -> Any:
    return doors.client.post(
        "/api/v1/imports/households",
        query_string={"program": program, **query},
        data={"file": (BytesIO(data), name)},
        headers={"Authorization": f"Bearer token of {by}"},
    )


def test_both_lists_make_58_households_and_again_nothing_new(doors: Doors, program: str) -> None:
    with doors.nothing_recorded():
        rehearsed = send(doors, program, TPMAP, "tpmap-households.xlsx", dry_run="true")
    counted = {"create": 46, "merge": 2, "complete": 0, "unchanged": 0, "refuse": 0, "doubtful": 8}
    assert rehearsed.json["counts"] == counted
    done = send(doors, program, TPMAP, "tpmap-households.xlsx")
    assert done.json["counts"] == rehearsed.json["counts"]
    survey = send(doors, program, SURVEY, "survey-households.csv", mark_means="fails", blank_means="passes")
    assert survey.json["counts"]["create"] == 12
    assert len({row["case"] for row in done.json["rows"] + survey.json["rows"]}) == 58
    with doors.nothing_recorded():
        again = send(doors, program, TPMAP, "tpmap-households.xlsx")
    assert again.json["counts"]["create"] == 0


def test_findings_name_row_and_column_but_never_what_a_cell_holds(doors: Doors, program: str) -> None:
    answer = send(doors, program, TPMAP, "tpmap-households.xlsx", dry_run="true")
    spoiled = next(f for f in answer.json["findings"] if f["code"] == "spoiled_by_spreadsheet")
    assert (spoiled["row"], spoiled["severity"]) == (27, "doubtful")
    assert spoiled["reason"]["th"]
    assert spoiled["reason"]["en"]
    assert "3.5601E+12" not in answer.text


def test_a_file_that_is_no_list_names_the_field(doors: Doors, program: str) -> None:
    for data, name in ((b"%PDF-1.7", "list.xlsx"), (TPMAP, "list.pdf"), (b"", "list.csv")):
        with doors.nothing_recorded():
            answer = send(doors, program, data, name)
        assert answer.status_code == 422, answer.text
        assert answer.json["errors"][0]["field"] == "file"


def test_somebody_of_another_province_finds_no_such_program(doors: Doors, program: str) -> None:
    with doors.nothing_recorded():
        assert send(doors, program, TPMAP, "tpmap-households.xlsx", by="napa").status_code == 404
        assert send(doors, "f" * 32, TPMAP, "tpmap-households.xlsx", by="napa").status_code == 404
        assert send(doors, program, TPMAP, "tpmap-households.xlsx", by="pranee").status_code == 403
