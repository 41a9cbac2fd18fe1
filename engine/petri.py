"""A workflow as a Petri net: what process mining replays a history against (U3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.workflow import Move, Workflow

OPEN, SUSPEND, RESUME, CLOSE, REOPEN = "open", "suspend", "resume", "close", "reopen"
START, END = "start", "end"


class Transition(NamedTuple):
    """What takes a token from one place to another. One without a label leaves no event behind."""

    id: str
    label: str | None
    source: str
    target: str


class PetriNet(NamedTuple):
    """Places and transitions; one token begins in ``START`` and a life that fits ends with it in ``END``."""

    id: str
    places: tuple[str, ...]
    transitions: tuple[Transition, ...]


def waived(move: str) -> str:
    """What a move is called that was made under a waiver (W3)."""
    return f"{move}_under_waiver"


def petri_net(workflow: Workflow, *, permitted: bool) -> PetriNet:
    """The lives a workflow intends: forward, each gate met; a case may pause or end anywhere and come back.

    ``permitted`` adds what the rules allow as well: moves under a waiver and returns (W3, W4).
    """
    transitions = tuple(_transitions(workflow, permitted))
    places = dict.fromkeys(place for one in transitions for place in (one.source, one.target))
    return PetriNet(f"{workflow.name}-{'permitted' if permitted else 'intended'}", tuple(places), transitions)


def _transitions(workflow: Workflow, permitted: bool) -> Iterator[Transition]:
    yield Transition(OPEN, OPEN, START, workflow.opening)
    for move in workflow.moves:
        if permitted or not move.back:
            yield _transition(move, move.name)
        if permitted and not move.back:
            yield _transition(move, waived(move.name))
    for stage in workflow.stages:
        yield from _pauses(stage.name)


def _transition(move: Move, label: str) -> Transition:
    return Transition(f"{label}-from-{move.source}", label, move.source, move.target)


def _pauses(stage: str) -> Iterator[Transition]:
    """What may happen to a case without its moving: the record may also just end here."""
    suspended, closed = f"{stage}-suspended", f"{stage}-closed"
    yield Transition(f"suspend-{stage}", SUSPEND, stage, suspended)
    yield Transition(f"resume-{stage}", RESUME, suspended, stage)
    for place in (stage, suspended):
        yield Transition(f"close-{place}", CLOSE, place, closed)
    yield Transition(f"reopen-{stage}", REOPEN, closed, stage)
    for place in (stage, suspended, closed):
        yield Transition(f"leave-{place}", None, place, END)
