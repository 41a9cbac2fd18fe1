"""The facts every kind of case shares: stages, status, waivers, officer in charge, pinned rules (W1-W7)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from engine.facts import Fact, fact
from engine.refusal import Cite

# The names and fields below are a storage format: what is written stays for ever.


class RulePin(msgspec.Struct, frozen=True):
    """The rule set a case runs under: its id, its version, and the SHA-256 of its text (W6)."""

    id: str
    version: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.id}/{self.version}"


class Changed(msgspec.Struct, frozen=True):
    """How a requirement fares under the old and the new rules: met or not, asked for by which stages, waivable."""

    requirement: str
    was_met: bool
    is_met: bool
    was_asked: tuple[str, ...] = ()
    is_asked: tuple[str, ...] = ()
    was_waivable: bool = True
    is_waivable: bool = True

    @property
    def differs(self) -> bool:
        """Whether there is anything to tell."""
        was = (self.was_met, self.was_asked, self.was_waivable)
        return was != (self.is_met, self.is_asked, self.is_waivable)


@fact("case.stage_reached", ordered=True)
class StageReached(Fact, frozen=True):
    """The case entered a stage: its gate held, by the cited facts or under the listed waivers (W1)."""

    move: str
    left: str
    reached: str
    waived: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()
    request: int | None = None


@fact("case.move_requested")
class MoveRequested(Fact, frozen=True):
    """Somebody asked to enter a stage whose gate needs a second person under the rule set (U5)."""

    to: str


@fact("case.move_declined")
class MoveDeclined(Fact, frozen=True):
    """A second person declined the move requested at version ``request``."""

    request: int


@fact("case.returned", ordered=True)
class Returned(Fact, frozen=True):
    """The case went back to an earlier stage; ``new_cycle`` when the plan is to be made or done again (W4)."""

    left: str
    reached: str
    new_cycle: bool


@fact("case.suspended", ordered=True)
class Suspended(Fact, frozen=True):
    """Moves are on hold; evidence may still be recorded (W4)."""

    until: date | None = None


@fact("case.resumed", ordered=True)
class Resumed(Fact, frozen=True):
    """Moves are possible again."""


@fact("case.closed", ordered=True)
class Closed(Fact, frozen=True):
    """The case came to an end, for a reason of the rule set's list (W4)."""

    reason: str
    keeps_claims: bool
    """Whether what the case holds (a house code, an adoption ...) stays its own."""


@fact("case.reopened", ordered=True)
class Reopened(Fact, frozen=True):
    """A closed case goes on from the stage it was in."""


@fact("case.waiver_requested")
class WaiverRequested(Fact, frozen=True):
    """Somebody asked that a missing requirement be waived (W3)."""

    requirement: str


@fact("case.waiver_confirmed", two_persons=True)
class WaiverConfirmed(Fact, frozen=True):
    """A second person granted the waiver requested at version ``request``."""

    request: int
    requirement: str


@fact("case.waiver_lapsed", two_persons=True)
class WaiverLapsed(Fact, frozen=True):
    """Evidence met the requirement that the waiver granted at version ``waiver`` stood in for (W3)."""

    requirement: str
    waiver: int


@fact("case.waiver_declined")
class WaiverDeclined(Fact, frozen=True):
    """A second person declined the waiver requested at version ``request``."""

    request: int


@fact("case.manager_assigned")
class ManagerAssigned(Fact, frozen=True):
    """An officer took charge of the case."""

    officer: str


@fact("case.manager_transferred")
class ManagerTransferred(Fact, frozen=True):
    """The case passed from one officer to another."""

    left: str
    officer: str


Pressing = Literal["overdue", "due_soon", "stuck"]
"""What a case is reminded of (S5)."""


@fact("case.reminder_put_off")
class ReminderPutOff(Fact, frozen=True):
    """Whoever works with the case needs no reminder: before ``until``, or until something else is recorded of it."""

    about: Pressing
    until: date | None = None


@fact("case.rules_changed", ordered=True)
class RulesChanged(Fact, frozen=True):
    """The case moved to another rule set; lists what changed for it (W6)."""

    rules: RulePin
    changed: tuple[Changed, ...]
