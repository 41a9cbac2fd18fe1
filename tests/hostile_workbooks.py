"""Workbooks that mean harm or are broken, made from one that is whole: each by its name, with its file name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

import xlsxwriter

HEADINGS = ("รหัสเรื่อง", "วันที่", "หน่วยงาน", "ความช่วยเหลือ")
SHEET, BOOK, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class Hostile(NamedTuple):
    """A file as somebody might send it."""

    name: str
    filename: str
    content: bytes


@cache
def whole() -> bytes:
    """A filled sheet without fault."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet()
        for place, heading in enumerate(HEADINGS):
            sheet.write_string(0, place, heading)
            sheet.write_string(1, place, "ก")
    return buffer.getvalue()


@cache
def parts() -> dict[str, bytes]:
    """Its parts."""
    with zipfile.ZipFile(io.BytesIO(whole())) as source:
        return {name: source.read(name) for name in source.namelist()}


def packed(content: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name, part in content.items():
            target.writestr(name, part)
    return buffer.getvalue()


def rows(xml: bytes) -> bytes:
    """The workbook with more rows at the end of its sheet."""
    return packed({**parts(), SHEET: parts()[SHEET].replace(b"</sheetData>", xml + b"</sheetData>")})


def corpus() -> Iterator[Hostile]:
    """Every hostile workbook; more than a hundred."""
    for name, content in chain(_bombs(), _disguises(), _spoiled()):
        yield Hostile(name, "filled.xlsx", content)
    for suffix in ("xlsm", "xlsb", "xls", "ods", "pdf", "html", "zip", "xlsx.exe", ""):
        yield Hostile(f"named .{suffix}", f"filled.{suffix}" if suffix else "filled", whole())
    for name, content in _tables():
        yield Hostile(name, "filled.csv", content)


def _bombs() -> Iterator[tuple[str, bytes]]:
    """Files that claim far more than they weigh."""
    yield "a million empty rows", rows(b"".join(b'<row r="%d"/>' % n for n in range(3, 1_000_003)))
    coloured = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 400_003))
    yield "very many coloured cells", rows(coloured)
    yield "the last cell", rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield "a part of 200 MB", packed({**parts(), "xl/media/a.bin": bytes(200 * 1024 * 1024)})
    yield "a sheet of 65 MB", rows(b" " * (65 * 1024 * 1024))
    text = b"<si><t>" + b"x" * 30_000 + b"</t></si>"
    many = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(3, 2_000))
    strings = b'<sst xmlns="' + MAIN.encode() + b'">' + text + b"</sst>"
    yield (
        "one text two thousand times",
        packed(
            {
                **parts(),
                "xl/sharedStrings.xml": strings,
                SHEET: parts()[SHEET].replace(b"</sheetData>", many + b"</sheetData>"),
            }
        ),
    )
    inside = whole()
    for depth in range(6):
        inside = packed({f"{depth}.zip": inside, f"{depth}.bin": bytes(4 * 1024 * 1024)})
    yield "a zip in a zip in a zip", inside
    yield "a workbook that holds zips", packed({**parts(), "xl/embeddings/a.zip": inside})
    yield "very many parts", packed({**parts(), **{f"xl/media/{n}": b"" for n in range(2_000)}})
    deep = b"<row>" * 50_000
    yield "rows in rows", rows(deep)
    yield (
        "one cell of 40 MB",
        rows(b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"x" * 40_000_000 + b"</t></is></c></row>"),
    )


def _disguises() -> Iterator[tuple[str, bytes]]:
    """Files that aren't what they say, or carry more than a table."""
    yield "old or encrypted", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_096)
    yield "a page", b"<html><table><tr><td>1</td></tr></table></html>"
    yield "a program", b"MZ" + bytes(4_096)
    yield "a picture", b"\x89PNG\r\n\x1a\n" + bytes(4_096)
    yield "nothing", b""
    yield "macros inside", packed({**parts(), "xl/vbaProject.bin": b"Sub Auto_Open()"})
    yield (
        "a link outside",
        packed({**parts(), "xl/externalLinks/externalLink1.xml": b'<externalLink xmlns="' + MAIN.encode() + b'"/>'}),
    )
    evil = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;">]>'
    for part in (SHEET, BOOK, STYLES):
        yield f"entities in {part}", packed({**parts(), part: parts()[part].replace(b"<", evil + b"<", 1)})
    outside = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
    yield (
        "an outside entity",
        packed({**parts(), SHEET: parts()[SHEET].replace(b"<worksheet", outside + b"<worksheet", 1)}),
    )
    yield (
        "a formula that calls",
        rows(b'<row r="3"><c r="A3" t="str"><f>WEBSERVICE("http://127.0.0.1/")</f><v>=cmd|calc</v></c></row>'),
    )
    yield "a way out of the folder", packed({**parts(), "../../evil.xml": b"<a/>"})
    # A part of the same name a second time: readers differ on which of them counts.
    twice = packed({**parts(), f"{SHEET[:-1]}L": parts()[SHEET]})
    yield "a part twice", twice.replace(f"{SHEET[:-1]}L".encode(), SHEET.encode())


def _spoiled() -> Iterator[tuple[str, bytes]]:
    """The whole file cut short, with bytes turned, and without each of its parts."""
    content = whole()
    for share in range(1, 25):
        yield f"cut at {share}/25", content[: len(content) * share // 25]
    for place in range(0, len(content), len(content) // 30):
        yield f"byte {place} turned", content[:place] + bytes([content[place] ^ 0x5A]) + content[place + 1 :]
    for missing in parts():
        yield f"without {missing}", packed({name: part for name, part in parts().items() if name != missing})
    for part in (SHEET, BOOK):
        yield f"half of {part}", packed({**parts(), part: parts()[part][: len(parts()[part]) // 2]})


def _tables() -> Iterator[tuple[str, bytes]]:
    """The same as text."""
    heading = ",".join(HEADINGS).encode() + b"\n"
    yield "a million lines", heading + b"1,2,3,4\n" * 1_000_000
    yield "one line of 5 MB", heading + b"x" * 5_000_000
    yield "an open quotation", heading + b'"1,2\n' * 1_000
    yield "zero bytes", heading + bytes(4_096)
    yield "no encoding", b"\x80\xff\xfe" * 99
    yield "thousands of columns", heading + b"," * 5_000 + b"x"
