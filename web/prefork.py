"""Several processes at the same work: the first only watches over the others, and replaces one that died."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from threading import Thread
from time import monotonic

BRIEF = 10.0
"""Seconds. Whoever fails sooner never came to work, and the next wouldn't either."""


def spread(processes: int, work: Callable[[int], None]) -> None:
    """Do ``work``, given its number from 0 on, in so many processes at once until this one is told to end.

    They end with this one, however it ends. Returns when the work is done, in each of them. Exits with the status of
    one that could not begin. Nothing may be open and no other thread may run when this is called.
    """
    Watcher(work).watch(processes)


class Watcher:
    """The first process: it opens nothing, so it can be forked at any time."""

    def __init__(self, work: Callable[[int], None]) -> None:
        self._work = work
        self._running: dict[int, tuple[int, float]] = {}
        self._ending = False
        # Nobody writes into the pipe: it ends when the only process that holds this end does.
        self._life, self._hold = os.pipe()

    def watch(self, processes: int) -> None:
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, self._end)
        if any(self._began(number) for number in range(processes)):
            return
        while self._running:
            pid, status = os.wait()
            number, began = self._running.pop(pid)
            code = os.waitstatus_to_exitcode(status)
            if self._ending:
                continue
            if code > 0 and monotonic() - began < BRIEF:
                self._end()
                raise SystemExit(code)
            if self._began(number):
                return

    def _began(self, number: int) -> bool:
        """Whether this is the new process, with its work done."""
        pid = os.fork()
        if pid:
            self._running[pid] = number, monotonic()
            return False
        os.close(self._hold)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        Thread(target=self._end_with_the_first, daemon=True).start()
        self._work(number)
        return True

    def _end_with_the_first(self) -> None:
        os.read(self._life, 1)
        os._exit(1)

    def _end(self, *_: object) -> None:
        self._ending = True
        for pid in self._running:
            os.kill(pid, signal.SIGTERM)
