"""The seven-step rail: where a case stands among its stages, since when, past which waivers, sent back or not."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from aggregates.lifecycle import Life, Passage
from engine.bilingual import Text
from engine.workflow import Workflow
from workflows.labels import text


class Step(NamedTuple):
    """One stage of the rail."""

    stage: str
    label: Text
    standing: Literal["done", "here", "ahead"]
    since: date | None = None
    waived: bool = False
    returned: bool = False
    """Whether the case stands here because it was sent back (W4)."""


class Rail(NamedTuple):
    """A case on its way."""

    steps: tuple[Step, ...]
    stage: str
    label: Text
    """Of the stage it stands at."""
    place: int
    """Which step that is; 0 before the first."""
    days: int
    """How long it has stood there."""
    status: str
    status_label: Text


def rail(workflow: Workflow, stage: str, life: Life, on: date) -> Rail:
    """The rail of a case on a day; the opening is no step of it."""
    here = workflow.position(stage)
    latest = {passage.stage: passage for passage in life.passages}
    steps = tuple(
        Step(
            step.name,
            step.label,
            "here" if place == here else "done" if place < here else "ahead",
            _since(latest.get(step.name)) if place <= here else None,
            place <= here and step.name in latest and bool(latest[step.name].waived),
            place == here and _sent_back(workflow, life),
        )
        for place, step in enumerate(workflow.stages)
        if place
    )
    since = (life.since or life.opened).on
    status = text("status", life.status)
    return Rail(steps, stage, workflow.stage(stage).label, here, (on - since).days, life.status, status)


def _since(passage: Passage | None) -> date | None:
    return None if passage is None else passage.mark.on


def _sent_back(workflow: Workflow, life: Life) -> bool:
    """Whether the latest passage led back."""
    if len(life.passages) < 2:
        return False
    before, last = (workflow.position(passage.stage) for passage in life.passages[-2:])
    return last < before
