"""Commands that wait for each other share one transaction, and nobody gets another's answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from engine.casework import Casework
from engine.command import Receipt
from engine.refusal import BadInput, CommandReused, StaleVersion, StoreBusy
from engine.together import MOST, Together
from tests.plain_casework import casework, command, do, opened, rows
from tests.plain_kind import PLAIN


@pytest.fixture
def at(tmp_path: Path) -> Casework:
    return casework(tmp_path)


def waiting(at: Casework, *commands: Any) -> list[Future[Receipt]]:
    """Ask for ``commands`` in this order while another one is at work; all of them wait for it."""
    pool = ThreadPoolExecutor(len(commands) + 1)
    case = opened(at)
    with at.facts_recorder.writing() as connection:
        connection.execute("ROLLBACK")
        first = pool.submit(at.do, command("note", case, n=0))
        _until(lambda: at._together._served and at._together.waiting == 0)
        asked = []
        for number, one in enumerate(commands, start=1):
            asked.append(pool.submit(at.do, one))
            _until(lambda expected=number: at._together.waiting == expected)
    pool.shutdown()
    assert first.result().facts == 1
    return asked


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


def commits(at: Casework) -> list[str]:
    """What is asked of the database to end its transactions, from now on."""
    seen: list[str] = []
    at.facts_recorder._writer.set_trace_callback(lambda said: seen.append(said) if said == "COMMIT" else None)
    return seen


def test_commands_that_wait_share_a_transaction_and_each_gets_its_own_receipt(at: Casework) -> None:
    cases = [opened(at) for _ in range(20)]
    said = commits(at)
    receipts = [one.result() for one in waiting(at, *(command("note", case, n=n) for n, case in enumerate(cases)))]
    # That of the case opened meanwhile, that of who came first, and one for all who waited.
    assert len(said) == 3
    assert [one.case for one in receipts] == cases
    assert [at.state(PLAIN, case).notes for case in cases] == [(n,) for n in range(20)]
    leaves = [one.leaf for one in receipts]
    assert leaves == sorted(set(leaves))  # type: ignore[type-var]


def test_without_anybody_waiting_each_command_has_a_transaction_of_its_own(at: Casework) -> None:
    case, said = opened(at), commits(at)
    for n in range(20):
        do(at, "note", case, n=n)
    assert len(said) == 20


def test_a_refusal_goes_to_whom_it_is_for_and_undoes_nothing_of_others(at: Casework) -> None:
    case = opened(at)
    do(at, "note", case, id="once", n=9)
    asked = waiting(
        at,
        command("note", case, n=1, seen=2),
        command("note", case, n=2, seen=2),
        command("nothing_like_it", case),
        command("note", case, id="once", n=9),
        command("note", case, id="once", n=8),
        command("note", case, n=3),
    )
    assert asked[0].result().version == 3
    assert isinstance(asked[1].exception(), StaleVersion)
    assert isinstance(asked[2].exception(), BadInput)
    assert asked[3].result().version == 2
    assert isinstance(asked[4].exception(), CommandReused)
    assert asked[5].result().version == 4
    assert at.state(PLAIN, case).notes == (9, 1, 3)


def test_an_error_nobody_foresaw_hits_only_the_command_that_has_it(
    at: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(at)
    blind = at.vault.digest
    monkeypatch.setattr(at.vault, "digest", lambda request: 1 // 0 if b"unlucky" in request else blind(request))
    asked = waiting(
        at, command("note", case, n=1), command("note", case, id="unlucky", n=2), command("note", case, n=3)
    )
    assert isinstance(asked[1].exception(), ZeroDivisionError)
    assert [asked[0].result().facts, asked[2].result().facts] == [1, 1]
    assert sorted(at.state(PLAIN, case).notes) == [1, 3]


def test_a_busy_store_is_said_to_all_who_wait_after_one_wait(at: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    case, tries = opened(at), []

    def busy(commands: Sequence[Any]) -> None:
        tries.append(len(commands))
        raise StoreBusy

    monkeypatch.setattr(at, "_try_batch", busy)
    asked = waiting(at, *(command("note", case, n=n) for n in range(5)))
    assert [type(one.exception()) for one in asked] == [StoreBusy] * 5
    assert tries == [5]


def test_more_than_are_served_at_once_are_served_in_turns_and_in_order() -> None:
    served: list[list[int]] = []
    begun, go_on = Event(), Event()

    def alone(n: int) -> int:
        served.append([n])
        begun.set()
        go_on.wait(30)
        return -n

    def several(some: Sequence[int]) -> list[int | Exception]:
        served.append(list(some))
        return [-n for n in some]

    together: Together[int, int] = Together(alone, several)
    with ThreadPoolExecutor(MOST + 8) as pool:
        asked = [pool.submit(together.ask, 1)]
        begun.wait(30)
        for n in range(2, MOST + 7):
            asked.append(pool.submit(together.ask, n))
            _until(lambda expected=n - 1: together.waiting == expected)
        go_on.set()
    assert [one.result() for one in asked] == [-n for n in range(1, MOST + 7)]
    assert served == [[1], list(range(2, MOST + 2)), list(range(MOST + 2, MOST + 7))]


def test_who_serves_and_is_stopped_leaves_nobody_waiting() -> None:
    begun, go_on = Event(), Event()

    def alone(n: int) -> int:
        begun.set()
        go_on.wait(30)
        return n

    def several(some: Sequence[int]) -> list[int | Exception]:
        raise KeyboardInterrupt

    together: Together[int, int] = Together(alone, several)
    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(together.ask, 1)]
        begun.wait(30)
        for n in range(2, 6):
            asked.append(pool.submit(together.ask, n))
            _until(lambda expected=n - 1: together.waiting == expected)
        go_on.set()
    assert [type(one.exception()) for one in asked] == [type(None), KeyboardInterrupt] + [type(None)] * 3
    assert [one.result() for one in asked if one.exception() is None] == [1, 3, 4, 5]


def test_one_case_written_by_many_at_once_has_every_note_once(at: Casework) -> None:
    case = opened(at)
    with ThreadPoolExecutor(32) as pool:
        receipts = list(pool.map(lambda n: at.do(command("note", case, n=n)), range(300)))
    assert sorted(one.version for one in receipts) == list(range(2, 302))
    assert sorted(at.state(PLAIN, case).notes) == list(range(300))
    assert rows(at, "SELECT count(*), max(rowid) FROM stored_events") == [(301, 301)]
