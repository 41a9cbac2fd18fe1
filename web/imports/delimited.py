"""Reads .csv files as Thai offices save them: UTF-8 or CP874, comma, semicolon or tab."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from web.imports.sheets import FileRefused, Sheet, filled_rows

_DELIMITERS = ",;\t"
_ROWS_LOOKED_AT = 20


def read_csv(data: bytes, name: str, max_rows: int) -> Sheet:
    """The one sheet of a .csv file. Raises FileRefused when it isn't text or a quotation is left open."""
    text = _decoded(data)
    rows = _records(text, _delimiter(text))
    return Sheet(name, filled_rows(rows, max_rows))


def _decoded(data: bytes) -> str:
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not wide:
            return text
    raise FileRefused(
        "not_text",
        "ไม่ใช่ไฟล์ข้อความ .csv ที่บันทึกแบบ UTF-8 หรือ TIS-620",
        "not a .csv text file in UTF-8 or TIS-620; save it again as CSV UTF-8",
    )


def _delimiter(text: str) -> str:
    """The sign that parts the first rows into the most columns."""

    def width(delimiter: str) -> int:
        return max((len(row) for row in islice(_records(text, delimiter), _ROWS_LOOKED_AT)), default=0)

    return max(_DELIMITERS, key=width)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    # Spreadsheets show a record as one row, also when a quoted cell holds line breaks.
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for record in records:
            number += 1
            yield record
    except csv.Error as error:
        raise FileRefused(
            "broken_csv",
            f"ไฟล์ .csv เสียหลังแถว {number} ตรวจเครื่องหมายคำพูด",
            f"the .csv file is broken after row {number}; look for an unclosed quotation mark",
        ) from error
