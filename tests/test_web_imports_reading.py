"""Lists of any layout: headers, encodings, cells, members, merging and the sheet of findings (P2.3, H1)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from tests.household_stories import DIMENSIONS
from web.imports.findings_sheet import write_findings
from web.imports.household import Household
from web.imports.options import Options
from web.imports.reading import ListReading, read_list
from web.imports.sheets import FileRefused
from web.imports.spellings import header_key
from web.imports.table import column_letter
from web.tables.table import inert

HEADER = "รหัสบ้าน,บ้านเลขที่,ชื่อ-สกุล,เลขบัตรประชาชน"
CODE, OTHER_CODE = "56606381748", "56847556753"
ID, OTHER_ID = "5552249982500", "3379144955741"


def csv_list(*lines: str, options: Options | None = None, header: str = HEADER) -> ListReading:
    return read_list("\n".join((header, *lines)).encode(), "list.csv", DIMENSIONS, options)


def only(reading: ListReading) -> Household:
    (household,) = reading.households
    return household


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        dated = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, dated)
                    else:
                        sheet.write(number, column, cell)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_recognised(encoding: str, delimiter: str) -> None:
    lines = [HEADER, f"{CODE},12,นายน้ำ ใจดี,{ID}"]
    data = "\r\n".join(line.replace(",", delimiter) for line in lines).encode(encoding)
    assert only(read_list(data, "list.CSV", DIMENSIONS)).head.name == "นายน้ำ ใจดี"


def test_row_numbers_are_those_the_spreadsheet_shows() -> None:
    data = f'ชื่อบัญชี\n\n{HEADER}\n\n{CODE},"12\nซอย 3",นายก,\n\n{OTHER_CODE},,นายข,\n'.encode()
    assert [row.number for row in read_list(data, "list.csv", DIMENSIONS).rows] == [5, 7]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("รหัสบ้าน (๑๑ หลัก)", "รหัสบ้าน"),
        ("ชื่อ - สกุล หัวหน้าครัวเรือน", "ชื่อสกุลหัวหน้าครัวเรือน"),
        ("เลขบัตร ปชช.", "เลขบัตรปชช"),
        ("House_Code", "house code"),
        ("เลข ๑๓ หลัก", "เลข 13 หลัก"),
        ("จ\u0e4d\u0e32นวนสมาชิก", "จำนวนสมาชิก"),
    ],
)
def test_spellings_of_one_header_agree(one: str, other: str) -> None:
    assert header_key(one) == header_key(other)


def test_different_headers_stay_different() -> None:
    assert len({header_key(each) for each in ("ตำบล", "ตาบล", "ชื่อ", "ชือ", "#", "")}) == 6


def test_english_headers_and_split_names_are_read() -> None:
    reading = csv_list(
        f"{CODE},9/1,Mr.,Aung,Min,{ID},31 Mar 1980,PASS,failed,n/a",
        header="House code,House No.,Title,First name,Last name,Citizen ID,Date of birth,Health,Education,Income",
    )
    household = only(reading)
    assert household.head.name == "Mr. Aung Min"
    assert household.head.birth_date == date(1980, 3, 31)
    assert list(household.dimensions.values())[:3] == ["passes", "fails", "not_assessed"]


def test_the_caller_may_say_what_a_column_holds() -> None:
    header = "รหัสบ้าน,บ้านเลขที่,ผู้ตอบ,ชื่อ-สกุล,เลขบัตรประชาชน"
    options = Options(columns={"ผู้ตอบ ": "name", "ชื่อ-สกุล": ""})
    reading = csv_list(f"{CODE},1,นางแดง ดี,นายดำ ดี,", header=header, options=options)
    assert only(reading).head.name == "นางแดง ดี"
    assert [column.field for column in reading.columns] == [
        *("house_code", "house_number", "name", None, "national_id")
    ]


def test_a_field_nobody_knows_is_refused_by_name() -> None:
    with pytest.raises(FileRefused, match="no field colour") as refused:
        csv_list(options=Options(columns={"สี": "colour"}))
    assert refused.value.code == "unknown_field"


def test_two_columns_for_one_field_are_refused_by_letter() -> None:
    with pytest.raises(FileRefused, match=r"columns A \(รหัสบ้าน\) and C \(House code\)") as refused:
        csv_list("1,2,3,4", header="รหัสบ้าน,บ้านเลขที่,House code,ชื่อ-สกุล")
    assert refused.value.code == "duplicate_columns"


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_a_spreadsheet_does(place: int, letter: str) -> None:
    assert column_letter(place) == letter


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("หมู่ที่ ๕", "moo", "5"),
        ("ม.5", "moo", "5"),
        ("ต.ท่าวังทอง", "subdistrict", "ท่าวังทอง"),
        ("อำเภอ เมืองพะเยา", "district", "เมืองพะเยา"),
        ("จังหวัดพะเยา", "province", "พะเยา"),
        ("-", "province", ""),
        ("บ้านเลขที่ ๑๒/๓", "house_number", "12/3"),
    ],
)
def test_words_before_a_place_are_left_out(line: str, field: str, value: str) -> None:
    reading = csv_list(f"{CODE},{line},นายก,", header=f"house code,{field.replace('_', ' ')},name,national id")
    assert getattr(only(reading), field) == value


def test_a_house_number_that_became_a_date_is_doubtful() -> None:
    rows = [HEADER.split(","), [CODE, date(2021, 6, 10), "นายก", ""]]
    reading = read_list(workbook({"บัญชี": rows}), "list.xlsx", DIMENSIONS)
    assert only(reading).house_number == ""
    assert [found.code for found in reading.findings] == ["turned_into_date"]


@pytest.mark.parametrize("word", ["", "-", "ไม่มี", "ไม่มีบัตร", "ไม่ทราบ", "N/A"])
def test_an_id_said_to_be_missing_is_no_doubt(word: str) -> None:
    reading = csv_list(f"{CODE},1,นายก,{word}")
    assert only(reading).head.national_id is None
    assert reading.findings == ()


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("จำนวนสมาชิก", "2.5", "not_a_count"),
        ("จำนวนสมาชิก", "0", "not_a_count"),
        ("จำนวนสมาชิก", "สองคน", "not_a_number"),
        ("รายได้ครัวเรือนต่อเดือน", "-100", "negative_amount"),
        ("ด้านสุขภาพ", "เกือบผ่าน", "not_a_result"),
        ("วันเกิด", "31/3/64", "two_digit_year"),
        ("วันเกิด", "22451", "not_a_date"),
        ("เพศ", "?", None),
    ],
)
def test_an_unreadable_cell_is_left_empty_and_says_why(header: str, cell: str, code: str | None) -> None:
    reading = csv_list(f"{CODE},1,นายก,,{cell}", header=f"{HEADER},{header}")
    assert [(found.row, found.column, found.cell, found.code) for found in reading.findings] == (
        [(2, header, cell, code)] if code else []
    )
    assert [row.doubtful for row in reading.rows] == [code is not None]
    assert only(reading).member_count is None
    assert only(reading).monthly_income is None


def test_income_of_a_household_is_told_from_income_per_person() -> None:
    reading = csv_list(f'{CODE},1,นายก,,"๙,๐๐๐ บาท"', header=f"{HEADER},รายได้ครัวเรือนต่อเดือน (บาท)")
    assert only(reading).monthly_income == (9000, "household")


def test_a_row_without_person_and_place_is_refused_and_stops_no_other() -> None:
    reading = csv_list(f",,,{ID}", "ไม่รู้,,,", f"{CODE},1,นายก,")
    assert [(row.number, row.verdict) for row in reading.rows] == [(2, "refuse"), (3, "refuse"), (4, "create")]
    assert [found.code for found in reading.findings] == ["nobody_named", "not_11_digits", "nobody_named"]


def test_the_same_house_code_in_other_digits_is_the_same_household() -> None:
    reading = csv_list(f"{CODE},,นายดี ใจงาม,", f"๕๖๖๐-๖๓๘๑๗๔-๘,๑๒,นาย ดี  ใจงาม,{ID}")
    assert [(row.verdict, row.merges_into) for row in reading.rows] == [("create", None), ("merge", 2)]
    household = only(reading)
    assert (household.house_number, household.head.national_id) == ("12", ID)
    assert [found.code for found in reading.findings] == ["merged", "gap_filled", "gap_filled"]


def test_a_contradiction_between_two_rows_keeps_the_first_and_is_doubtful() -> None:
    reading = csv_list(f"{CODE},12,นายดี ใจงาม,{ID}", f"{OTHER_CODE},14,นายดี ใจงาม,{ID}")
    household = only(reading)
    assert (household.house_code, household.house_number) == (CODE, "12")
    later = reading.rows[1]
    assert later.doubtful
    assert [(found.column, found.code) for found in later.findings if found.severity == "doubtful"] == [
        ("รหัสบ้าน", "rows_differ"),
        ("บ้านเลขที่", "rows_differ"),
    ]


def test_a_dimension_is_filled_and_a_contradiction_in_one_is_told_from_the_income_amount() -> None:
    reading = csv_list(
        f"{CODE},1,นายก,,ผ่าน,,1000",
        f"{CODE},1,นายก,,ตกเกณฑ์,ผ่าน,2000",
        header=f"{HEADER},ด้านรายได้,ด้านสุขภาพ,รายได้ต่อคนต่อเดือน",
    )
    household = only(reading)
    assert (household.dimensions["income"], household.dimensions["health"]) == ("passes", "passes")
    assert household.monthly_income == (1000, "person")
    assert [(found.column, found.code) for found in reading.findings[1:]] == [
        ("ด้านสุขภาพ", "gap_filled"),
        ("รายได้ต่อคนต่อเดือน", "rows_differ"),
        ("ด้านรายได้", "rows_differ"),
    ]


def test_a_row_between_two_households_joins_the_one_of_its_house_and_is_doubtful() -> None:
    reading = csv_list(f"{CODE},1,นายก,{ID}", f"{OTHER_CODE},2,นายข,{OTHER_ID}", f"{CODE},1,นายก,{OTHER_ID}")
    assert reading.rows[2].merges_into == 2
    assert "two_households" in [found.code for found in reading.rows[2].findings]


def test_the_same_name_and_address_alone_only_raises_a_doubt() -> None:
    reading = csv_list(",12,นางสาวน้ำ ดี,", ",๑๒,น.ส. น้ำ  ดี,")
    assert [row.verdict for row in reading.rows] == ["create", "create"]
    assert [found.code for found in reading.rows[1].findings] == ["maybe_same"]


MEMBER_HEADER = ["รหัสบ้าน", "ชื่อ-สกุล", "เลขประจำตัวประชาชน", "ความสัมพันธ์", "เพศ"]


def with_members(list_row: Sequence[Any], *members: Sequence[Any]) -> ListReading:
    list_header = [*HEADER.split(","), "จำนวนสมาชิก", "ด้านสุขภาพ"]
    sheets = {"สมาชิก": [MEMBER_HEADER, *members], "บัญชี": [list_header, list_row], "คำอธิบาย": [["อ่านก่อน"]]}
    return read_list(workbook(sheets), "list.xlsx", DIMENSIONS)


def test_members_are_joined_whatever_the_order_of_the_sheets() -> None:
    reading = with_members(
        [CODE, "1", "นายก ดี", "", 2, "ผ่าน"],
        ["5660-638174-8", "นาย ก ดี", ID, "หัวหน้าครัวเรือน", "ชาย"],
        [float(CODE), "ด.ญ. ข ดี", "", "บุตร", "ญ."],
    )
    household = only(reading)
    assert (household.head.national_id, household.head.sex) == (ID, "male")
    assert [(member.name, member.sex) for member in household.members] == [("ด.ญ.ข ดี", "female")]
    assert [found.code for found in reading.findings] == ["filled_from_member"]
    assert reading.unread_sheets == ("คำอธิบาย",)


def test_another_persons_row_fills_nothing() -> None:
    reading = with_members([CODE, "1", "นายก ดี", "", 1, ""], [CODE, "นางค มี", ID, "หัวหน้า", "หญิง"])
    assert only(reading).head.national_id is None
    assert [member.name for member in only(reading).members] == ["นางค มี"]
    assert [found.code for found in reading.findings] == ["no_head_row"]


def test_a_head_the_list_does_not_name_comes_from_the_members() -> None:
    reading = with_members([CODE, "1", "", "", 3, ""], [CODE, "นางค มี", ID, "head", "F"])
    assert only(reading).head.name == "นางค มี"
    assert [found.code for found in reading.findings] == [
        *("filled_from_member", "filled_from_member", "member_count_differs")
    ]


def test_a_member_row_that_contradicts_the_list_is_doubtful_and_the_list_kept() -> None:
    reading = with_members([CODE, "1", "นายก ดี", ID, 1, ""], [CODE, "นายก ดี", OTHER_ID, "หัวหน้า", "ชาย"])
    assert only(reading).head.national_id == ID
    assert [(found.code, found.severity) for found in reading.findings] == [("member_differs", "doubtful")]


def test_members_of_no_household_without_name_or_twice_are_refused_one_by_one() -> None:
    reading = with_members(
        [CODE, "1", "นายก ดี", ID, "", ""],
        [CODE, "นายก ดี", ID, "หัวหน้า", "ชาย"],
        [CODE, "นาย ก ดี", "๕๕๕๒๒๔๙๙๘๒๕๐๐", "หัวหน้า", "ชาย"],
        [OTHER_CODE, "นายง", "", "บุตร", "ชาย"],
        [CODE, "", OTHER_ID, "บุตร", "ชาย"],
        [CODE, "นายจ ดี", "1659489413174", "บุตร", "ผู้ชาย"],
    )
    assert [(found.row, found.code, found.severity) for found in reading.member_findings] == [
        (3, "same_person", "refused"),
        (4, "no_such_household", "refused"),
        (5, "member_nameless", "refused"),
        (6, "check_digit", "doubtful"),
        (6, "not_a_sex", "doubtful"),
    ]
    assert [(member.name, member.national_id, member.sex) for member in only(reading).members] == [
        ("นายจ ดี", None, None)
    ]


def test_one_id_in_two_houses_stays_with_the_first() -> None:
    sheets = {
        "บัญชี": [[*HEADER.split(","), "ด้านสุขภาพ"], [CODE, "1", "นายก", "", ""], [OTHER_CODE, "2", "นายข", "", ""]],
        "สมาชิก": [MEMBER_HEADER, [CODE, "นายก", ID, "หัวหน้า", "ช"], [OTHER_CODE, "นายข", ID, "หัวหน้า", "ช"]],
    }
    reading = read_list(workbook(sheets), "list.xlsx", DIMENSIONS)
    assert [each.head.national_id for each in reading.households] == [ID, None]
    assert [(found.row, found.code) for found in reading.member_findings] == [(3, "same_id")]


def test_the_caller_may_choose_the_sheet() -> None:
    sheets = {name: [HEADER.split(","), [code, "1", name, ""]] for name, code in (("ก", CODE), ("ข", OTHER_CODE))}
    assert read_list(workbook(sheets), "list.xlsx", DIMENSIONS).sheet == "ก"
    chosen = read_list(workbook(sheets), "list.xlsx", DIMENSIONS, Options(sheet="ข"))
    assert (only(chosen).house_code, chosen.unread_sheets) == (OTHER_CODE, ("ก",))


@pytest.mark.parametrize(("lang", "result"), [("th", "น่าสงสัย"), ("en", "doubtful")])
def test_the_findings_are_written_to_a_sheet_that_runs_nothing(lang: str, result: str) -> None:
    reading = csv_list(f'{CODE},1,"=HYPERLINK(""http://x"")",12', ",,,")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(write_findings(reading.findings, lang)))
    header, *rows = book.get_sheet_by_index(0).to_python()
    assert len(header) == 6
    assert [row[1] for row in rows] == [2, 2]
    assert {row[3] for row in rows} == {'\'=HYPERLINK("http://x")', "12"}
    assert result in [row[4] for row in rows]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A", "＝1", "\t=1", "\r=1"])
def test_text_that_could_become_a_formula_is_made_inert(text: str) -> None:
    assert inert(text) == "'" + text


def test_other_text_is_written_as_it_is() -> None:
    assert inert("บ้าน 5 = 6") == "บ้าน 5 = 6"
