"""Progress: stages, phases, time in stage, overdue, due soon and stuck, as of any day, as known at any time (S5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from projections.areas import Level
from projections.as_of import AsKnown
from projections.progress import AreaProgress, StageCount, progress
from projections.timeliness import TIMELINESS, Timely, timely_now, timely_then
from tests.counted_store import END, START, Counted
from tests.given import RULES, TEXT
from workflows.process_rules import STAGES
from workflows.rules import decode_rules

MARCH, JUNE = date(2021, 3, 1), date(2021, 6, 1)
DAY = timedelta(1)
PHASES = RULES.process.phases
OVERDUE, DUE_SOON, STUCK = Timely(1, 0, 0), Timely(0, 1, 0), Timely(0, 0, 1)
NEITHER = Timely(0, 0, 0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Counted]:
    made = Counted(tmp_path)
    yield made
    made.close()


def told(
    store: Counted, level: Level = "country", on: date = END, known: Any = None, kind: str = "household"
) -> dict[str, AreaProgress]:
    with store.casework.reading() as reader:
        rows = progress(AsKnown(reader, on, known), reader.parts.kinds[kind], level, RULES.process)
        return {row.area: row for row in rows}


def stages(store: Counted, on: date = END, known: Any = None) -> dict[str, StageCount]:
    return {stage.stage: stage for stage in told(store, "country", on, known)["TH"].stages}


def phases(store: Counted, on: date = END) -> dict[str, int]:
    return {p.phase: p.present + p.suspended + p.closed for p in told(store, "country", on)["TH"].phases if p.present}


def timely(store: Counted, case: str, on: date = END, known: Any = None) -> Timely:
    """What holds of a case but being stuck, which is another matter."""
    with store.casework.reading() as reader:
        return timely_then(reader, "household", on, reader.position(known))[case]._replace(stuck=0)


def stuck(store: Counted, case: str, on: date, known: Any = None) -> bool:
    with store.casework.reading() as reader:
        return bool(timely_then(reader, "household", on, reader.position(known))[case].stuck)


def through(store: Counted, case: str, *days: date) -> None:
    """One stage further on each of these days."""
    for stage, day in zip(STAGES, days, strict=False):
        store.home("reach", case, day, to=stage)


def test_cases_are_counted_where_they_stood_on_the_day(store: Counted) -> None:
    case = store.household(store.program())
    through(store, case, MARCH, JUNE)
    assert [stages(store, day)[stage].present for day, stage in ((START, "opened"), (MARCH, "selected"))] == [1, 1]
    assert (stages(store)["analyzed"].present, stages(store)["selected"].present) == (1, 0)
    store.home("suspend", case, JUNE, until="2021-08-01")
    assert (stages(store)["analyzed"].suspended, stages(store)["analyzed"].present) == (1, 0)
    store.home("close", case, date(2021, 7, 1), reason="moved")
    assert stages(store)["analyzed"].closed == 1


def test_days_in_a_stage_are_those_of_cases_that_left_it(store: Counted) -> None:
    program = store.program()
    for days in (1, 2, 3, 4, 50):
        through(store, store.household(program), MARCH, MARCH + days * DAY)
    found = stages(store)["selected"]
    assert (found.left, found.median_days, found.p90_days) == (5, 3, 50)
    assert (stages(store)["analyzed"].left, stages(store)["analyzed"].median_days) == (0, None)
    assert stages(store, MARCH + 3 * DAY)["selected"].left == 3


def test_a_household_counts_where_its_community_lies(store: Counted) -> None:
    """So that districts add up to provinces, whatever a household says of its own district."""
    for province in ("30", "31", "46"):
        store.household(store.program(province), province)
    assert set(told(store, "zone")) == {"04", "05"}
    assert set(told(store, "district")) == {"30/โนนสูง", "31/สตึก", "46/ยางตลาด"}
    assert {area: row.total for area, row in told(store, "province").items()} == {"30": 1, "31": 1, "46": 1}


def test_the_rule_sets_phases_take_stages_together_s5(store: Counted) -> None:
    assert [phase.code for phase in PHASES] == ["data", "plan", "do", "check", "act"]
    case = store.household(store.program())
    days = [MARCH + number * DAY for number in range(7)]
    through(store, case, *days)
    assert phases(store, MARCH - DAY) == {}
    assert [next(iter(phases(store, day))) for day in days] == ["data", "data", "plan", "plan", "do", "check", "act"]


def test_a_case_sent_back_to_plan_acts_on_what_was_found_until_it_goes_on_s5_w4(store: Counted) -> None:
    case = store.household(store.program())
    through(store, case, *[MARCH] * 5)
    store.home("return_to", case, JUNE, to="planned")
    assert phases(store) == {"act": 1}
    store.home("reach", case, JUNE + DAY, to="intervened")
    assert phases(store) == {"do": 1}


def test_a_way_back_that_starts_no_new_cycle_is_no_return_to_plan_s5(store: Counted) -> None:
    case = store.household(store.program())
    through(store, case, *[MARCH] * 6)
    store.home("return_to", case, JUNE, to="intervened")
    assert phases(store) == {"do": 1}


def test_a_goal_is_due_soon_for_thirty_days_and_overdue_the_day_after_it_was_due_s5(store: Counted) -> None:
    case = store.household(store.program())
    store.goal(case, START, JUNE)
    assert RULES.process.due_soon_days == 30
    for day, holds in (
        (JUNE - 31 * DAY, NEITHER),
        (JUNE - 30 * DAY, DUE_SOON),
        (JUNE, DUE_SOON),
        (JUNE + DAY, OVERDUE),
    ):
        assert timely(store, case, day) == holds, day


def test_the_earliest_promise_decides_and_a_kept_one_no_longer_counts_s5(store: Counted) -> None:
    case = store.household(store.program())
    first = store.goal(case, START, MARCH)
    store.goal(case, START, JUNE)
    store.home("achieve_goal", case, date(2021, 3, 10), goal=first)
    assert timely(store, case, date(2021, 3, 9)) == OVERDUE
    assert timely(store, case, date(2021, 3, 10)) == NEITHER
    assert timely(store, case, JUNE + DAY) == OVERDUE


def test_referrals_and_carried_over_dates_pass_too_s5(store: Counted) -> None:
    referred, carried = (store.household(store.program(province), province) for province in ("30", "31"))
    sent = store.home("send_referral", referred, START, agency="dsdw", due=MARCH.isoformat())
    assert timely(store, referred, MARCH + DAY) == OVERDUE
    store.home("finish_referral", referred, JUNE, referral=sent)
    assert timely(store, referred, JUNE) == NEITHER
    store.home("carry_over", carried, START, until=MARCH.isoformat())
    assert timely(store, carried, MARCH + DAY) == OVERDUE
    through(store, carried, *[JUNE] * 5)
    assert timely(store, carried, JUNE) == NEITHER
    assert timely(store, carried, JUNE - DAY) == OVERDUE


def test_a_promise_entered_late_counts_from_its_day_on_s5(store: Counted) -> None:
    """The last word on what is due is that of the latest day, not of the latest entry."""
    case = store.household(store.program())
    kept = store.goal(case, START, MARCH)
    store.home("achieve_goal", case, date(2021, 4, 1), goal=kept)
    store.goal(case, date(2021, 2, 1), JUNE)
    assert timely(store, case, date(2021, 4, 1)) == NEITHER
    assert timely(store, case, JUNE) == DUE_SOON


def test_a_closed_case_owes_nothing_and_owes_it_again_when_reopened_s5(store: Counted) -> None:
    case = store.household(store.program())
    store.goal(case, START, MARCH)
    store.home("close", case, date(2021, 4, 1), reason="other")
    store.home("reopen", case, JUNE)
    days = (date(2021, 3, 31), date(2021, 4, 1), JUNE)
    assert [timely(store, case, day) for day in days] == [OVERDUE, NEITHER, OVERDUE]


def test_a_new_cycle_begins_without_the_promises_of_the_last_s5_w4(store: Counted) -> None:
    case = store.household(store.program())
    through(store, case, *[MARCH] * 5)
    store.goal(case, MARCH, date(2021, 4, 1))
    store.home("return_to", case, JUNE, to="planned")
    assert [timely(store, case, day) for day in (JUNE - DAY, JUNE)] == [OVERDUE, NEITHER]


def test_a_late_promise_and_a_corrected_day_leave_what_was_known_then_s5_s3_4(store: Counted) -> None:
    case = store.household(store.program())
    store.clock.day = JUNE
    before = store.size
    kept = store.home("achieve_goal", case, JUNE, goal=store.goal(case, START, MARCH))
    assert timely(store, case, date(2021, 4, 1), before) == NEITHER
    assert timely(store, case, date(2021, 4, 1)) == OVERDUE
    before = store.size
    store.correct("household", case, kept, date(2021, 3, 20))
    assert timely(store, case, date(2021, 4, 1), before) == OVERDUE
    assert timely(store, case, date(2021, 4, 1)) == NEITHER


def test_a_case_is_stuck_when_nothing_was_recorded_for_sixty_days_s5(store: Counted) -> None:
    case = store.household(store.program())
    store.goal(case, MARCH, END)
    assert RULES.process.stuck_days == 60
    days = MARCH + 59 * DAY, MARCH + 60 * DAY
    assert [stuck(store, case, day) for day in days] == [False, True]
    assert stages(store, days[1])["opened"].stuck == 1


def test_a_suspended_or_closed_case_is_never_stuck_s5(store: Counted) -> None:
    program = store.program()
    resting, ended = store.household(program), store.household(program)
    store.home("suspend", resting, MARCH)
    store.home("close", ended, MARCH, reason="other")
    assert [stuck(store, case, MARCH - DAY) for case in (resting, ended)] == [True, True]
    assert [stuck(store, case, END) for case in (resting, ended)] == [False, False]


def test_what_was_entered_afterwards_doesnt_undo_that_a_case_was_stuck_s5(store: Counted) -> None:
    """Being stuck is about record keeping: days of recording count, not the days in the field."""
    case = store.household(store.program())
    store.clock.day = JUNE
    store.goal(case, MARCH, END)
    assert stuck(store, case, date(2021, 4, 1))
    assert not stuck(store, case, JUNE)


def test_a_case_nobody_had_heard_of_was_not_stuck_s5(store: Counted) -> None:
    program = store.program()
    store.clock.day = JUNE
    case = store.household(program, on=START)
    assert not stuck(store, case, MARCH)
    assert stages(store, MARCH)["opened"].present == 1


def test_lists_and_progress_agree_on_today(store: Counted) -> None:
    program = store.program()
    late, soon, idle = (store.household(program) for _ in range(3))
    store.goal(late, MARCH, JUNE)
    store.goal(soon, date(2021, 9, 1), END)
    store.clock.day = END
    with store.casework.reading() as reader:
        now = timely_now(reader, "household")
        assert now == timely_then(reader, "household", END, reader.size)
    assert (now[late], now[soon], now[idle]) == (Timely(1, 0, 1), DUE_SOON, STUCK)
    counted = stages(store)["opened"]
    assert [getattr(counted, how) for how in TIMELINESS] == [1, 1, 2]
    assert [told(store)["TH"].timely(how) for how in TIMELINESS] == [1, 1, 2]


DATED = TEXT.replace(
    'stage = "analyzed"\nrequirements = ["H2"]', 'stage = "analyzed"\ndue = 2021-06-01\nrequirements = ["H2"]'
)


def test_a_stage_date_of_the_rule_set_passes_for_cases_that_are_not_there_yet_s5(tmp_path: Path) -> None:
    """Also for those before the stage before it; not for those on hold."""
    assert decode_rules(DATED).gates.due_after("household", "opened") == JUNE
    store = Counted(tmp_path, DATED)
    program = store.program()
    behind, there, resting = (store.household(program) for _ in range(3))
    through(store, there, MARCH, MARCH)
    store.home("suspend", resting, MARCH)
    found = [[timely(store, case, day) for case in (behind, there, resting)] for day in (JUNE, JUNE + DAY)]
    assert found == [[DUE_SOON, NEITHER, NEITHER], [OVERDUE, NEITHER, NEITHER]]
    store.close()


def test_each_case_keeps_the_days_of_the_rules_it_runs_under_s5_w6(store: Counted) -> None:
    program = store.program()
    old, moved = store.household(program), store.household(program)
    longer = TEXT.replace("stuck_days = 60", "stuck_days = 90").replace("version = 1", "version = 2")
    store.do("reference", "activate_rule_set", "00000000000000000000000000000001", START, text=longer)
    with store.casework.reading() as reader:
        pins: Any = reader.state(reader.parts.kinds["reference"], "00000000000000000000000000000001").activations
    store.home("change_rules", moved, START, sha256=pins[0].rules.sha256)
    day = START + 70 * DAY
    assert [stuck(store, case, day) for case in (old, moved)] == [True, False]
    assert stuck(store, moved, START + 90 * DAY)


def test_programs_and_zone_reviews_have_progress_of_their_own(store: Counted) -> None:
    store.program()
    assert told(store, "district", kind="program")["30/โนนสูง"].total == 1
    assert told(store, "community", kind="zone_review") == {}
