"""The two sample lists are read to the last oddity (P2.3, H1, H2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.household_stories import DIMENSIONS
from web.imports.household import Household
from web.imports.merging import ListedRow
from web.imports.options import Options
from web.imports.reading import ListReading, read_list

SAMPLES = Path(__file__).parent.parent / "web" / "data" / "sample"


@pytest.fixture(scope="module")
def tpmap() -> ListReading:
    return read_list(SAMPLES / "tpmap-households.xlsx", "tpmap-households.xlsx", DIMENSIONS)


@pytest.fixture(scope="module")
def survey() -> ListReading:
    return read_list(SAMPLES / "survey-households.csv", "survey-households.csv", DIMENSIONS)


def row(reading: ListReading, number: int) -> ListedRow:
    return next(each for each in reading.rows if each.number == number)


def household(reading: ListReading, number: int) -> Household:
    found = row(reading, number).household
    assert found is not None
    return found


def test_48_rows_below_the_titles_are_46_households_and_the_footer_is_none(tpmap: ListReading) -> None:
    assert [each.number for each in tpmap.rows] == list(range(5, 53))
    assert len(tpmap.households) == 46
    assert [(each.number, each.merges_into) for each in tpmap.rows_to("merge")] == [(22, 8), (36, 17)]
    assert tpmap.rows_to("refuse") == ()


def test_both_sheets_are_read_with_every_column_known(tpmap: ListReading) -> None:
    assert (tpmap.sheet, tpmap.member_sheet, tpmap.unread_sheets) == ("ครัวเรือนเป้าหมาย", "สมาชิก", ())
    assert [column.field for column in tpmap.columns + tpmap.member_columns if column.field is None] == []


def test_a_household_is_read_whole_from_thai_digits_dashes_and_spaces(tpmap: ListReading) -> None:
    first = household(tpmap, 5)
    assert first.house_code == "56606381748"
    assert (first.house_number, first.moo) == ("129", "12")
    assert (first.subdistrict, first.district, first.province) == ("ท่าวังทอง", "เมืองพะเยา", "พะเยา")
    assert first.head.name == "นายวิชัย กันทะ"
    assert first.head.national_id == "5552249982500"
    assert first.head.birth_date == date(1935, 4, 17)
    assert first.head.sex == "male"
    assert [member.name for member in first.members] == ["ด.ญ.ลำดวน กันทะ"]
    assert first.members[0].disability == "ทางการเคลื่อนไหว"
    assert first.members[0].relation == "บุตร"
    assert first.member_count == 2
    assert first.dimensions == {
        "health": "passes",
        "education": "fails",
        "income": "fails",
        "living": "passes",
        "access": "passes",
    }
    assert first.monthly_income == (Decimal(2600), "person")
    assert first.problem == "ความยากจน"


def test_the_province_has_one_spelling(tpmap: ListReading) -> None:
    assert {each.province for each in tpmap.households} == {"พะเยา"}


@pytest.mark.parametrize(
    ("number", "national_id", "birth_date"),
    [
        (6, "3379144955741", date(1968, 2, 4)),  # number; real date with a BE year
        (7, "5680164054176", date(1942, 4, 20)),  # dashes; Thai digits
        (8, "3341142863729", date(1976, 5, 18)),  # Thai digits
        (14, "5666991819200", date(1981, 6, 21)),  # Thai digits
    ],
)
def test_ids_and_birth_dates_are_read_from_every_form(
    tpmap: ListReading, number: int, national_id: str, birth_date: date
) -> None:
    head = household(tpmap, number).head
    assert (head.national_id, head.birth_date) == (national_id, birth_date)


def test_an_unregistered_head_is_no_error(tpmap: ListReading) -> None:
    assert household(tpmap, 13).head.national_id is None
    assert row(tpmap, 13).findings == ()


@pytest.mark.parametrize(
    ("number", "column", "cell", "code", "member_row"),
    [
        (19, "เลขประจำตัวประชาชนหัวหน้าครัวเรือน", "1659489413174", "check_digit", 53),
        (27, "เลขประจำตัวประชาชนหัวหน้าครัวเรือน", "3.5601E+12", "spoiled_by_spreadsheet", 79),
        (31, "วันเดือนปีเกิด", "๓๐ ก.พ. ๒๕๐๑", "no_such_day", 94),
    ],
)
def test_a_spoiled_cell_is_doubtful_and_filled_from_the_heads_own_row(
    tpmap: ListReading, number: int, column: str, cell: str, code: str, member_row: int
) -> None:
    doubtful, filled = row(tpmap, number).findings
    assert (doubtful.sheet, doubtful.row, doubtful.column, doubtful.cell) == (tpmap.sheet, number, column, cell)
    assert (doubtful.severity, doubtful.code) == ("doubtful", code)
    assert (filled.severity, filled.code, filled.column) == ("note", "filled_from_member", column)
    assert filled.reason.en.endswith(f"taken from sheet สมาชิก, row {member_row}")
    assert f"แผ่น สมาชิก แถว {member_row}" in filled.reason.th


def test_the_filled_values_are_those_of_the_members_sheet(tpmap: ListReading) -> None:
    assert household(tpmap, 19).head.national_id == "1659489413171"
    assert household(tpmap, 27).head.national_id == "3963857724851"
    assert household(tpmap, 31).head.birth_date == date(1973, 3, 20)


def test_money_with_comma_and_dash_is_a_number(tpmap: ListReading) -> None:
    assert household(tpmap, 34).monthly_income == (Decimal(1500), "person")


def test_an_unknown_dimension_is_not_assessed_and_noted(tpmap: ListReading) -> None:
    assert household(tpmap, 40).dimensions["income"] == "not_assessed"
    (found,) = row(tpmap, 40).findings
    assert (found.column, found.cell, found.code, found.severity) == (
        "ด้านรายได้",
        "ไม่ทราบ",
        "said_unknown",
        "note",
    )


@pytest.mark.parametrize(
    ("number", "results", "bare_marks"),
    [
        (45, "? ? passes blank ?", ["1", "0", "✓"]),
        (46, "? ? ? blank ?", ["1", "1", "0", "1"]),
        (47, "? ? ? passes fails", ["1", "✓", "1"]),
        (48, "blank blank ? passes ?", ["1", "✓"]),
        (49, "blank blank fails passes blank", []),
        (50, "fails fails passes blank fails", []),
        (51, "fails fails passes fails fails", []),
        (52, "fails passes ? ? blank", ["0", "✓"]),
    ],
)
def test_words_are_read_and_blanks_and_marks_never_guessed(
    tpmap: ListReading, number: int, results: str, bare_marks: list[str]
) -> None:
    said = [word if word in ("passes", "fails") else "not_assessed" for word in results.split()]
    assert list(household(tpmap, number).dimensions.values()) == said
    assert [found.cell for found in row(tpmap, number).findings if found.code == "bare_mark"] == bare_marks
    assert row(tpmap, number).doubtful == bool(bare_marks)


def test_every_finding_of_the_workbook_is_accounted_for(tpmap: ListReading) -> None:
    assert {each.number for each in tpmap.rows if each.findings} == {
        *(19, 22, 27, 31, 36, 40),
        *(45, 46, 47, 48, 52),
    }
    assert tpmap.member_findings == ()


def test_every_member_is_in_one_household(tpmap: ListReading) -> None:
    assert sum(1 + len(each.members) for each in tpmap.households) == 174


def test_an_option_says_what_blanks_and_marks_mean() -> None:
    path = SAMPLES / "tpmap-households.xlsx"
    options = Options(blank_means="passes", mark_means="fails")
    reading = read_list(path, path.name, DIMENSIONS, options)
    assert list(household(reading, 45).dimensions.values()) == ["fails", "passes", "passes", "passes", "fails"]
    assert not any(each.doubtful for each in reading.rows if each.number >= 45)


def test_a_merged_pair_differs_only_in_spelling(tpmap: ListReading) -> None:
    for first, later in ((8, 22), (17, 36)):
        (merged,) = row(tpmap, later).findings
        assert merged.code == "merged"
        assert merged.reason.en == f"the same household as row {first}; merged into it"


def test_the_survey_in_cp874_has_15_rows_and_no_household_twice(survey: ListReading) -> None:
    assert [each.number for each in survey.rows] == list(range(2, 17))
    assert len(survey.households) == 15
    assert household(survey, 3).head.name == "นางสมหมาย น้ำเงิน"


def test_three_survey_households_are_in_the_workbook_too(tpmap: ListReading, survey: ListReading) -> None:
    codes = {each.keys.house_code for each in tpmap.households} - {None}
    ids = {each.keys.national_id for each in tpmap.households} - {None}
    addresses = {each.keys.name_and_address for each in tpmap.households} - {None}
    by_code = [each.number for each in survey.rows if household(survey, each.number).keys.house_code in codes]
    by_id = [each.number for each in survey.rows if household(survey, each.number).keys.national_id in ids]
    by_name = [each.number for each in survey.rows if household(survey, each.number).keys.name_and_address in addresses]
    assert by_code == [12, 13]
    assert by_id == by_name == [7, 12, 13]


def test_a_survey_row_without_house_code_and_one_without_id_are_created(survey: ListReading) -> None:
    assert household(survey, 7).house_code is None
    assert household(survey, 4).head.national_id is None
    assert row(survey, 4).verdict == row(survey, 7).verdict == "create"


def test_each_bare_x_of_the_survey_is_doubtful_until_somebody_says_what_it_means(survey: ListReading) -> None:
    assert {found.cell for found in survey.findings if found.code == "bare_mark"} == {"x"}
    assert [each.number for each in survey.rows if not each.doubtful] == [10]
    path = SAMPLES / "survey-households.csv"
    answered = read_list(path, path.name, DIMENSIONS, Options(mark_means="fails", blank_means="passes"))
    assert not any(each.doubtful for each in answered.rows)
    assert list(household(answered, 4).dimensions.values()) == ["fails", "fails", "passes", "fails", "passes"]


def test_a_formula_in_a_note_stays_plain_text_and_is_flagged(survey: ListReading) -> None:
    assert household(survey, 5).note == '=HYPERLINK("http://example.com","คลิก")'
    (found,) = [found for found in survey.findings if found.code == "formula_text"]
    assert (found.row, found.column, found.severity) == (5, "หมายเหตุ", "note")


def test_no_personal_data_shows_when_a_reading_is_logged(tpmap: ListReading) -> None:
    shown = repr(tpmap) + "".join(repr(each) for each in (*tpmap.rows, *tpmap.households, *tpmap.findings))
    assert "1659489413174" not in shown
    assert "กันทะ" not in shown
