"""A milestone unreached as a round nears its end is due soon, in every list, figure and worklist alike (S5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from aggregates.areas import COUNTRY
from aggregates.program_state import PROGRAM
from aggregates.reference import REFERENCE_CASE
from projections.as_of import as_known
from projections.milestones_due import milestones_due
from projections.progress import progress
from projections.timeliness import timely_now, timely_then, timely_throughout
from tests.given import RULES, TEXT
from tests.score_stories import FIRST, Offices
from tests.test_projections_sheets import LEVELS
from web.access import Grant, Person
from web.answers.caseload import cases
from web.answers.worklist import worklist

END = date(2021, 3, 31)
DAYS = RULES.process.due_soon_days
SHOWN = date(2021, 2, 1)
ALL = {name for sheet in ("province-6m", "zone-6m") for level in LEVELS[sheet] for name in level}
SOMEBODY = Person(id="malee", account="0" * 32, grants=(Grant("supervisor", COUNTRY),))


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    made = Offices(tmp_path)
    yield made
    made.close()


def soon(offices: Offices, day: date) -> set[str]:
    """The programs that are due soon as of a day; none of them is overdue."""
    with offices.casework.reading() as reader:
        found = timely_then(reader, PROGRAM.name, day, reader.size)
    assert not any(how.overdue for how in found.values())
    return {case for case, how in found.items() if how.due_soon}


def test_a_community_short_of_a_milestone_is_due_soon_from_thirty_days_before_the_rounds_end_s5(
    offices: Offices,
) -> None:
    lacking, complete = offices.program("46"), offices.program("46")
    offices.show(lacking, "area", on=SHOWN)
    offices.show(complete, *sorted(ALL), on=SHOWN)
    offices.later(date(2021, 5, 1))
    assert {offices.community(sheet, complete, office).level for sheet, office in
            (("province-6m", "46"), ("zone-6m", "05"))} == {5}  # fmt: skip
    days = {END - timedelta(DAYS + 1): False, END - timedelta(DAYS): True, END: True, END + timedelta(1): False}
    for day, holds in days.items():
        assert soon(offices, day) == ({lacking} if holds else set()), day


def test_reaching_it_ends_that_and_what_was_known_before_stays_as_it_was_s5(offices: Offices) -> None:
    program = offices.program("46")
    offices.later(END - timedelta(5))
    before = offices.size
    assert soon(offices, END - timedelta(5)) == {program}
    offices.show(program, *sorted(ALL), on=END - timedelta(5))
    assert soon(offices, END - timedelta(5)) == set()
    assert soon(offices, END - timedelta(6)) == {program}
    with offices.casework.reading() as reader:
        assert timely_then(reader, PROGRAM.name, END - timedelta(5), before)[program].due_soon


def test_lists_figures_and_worklist_mean_the_same_by_it_s5(offices: Offices) -> None:
    programs = {offices.program("46"), offices.program("30")}
    offices.later(END)
    with offices.casework.reading() as reader:
        assert {case for case, how in timely_now(reader, PROGRAM.name).items() if how.due_soon} == programs
        assert {case for case, how in timely_throughout(reader, PROGRAM.name).items() if how.due_soon} == programs
        listed, _ = cases(reader, PROGRAM.name, {"due_soon": True})
        assert {row["case_id"] for row in listed} == programs
        (country,) = progress(as_known(reader, None, None), PROGRAM, "country", RULES.process)
        assert country.timely("due_soon") == 2
        (group,) = (one for one in worklist(reader, SOMEBODY, officer=None).groups if one.group == "due_soon")
        assert ({row.case for row in group.rows}, {row.due for row in group.rows}) == (programs, {END})


def test_another_communitys_fact_is_seen_though_figures_are_kept_s5(offices: Offices) -> None:
    """Asked twice, so that what is kept answers; then the milestone is reached."""
    program = offices.program("46")
    offices.later(END)

    def counted() -> int:
        with offices.casework.reading() as reader:
            (country,) = progress(as_known(reader, None, None), PROGRAM, "country", RULES.process)
            return country.timely("due_soon")

    assert (counted(), counted()) == (1, 1)
    offices.show(program, *sorted(ALL), on=END)
    assert counted() == 0


def test_the_days_are_those_of_the_rules_the_case_runs_under_s5_w6(offices: Offices) -> None:
    usual = offices.program("46")
    text = TEXT.replace("\nversion = 1\n", "\nversion = 2\n").replace("due_soon_days = 30", "due_soon_days = 10")
    assert text != TEXT
    offices.do("reference", "activate_rule_set", REFERENCE_CASE, on=FIRST, text=text)
    shorter = offices.program("46", on=FIRST + timedelta(1))
    offices.later(END)
    assert soon(offices, END - timedelta(20)) == {usual}
    assert soon(offices, END - timedelta(10)) == {usual, shorter}


def test_a_closed_community_owes_no_milestone_and_households_owe_none_s5(offices: Offices) -> None:
    closed, program = offices.program("46"), offices.program("46")
    household = offices.household(program)
    offices.do("program", "close", closed, on=SHOWN, because="ยุบรวม", reason="other")
    offices.later(END)
    with offices.casework.reading() as reader:
        assert not timely_then(reader, "household", END, reader.size)[household].due_soon
    assert soon(offices, END) == {program}


def test_before_any_rules_were_in_force_nothing_is_due_s5(offices: Offices) -> None:
    with offices.casework.reading() as reader:
        assert milestones_due(reader, PROGRAM.name, date(2019, 3, 31), reader.size) == {}
