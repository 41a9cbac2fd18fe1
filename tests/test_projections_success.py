"""The success of the program from stored facts: out of poverty, dimensions resolved, tier moves (P6.4, H2, S3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aggregates.zone_programs import results_of
from projections.areas import LEVELS, Level
from projections.as_of import AsKnown
from projections.success import AreaSuccess, success
from tests.counted_store import END, START, Counted
from tests.given import RULES

MARCH, MAY, AUGUST = date(2021, 3, 1), date(2021, 5, 1), date(2021, 8, 1)
HARD = ("income", "health", "education", "living")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Counted]:
    made = Counted(tmp_path)
    yield made
    made.close()


def told(
    store: Counted, level: Level = "country", on: date = END, known: Any = None, **how: Any
) -> dict[str, AreaSuccess]:
    with store.casework.reading() as reader:
        return {row.area: row for row in success(AsKnown(reader, on, known), level, RULES, **how)}


def whole(store: Counted, on: date = END, known: Any = None) -> AreaSuccess:
    return told(store, "country", on, known)["TH"]


def moves(area: AreaSuccess) -> dict[tuple[str, str], int | None]:
    return {(move.first, move.latest): move.households for move in area.moves if move.households}


def family(store: Counted, program: str, province: str = "30", *, failed: tuple[str, ...] = HARD) -> str:
    """A target household that failed these dimensions in March."""
    case = store.household(program, province)
    store.home("assess", case, MARCH, failed=list(failed))
    store.adopted(program, case, on=MARCH)
    return case


def test_only_adopted_households_are_counted_and_duplicates_never_p4_1_p6_4(store: Counted) -> None:
    program = store.program()
    first, second, third = (family(store, program) for _ in range(3))
    store.household(program)
    store.home("close", second, MAY, reason="moved")
    store.home("close", third, MAY, reason="duplicate")
    assert whole(store, MARCH).targets == 3
    assert whole(store).targets == 2
    store.home("judge", first, MAY, out=True)
    found = whole(store)
    assert (found.out_of_poverty, found.out_of_poverty_share) == (1, Fraction(1, 2))


def test_nobody_is_a_target_before_the_day_of_adoption(store: Counted) -> None:
    family(store, store.program())
    assert told(store, on=date(2021, 2, 28)) == {}


def test_the_latest_judgement_counts_and_a_new_cycle_asks_for_another_h6_w4(store: Counted) -> None:
    case = family(store, store.program())
    for stage in ("selected", "analyzed", "committee_appointed", "planned", "intervened"):
        store.home("reach", case, MARCH, to=stage)
    store.home("judge", case, date(2021, 4, 1), out=True)
    store.home("judge", case, date(2021, 4, 2), out=False)
    store.home("judge", case, date(2021, 4, 3), out=True)
    store.home("return_to", case, MAY, to="planned")
    judged = [whole(store, date(2021, 4, day)).out_of_poverty for day in (1, 2, 3)]
    assert (judged, whole(store).out_of_poverty) == ([1, 0, 1], 0)
    store.home("judge", case, AUGUST, out=True)
    assert whole(store).out_of_poverty == 1


def test_a_dimension_is_resolved_that_failed_at_first_and_passes_at_the_latest_p6_4(store: Counted) -> None:
    program = store.program()
    better, worse, once = (family(store, program) for _ in range(3))
    store.home("assess", better, MAY, failed=["health"])
    store.home("assess", worse, MAY, failed=[*HARD, "access"])
    found = whole(store)
    assert (found.dimensions_failed, found.dimensions_resolved) == (12, 3)
    assert found.dimensions_resolved_share == Fraction(1, 4)
    assert moves(found) == {("red", "green"): 1, ("red", "red"): 2}
    store.home("assess", better, AUGUST, failed=["health", "access"])
    assert moves(whole(store)) == {("red", "yellow"): 1, ("red", "red"): 2}
    assert moves(whole(store, MARCH)) == {("red", "red"): 3}
    store.home("assess", once, AUGUST, failed=[])
    assert moves(whole(store))["red", "none"] == 1


def test_a_household_without_a_whole_assessment_has_no_tier_to_move_from_h2(store: Counted) -> None:
    program = store.program()
    case = store.household(program)
    store.home("assess_dimensions", case, MARCH, verdicts={"income": "fails"})
    store.adopted(program, case, on=MARCH)
    found = whole(store)
    assert (found.targets, found.unassessed, moves(found)) == (1, 1, {})
    assert (found.dimensions_failed, found.dimensions_resolved_share) == (0, None)


def test_a_late_fact_changes_what_is_known_now_and_not_what_was_known_then_s3_4(store: Counted) -> None:
    case = family(store, store.program())
    store.home("assess", case, AUGUST, failed=["income"])
    then = store.size
    store.home("judge", case, MAY, out=True)
    store.home("assess", case, date(2021, 2, 1), failed=["income", "health"])
    assert (whole(store, known=then).out_of_poverty, whole(store).out_of_poverty) == (0, 1)
    assert moves(whole(store, known=then)) == {("red", "green"): 1}
    assert moves(whole(store)) == {("yellow", "green"): 1}
    assert whole(store, MAY).out_of_poverty == 1
    assert whole(store, date(2021, 4, 30)).out_of_poverty == 0


def test_corrections_count_from_their_recording_on_w5(store: Counted) -> None:
    case = family(store, store.program())
    judged = store.home("judge", case, MAY, out=True)
    before = store.size
    store.correct("household", case, judged, AUGUST)
    assert (whole(store, MAY, before).out_of_poverty, whole(store, MAY).out_of_poverty) == (1, 0)
    assert whole(store).out_of_poverty == 1
    store.home("retract", case, END, version=judged)
    assert whole(store).out_of_poverty == 0


def test_a_corrected_day_of_adoption_moves_the_target_w5(store: Counted) -> None:
    program = store.program()
    case = store.household(program)
    meeting = store.adopted(program, case, on=MARCH)
    store.correct("program", program, meeting, MAY)
    assert told(store, on=MARCH) == {}
    assert whole(store, MAY).targets == 1


def test_areas_of_every_level_add_up_to_the_country(store: Counted) -> None:
    for province, families in (("30", 3), ("31", 2), ("46", 1)):
        program = store.program(province)
        for _ in range(families):
            store.home("judge", family(store, program, province), MAY, out=True)
    assert {area: row.targets for area, row in told(store, "zone").items()} == {"04": 5, "05": 1}
    assert {area: row.targets for area, row in told(store, "province").items()} == {"30": 3, "31": 2, "46": 1}
    assert set(told(store, "district")) == {"30/โนนสูง", "31/สตึก", "46/ยางตลาด"}
    for level in LEVELS:
        assert sum(row.out_of_poverty or 0 for row in told(store, level).values()) == 6


def test_a_zones_panel_sees_the_same_numbers_p7_4(store: Counted) -> None:
    """One definition: the ranking table folds the households, this reads their marks."""
    program, other = store.program(), store.program("31")
    cases = [family(store, program) for _ in range(4)]
    store.home("judge", cases[0], MAY, out=True)
    store.home("judge", cases[1], MAY, out=False)
    store.home("close", cases[2], MAY, reason="duplicate")
    store.home("close", cases[3], MAY, reason="deceased")
    family(store, other, "31")
    for on in (START, MARCH, MAY, END):
        counted = told(store, "community", on)
        with store.casework.reading() as reader:
            for case in (program, other):
                results = results_of(case, AsKnown(reader, on))
                found = counted.get(case)
                assert (results.adopted, results.out_of_poverty) == (
                    (0, 0) if found is None else (found.targets, found.out_of_poverty)
                )


def test_published_figures_hide_small_cells_and_an_open_answer_doesnt(store: Counted) -> None:
    program = store.program()
    cases = [family(store, program) for _ in range(12)]
    for case in cases[:3]:
        store.home("judge", case, MAY, out=True)
    assert whole(store).out_of_poverty == 3
    hidden = told(store, published=True)["TH"]
    assert (hidden.targets, hidden.out_of_poverty, hidden.out_of_poverty_share) == (12, None, None)
    assert {(m.first, m.latest): m.households for m in hidden.moves}["red", "red"] == 12
    assert (hidden.dimensions_failed, hidden.dimensions_resolved_share) == (None, 0)
    for case in cases[3:5]:
        store.home("judge", case, MAY, out=True)
    assert told(store, published=True)["TH"].out_of_poverty == 5


def test_a_community_that_shows_it_has_no_targets_protects_nobody(store: Counted) -> None:
    """A province with three targets is hidden behind another that has some, not behind an empty one."""
    for province, families in (("30", 3), ("31", 0), ("46", 8)):
        program = store.program(province)
        for _ in range(families):
            family(store, program, province)
    hidden = told(store, "province", published=True)
    assert {area: row.targets for area, row in hidden.items()} == {"30": None, "46": None}
    assert told(store, published=True)["TH"].targets == 11


def test_nothing_is_said_of_dimensions_where_a_tier_is_hidden(store: Counted) -> None:
    program = store.program()
    for number in range(12):
        family(store, program, failed=HARD if number > 1 else ("income",))
    hidden = told(store, published=True)["TH"]
    shown = {(m.first, m.latest): m.households for m in hidden.moves}
    assert (shown["green", "green"], hidden.dimensions_resolved_share) == (None, None)
    assert shown["red", "red"] is None


def test_how_small_a_cell_may_be_is_the_rule_sets_to_say(store: Counted) -> None:
    program = store.program()
    for case in [family(store, program) for _ in range(12)][:3]:
        store.home("judge", case, MAY, out=True)
    least = msgspec.structs.replace(RULES.process, small_cell_size=3)
    rules = msgspec.structs.replace(RULES, process=least)
    with store.casework.reading() as reader:
        (row,) = success(AsKnown(reader, END), "country", rules, published=True)
    assert row.out_of_poverty == 3


def test_without_households_there_is_nothing_to_tell(store: Counted) -> None:
    store.program()
    for level in LEVELS:
        assert told(store, level) == told(store, level, published=True) == {}
