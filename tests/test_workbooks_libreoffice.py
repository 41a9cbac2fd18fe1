"""LibreOffice opens every workbook that a page offers, and finds in it the rows that the page counts (U1)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.every_page import demo_store
from tests.libreoffice import PROGRAM, opened
from tests.must_run import must_run
from tests.workbooks import cells
from tests.workbooks_offered import Offered, workbooks_offered

pytestmark = must_run(PROGRAM is not None, "LibreOffice isn't here (500 MB): `make workbooks` fails without it")
HEAD = 5
"""Lines above the rows of a table: what it is, its filters, its moment, an empty one, the headings."""
FEWEST = 20


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Offered]:
    folder = tmp_path_factory.mktemp("demo")
    found = workbooks_offered(folder, demo_store(folder, ("56",)))
    return {f"{number:02}": one for number, one in enumerate(found)}


def test_libreoffice_opens_each_and_its_rows_are_those_of_the_page_u1(
    offered: dict[str, Offered], tmp_path: Path
) -> None:
    assert len(offered) >= FEWEST
    there = opened({name: one.content for name, one in offered.items()}, tmp_path)
    assert set(there) == set(offered), "each is opened without a repair"
    for name, one in offered.items():
        sheets = cells(one.content)
        assert set(there[name]) == set(sheets), one.address
        for title, sheet in sheets.items():
            lines = there[name][title]
            print(f"{one.page:24} {len(lines):6,} lines  {one.address}")
            assert len(lines) == len(sheet), one.address
            counted = re.search(r"\(([\d,]+) (?:แถว|rows)\)$", lines[0][0])
            if counted is not None:
                assert len(lines) - HEAD == int(counted[1].replace(",", "")), one.address
        if one.counted is not None:
            (lines,) = there[name].values()
            assert len(lines) - HEAD == one.counted, one.address


def test_a_workbook_with_a_broken_part_would_not_be_opened(offered: dict[str, Offered], tmp_path: Path) -> None:
    """The control."""
    whole = next(iter(offered.values())).content
    assert set(opened({"whole": whole, "cut": whole[: len(whole) // 2]}, tmp_path)) == {"whole"}
