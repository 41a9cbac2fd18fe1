"""Chumchon as it is shipped: household commands with all their duties, through Casework."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from bench.household_work import Work
from bench.peers.course import Step, run
from web.process import set_up


def ours(folder: Path) -> Callable[[], Iterator[Step]]:
    work = Work(folder)
    set_up()

    def case() -> Iterator[Step]:
        for command in work.commands(work.open_household()):
            yield lambda command=command: work.casework.do(command)

    return case


if __name__ == "__main__":
    run(ours)
