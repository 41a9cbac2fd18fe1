"""The facts of the working group: mechanism, meeting, proposal, order, seats (P3). Who holds a seat is sealed."""

from __future__ import annotations

from collections.abc import Mapping

from aggregates.household_values import File, Given, Sealable, Words
from engine.facts import Fact, fact
from engine.sealed import Sealed
from workflows.wording import Body

# The names and fields below are a storage format: what is written stays for ever.


@fact("program.mechanism_named")
class MechanismNamed(Fact, frozen=True):
    """The province's committee was named as the mechanism (P3.1)."""

    committee: str
    secretary: str


@fact("program.community_meeting_held")
class CommunityMeetingHeld(Fact, frozen=True):
    """The community met on the program (P3.2)."""

    convened_by: tuple[Body, ...]
    agenda: tuple[str, ...]
    attendees: int


@fact("program.committee_proposed")
class CommitteeProposed(Fact, frozen=True):
    """The provincial office proposed the working group to the governor (P3.3)."""

    seats: Mapping[str, int]
    """How many people were proposed for each kind of seat."""


@fact("program.committee_appointed")
class CommitteeAppointed(Fact, frozen=True):
    """The governor signed an order on this day: the appointment, later ones for replacements (P3.3)."""

    number: str
    document: File


class SeatHolder(Sealable, frozen=True):
    """Who holds a seat, and by which post."""

    name: str
    post: str = ""


class NewHolder(Given, frozen=True):
    """Somebody proposed for a seat, as a command takes it."""

    seat: str
    name: Words
    post: str = ""
    order: str | None = None


@fact("program.seat_filled", boxes={"holder": 1})
class SeatFilled(Fact, frozen=True):
    """Somebody holds a seat from this day on (P3.4)."""

    seat: str
    holder: Sealed[SeatHolder]
    order: str | None = None
    """The number of the order that put the holder there, where one was needed."""


@fact("program.seat_vacated")
class SeatVacated(Fact, frozen=True):
    """The holder seated at version ``holder`` left on this day (P3.4)."""

    holder: int


@fact("program.seat_absent")
class SeatAbsent(Fact, frozen=True):
    """Nobody in the area could hold this kind of seat (P3.4)."""

    seat: str
    reason: str
