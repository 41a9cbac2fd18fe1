"""Recorded times never go back and are never pulled far ahead; a clock that was set is noticed (T7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.casework import Casework
from engine.clock import FAR, LONGEST_SILENCE, SteadyClock, microseconds
from engine.refusal import ClockWrong
from tests.plain_casework import casework, do, opened
from tests.plain_kind import PLAIN

START = datetime(2021, 9, 30, 2, tzinfo=UTC)


class Hands:
    """A wall clock and a running one, each turned by hand."""

    def __init__(self) -> None:
        self.wall, self.seconds = START, 1000.0

    def pass_(self, time: timedelta) -> None:
        """Time passes, on both."""
        self.wall += time
        self.seconds += time.total_seconds()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def steady(hands: Hands) -> SteadyClock:
    return SteadyClock(lambda: hands.wall, lambda: hands.seconds)


def test_a_clock_that_only_runs_was_not_set_t7(hands: Hands, steady: SteadyClock) -> None:
    hands.pass_(timedelta(days=30))
    assert steady.set_by == timedelta(0)
    assert steady() == START + timedelta(days=30)


@pytest.mark.parametrize("turn", [timedelta(seconds=7), timedelta(days=-3650), timedelta(days=28_000)])
def test_a_clock_that_was_set_knows_by_how_much_t7(hands: Hands, steady: SteadyClock, turn: timedelta) -> None:
    hands.pass_(timedelta(hours=5))
    hands.wall += turn
    assert steady.set_by == turn


def test_the_present_clock_runs_as_long_as_we_do_t7() -> None:
    assert abs(SteadyClock().set_by) < timedelta(seconds=5)


def test_nothing_is_recorded_in_a_year_to_come_while_we_run_t7(
    tmp_path: Path, hands: Hands, steady: SteadyClock
) -> None:
    at = casework(tmp_path, steady)
    case = opened(at)
    hands.wall += FAR + timedelta(seconds=1)
    with pytest.raises(ClockWrong):
        do(at, "note", case, n=1)
    assert at.state(PLAIN, case).notes == (), "reading goes on"
    hands.wall -= FAR
    do(at, "note", case, n=2)
    assert at.facts(case)[-1].at == microseconds(hands.wall)


def test_control_one_fact_of_2099_holds_every_later_one_there_t7(tmp_path: Path) -> None:
    year = [START]
    at = casework(tmp_path, lambda: year[0])
    case = opened(at)
    at.parts.after_silence = True
    year[0] = datetime(2099, 1, 1, tzinfo=UTC)
    do(at, "note", case, n=1)
    year[0] = START
    do(at, "note", case, n=2)
    assert [record.at for record in at.facts(case)[1:]] == [microseconds(datetime(2099, 1, 1, tzinfo=UTC))] * 2


def test_after_a_long_silence_somebody_says_first_that_the_clock_is_right_t7(tmp_path: Path) -> None:
    year = [START]
    at = casework(tmp_path, lambda: year[0])
    case = opened(at)
    year[0] += LONGEST_SILENCE
    do(at, "note", case, n=1)
    year[0] += LONGEST_SILENCE + timedelta(seconds=1)
    with pytest.raises(ClockWrong, match="clock right"):
        do(at, "note", case, n=2)
    at.parts.after_silence = True
    do(at, "note", case, n=2)
    assert at.state(PLAIN, case).notes == (1, 2)


def test_a_clock_set_back_stops_no_work_and_no_time_goes_back_t7(
    tmp_path: Path, hands: Hands, steady: SteadyClock
) -> None:
    at: Casework = casework(tmp_path, steady)
    case = opened(at)
    hands.wall -= timedelta(days=3650)
    do(at, "note", case, n=1)
    first, second = at.facts(case)
    assert second.at == first.at
