"""Which processors a process runs on: a server's threads on one, work that is shared out on all."""

from __future__ import annotations

import os
import sys

ALL = frozenset(os.sched_getaffinity(0)) if sys.platform == "linux" else frozenset[int]()
"""Those we were given; none where the system doesn't say."""


def keep_to_one(number: int) -> None:
    """Keep this thread, and every thread and process it begins from now on, on one of our processors.

    Only one thread at a time runs Python. Where they lie on several processors, handing over from one to the other
    costs more than most requests (docs/performance.md). Processes given numbers in a row share the processors out.
    """
    if ALL:
        os.sched_setaffinity(0, {sorted(ALL)[number % len(ALL)]})


def use_all() -> None:
    """Let a process that has one thread and its own work run wherever there is room."""
    if ALL:
        os.sched_setaffinity(0, ALL)
