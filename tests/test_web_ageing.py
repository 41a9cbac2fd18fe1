"""How long open cases stand where they are: binned, in the order of the stages, the same totals as their lists (U2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from aggregates.areas import Area
from aggregates.household_state import HOUSEHOLD
from tests.doors import OPENED, Doors
from web.answers.ageing import BIN, BINS, LARGEST, ageing
from web.places import within

COUNTRY, PHAYAO, ZONE = Area("country"), Area("province", "56"), Area("zone", "9")


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path)
    program = made.program()
    for _ in range(4):
        made.household(program)
    elsewhere = made.program("napa", province="40", district="เมืองขอนแก่น")
    made.household(elsewhere, "napa", province="40")
    yield made
    made.close()


def test_cases_are_binned_by_days_and_the_largest_dot_is_the_commonest_age_u2(doors: Doors) -> None:
    opened = date.fromisoformat(OPENED)
    for days, bin in ((0, 0), (BIN - 1, 0), (BIN, 1), (BIN * BINS + 400, BINS - 1)):
        doors.today = opened + timedelta(days)
        with doors.casework.reading() as reader:
            (row,) = ageing(reader, HOUSEHOLD, within(reader, (COUNTRY,)))
        (dot,) = row.dots
        assert (row.stage, row.cases, dot.bin, dot.cases, dot.radius) == ("opened", 5, bin, 5, LARGEST)
        assert dot.least <= days
        assert dot.most is None or days <= dot.most


def test_only_cases_of_the_area_count_u5(doors: Doors) -> None:
    with doors.casework.reading() as reader:
        found = [ageing(reader, HOUSEHOLD, within(reader, areas))[0].cases for areas in ((PHAYAO,), (ZONE, PHAYAO))]
        assert found == [4, 4]
        assert ageing(reader, HOUSEHOLD, within(reader, (Area("province", "30"),))) == []


def test_the_overview_draws_them_small_with_the_total_of_the_list_behind_u2(doors: Doors) -> None:
    headers = {"Authorization": "Bearer token of malee", "Accept": "text/html"}
    page = doors.client.get("/overview?lang=th", headers=headers).text
    strip = page[page.index('<ul class="ageing">') :].partition("</ul>")[0]
    assert strip.count("<circle") == 1
    assert "วัน: 4" in strip
    assert ">4</a>" in strip
    listed = doors.client.get("/list/household?stage=opened&status=open&lang=th", headers=headers).text
    assert listed.count('<th scope="row"') == 4
