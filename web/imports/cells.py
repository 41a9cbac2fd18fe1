"""What a single cell says. Each reader takes a filled cell and raises Unreadable when it can't be sure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, cast

from engine.bilingual import Text
from engine.calendar import parse_date
from engine.thai import canonical, house_code, national_id, parse_number, person_name, search_key, to_arabic
from engine.unreadable import Unreadable
from web.imports.options import Dimension, Options
from web.imports.sheets import Cell, shown
from web.imports.spellings import BEFORE_PLACE, MEANING, word_key
from web.tables.table import begins_like_formula


def text(cell: Cell) -> str:
    """The cell as canonical text."""
    return canonical(shown(cell))


def is_blank(cell: Cell) -> bool:
    """Whether nothing, or only a dash, is written."""
    return _nothing(cell) == "anywhere"


def says_nothing(cell: Cell) -> bool:
    """Whether a cell for a number or date is blank or says that there is none or it isn't known."""
    return _nothing(cell) is not None


def name(cell: Cell) -> str:
    """A person's title and name in one spelling."""
    return person_name(text(cell))


def registered_house(cell: Cell) -> str:
    """A house registration code, 11 digits."""
    return house_code(text(cell))


def registered_person(cell: Cell) -> str:
    """A national ID, 13 digits."""
    return national_id(text(cell))


def day(cell: Cell) -> dt.date:
    """A date in CE, from text or from a real date of either era."""
    return parse_date(cell if isinstance(cell, dt.date) else text(cell))


def head_count(cell: Cell) -> int:
    """How many members a household has: a whole number from 1."""
    number = parse_number(text(cell))
    if number != int(number) or number < 1:
        raise Unreadable("not_a_count", "ต้องเป็นจำนวนเต็มตั้งแต่ 1", "must be a whole number from 1")
    return int(number)


def baht(cell: Cell) -> Decimal:
    """An amount of baht, never below zero."""
    amount = parse_number(text(cell))
    if amount < 0:
        raise Unreadable("negative_amount", "จำนวนเงินต้องไม่ติดลบ", "an amount must not be negative")
    return amount


def place(cell: Cell, part: str) -> str:
    """One part of an address with Arabic digits, without words like จ. or หมู่ที่ before it."""
    if isinstance(cell, dt.date):
        raise Unreadable(
            "turned_into_date",
            "โปรแกรมตารางเปลี่ยนค่านี้เป็นวันที่ ให้ตั้งช่องเป็นข้อความแล้วพิมพ์ใหม่",
            "a spreadsheet turned this into a date; make the cell text and retype it",
        )
    written = to_arabic(text(cell))
    for word in BEFORE_PLACE[part]:
        if written.lower().startswith(word) and written != word:
            return written[len(word) :].strip()
    return written


def sex(cell: Cell) -> Literal["male", "female"]:
    """Male or female, from the usual words."""
    meaning = _meaning("sex", text(cell))
    if meaning is None:
        raise Unreadable("not_a_sex", "ต้องเป็น ชาย หรือ หญิง", "must be male or female")
    return cast('Literal["male", "female"]', meaning)


def is_head(relation: str) -> bool:
    """Whether a relation names the head of the household."""
    return _meaning("relation", relation) == "head"


def dimension(cell: Cell, options: Options) -> Dimension:
    """Passes, fails or not assessed (H2). Words speak for themselves; blanks and marks mean what options say."""
    written = text(cell)
    if not written:
        return options.blank_means
    match _meaning("dimension", written):
        case "passes" | "fails" | "not_assessed" as said:
            return said
        case "mark" | "opposite" if options.mark_means == "ask":
            raise Unreadable(
                "bare_mark",
                "เครื่องหมายอย่างเดียวบอกไม่ได้ว่าผ่านหรือตกเกณฑ์ ให้ระบุความหมายเมื่อนำเข้า",
                "a bare mark doesn't say whether it means passes or fails; say which when importing",
            )
        case "mark":
            return cast(Dimension, options.mark_means)
        case "opposite":
            return "fails" if options.mark_means == "passes" else "passes"
    raise Unreadable("not_a_result", "ต้องเป็น ผ่าน หรือ ตกเกณฑ์", "must say passes or fails")


def looks_like_formula(cell: Cell) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return isinstance(cell, str) and begins_like_formula(cell)


def listed(written: str, offered: Mapping[str, Text]) -> str:
    """The code of one of a list, by its code or its name in either language."""
    for code, said in offered.items():
        if search_key(written) in (search_key(code), search_key(said.th), search_key(said.en)):
            return code
    th, en = ", ".join(one.th for one in offered.values()), ", ".join(one.en for one in offered.values())
    raise Unreadable("not_listed", f"ต้องเป็น: {th}", f"must be one of: {en}")


def _nothing(cell: Cell) -> str | None:
    """Where a cell that says that there is nothing may say so: anywhere, or where a number or date should stand."""
    written = "" if cell == "" else text(cell)
    return _meaning("nothing", written) if written else "anywhere"


def _meaning(topic: str, written: str) -> str | None:
    return MEANING[topic].get(word_key(written))
