"""Importing the two sample lists: what is put on record, what is said of every row, and what a crash leaves (P2.3)."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from engine.bilingual import Text
from engine.casework import Casework
from engine.command import Command
from web.imports import run
from web.imports.findings_sheet import write_findings
from web.imports.options import Options
from web.imports.outcome import ImportReport
from web.imports.run import import_households
from web.wiring import open_casework, prepare

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "web" / "data" / "sample"
TPMAP, SURVEY = "tpmap-households.xlsx", "survey-households.csv"
IN_BOTH = (7, 12, 13)
"""Rows of the survey that tell of households of the other list."""
DAY = date(2020, 11, 1)


def opened(folder: Path) -> Casework:
    casework = open_casework(folder, lambda: datetime(2020, 12, 1, tzinfo=UTC))
    prepare(casework)
    return casework


@pytest.fixture
def casework(tmp_path: Path) -> Iterator[Casework]:
    found = opened(tmp_path / "data")
    yield found
    found.close()
    found.vault.close()


def program(casework: Casework, name: str = "Ban Khampan") -> str:
    inputs = {
        "name_th": "บ้านคำปัน",
        "name_en": name,
        "subdistricts": ["ท่าวังทอง"],
        "district": "เมืองพะเยา",
        "province": "56",
    }
    command = Command(id=name, kind="program", name="open_program", by="kanda", on=DAY, inputs=inputs)
    return casework.do(command).case


def take(casework: Casework, into: str, name: str, data: bytes | None = None, **given: Any) -> ImportReport:
    return import_households(casework, data or SAMPLES / name, name, program=into, by="kanda", on=DAY, **given)


def size(casework: Casework) -> int:
    with casework.reading() as reader:
        return reader.size


def households(casework: Casework, of: str) -> list[HouseholdCase]:
    with casework.reading() as reader:
        return [reader.state(HOUSEHOLD, case) for case in reader.members(of)]


def said(report: ImportReport) -> Any:
    """All an import says, but for the ids of new cases."""
    rows = [(row.number, row.action, row.findings) for row in report.rows]
    return report.counts, report.findings, rows


def on_record(casework: Casework, of: str) -> Counter[Any]:
    """What the households of a program are, whatever their ids: their facts, people and place, opened."""

    def plain(box: Any) -> str:
        return repr(sorted(casework.vault.open_raw(box).items()))

    with casework.reading() as reader:
        return Counter(
            (
                tuple(record.fact.spec.topic for record in reader.facts(case)),
                tuple(sorted(state.sources)),
                tuple(sorted({plain(box) for box in state.details.values()})),
                tuple(sorted(plain(member.details["name"]) for member in state.present)),
                repr(state.latest and state.latest.verdicts),
                tuple(income.baht for income in state.incomes),
            )
            for case in reader.members(of)
            for state in (reader.state(HOUSEHOLD, case),)
        )


def test_both_lists_are_58_households_of_which_3_name_both_sources(casework: Casework) -> None:
    """P2.3: together, without double counting; a household found in both lists says both."""
    into = program(casework)
    listed = take(casework, into, TPMAP)
    surveyed = take(casework, into, SURVEY)
    assert listed.counts == {"create": 46, "merge": 2, "complete": 0, "unchanged": 0, "refuse": 0, "doubtful": 8}
    assert surveyed.counts == {"create": 12, "merge": 0, "complete": 3, "unchanged": 0, "refuse": 0, "doubtful": 14}
    assert tuple(row.number for row in surveyed.rows if row.action == "complete") == IN_BOTH
    found = households(casework, into)
    assert Counter(tuple(sorted(h.sources)) for h in found) == {("tpmap",): 43, ("survey",): 12, ("survey", "tpmap"): 3}


def test_the_other_order_finds_the_same_households(casework: Casework) -> None:
    into = program(casework)
    take(casework, into, SURVEY)
    take(casework, into, TPMAP)
    assert Counter(len(h.sources) for h in households(casework, into)) == {1: 55, 2: 3}


def test_each_oddity_is_reported_with_the_row_the_spreadsheet_shows(casework: Casework) -> None:
    into = program(casework)
    odd = Counter((f.row, f.code) for f in take(casework, into, TPMAP).findings if f.code != "filled_from_member")
    marks = {45: 3, 46: 4, 47: 3, 48: 2, 52: 2}
    assert odd == {
        **{(row, "merged"): 1 for row in (22, 36)},
        (19, "check_digit"): 1,
        (27, "spoiled_by_spreadsheet"): 1,
        (31, "no_such_day"): 1,
        (40, "said_unknown"): 1,
        **{(row, "bare_mark"): marked for row, marked in marks.items()},
    }
    surveyed = Counter(f.row for f in take(casework, into, SURVEY).findings if f.severity == "doubtful")
    assert set(surveyed) == {2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16}


@pytest.mark.parametrize("at_once", [7, 200])
def test_a_rehearsal_says_what_the_import_will_say_and_writes_nothing(
    casework: Casework, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ROWS_AT_ONCE", at_once)
    into = program(casework)
    for name in (TPMAP, SURVEY, TPMAP):
        before = size(casework), on_record(casework, into)
        rehearsed = take(casework, into, name, dry_run=True)
        assert (size(casework), on_record(casework, into)) == before
        done = take(casework, into, name)
        assert said(rehearsed) == said(done)
        assert (rehearsed.dry_run, done.dry_run) == (True, False)


def test_the_same_file_again_adds_no_fact(casework: Casework) -> None:
    into = program(casework)
    for name in (TPMAP, SURVEY):
        take(casework, into, name)
        before = size(casework)
        again = take(casework, into, name)
        assert size(casework) == before
        assert again.counts["create"] == 0
        assert {row.case for row in again.rows} <= set(_members(casework, into))


KILLED = """
    import os, signal, sys
    from datetime import UTC, date, datetime
    from pathlib import Path
    from engine.work import Work
    from web.imports import run
    from web.wiring import open_casework

    run.ROWS_AT_ONCE = 20
    begun, real = 0, Work.run

    def killed(work, command):
        global begun
        begun += 1
        if begun == 30:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(work, command)

    casework = open_casework(Path(sys.argv[1]), lambda: datetime(2020, 12, 1, tzinfo=UTC))
    Work.run = killed
    file = Path(sys.argv[3])
    run.import_households(casework, file, file.name, program=sys.argv[2], by="kanda", on=date(2020, 11, 1))
"""


def test_an_import_killed_inside_its_second_batch_is_taken_up_again(tmp_path: Path) -> None:
    """Nothing of the second batch was kept, nothing of the first is lost, and the end is the same."""
    whole, killed = opened(tmp_path / "whole"), opened(tmp_path / "killed")
    undisturbed = program(whole)
    take(whole, undisturbed, TPMAP)
    into = program(killed)
    started = size(killed)
    killed.close()

    asked = [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path / "killed"), into, str(SAMPLES / TPMAP)]
    ended = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ended.returncode == -signal.SIGKILL, ended.stderr

    again = opened(tmp_path / "killed")
    assert len(households(again, into)) == 19, "the first twenty rows hold 19 households"
    assert size(again) > started
    report = take(again, into, TPMAP)
    assert report.counts == {"create": 27, "merge": 2, "complete": 0, "unchanged": 19, "refuse": 0, "doubtful": 8}
    assert on_record(again, into) == on_record(whole, undisturbed)
    assert size(again) == size(whole)
    for each in (whole, again):
        each.close()
        each.vault.close()
    killed.vault.close()


def test_a_household_of_another_program_is_refused_naming_its_case(casework: Casework) -> None:
    first, second = program(casework), program(casework, "Ban Nong Kham")
    take(casework, first, TPMAP)
    before = size(casework)
    report = take(casework, second, TPMAP)
    assert size(casework) == before
    assert report.counts == {"create": 0, "merge": 0, "complete": 0, "unchanged": 0, "refuse": 48, "doubtful": 8}
    known = set(_members(casework, first))
    reasons = [f.reason for f in report.findings if f.code == "elsewhere"]
    assert len(reasons) == 46
    for reason in reasons:
        assert any(case in reason.en and case in reason.th for case in known)


A_PERSON = "3560100123457"


def workbook(rows: Iterable[Iterable[str]], members: Iterable[Iterable[str]]) -> bytes:
    """A list with its sheet of members."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        listed, living = book.add_worksheet("รายชื่อ"), book.add_worksheet("สมาชิก")
        for sheet, header, lines in (
            (listed, ("รหัสบ้าน", "บ้านเลขที่", "ชื่อ-สกุล", "เลขประจำตัวประชาชน"), rows),
            (living, ("รหัสบ้าน", "ชื่อ-สกุล", "เลขประจำตัวประชาชน", "ความสัมพันธ์"), members),
        ):
            for place, line in enumerate((header, *lines)):
                sheet.write_row(place, 0, line)
    return buffer.getvalue()


HOME = ("56010000011", "11", "นางน้ำผึ้ง ใจดี", A_PERSON)
AWAY = ("56010000012", "12", "นายก้อง กล้าหาญ", "")
AWAY_PEOPLE = (
    ("56010000012", "นายก้อง กล้าหาญ", "", "หัวหน้าครัวเรือน"),
    ("56010000012", "นางน้ำผึ้ง ใจดี", A_PERSON, "ผู้อาศัย"),
)


@pytest.mark.parametrize("at_once", [1, 200])
@pytest.mark.parametrize("in_one_list", [True, False])
def test_a_person_of_another_household_loses_the_id_with_a_doubt_and_the_row_goes_on(
    casework: Casework, in_one_list: bool, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A national ID appears once; the second household is created all the same."""
    monkeypatch.setattr(run, "ROWS_AT_ONCE", at_once)
    into = program(casework)
    if not in_one_list:
        take(casework, into, "ก.xlsx", workbook([HOME], []))
    lists = workbook([HOME, AWAY] if in_one_list else [AWAY], AWAY_PEOPLE)
    rehearsed = take(casework, into, "ข.xlsx", lists, dry_run=True)
    done = take(casework, into, "ข.xlsx", lists)
    assert said(rehearsed) == said(done)
    assert {row.action for row in done.rows} == {"create"}
    (doubt,) = (f for f in done.findings if f.severity != "note")
    assert (doubt.row, doubt.severity, doubt.code) == (3 if in_one_list else 2, "doubtful", "id_taken")
    home, away = households(casework, into)
    assert len(away.present) == 2
    assert ["national_id" in member.details for member in (*home.present, *away.present)] == [True, False, False]
    before = size(casework)
    take(casework, into, "ข.xlsx", lists)
    assert size(casework) == before


@pytest.mark.parametrize(
    ("blank", "mark", "dimensions"),
    [
        ("not_assessed", "ask", ["not_assessed", "not_assessed", "passes", "fails", "not_assessed"]),
        ("passes", "fails", ["passes", "fails", "passes", "fails", "passes"]),
        ("not_assessed", "passes", ["not_assessed", "passes", "passes", "fails", "fails"]),
    ],
)
def test_what_blanks_and_marks_mean_is_told_by_who_imports(
    casework: Casework, blank: Any, mark: Any, dimensions: list[str]
) -> None:
    """H2: nothing is guessed; a tier follows only when all five dimensions are told."""
    into = program(casework)
    header = "รหัสบ้าน,ชื่อ-สกุล,ด้านสุขภาพ,ด้านการศึกษา,ด้านรายได้,ด้านความเป็นอยู่,ด้านการเข้าถึงบริการรัฐ"
    line = "56010000011,นางน้ำผึ้ง ใจดี,,1,ผ่าน,ตกเกณฑ์,0"
    report = take(
        casework, into, "ก.csv", f"{header}\n{line}\n".encode(), options=Options(blank_means=blank, mark_means=mark)
    )
    (household,) = households(casework, into)
    assert household.latest is not None
    assert list(household.latest.verdicts.values()) == dimensions
    assert (household.tier is None) == ("not_assessed" in dimensions)
    assert [f.code for f in report.findings] == ["bare_mark"] * (2 if mark == "ask" else 0)


def test_marks_explained_later_complete_what_the_first_import_left_open(casework: Casework) -> None:
    into = program(casework)
    take(casework, into, SURVEY)
    assert not any(household.assessed for household in households(casework, into))
    take(casework, into, SURVEY, options=Options(blank_means="passes", mark_means="fails"))
    assert all(household.assessed for household in households(casework, into))


def test_the_findings_of_an_import_go_into_a_workbook(casework: Casework) -> None:
    """Also what only the record can tell, such as an ID another household holds."""
    into = program(casework)
    take(casework, into, "ก.xlsx", workbook([HOME], []))
    report = take(casework, into, "ข.xlsx", workbook([AWAY], AWAY_PEOPLE))
    for lang, doubtful in (("th", "น่าสงสัย"), ("en", "doubtful")):
        written = io.BytesIO(write_findings(report.findings, lang))
        sheet = python_calamine.CalamineWorkbook.from_filelike(written).get_sheet_by_index(0).to_python()
        assert [(line[1], line[4]) for line in sheet[1:]] == [(2.0, doubtful)]
        assert sheet[1][5] == report.findings[0].reason[lang]


def _members(casework: Casework, of: str) -> tuple[str, ...]:
    with casework.reading() as reader:
        return reader.members(of)


NAMELESS = "ชื่อหัวหน้าครัวเรือน,สุขภาพ,การศึกษา,หมายเหตุ\nนางคำแปง ต๊ะวงศ์,ตกเกณฑ์,ผ่าน,บ้านไม่มีไฟฟ้า\n"


def test_somebody_unregistered_is_known_again_by_name_and_only_once(casework: Casework) -> None:
    """H1: unregistered people are a target group; P2.3: without double counting."""
    into = program(casework)
    assert take(casework, into, "survey.csv", NAMELESS.encode()).counts["create"] == 1
    again = import_households(casework, NAMELESS.encode(), "survey.csv", program=into, by="napa", on=date(2020, 11, 9))
    assert (again.counts["create"], again.counts["refuse"], again.counts["unchanged"]) == (0, 0, 1)
    assert [finding.code for finding in again.findings if finding.severity == "doubtful"] == ["known_by_name"]
    assert len(households(casework, into)) == 1


def test_a_remark_is_kept_sealed_with_the_household_p2_6(casework: Casework) -> None:
    into = program(casework)
    take(casework, into, "survey.csv", NAMELESS.encode())
    (state,) = households(casework, into)
    assert [casework.vault.open_raw(problem.text) for problem in state.problems if problem.text] == [
        {"text": "บ้านไม่มีไฟฟ้า"}
    ]


def test_a_list_that_contradicts_the_record_changes_nothing_and_is_doubtful(casework: Casework) -> None:
    """P2.3, H2: a tier isn't changed by a second list; a person looks at it."""
    into = program(casework)
    take(casework, into, "survey.csv", NAMELESS.encode())
    (before,) = households(casework, into)
    told = take(casework, into, "survey.csv", NAMELESS.replace("ตกเกณฑ์,ผ่าน", "ผ่าน,ผ่าน").encode())
    assert "record_differs" in [finding.code for finding in told.findings]
    (after,) = households(casework, into)
    assert after.latest == before.latest


FULL = "รหัสบ้าน,บ้านเลขที่,หมู่,หมู่บ้าน,ตำบล,อำเภอ,ชื่อหัวหน้าครัวเรือน,รายได้ครัวเรือนต่อเดือน,สุขภาพ"
SAID = "56010000011,๑๒/๓,4,บ้านน้ำใส,แม่กา,เมืองพะเยา,นางน้ำผึ้ง ใจดี,3000,ตกเกณฑ์"


def _listed(line: str) -> bytes:
    return f"{FULL}\n{line}\n".encode()


@pytest.mark.parametrize(
    ("was", "now", "name"),
    [
        ("เมืองพะเยา", "แม่ใจ", Text("อำเภอ", "District")),
        ("แม่กา", "แม่ต๋ำ", Text("ตำบล", "Subdistrict")),
        ("บ้านน้ำใส", "บ้านต๊ำ", Text("หมู่บ้าน", "Village")),
        (",4,", ",5,", Text("หมู่ที่", "Moo")),
        ("๑๒/๓", "99", Text("บ้านเลขที่", "House number")),
        ("3000", "9000", Text("รายได้", "Income")),
        ("ตกเกณฑ์", "ผ่าน", Text("ด้านสุขภาพ", "Health")),
    ],
)
def test_a_list_that_contradicts_address_income_or_dimension_is_told_and_changes_nothing_p2_3_h1(
    casework: Casework, was: str, now: str, name: Text
) -> None:
    into = program(casework)
    take(casework, into, "survey.csv", _listed(SAID))
    before = on_record(casework, into)
    told = take(casework, into, "survey.csv", _listed(SAID.replace(was, now)))
    assert [finding.code for finding in told.findings] == ["record_differs"]
    reason = told.findings[0].reason
    assert reason.th == f"{name.th}: รายชื่อไม่ตรงกับที่บันทึกไว้ จึงคงของเดิม"
    assert reason.en == f"{name.en}: the list contradicts the record, which is kept"
    assert on_record(casework, into) == before
    assert told.counts["unchanged"] == 1
    assert told.counts["doubtful"] == 1


def test_the_same_said_in_another_spelling_contradicts_nothing_p2_3(casework: Casework) -> None:
    into = program(casework)
    take(casework, into, "survey.csv", _listed(SAID))
    again = SAID.replace("๑๒/๓", "12/3").replace("แม่กา", "ต.แม่กา").replace("3000", "๓,๐๐๐".replace(",", ""))
    assert take(casework, into, "survey.csv", _listed(again)).findings == ()


def test_rows_of_one_list_and_households_on_record_are_counted_apart_p2_3(casework: Casework) -> None:
    """Two rows of a list that are one household, and a household another list told of."""
    into = program(casework)
    take(casework, into, "tpmap.csv", _listed("56010000011,,,,,,นางน้ำผึ้ง ใจดี,,"))
    report = take(casework, into, "survey.csv", _listed(f"{SAID}\n{SAID.replace('11,', '12,')}\n{SAID}"))
    assert [row.action for row in report.rows] == ["complete", "create", "merge"]
    counted = {"create": 1, "merge": 1, "complete": 1, "unchanged": 0, "refuse": 0}
    assert {action: report.counts[action] for action in counted} == counted


def test_an_import_again_after_closing_as_duplicate_creates_nothing(casework: Casework) -> None:
    into = program(casework)
    first = take(casework, into, SURVEY)
    case = first.rows[1].case
    close = {"reason": "duplicate"}
    casework.do(
        Command(id="c", kind="household", name="close", case=case, by="kanda", on=DAY, inputs=close, because="ซ้ำ")
    )
    before = len(households(casework, into))
    again = take(casework, into, SURVEY)
    assert again.counts["create"] == 0
    assert len(households(casework, into)) == before
