"""Plays stories: each day's deeds of all cases go to casework together, on the day they are recorded."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, NamedTuple

from engine.calendar import BANGKOK
from engine.casework import Casework
from engine.command import Command, Receipt
from engine.refusal import BadInput, Refused


class Deed(NamedTuple):
    """Something a person does, as a command; it gets its id when its day has come."""

    kind: str
    case: str
    decision: str
    on: date
    by: str
    because: str | None
    inputs: dict[str, Any]


class Sitting(NamedTuple):
    """Deeds that are recorded together on one day."""

    day: date
    deeds: Sequence[Deed]


Receipts = Sequence[Receipt]
Story = Generator[Sitting, Receipts, None]
"""What happens to a case: yields one sitting after the other, and is told the receipts of each."""


class SetClock:
    """Nine in the morning of the day it was set to, and a minute more for each round of that day."""

    def __init__(self, day: date) -> None:
        self._now = _morning(day)

    def __call__(self) -> datetime:
        return self._now

    @property
    def day(self) -> date:
        return self._now.date()

    def turn(self, day: date) -> None:
        """Go to the next round of the day, or to the morning of a later one."""
        self._now = _morning(day) if day > self.day else self._now + timedelta(minutes=1)


class DemoFailed(Exception):
    """A deed of the demo was refused, or said nothing new: a mistake in its story."""


class Schedule:
    """Stories by the day of their next sitting.

    A deed's number makes its command id, so a build that died is taken up again by building once more.
    """

    def __init__(self, casework: Casework, clock: SetClock, name: str) -> None:
        self._casework, self._clock, self._name = casework, clock, name
        self._waiting: list[tuple[date, int, Story, Sitting]] = []
        self._order, self._number = count(), count(1)

    def add(self, story: Story) -> None:
        """Let a story begin."""
        self._next(story, None)

    def run(self, progress: Callable[[date], None]) -> None:
        """Play all stories to their end. Raises DemoFailed."""
        while self._waiting:
            day = self._waiting[0][0]
            self._clock.turn(day)
            today: list[tuple[Story, Sitting]] = []
            while self._waiting and self._waiting[0][0] == day:
                _, _, story, sitting = heapq.heappop(self._waiting)
                today.append((story, sitting))
            receipts = iter(self._record([deed for _, sitting in today for deed in sitting.deeds]))
            for story, sitting in today:
                self._next(story, [next(receipts) for _ in sitting.deeds])
            progress(day)

    def _next(self, story: Story, receipts: Receipts | None) -> None:
        try:
            sitting = next(story) if receipts is None else story.send(receipts)
        except StopIteration:
            return
        heapq.heappush(self._waiting, (max(sitting.day, self._clock.day), next(self._order), story, sitting))

    def _record(self, deeds: Sequence[Deed]) -> list[Receipt]:
        receipts = []
        for command, answer in self._casework.do_many([self._command(deed) for deed in deeds]):
            if not isinstance(answer, Receipt) or not answer.facts:
                raise DemoFailed(_told(command, answer))
            receipts.append(answer)
        return receipts

    def _command(self, deed: Deed) -> Command:
        return Command(
            id=f"demo/{self._name}/{next(self._number)}",
            kind=deed.kind,
            name=deed.decision,
            by=deed.by,
            case=deed.case,
            inputs=deed.inputs,
            on=deed.on,
            because=deed.because,
        )


def _told(command: Command, answer: object) -> str:
    match answer:
        case Refused(findings=findings):
            why = "; ".join(f"{f.id}: {(f.needed or f.label).en}" for f in findings)
        case BadInput():
            why = f"{answer.field}: {answer.text.en}"
        case Receipt():
            why = "nothing new"
        case _:
            why = str(answer)
    return f"{command.kind} {command.name} on {command.on} by {command.by}: {why}"


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), BANGKOK)
