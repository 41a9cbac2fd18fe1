"""Looks through an .xlsx file before it is opened: nothing in it may unpack to more than a list needs.

The reader keeps a whole sheet in memory as a full rectangle with every shared text copied into its cells,
so a small file can claim any amount. Here the file is only streamed and counted.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from typing import IO
from xml.parsers import expat

from web.imports.sheets import FileRefused

MOST_PARTS = 500
MOST_BYTES = 64 * 1024 * 1024
MOST_CELLS = 2_000_000
MOST_ELEMENTS = 400_000
"""In all parts together, empty rows and cells among them: a list of the most rows, in some ten columns."""
MOST_SIGNS = 32 * 1024 * 1024

_CHUNK = 1 << 16
_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_INDEX = re.compile("[0-9]{1,9}")
# RuntimeError is how the library says that a part is encrypted, or compressed in a way it doesn't read.
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
_SHEET_RELATION = "/worksheet"


def inspect(data: bytes) -> None:
    """Raises FileRefused unless the bytes are a whole .xlsx file of bounded size, without a document type."""
    census = _Census()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            parts = container.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names or len(names) != len(parts):
                raise broken()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise _too_large()
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with container.open(part) as stream:
                        census.take(stream)
    except FileRefused:
        raise
    except (*_ZIP_ERRORS, expat.ExpatError, ValueError) as error:
        raise broken() from error
    census.close()


def broken() -> FileRefused:
    """The refusal of a file that isn't a whole .xlsx file."""
    return FileRefused(
        "broken_xlsx",
        "ไฟล์ .xlsx เสียหรือไม่ใช่ .xlsx จริง ให้เปิดแล้วบันทึกเป็น .xlsx ใหม่",
        "the file is damaged or not really .xlsx; open it and save it as .xlsx again",
    )


def _too_large() -> FileRefused:
    return FileRefused(
        "too_large_inside",
        "เมื่อขยายแล้วไฟล์ใหญ่เกินไป หรือมีข้อมูลอยู่ไกลจากตาราง ให้คัดลอกเฉพาะตารางไปไว้ในไฟล์ใหม่",
        "unpacked, the file is too large, or a cell lies far from the table; copy the table to a new file",
    )


class _Census:
    """Counts the cells of every sheet, the rectangle they span, and the text the shared strings add up to."""

    def __init__(self) -> None:
        self.elements = self.cells = self.row = self.column = self.last_row = self.last_column = 0
        self.shared_lengths: list[int] = []
        self.shared_uses: Counter[str] = Counter()
        self.in_string = self.in_index = self.is_shared = False
        self.index = ""

    def take(self, stream: IO[bytes]) -> None:
        """Counts one part of the file."""
        self.row = self.column = self.last_row = self.last_column = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._document_type
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def close(self) -> None:
        """Raises FileRefused when the shared strings, each counted as often as it is used, are too long."""
        lengths = self.shared_lengths
        signs = 0
        for index, times in self.shared_uses.items():
            if not _INDEX.fullmatch(index) or int(index) >= len(lengths):
                raise broken()
            signs += times * lengths[int(index)]
        if signs > MOST_SIGNS:
            raise _too_large()

    def _document_type(self, *_: object) -> None:
        raise broken()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise _too_large()
        match name.rpartition(":")[2]:
            case "row":
                self.row = int(attributes.get("r", self.row + 1))
                self.column = 0
            case "c":
                self._enter_cell(attributes)
            case "v" | "is":
                self._count_cell()
                self.in_index, self.index = self.is_shared, ""
            case "si":
                self.in_string = True
                self.shared_lengths.append(0)
            case "Relationship" if attributes.get("Type", "").endswith(_SHEET_RELATION):
                # A sheet under another name would escape the count.
                if not attributes.get("Target", "").lower().endswith(".xml"):
                    raise broken()

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "si":
                self.in_string = False
            case "v" if self.in_index:
                self.in_index = False
                self.shared_uses[self.index.strip()] += 1

    def _text(self, text: str) -> None:
        if self.in_index:
            self.index += text
        elif self.in_string:
            self.shared_lengths[-1] += len(text)

    def _enter_cell(self, attributes: dict[str, str]) -> None:
        self.is_shared = attributes.get("t") == "s"
        self.column += 1
        if "r" not in attributes:
            return
        reference = _REFERENCE.fullmatch(attributes["r"].upper())
        if not reference:
            raise broken()
        self.row = int(reference[2])
        self.column = 0
        for letter in reference[1]:
            self.column = self.column * 26 + ord(letter) - 64

    def _count_cell(self) -> None:
        self.cells += 1
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        if self.cells > MOST_CELLS or self.last_row * self.last_column > MOST_CELLS:
            raise _too_large()
