"""What the requirements of a community program read: the program, its households, the zone's pick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from engine.history import Mark
from engine.refusal import Cite

T_co = TypeVar("T_co", covariant=True)


class Marked(Protocol):
    """A part of the state that knows which fact set it."""

    @property
    def mark(self) -> Mark: ...


class Known(Marked, Protocol[T_co]):
    """A fact that counts, with its mark."""

    @property
    def fact(self) -> T_co: ...


class Attended(Protocol):
    """Something several bodies took part in."""

    @property
    def participants(self) -> Sequence[str]: ...


class Area(Attended, Protocol):
    """The choice of the area (P1.2)."""

    @property
    def strong_networks(self) -> bool: ...
    @property
    def missions(self) -> Sequence[str]: ...
    @property
    def plan_topics(self) -> Sequence[str]: ...


class Joined(Attended, Protocol):
    """Something network partners may have taken part in by name."""

    @property
    def partners(self) -> Sequence[object]: ...


class Convened(Protocol):
    """A meeting somebody called."""

    @property
    def convened_by(self) -> Sequence[str]: ...


class CommunityMeeting(Convened, Protocol):
    """The meeting with the community (P3.2)."""

    @property
    def agenda(self) -> Sequence[str]: ...


class AdoptionMeeting(Convened, Protocol):
    """The meeting that chose the target households (P4.1)."""

    @property
    def presented(self) -> Sequence[str]: ...


class Planned(Protocol):
    """An activity of the community plan (P4.3)."""

    @property
    def concepts(self) -> Sequence[str]: ...


class Done(Protocol):
    """An activity carried out (P5.1)."""

    @property
    def partners(self) -> Sequence[object]: ...


class Lessons(Protocol):
    """Lessons drawn (P6.1)."""

    @property
    def drawn_by(self) -> Sequence[str]: ...


class Delivery(Protocol):
    """A report delivered (P6.2)."""

    @property
    def recipient(self) -> str: ...
    @property
    def parts(self) -> Sequence[str]: ...


class Verdict(Marked, Protocol):
    """Whether a community criterion holds (P6.3)."""

    @property
    def holds(self) -> bool: ...


class LifeView(Protocol):
    """Where a case stands."""

    @property
    def stage(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def closed_as(self) -> str | None: ...
    @property
    def waived(self) -> Mapping[str, int]: ...


class Living(Protocol):
    """A case with a life."""

    @property
    def life(self) -> LifeView: ...


class ProgramView(Living, Protocol):
    """A community program."""

    @property
    def cycle(self) -> int: ...
    @property
    def briefing(self) -> Marked | None: ...
    @property
    def area(self) -> Known[Area] | None: ...
    @property
    def integrated_plan(self) -> Marked | None: ...
    @property
    def situation(self) -> Marked | None: ...
    @property
    def household_studies(self) -> Sequence[Known[Attended]]: ...
    @property
    def problems(self) -> Sequence[Marked]: ...
    @property
    def summaries(self) -> Sequence[Known[Attended]]: ...
    @property
    def mechanism(self) -> Marked | None: ...
    @property
    def community_meetings(self) -> Sequence[Known[CommunityMeeting]]: ...
    @property
    def proposal(self) -> Marked | None: ...
    @property
    def group_since(self) -> date | None:
        """The day from which the working group has had members, proposed or appointed."""
        ...

    @property
    def appointed(self) -> Mark | None: ...
    def seated(self, seat: str) -> Sequence[Marked]:
        """Who holds a kind of seat now."""
        ...

    @property
    def absent_seats(self) -> Mapping[str, Marked]: ...
    @property
    def adoption_meetings(self) -> Sequence[Known[AdoptionMeeting]]: ...
    @property
    def adopted(self) -> Mapping[str, Marked]: ...
    @property
    def plan(self) -> Marked | None: ...
    @property
    def activities(self) -> Mapping[int, Known[Planned]]: ...
    @property
    def approaches(self) -> Sequence[Known[Joined]]: ...
    @property
    def done(self) -> Sequence[Known[Done]]: ...
    @property
    def visits(self) -> Sequence[Marked]: ...
    @property
    def exchanges(self) -> Sequence[Marked]: ...
    @property
    def follow_ups(self) -> Sequence[Marked]: ...
    @property
    def lessons(self) -> Sequence[Known[Lessons]]: ...
    @property
    def deliveries(self) -> Sequence[Known[Delivery]]: ...
    @property
    def criteria(self) -> Mapping[str, Verdict]: ...


class Postponed(Protocol):
    """Help that goes on after the year (P5.3)."""

    @property
    def until(self) -> date:
        """The last day on which it excuses the household."""
        ...


class HouseholdView(Living, Protocol):
    """What a program's requirements read of a household case."""

    @property
    def assessed(self) -> bool:
        """Whether every dimension was assessed (P2.5)."""
        ...

    @property
    def carried_over(self) -> Postponed | None: ...
    @property
    def out_of_poverty(self) -> bool: ...
    @property
    def tpmap_missing(self) -> Sequence[int]:
        """Help with neither a TPMAP reference nor a reason why there is none."""
        ...

    @property
    def tpmap_ruled_out(self) -> Mapping[int, Mark]:
        """Help that TPMAP can't take, for a recorded reason."""
        ...


class ProgramAround(Protocol):
    """What surrounds a program, read under the lock and only when a requirement asks for it."""

    @property
    def households(self) -> Mapping[str, HouseholdView]:
        """Every household case of the program, those adopted included."""
        ...

    @property
    def on(self) -> date:
        """The day of the decision; where nothing is decided, today."""
        ...

    def cite(self, case: str) -> Cite:
        """Points at another case as it stands."""
        ...

    @property
    def picked_by(self) -> str | None:
        """The zone review whose pick this program is, by the day of the decision and still; if any."""
        ...
