"""The pieces of code on the how-to pages mean what the pages say they mean."""

from __future__ import annotations

import re
import textwrap
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from aggregates.household_case import HOUSEHOLD
from aggregates.household_facts import Visited
from engine.bilingual import Text
from engine.facts import Registry
from engine.history import Mark
from engine.kind import Kind
from engine.rows import ReadRows
from engine.store import create_database, migrate

PAGES = Path(__file__).parents[1] / "docs" / "how-to"
IMPORTED = """
from collections.abc import Iterator
from typing import Any
from aggregates.household_facts import Visited
from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.household_values import VisitNote
from engine.facts import Fact, fact
from engine.kind import Kind
from engine.requirement import Judgement, met, missing, requirement
from engine.rows import CurrentRows, Marks, Row
from engine.sealed import Sealed
from workflows.household_view import HouseholdAround, HouseholdView
from workflows.labels import text
from workflows.rules import Rules
"""
"""What the files that the pages speak of import already."""


def _code(page: str) -> dict[str, Any]:
    """What the code of a page defines, one piece after the other."""
    blocks = re.findall(r"^ *```python\n(.*?)^ *```", (PAGES / page).read_text(encoding="utf-8"), re.DOTALL | re.M)
    names: dict[str, Any] = {"__name__": "page"}
    for block in (IMPORTED, *blocks):
        exec(compile(textwrap.dedent(block), page, "exec", dont_inherit=True), names)
    return names


def test_a_requirement_as_the_page_writes_it_is_judged_w1() -> None:
    visited = _code("change-a-gate.md")["visited"]
    assert not visited.judge(SimpleNamespace(visits=()), None, None).met
    mark = Mark(7, date(2021, 4, 7), "kanda")
    found = visited.judge(SimpleNamespace(visits=(SimpleNamespace(mark=mark),)), None, None)
    assert [cite.version for cite in found.cites] == [7]
    assert visited.met_by == (Visited.spec.name,)
    assert set(visited.commands) <= set(HOUSEHOLD.decisions)


def test_an_older_version_of_a_fact_is_read_as_the_page_says() -> None:
    handed_over = _code("change-a-fact.md")["HandedOver"]
    registry = Registry([handed_over])
    assert registry.decode("relief.handed_over@1", b'{"baht":3000}', "case", 2) == handed_over(amount=3000)
    assert registry.decode("relief.handed_over@2", b'{"amount":3000}', "case", 2) == handed_over(amount=3000)


def test_a_field_with_a_default_leaves_old_facts_readable() -> None:
    visited = _code("change-a-fact.md")["Visited"]
    old = b'{"note":{"k":"key","d":"AAAA"}}'
    assert Registry([visited]).decode("household.visited@1", old, "case", 3).by_phone is False


def test_the_tables_of_the_projection_page_can_be_created(tmp_path: Path) -> None:
    names = _code("add-a-projection.md")
    connection = create_database(str(tmp_path / "facts"))
    migrate(connection)
    ReadRows((names["MEMBERS"], names["VISITS"])).create(connection)
    for table in ("members", "visits"):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    connection.close()


def test_the_projections_of_the_page_say_what_they_count() -> None:
    names = _code("add-a-projection.md")
    state = SimpleNamespace(program="p", present=("mother", "son"))
    assert names["_row"](HOUSEHOLD, "c", state) == ("c", "p", 2)
    assert names["_row"](Kind("relief", Text("ผู้ประสบภัย", "Relief")), "c", state) is None
    assert list(names["_visited"](None, state)) == [("visit", "p")]


@pytest.mark.parametrize("page", sorted(page.name for page in PAGES.glob("*.md")))
def test_every_how_to_is_named_by_the_readme(page: str) -> None:
    assert f"docs/how-to/{page}" in (PAGES.parents[1] / "README.md").read_text(encoding="utf-8")
