"""The command line: what the API does, in Thai first, with clear errors (U1, U3)."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from web.cli import cli
from web.wiring import open_casework


class Line:
    """A command line over one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *words: str, by: str = "kanda") -> Result:
        return CliRunner().invoke(cli, ["--data", str(self.data), *words], env={"CHUMCHON_BY": by})

    def ok(self, *words: str, by: str = "kanda") -> str:
        result = self.run(*words, by=by)
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return result.stdout

    def json(self, *words: str) -> Any:
        return json.loads(self.ok(*words, "--json"))

    def fails(self, *words: str) -> str:
        """What a command says on stderr that must fail; it says nothing else and records nothing."""
        before = self.size
        result = self.run(*words)
        assert result.exit_code == 1, result.output
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
        assert self.size == before
        return result.stderr

    @property
    def size(self) -> int:
        casework = open_casework(self.data)
        with casework.reading() as reader:
            size = reader.size
        casework.close()
        casework.vault.close()
        return size

    def program(self, *words: str) -> str:
        given = ("name_th=บ้านคำปัน", "name_en=Ban Khampan", 'subdistricts=["แม่กา"]', "district=ปง", "province=56")
        options = [word for pair in given for word in ("--set", pair)]
        return str(self.json("open", "program", *options, "--on", "5/10/2563", *words)["case"])


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    made = Line(tmp_path_factory.mktemp("data") / "var")
    assert made.run("migrate").exit_code == 0
    return made


BRIEFING = ("--set", 'agencies=["พมจ."]', "--set", "attendees=12", "--on", "๑๐ พ.ย. ๒๕๖๓")


def test_migrate_prepares_a_folder_and_can_be_repeated(tmp_path: Path) -> None:
    line = Line(tmp_path / "new")
    line.ok("migrate")
    size = line.size
    line.ok("migrate")
    assert line.size == size > 0
    assert {path.name for path in line.data.iterdir()} >= {"facts.sqlite3", "keys.sqlite3", "master.key"}
    assert stat.S_IMODE((line.data / "master.key").stat().st_mode) == 0o600


def test_an_unprepared_folder_says_what_to_do(tmp_path: Path) -> None:
    result = Line(tmp_path / "new").run("list", "program")
    assert result.exit_code == 1
    assert "chumchon migrate" in result.stderr


def test_a_case_is_opened_worked_on_and_shown(line: Line) -> None:
    case = line.program()
    receipt = line.json("do", case, "brief_one_home", *BRIEFING)
    assert len(receipt.pop("leaf_hash")) == 64
    assert receipt == {"case": case, "version": 2, "leaf": line.size - 1, "facts": 1, "checkpoint": None}
    shown = line.json("show", case)
    assert shown["state"]["briefing"]["mark"] == {"version": 2, "on": "2020-11-10", "by": "kanda"}
    assert line.json("show", case, "--on", "9/11/2563")["state"]["briefing"] is None
    assert line.json("show", case, "--known", str(line.size - 1))["state"]["briefing"] is None
    assert "บ้านคำปัน" in line.ok("show", case)


def test_text_stays_text_and_everything_else_is_json(line: Line) -> None:
    state = line.json("show", line.program("--set", "name_en=2564", "--set", "fiscal_year=2564"))["state"]
    assert state["community"]["en"] == "2564"
    assert state["fiscal_year"] == 2564


def test_inputs_come_from_a_file_too_and_set_goes_over_them(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "inputs.json"
    file.write_text(json.dumps({"agencies": ["พมจ."], "attendees": 1}), encoding="utf-8")
    case = line.program()
    line.ok("do", case, "brief_one_home", "--inputs", f"@{file}", "--set", "attendees=9", "--on", "2020-11-10")
    assert line.json("show", case)["state"]["briefing"]["fact"]["attendees"] == 9


def test_a_named_command_is_done_once(line: Line) -> None:
    case = line.program()
    first = line.json("do", case, "brief_one_home", *BRIEFING, "--id", "brief-1")
    size = line.size
    assert line.json("do", case, "brief_one_home", *BRIEFING, "--id", "brief-1") == first
    assert line.size == size
    said = line.fails("do", case, "assign_manager", "--set", "officer=napa", "--id", "brief-1")
    assert said.startswith("id: ")


def test_a_stale_version_lists_what_is_newer(line: Line) -> None:
    case = line.program()
    line.ok("do", case, "brief_one_home", *BRIEFING)
    said = line.fails("do", case, "assign_manager", "--set", "officer=napa", "--seen", "1")
    assert "2  2020-11-10  program.one_home_briefed  kanda" in said


def test_a_refusal_lists_what_is_missing_and_who_supplies_it_in_both_languages(line: Line) -> None:
    said = line.fails("do", line.program(), "advance", "--set", "to=selected", "--on", "10/11/2563")
    assert [row.split()[0] for row in said.splitlines()[1:]] == ["P1.1", "P1.2", "P1.3"]
    assert "ต้องมีการประชุมชี้แจงทีม One Home · a briefing meeting with the One Home team" in said
    assert "สสว. · Zone office (TPSO)" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "attendees=many"), "attendees: ต้องเป็นจำนวนเต็ม · must be a whole number"),
        (("--set", "score=5"), "score: ไม่รู้จักข้อมูลนี้ · is not a known field"),
        (("--on", "30/2/2564"), "on: กุมภาพันธ์ 2564 มี 28 วัน · February 2021 has 28 days"),
        (("--on", "1/1/3000"), "on: ปีต้องเป็น"),
        (("--set", "attendees=1e999"), "must be finite"),
        (("--set", "attendees=" + "9" * 5000), "must be finite"),
        (("--set", 'agencies=["\\ud800"]'), "broken character"),
        (("--set", 'agencies={"a":1,"a":2}'), "given twice"),
        (("--set", "agencies"), "set: เขียนเป็น NAME=VALUE · write NAME=VALUE"),
        (("--inputs", "[1]"), "inputs: "),
        (("--inputs", "{"), "body: "),
        (("--inputs", "@/no/such/file"), "inputs: "),
    ],
)
def test_a_bad_input_is_one_clear_line_naming_the_field(line: Line, words: tuple[str, ...], said: str) -> None:
    case = line.program()
    good = ("--set", 'agencies=["พมจ."]', "--set", "attendees=12")
    error = line.fails("do", case, "brief_one_home", *good, *words)
    assert said in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [("show", "nothing"), ("history", "nothing"), ("moves", "nothing"), ("findings", "nothing")],
)
def test_an_unknown_case_is_said_so(line: Line, words: tuple[str, ...]) -> None:
    assert line.fails(*words) == "case: ไม่พบเรื่องนี้ · there is no such case\n"


def test_unknown_kinds_commands_and_topics_name_the_known_ones(line: Line) -> None:
    assert "household" in line.fails("list", "animal")
    assert "household" in line.fails("open", "animal")
    assert line.fails("audit", "--topic", "x.y").startswith("topic: ")
    assert line.fails("show", line.program(), "--on", "someday").startswith("on: ")


def test_an_unknown_command_names_the_nearest_and_lists_all_once_u1(line: Line) -> None:
    case = line.program()
    said = line.fails("do", case, "advanse")
    assert said.startswith("command: ไม่มีคำสั่งนี้ ใกล้เคียงที่สุด: advance · there is no such command; the nearest is advance;")
    assert said.count("choose_area") == 1
    assert "nearest" not in line.fails("do", case, "บิน")


def test_the_history_reads_in_thai_and_in_english(line: Line) -> None:
    case = line.program()
    line.ok("do", case, "brief_one_home", *BRIEFING)
    right = 'inputs={"agencies": ["พมจ."], "attendees": 13}'
    line.ok("do", case, "correct", "--set", "version=2", "--set", right, "--because", "นับผิด")
    items = line.json("history", case)
    assert [item["corrected_by"] for item in items] == [[], [3], []]
    assert items[1]["counts_as"]["fact"]["attendees"] == 13
    thai, english = line.ok("history", case), line.ok("history", case, "--lang", "en")
    assert "10 พ.ย. 2563" in thai
    assert "10 Nov 2020" in english
    assert items[1]["sentence"]["th"][:20] in thai
    assert "นับผิด" in thai


def test_personal_data_stays_sealed_unless_asked_for(line: Line) -> None:
    program = line.program()
    opened = ("open", "household", "--set", f"program={program}", "--set", "province=56")
    case = line.json(*opened, "--set", 'members=[{"name": "บุญมี ศรีสุข"}]', "--on", "6/10/2563")["case"]
    for view in ("show", "history"):
        assert "บุญมี" not in line.ok(view, case, "--json")
        assert "บุญมี" in line.ok(view, case, "--json", "--personal")


def test_moves_and_findings_tell_what_is_still_needed(line: Line) -> None:
    case = line.program()
    line.ok("do", case, "brief_one_home", *BRIEFING)
    (move,) = line.json("moves", case)["moves"]
    found = line.json("findings", case)
    assert [f["met"] for f in move["findings"]] == [True, False, False]
    assert found["missing"] == 2
    assert "เปิดเรื่อง" in line.ok("moves", case)
    assert "One Home team" in line.ok("findings", case, "--lang", "en")


def test_lists_are_filtered_and_paged(line: Line) -> None:
    made = {line.program("--set", "district=แม่ใจ") for _ in range(3)}
    first = line.json("list", "program", "--district", "แม่ใจ", "--limit", "2")
    rest = line.json("list", "program", "--district", "แม่ใจ", "--limit", "2", "--after", first["next"])
    assert {item["case_id"] for item in first["items"] + rest["items"]} == made
    assert rest["next"] is None
    assert line.json("list", "program", "--officer", "nobody")["items"] == []
    table = line.ok("list", "program", "--district", "แม่ใจ")
    assert "5 ต.ค. 2563" in table
    assert "เปิดเรื่อง" in table


def test_a_list_shows_years_titles_and_standing_waivers_p8_w3(line: Line) -> None:
    line.ok("open", "year_record", "--set", "fiscal_year=2564", by="somchai")
    assert "บันทึกระดับประเทศ ปีงบประมาณ 2564" in line.ok("list", "year_record", "--fiscal-year", "2564")
    assert line.json("list", "year_record", "--fiscal-year", "2563")["items"] == []
    case = line.program("--set", "district=ภูซาง")
    line.ok("do", case, "request_waiver", "--set", "requirement=P1.1", "--because", "ประชุมไม่ได้")
    line.ok("do", case, "confirm_waiver", "--set", "request=2", by="malee")
    table = line.ok("list", "program", "--district", "ภูซาง", "--lang", "en")
    heading, row = (next(x for x in table.splitlines() if found in x) for found in ("Waivers", case[:8]))
    column = [cell.strip() for cell in heading.split("┃")].index("Waivers")
    assert row.split("│")[column].strip() == "1"
    (item,) = line.json("list", "reference")["items"]
    assert item["kind"] == "reference"


def test_the_trail_and_progress_are_answered(line: Line) -> None:
    case = line.program("--set", "district=จุน")
    item = line.json("audit", "--topic", "program.opened", "--person", "kanda", "--limit", "1")["items"][0]
    assert (item["case"], item["topic"]) == (case, "program.opened")
    assert case in line.ok("audit", "--kind", "program", "--limit", "1")
    of_no_area = line.json("audit", "--kind", "reference", "--limit", "1")["items"]
    assert [item["kind"] for item in of_no_area] == ["reference"], "who holds the data folder searches all of it"
    (row,) = line.json("progress", "--kind", "program", "--level", "district", "--area", "56/จุน")["items"]
    assert row["total"] == 1
    assert "56/จุน" in line.ok("progress", "--kind", "program", "--level", "district")


def test_kinds_lists_every_command_with_its_inputs(line: Line) -> None:
    found = line.json("kinds")
    (brief,) = [f for f in found if f["command"] == "brief_one_home"]
    assert (brief["kind"], brief["inputs"]) == ("program", ["agencies", "attendees"])
    assert {f["kind"] for f in found} >= {"program", "household", "reference"}
    assert "ปิดเรื่อง" in line.ok("kinds")


def test_read_rows_are_rebuilt_from_the_facts(line: Line) -> None:
    case = line.program()
    casework = open_casework(line.data)
    with casework.facts_recorder.writing() as connection:
        connection.execute("DELETE FROM caseload")
    casework.close()
    casework.vault.close()
    assert line.json("list", "program")["items"] == []
    assert f"{line.size:,}" in line.ok("rebuild")
    assert case in {item["case_id"] for item in line.json("list", "program", "--limit", "500")["items"]}


def test_who_asks_must_be_said(line: Line) -> None:
    result = CliRunner().invoke(cli, ["--data", str(line.data), "open", "program"], env={"CHUMCHON_BY": None})
    assert result.exit_code == 2
    assert "--by" in result.stderr
