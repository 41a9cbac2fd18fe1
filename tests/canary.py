"""A person whose every value is marked, and where such a value could hide: all bytes, in every common encoding."""

from __future__ import annotations

import base64
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from engine.casework import Casework
from engine.facts import boxes_of
from engine.keys import KeyMissing

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def national_id(first: str) -> str:
    """A national ID that begins with these 12 digits."""
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(first))
    return f"{first}{(11 - total % 11) % 10}"


NAME, NICKNAME = "นางจันทร์กระพ้อ ทองหลางลาย", "ยายพ้อ"
NATIONAL_ID, BORN = national_id("356019987654"), "1951-02-13"
PHONE = "0897776655"
HOUSE_CODE, HOUSE_NUMBER, VILLAGE = "56019876543", "987/65", "บ้านดอนตะแบกใหญ่"
RELATION, OCCUPATION, DISABILITY = "แม่ยายของผู้ใหญ่บ้าน", "ช่างจักสานกระติบข้าว", "ตาบอดข้างซ้ายเพราะต้อหิน"
HEALTH, PROBLEM, SEEN = "ป่วยเป็นวัณโรคดื้อยา", "ถูกลูกเขยทำร้ายร่างกาย", "นอนอยู่ใต้ถุนบ้านลำพัง"
ACTION, HELP_NOTE, INCOME_NOTE = "พาไปรับยาที่ รพ.สต. ทุกวันพุธ", "มอบรถเข็นให้ที่บ้าน", "ขายกระติบได้วันละสองใบ"
REFERRAL, REASON, AGREED_BY = "ขอให้จิตแพทย์เยี่ยมบ้าน", "ย้ายไปอยู่กับหลานที่แม่สาย", "นายสมปองบุตรเขยคนรอง"
VALUES = (
    NAME, NICKNAME, NATIONAL_ID, BORN, PHONE, HOUSE_CODE, HOUSE_NUMBER, VILLAGE, RELATION, OCCUPATION, DISABILITY,
    HEALTH, PROBLEM, SEEN, ACTION, HELP_NOTE, INCOME_NOTE, REFERRAL, REASON, AGREED_BY,
)  # fmt: skip


def disguises(value: str) -> Iterator[bytes]:
    """A value in every encoding it might be left in."""
    texts = {value, unicodedata.normalize("NFD", value), unicodedata.normalize("NFKD", value)}
    texts |= {value.replace("-", "").replace("/", ""), value.translate(THAI_DIGITS), value.replace(" ", "")}
    texts |= {value[::-1]} if value.isdecimal() else set()
    for text in texts:
        plain = text.encode()
        yield plain
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        yield text.encode("cp874", "ignore")
        yield quote(text).encode()
        yield quote(text).lower().encode()
        yield text.encode("unicode_escape")
        yield text.encode("ascii", "xmlcharrefreplace")
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        for shift in range(3):
            # Base64 of it inside something else: the letters at both ends depend on what stands beside.
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                yield encode(b"\0" * shift + plain).rstrip(b"=")[shift + 2 : -2]


def found_in(data: bytes, values: Iterable[str] = VALUES) -> set[str]:
    """The values that stand in some bytes, in whatever disguise; too short ones would be found by chance."""
    return {value for value in values if any(len(one) >= 5 and one in data for one in disguises(value))}


def every_byte(folder: Path) -> bytes:
    """All that lies in a data folder."""
    return b"\n".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def back_up(folder: Path, into: Path) -> None:
    """A fresh copy of every database of a data folder."""
    into.mkdir()
    for file in folder.glob("*.sqlite3"):
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(into / file.name)) as copy:
            source.backup(copy)


def opened(casework: Casework) -> bytes:
    """What somebody reads who has the data, the keys and the master key: every box that opens."""
    texts: list[str] = []
    with casework.reading() as reader:
        cases = [case for (case,) in reader.connection.execute("SELECT originator_id FROM cases").fetchall()]
        for case in cases:
            for record in reader.facts(case):
                for box in boxes_of(record):
                    try:
                        texts.append(str(casework.vault.open_raw(box)))
                    except KeyMissing:
                        continue
    return "\n".join(texts).encode()
