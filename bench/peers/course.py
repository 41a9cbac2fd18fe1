"""The course of the race: a case through seven stages, five pieces of evidence before each; and how it is timed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

STAGES = (
    "candidate",
    "selected",
    "analyzed",
    "committee_appointed",
    "planned",
    "intervened",
    "evaluated",
    "best_practice",
)
"""Where a case begins, and the seven stages it goes through."""
ENOUGH = 5
"""Pieces of evidence without which the gate of a stage stays shut."""
DAY, VISITOR = "2021-04-01", "มาลี"
SEEN = "บ้านมีหลังคาใหม่แล้ว น้ำดื่มสะอาด ผู้สูงอายุได้รับการดูแล"
"""What every contestant records as evidence."""

Step = Callable[[], object]
"""One command: durable when it returns."""


class GateShut(Exception):
    """A case that may not move on yet."""


def steps(add_evidence: Step, advance: Callable[[str], object]) -> Iterator[Step]:
    """The 42 commands that take one case through."""
    for to in STAGES[1:]:
        for _ in range(ENOUGH):
            yield add_evidence
        yield lambda to=to: advance(to)


def run(contestant: Callable[[Path], Callable[[], Iterator[Step]]]) -> None:
    """Take one case through for each line on standard input, and answer with the seconds of each of its commands.

    ``contestant`` opens its store in the folder named on the command line, and gives the steps of a case each time
    it is called. Opening the case is not timed.
    """
    cases = contestant(Path(sys.argv[1]))
    for _ in sys.stdin:
        took, used = [], time.process_time()
        for step in cases():
            began = time.perf_counter()
            step()
            took.append(time.perf_counter() - began)
        print(json.dumps({"took": took, "cpu": time.process_time() - used}), flush=True)
