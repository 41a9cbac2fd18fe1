"""Tables as files: text is text, days are days, and memory doesn't grow with the rows (U1, U5)."""

from __future__ import annotations

import gc
import io
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from weakref import ref

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from engine.bilingual import Text
from engine.refusal import BadInput
from tests.workbooks import cells, formulas, part, taken
from web.tables import workbook
from web.tables.delimited import write_csv
from web.tables.quick_sheet import IN_MEMORY, QuickSheet, Shaped, _after_place
from web.tables.table import Cell, Table, begins_like_formula, inert
from web.tables.workbook import MOST_ROWS, write_workbook

TITLE, COLUMN = Text("ตาราง", "Table"), Text("ช่อง", "Column")
HEAD = (Text("กรอง", "Filtered"), Text("ณ", "As of"))
HOSTILE = '=HYPERLINK("http://x","น้ำ")'


def table(rows: Sequence[Sequence[Cell]]) -> Table:
    return Table(TITLE, [COLUMN] * max(map(len, rows), default=1), rows, len(rows))


def written(*tables: Table, lang: str = "th", head: Sequence[Text] = HEAD) -> bytes:
    buffer = io.BytesIO()
    write_workbook(buffer, tables, lang, head=head)
    return buffer.getvalue()


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=8))
def test_any_text_comes_back_as_itself_or_inert_and_no_cell_is_a_formula_u5(texts: list[str]) -> None:
    content = written(table([[text] for text in texts]))
    assert taken(content)["ตาราง"].column("ช่อง") == [inert(text) for text in texts]
    assert formulas(content) == []
    assert not any(begins_like_formula(inert(text)) for text in texts)


def test_the_same_text_written_carelessly_would_be_a_formula_u5() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as careless:
        careless.add_worksheet().write(0, 0, HOSTILE)
    assert formulas(buffer.getvalue()) != []
    assert formulas(written(table([[HOSTILE]]))) == []


def test_a_day_is_a_real_day_shown_in_the_readers_era_u1() -> None:
    rows = [[date(2021, 3, 31), datetime(2021, 3, 31, 9, 30)]]
    thai, english = (written(table(rows), lang=lang) for lang in ("th", "en"))
    assert taken(thai)["ตาราง"].rows == taken(english)["Table"].rows == rows
    assert "[$-107041E]d mmm yyyy" in part(thai, "xl/styles.xml"), "the Buddhist calendar of the Thai locale"
    assert "[$-409]d mmm yyyy" in part(english, "xl/styles.xml")


def test_figures_are_numbers_and_nothing_is_an_empty_cell() -> None:
    content = written(table([[1_234_567, Decimal("4.33"), None, Text("ใช่", "Yes")]]))
    assert taken(content)["ตาราง"].rows == [[1234567.0, 4.33, "", "ใช่"]]


def test_the_head_says_what_it_is_and_the_headings_stay_in_sight() -> None:
    content = written(table([["ก"], ["ข"]]))
    assert taken(content)["ตาราง"].head == ["ตาราง (2 แถว)", "กรอง", "ณ"]
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="5" topLeftCell="A6" activePane="bottomLeft" state="frozen"/>' in sheet
    assert '<autoFilter ref="A5:A7"/>' in sheet
    assert cells(written(table([["ก"]]), head=()))["ตาราง"] == [["ช่อง"], ["ก"]]


def test_sheets_have_names_that_every_program_takes() -> None:
    titles = ("ก[1]:*?/\\" * 9, "ก[1]:*?/\\" * 9, "'", "A", "a")
    tables = [Table(Text(title, title), [COLUMN], [], 0) for title in titles]
    names = list(cells(written(*tables)))
    assert len(names) == len({name.lower() for name in names}) == 5
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_csv_holds_the_same_rows() -> None:
    buffer = io.BytesIO()
    write_csv(buffer, table([[HOSTILE, 1200, Decimal("4.5"), date(2021, 3, 31), None, COLUMN]]), "th")
    assert buffer.getvalue().decode("utf-8-sig").splitlines()[1] == (
        '"\'=HYPERLINK(""http://x"",""น้ำ"")",1200,4.5,31 มี.ค. 2564,,ช่อง'
    )


def test_a_table_longer_than_a_sheet_is_refused_before_a_row_is_read() -> None:
    def never() -> Iterator[Sequence[Cell]]:
        raise AssertionError("read")
        yield ()

    with pytest.raises(BadInput, match="as"):
        written(Table(TITLE, [COLUMN], never(), MOST_ROWS + 1))


def test_a_table_that_holds_other_rows_than_it_counts_is_never_sent() -> None:
    with pytest.raises(AssertionError, match="1 rows instead of 2"):
        written(Table(TITLE, [COLUMN], [["ก"]], 2))


def peak(rows: int, *, kept: bool) -> int:
    """The most memory taken while so many rows are written; a list of them is kept where it is the control."""
    made: Iterator[Sequence[Cell]] = ([f"ครัวเรือน {number}" * 9, number] for number in range(rows))
    tracemalloc.start()
    with open("/dev/null", "wb") as nowhere:
        held = list(made) if kept else made
        write_workbook(nowhere, [Table(TITLE, [COLUMN, COLUMN], held, rows)], "th")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_memory_stays_flat_however_many_rows_there_are() -> None:
    few, many, control = peak(5_000, kept=False), peak(10_000, kept=False), peak(10_000, kept=True)
    assert many - few < 50_000, "what both take is buffers, and the few thousand cells a sheet remembers"
    assert control - many > 500_000, "rows that are kept do take memory"


class Name(str):
    """A text of which can be told whether anybody still has it."""


class Remembering(QuickSheet):
    """The same sheet with one memory for all."""

    _rest = staticmethod(lru_cache(maxsize=IN_MEMORY)(_after_place))  # type: ignore[assignment]


def outlasts(sheet: type[QuickSheet]) -> bool:
    """Whether a name written into a sheet is still in memory when the workbook is done."""
    name = Name("น้ำใจ ศรีสุข")
    there = ref(name)
    with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True}) as book:
        book.add_worksheet("ก", sheet).write_line(0, [(name, book.add_format())])
    del name, book
    gc.collect()
    return there() is not None


def test_no_name_is_still_in_memory_when_its_workbook_is_done_u4() -> None:
    assert not outlasts(QuickSheet)
    assert outlasts(Remembering), "the control: one memory for all sheets would keep it"


CELLS: Sequence[Cell] = (
    *('น้ำใจ & <ศรี> "ก"', " ช่องว่าง ", "สอง\nบรรทัด", "_x0041_", "\x02", HOSTILE, "ก" * 200, ""),
    *(0, -1_234_567, 10**15, Decimal("4.33"), date(2021, 3, 31), datetime(2021, 3, 31, 9, 30), Text("ใช่", "Yes"), None),
)


class TheLibrarys(Worksheet):  # type: ignore[misc]
    """The same lines, each cell written by the library."""

    def write_line(self, row: int, cells: Sequence[Shaped]) -> None:
        for column, cell in enumerate(cells):
            if cell is not None:
                (self.write_string if isinstance(cell[0], str) else self.write_number)(row, column, *cell)


def test_every_byte_of_a_sheet_is_what_the_library_itself_would_write(monkeypatch: pytest.MonkeyPatch) -> None:
    several = [[*CELLS[start:], *[None] * start] for start in range(len(CELLS))]
    ours = written(table(several))
    monkeypatch.setattr(workbook, "QuickSheet", TheLibrarys)
    assert part(written(table(several)), "xl/worksheets/sheet1.xml") == part(ours, "xl/worksheets/sheet1.xml")


def test_a_text_that_looks_like_a_piece_of_the_file_is_a_text_u5(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "<r><t>1</t></r></is></c><c><f>1+1</f></c><c><is><r></r>"
    content = written(table([[hostile]]))
    assert taken(content)["ตาราง"].column("ช่อง") == [hostile]
    assert formulas(content) == []
    monkeypatch.setattr(workbook, "QuickSheet", TheLibrarys)
    assert formulas(written(table([[hostile]]))) != [], "the control: the library itself lets it in"
