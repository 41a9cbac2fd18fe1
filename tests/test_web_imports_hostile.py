"""Files that are broken, oversized or not what they say get one clear refusal."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.household_stories import DIMENSIONS
from web.imports.options import Options
from web.imports.reading import read_list
from web.imports.sheets import FileRefused

SAMPLE = Path(__file__).parent.parent / "web" / "data" / "sample" / "tpmap-households.xlsx"
HEADER = "รหัสบ้าน,บ้านเลขที่,ชื่อ-สกุล\n"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


def refusal(data: bytes, filename: str, options: Options | None = None) -> str:
    with pytest.raises(FileRefused) as refused:
        read_list(data, filename, DIMENSIONS, options)
    assert refused.value.text.th
    assert refused.value.text.en
    return refused.value.code


def altered(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The sample workbook with one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(SAMPLE) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    return buffer.getvalue()


def cells(xml: bytes) -> Callable[[bytes], bytes]:
    """Puts rows of cells at the end of a sheet."""
    return lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>")


def test_the_unaltered_workbook_is_read() -> None:
    assert len(read_list(altered(SHEET, bytes), SAMPLE.name, DIMENSIONS).rows) == 48


@pytest.mark.parametrize("filename", ["list.xls", "list.ods", "list.pdf", "list", "list.xlsx.exe"])
def test_only_xlsx_and_csv_are_taken(filename: str) -> None:
    assert refusal(SAMPLE.read_bytes(), filename) == "wrong_kind"


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "a.xlsx", "broken_xlsx"),
        (b"", "a.csv", "no_header"),
        ("รหัสบ้าน,ชื่อ".encode(), "a.xlsx", "broken_xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xlsx", "broken_xlsx"),
        (SAMPLE.read_bytes(), "a.csv", "not_text"),
        (SAMPLE.read_bytes()[:-2000], "a.xlsx", "broken_xlsx"),
        (HEADER.encode("utf-16"), "a.csv", "not_text"),
        (b"\x80\xff\xfe" * 9, "a.csv", "not_text"),
        ((HEADER + '"1,2,3\n' * 9).encode(), "a.csv", "broken_csv"),
        ((HEADER + "x" * 200_000).encode(), "a.csv", "broken_csv"),
        ((HEADER + "," * 300 + "x").encode(), "a.csv", "too_many_columns"),
        ("บันทึกการประชุม\nวันที่ 5,ประธาน\n".encode(), "a.csv", "no_header"),
    ],
    ids=[
        *("empty xlsx", "empty csv", "csv named xlsx", "old xls named xlsx", "xlsx named csv", "xlsx cut short"),
        *("utf-16", "bytes of no encoding", "open quotation", "huge cell", "very wide row", "not a list"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_one_reason(data: bytes, filename: str, code: str) -> None:
    assert refusal(data, filename) == code


def test_a_sheet_of_members_alone_is_no_list() -> None:
    assert refusal("รหัสบ้าน,ชื่อ,นามสกุล,เพศ,ความสัมพันธ์\n1,2,3,4,5".encode(), "a.csv") == "no_list"


def test_size_and_rows_are_limited() -> None:
    data = (HEADER + "56606381748,1,นายก\n" * 5).encode()
    assert refusal(data, "a.csv", Options(max_bytes=len(data) - 1)) == "too_large"
    assert refusal(data, "a.csv", Options(max_rows=5)) == "too_many_rows"
    assert len(read_list(data, "a.csv", DIMENSIONS, Options(max_bytes=len(data), max_rows=6)).rows) == 5


def test_a_million_rows_are_refused() -> None:
    assert refusal((HEADER + "1,2,3\n" * 1_000_000).encode(), "a.csv") == "too_many_rows"


def test_a_part_that_unpacks_to_very_much_is_refused() -> None:
    assert refusal(altered(SHEET, cells(b" " * (65 * 1024 * 1024))), "a.xlsx") == "too_large_inside"


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(altered(SHEET, bytes))
    entry = data.rindex(SHEET.encode()) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    assert refusal(bytes(data), "a.xlsx") == "broken_xlsx"


@pytest.mark.parametrize(
    "far",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c><v>1</v></c><c><v>1</v></c></row>',
        b'<row r="60"><c r="xfd1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    ],
)
def test_a_cell_far_from_the_table_is_refused_before_memory_is_taken(far: bytes) -> None:
    assert refusal(altered(SHEET, cells(far)), "a.xlsx") == "too_large_inside"


def test_a_far_cell_that_only_has_a_colour_is_no_harm() -> None:
    data = altered(SHEET, cells(b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert len(read_list(data, "a.xlsx", DIMENSIONS).households) == 46


def test_a_long_text_repeated_by_reference_is_refused() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(60, 1200))
    with zipfile.ZipFile(SAMPLE) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[SHEET] = cells(rows)(parts[SHEET])
    parts[STRINGS] = parts[STRINGS].replace(b"<si><t>", b"<si><t>" + b"x" * 30_000, 1)
    assert b"x" * 30_000 in parts[STRINGS]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    assert refusal(buffer.getvalue(), "a.xlsx") == "too_large_inside"


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET, lambda xml: xml[: len(xml) // 2]),
        (SHEET, cells(b'<row r="60"><c r="A99999999999"><v>1</v></c></row>')),
        (SHEET, cells(b'<row r="60"><c r="A60" t="s"><v>999999</v></c></row>')),
        (STRINGS, lambda xml: xml.replace(b"<sst", b'<!DOCTYPE a [<!ENTITY b "c">]><sst', 1)),
        (RELATIONS, lambda xml: xml.replace(b"worksheets/sheet1.xml", b"worksheets/sheet1.bin")),
    ],
    ids=["cut short", "impossible cell", "no such text", "document type", "sheet in disguise"],
)
def test_a_workbook_broken_or_forged_inside_is_refused(part: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(SAMPLE) as source:
        assert change(source.read(part)) != source.read(part)
    assert refusal(altered(part, change), "a.xlsx") == "broken_xlsx"


def test_a_zip_of_very_many_parts_is_refused() -> None:
    buffer = io.BytesIO(SAMPLE.read_bytes())
    with zipfile.ZipFile(buffer, "a") as target:
        for number in range(600):
            target.writestr(f"xl/media/{number}", b"")
    assert refusal(buffer.getvalue(), "a.xlsx") == "too_large_inside"
