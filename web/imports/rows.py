"""Reads the rows of a list as households, and the rows of a sheet of members as persons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from engine.bilingual import Text
from engine.unreadable import Unreadable
from web.imports import cells
from web.imports.findings import RowFinding
from web.imports.household import Household, Income, Person
from web.imports.options import Dimension, Options
from web.imports.sheets import Cell, Row
from web.imports.table import Table

Value = TypeVar("Value")

_FORMULA = Text("ขึ้นต้นเหมือนสูตร เก็บเป็นข้อความธรรมดา", "begins like a formula; kept as plain text")
_UNKNOWN = Text("เขียนว่าไม่ทราบ ถือว่ายังไม่ประเมิน", "said to be unknown; taken as not assessed")
_NOBODY = Text(
    "ไม่มีทั้งชื่อบุคคล รหัสบ้าน และบ้านเลขที่ จึงไม่สร้าง",
    "no person's name, no house code and no house number, so nothing is created",
)
_NAMELESS = Text("ไม่มีชื่อสมาชิก จึงไม่สร้าง", "the member has no name, so nothing is created")


@dataclass(frozen=True, repr=False)
class ReadRow:
    """A row of the list: the household it tells of (None: refused), and what reading it found."""

    row: Row
    household: Household | None
    findings: tuple[RowFinding, ...]


@dataclass(frozen=True, repr=False)
class ReadMember:
    """A row of the sheet of members; ``person`` is None when the row is refused."""

    row: Row
    house_code: str | None
    person: Person | None
    findings: tuple[RowFinding, ...]


class _Cells:
    """The cells of one row; an unreadable one counts as empty and leaves a finding."""

    def __init__(self, table: Table, row: Row) -> None:
        self.table, self.row = table, row
        self.findings: list[RowFinding] = []

    def read(self, field: str, reader: Callable[[Cell], Value], empty: Value) -> Value:
        """The field's value, or ``empty`` when nothing readable stands there."""
        cell = self.table.cell(self.row, field)
        try:
            return reader(cell)
        except Unreadable as why:
            self.findings.append(self.table.finding(self.row, field, "doubtful", why.code, why.text))
            return empty

    def value(self, field: str, reader: Callable[[Cell], Value]) -> Value | None:
        """A number, date or code; None when the cell says that there is none."""
        return self.read(field, lambda cell: None if cells.says_nothing(cell) else reader(cell), None)

    def text(self, field: str, reader: Callable[[Cell], str] = cells.text) -> str:
        """A text; what looks like a formula is kept as plain text and noted."""
        written = self.read(field, lambda cell: "" if cells.is_blank(cell) else reader(cell), "")
        if written and cells.looks_like_formula(self.table.cell(self.row, field)):
            self.findings.append(self.table.finding(self.row, field, "note", "formula_text", _FORMULA))
        return written

    def place(self, part: str) -> str:
        """One part of the address."""
        return self.text(part, partial(cells.place, part=part))

    def name(self) -> str:
        """The person's name, from one column or from title, first and last name."""
        parts = [self.text(field) for field in ("title", "first_name", "last_name")]
        return self.text("name", cells.name) or cells.name(" ".join(parts))

    def person(self) -> Person:
        """Who the row is about."""
        return Person(
            name=self.name(),
            national_id=self.value("national_id", cells.registered_person),
            birth_date=self.value("birth_date", cells.day),
            sex=self.value("sex", cells.sex),
            relation=self.text("relation"),
            disability=self.text("disability"),
            occupation=self.text("occupation"),
        )


def read_row(table: Table, row: Row, dimensions: Iterable[str], options: Options) -> ReadRow:
    """The household a row of the list tells of; refused when it names nobody and no place."""
    read = _Cells(table, row)
    household = Household(
        house_code=read.value("house_code", cells.registered_house),
        house_number=read.place("house_number"),
        moo=read.place("moo"),
        village=read.place("village"),
        subdistrict=read.place("subdistrict"),
        district=read.place("district"),
        province=read.place("province"),
        head=read.person(),
        member_count=read.value("member_count", cells.head_count),
        dimensions={each: _dimension(read, each, options) for each in dimensions},
        monthly_income=_income(read),
        problem=read.text("problem"),
        note=read.text("note"),
    )
    if not (household.head.name or household.house_code or household.house_number):
        read.findings.append(table.finding(row, "", "refused", "nobody_named", _NOBODY))
        return ReadRow(row, None, tuple(read.findings))
    return ReadRow(row, household, tuple(read.findings))


def read_member(table: Table, row: Row) -> ReadMember:
    """The member a row tells of, and the house code to join by; refused without a name."""
    read = _Cells(table, row)
    house_code = read.value("house_code", cells.registered_house)
    person = read.person()
    if not person.name:
        read.findings.append(table.finding(row, "name", "refused", "member_nameless", _NAMELESS))
        return ReadMember(row, house_code, None, tuple(read.findings))
    return ReadMember(row, house_code, person, tuple(read.findings))


def _dimension(read: _Cells, field: str, options: Options) -> Dimension:
    if field not in read.table.places:
        return "not_assessed"
    result = read.read(field, partial(cells.dimension, options=options), None)
    if result == "not_assessed" and not cells.is_blank(read.table.cell(read.row, field)):
        read.findings.append(read.table.finding(read.row, field, "note", "said_unknown", _UNKNOWN))
    return result or "not_assessed"


def _income(read: _Cells) -> Income | None:
    per_person = read.value("income_per_person", cells.baht)
    if per_person is not None:
        return Income(per_person, "person")
    per_household = read.value("income_per_household", cells.baht)
    return None if per_household is None else Income(per_household, "household")
