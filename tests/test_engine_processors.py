"""A server's threads keep to one processor; what they share out among processes runs on all."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import TypeVar

import pytest

from engine.processors import ALL, keep_to_one, use_all
from engine.shares import in_processes

pytestmark = pytest.mark.skipif(not ALL, reason="this system, unlike Linux, has no word on processors")
T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """Done by a thread that ends with it, so that what it keeps to is nobody else's."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(work).result()


def on() -> frozenset[int]:
    return frozenset(os.sched_getaffinity(0))


def test_whoever_keeps_to_one_processor_takes_along_the_threads_and_processes_it_begins() -> None:
    def work() -> list[frozenset[int]]:
        keep_to_one(0)
        context = multiprocessing.get_context("fork")
        mine, theirs = context.Pipe(duplex=False)
        context.Process(target=_tell, args=(theirs,)).start()
        return [on(), apart(on), mine.recv()]

    own, thread, process = apart(work)
    assert len(own) == 1
    assert own == thread == process


def test_numbers_in_a_row_share_the_processors_out() -> None:
    def work() -> set[int]:
        found: set[int] = set()
        for number in range(len(ALL)):
            keep_to_one(number)
            found |= on()
        return found

    assert apart(work) == ALL


def test_what_is_shared_out_runs_on_all_wherever_it_was_begun() -> None:
    def work() -> list[frozenset[int]]:
        keep_to_one(0)
        return list(in_processes(lambda: None, lambda _, __: iter([on()]), [1, 2]))

    assert apart(work) == [ALL, ALL]


def test_control_use_all_is_what_lets_it() -> None:
    def work() -> Iterator[frozenset[int]]:
        keep_to_one(0)
        yield on()
        use_all()
        yield on()

    before, after = apart(lambda: list(work()))
    assert len(before) == 1
    assert after == ALL


def _tell(end: Connection) -> None:
    end.send(on())
