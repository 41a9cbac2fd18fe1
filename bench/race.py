"""One race: ourselves, the raw limit and what a team would otherwise pick, case by case in turn, on the same work."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NamedTuple

from bench.places import ROOT

SECONDS = 80.0
"""How long a race lasts; in a quiet hour each contestant takes some forty cases through, of 42 commands each."""
FEWEST = 5
"""Rounds that are run however long they take."""
WARMING = 2
"""Cases before those that count."""


@dataclass(frozen=True, eq=False, slots=True)
class Contestant:
    label: str
    program: str
    peer: bool
    """Whether it needs the peers' environment."""
    bound: Mapping[str, float]
    """By kind of disk, the ratio of ours to it that the plan asks for: at most for the first two, else at least."""


OURS = Contestant("Chumchon as shipped", "ours", False, {})
BARE = Contestant("bare INSERT, the raw limit", "bare_insert", False, {"disk": 1 / 0.60})
BY_HAND = Contestant("gate, history and row by hand", "hand_written", False, {"RAM disk": 2.5})
CONTESTANTS = (
    BARE,
    BY_HAND,
    Contestant("our statements, nothing around them", "our_statements", False, {}),
    OURS,
    Contestant("eventsourcing, stock", "stock_eventsourcing", True, {"disk": 3.5}),
    Contestant("eventsourcing, cached", "cached_eventsourcing", True, {}),
    Contestant("SpiffWorkflow", "spiff", True, {"disk": 4.5}),
    Contestant("SQLAlchemy, transitions, audit table", "sqlalchemy_transitions", True, {"disk": 4.5}),
    Contestant("Django, fsm-2, simple-history", "django_history", True, {"disk": 7.0}),
)


class Turn(NamedTuple):
    """What one contestant took for one case: the seconds of each command, and the processor's for all of them."""

    took: Sequence[float]
    cpu: float


Turns = dict[Contestant, list[Turn]]


def race(places: Mapping[str, Path], peers: Path | None, seconds: float = SECONDS) -> dict[str, Turns]:
    """The turns of each contestant by kind of disk. Without the peers' Python only those run who need none."""
    entered = [one for one in CONTESTANTS if peers or not one.peer]
    found: dict[str, Turns] = {label: {one: [] for one in entered} for label in places}
    with ExitStack() as running:
        stables = [
            (found[label][one], running.enter_context(_stable(one, place / one.program, peers)))
            for label, place in places.items()
            for one in entered
        ]
        begun = time.monotonic()
        for number in count(-WARMING):
            if number >= FEWEST and time.monotonic() - begun > seconds:
                break
            # Everybody comes first and last as often, so nobody always runs in another's wake.
            first = number % len(stables)
            for turns, stable in (*stables[first:], *stables[:first]):
                turn = next(stable)
                if number >= 0:
                    turns.append(turn)
    return found


@contextmanager
def _stable(contestant: Contestant, folder: Path, peers: Path | None) -> Iterator[Iterator[Turn]]:
    """A contestant's process with a store in ``folder``: each item taken is one more case."""
    folder.mkdir(parents=True)
    python = str(peers) if contestant.peer else sys.executable
    words = [python, "-m", f"bench.peers.{contestant.program}", str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, bufsize=1) as process:
        asks, answers = process.stdin, process.stdout
        assert asks is not None
        assert answers is not None

        def turns() -> Iterator[Turn]:
            while True:
                asks.write("\n")
                said = answers.readline()
                if not said:
                    raise RuntimeError(f"{contestant.program} ended with status {process.wait()}")
                yield Turn(**json.loads(said))

        yield turns()


def table(where: str, turns: Turns) -> Iterator[str]:
    """The lines of one kind of disk: medians of single commands, ratios as medians over cases run side by side."""
    yield (
        f"{'one durable command, ' + where:44} {'ran':>6} {'median us':>10} {'CPU us':>8} {'times raw':>10} "
        f"{'ours':>8} {'bound':>10}"
    )
    ours, raw = turns[OURS], turns[BARE]
    for contestant, its in turns.items():
        commands = [took for turn in its for took in turn.took]
        cpu = sum(turn.cpu for turn in its) / len(commands)
        yield (
            f"{contestant.label:44} {len(commands):6,} {statistics.median(commands) * 1e6:10,.0f} {cpu * 1e6:8,.0f} "
            f"{_ratio(its, raw):10.2f} {_compared(contestant, where, ours, its)}"
        )


def _compared(contestant: Contestant, where: str, ours: Sequence[Turn], its: Sequence[Turn]) -> str:
    """How ours stands to it: times slower than a limit, times faster than a peer."""
    if contestant is OURS:
        return ""
    slower = not contestant.peer
    ratio = _ratio(ours, its) if slower else _ratio(its, ours)
    bound = contestant.bound.get(where)
    kept = bound is None or (ratio <= bound if slower else ratio >= bound)
    said = "" if bound is None else f"{'<=' if slower else '>='} {bound:.2f}{'' if kept else ' missed'}"
    return f"{ratio:6.2f}x{'-' if slower else '+'} {said:>10}"


def _ratio(one: Sequence[Turn], other: Sequence[Turn]) -> float:
    """The median of the ratios of two turns taken one after the other, so that what the machine does cancels out."""
    pairs = zip(one, other, strict=True)
    return statistics.median(statistics.median(a.took) / statistics.median(b.took) for a, b in pairs)
