"""The quota of running communities: each province, those below and by how many, as of any day (P1.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.refusal import Refused
from projections.as_of import AsKnown
from projections.quota import ProvinceQuota, Quota, quota
from tests.counted_store import END, Counted
from tests.given import PIN

MARCH, JUNE = date(2021, 3, 1), date(2021, 6, 1)
NEXT_YEAR = date(2021, 10, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Counted]:
    made = Counted(tmp_path)
    yield made
    made.close()


def told(store: Counted, on: date = END, known: Any = None, year: int = 2564) -> Quota:
    with store.casework.reading() as reader:
        return quota(AsKnown(reader, on, known), year)


def below(store: Counted, on: date = END, known: Any = None, year: int = 2564) -> dict[str, int]:
    return {one.province: one.shortfall for one in told(store, on, known, year).provinces if one.shortfall}


def province(store: Counted, code: str = "30") -> ProvinceQuota:
    return next(one for one in told(store).provinces if one.province == code)


def test_every_province_of_a_zone_must_have_its_communities_p1_5(store: Counted) -> None:
    """Bangkok is in no zone and has none."""
    found = told(store)
    assert (found.rules, found.per_province) == (PIN, 1)
    assert [(one.province, one.zone, one.needed) for one in found.provinces] == [
        ("30", 4, 1),
        ("31", 4, 1),
        ("46", 5, 1),
    ]
    assert below(store) == {"30": 1, "31": 1, "46": 1}


def test_one_community_meets_the_quota_of_its_province_alone_p1_5(store: Counted) -> None:
    first = store.program(on=MARCH)
    second = store.program(on=JUNE, subdistricts=["โนนใหม่"])
    assert province(store).programs == (first, second)
    assert below(store) == {"31": 1, "46": 1}
    assert below(store, date(2021, 2, 28)) == {"30": 1, "31": 1, "46": 1}


def test_each_year_asks_for_one_more_and_what_goes_on_counts_again_p1_5(store: Counted) -> None:
    store.program()
    store.clock.day = NEXT_YEAR
    assert below(store, NEXT_YEAR, year=2565) == {"30": 1, "31": 2, "46": 2}
    store.clock.day = date(2022, 10, 1)
    assert below(store, store.clock.day, year=2566) == {"30": 2, "31": 3, "46": 3}
    assert told(store, store.clock.day, year=2567).per_province == 3


def test_a_program_counts_in_the_year_it_was_closed_in_and_not_in_the_next_p1_5(store: Counted) -> None:
    program = store.program()
    store.do("program", "close", program, JUNE, reason="completed")
    store.clock.day = NEXT_YEAR
    assert below(store) == {"31": 1, "46": 1}
    assert below(store, NEXT_YEAR, year=2565) == {"30": 2, "31": 2, "46": 2}


def test_a_duplicate_fills_no_place_p1_5(store: Counted) -> None:
    store.do("program", "close", store.program(), JUNE, reason="duplicate")
    assert below(store) == {"30": 1, "31": 1, "46": 1}
    assert below(store, MARCH) == {"31": 1, "46": 1}


def test_a_late_record_changes_what_is_known_now_and_not_what_was_known_then_p1_5_s3_4(store: Counted) -> None:
    store.clock.day = JUNE
    before = store.size
    store.program(on=MARCH)
    assert below(store, MARCH, before) == {"30": 1, "31": 1, "46": 1}
    assert below(store, MARCH) == {"31": 1, "46": 1}


def test_a_year_before_any_rules_has_no_quota_w6(store: Counted) -> None:
    with pytest.raises(Refused, match="no rule set is in force"):
        told(store, date(2020, 9, 30), year=2563)
