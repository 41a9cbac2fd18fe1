"""What the milestones read: the facts of a community and of its zone that count, whatever stage they led to (S3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.bilingual import Text
from engine.history import Mark
from engine.refusal import Cite
from workflows.program_view import Area, Attended, Delivery, Joined, Known, Lessons, Marked, Verdict


class Meeting(Protocol):
    """A meeting of the working group; ``issues`` are those of the community that its agenda named."""

    @property
    def issues(self) -> Sequence[str]: ...


class NamedPartner(Protocol):
    """A network partner."""

    @property
    def name(self) -> str: ...


class CarriedOut(Protocol):
    """An activity carried out; ``activity`` is the version at which it was planned, if it was."""

    @property
    def partners(self) -> Sequence[NamedPartner]: ...
    @property
    def activity(self) -> int | None: ...


class ScoredHouseholds(Protocol):
    """The households of a community, by the facts that a score can cite."""

    @property
    def adopted(self) -> Mapping[str, Mark]:
        """Every household ever adopted -> the program's fact that adopted it."""
        ...

    @property
    def helped(self) -> Mapping[str, Cite]:
        """Household -> its first intervention that counts; the earliest helped comes first."""
        ...

    @property
    def excused(self) -> Mapping[str, Cite]:
        """Household that is closed, suspended or still carried over -> the fact that says so."""
        ...


class ScoredCommunity(Protocol):
    """One community program; every sequence holds the facts that count, the earliest first."""

    @property
    def case(self) -> str: ...
    @property
    def name(self) -> Text: ...
    @property
    def areas(self) -> Sequence[Known[Area]]: ...
    @property
    def group(self) -> Mark | None:
        """The first proposal or order, in whatever year: from then on the working group has members (P2.7)."""
        ...

    @property
    def order(self) -> Mark | None:
        """The first order the governor signed, in whatever year (P3.3)."""
        ...

    @property
    def proposals(self) -> Sequence[Marked]: ...
    @property
    def situations(self) -> Sequence[Marked]: ...
    @property
    def summaries(self) -> Sequence[Known[Attended]]: ...
    @property
    def meetings(self) -> Sequence[Known[Meeting]]: ...
    @property
    def approaches(self) -> Sequence[Known[Joined]]: ...
    @property
    def plans(self) -> Sequence[Marked]: ...
    @property
    def planned(self) -> Mapping[int, Marked]:
        """The activities ever put into the community plan, by the version of that fact."""
        ...

    @property
    def dropped(self) -> Mapping[int, Mark]:
        """Activity -> the fact that took it out of the plan."""
        ...

    @property
    def done(self) -> Sequence[Known[CarriedOut]]: ...
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
    @property
    def households(self) -> ScoredHouseholds: ...


class ScoredProvince(Protocol):
    """A province and the communities that count in it."""

    @property
    def name(self) -> Text: ...
    @property
    def communities(self) -> Sequence[ScoredCommunity]: ...


class Picked(Protocol):
    """A zone's pick: its written reason and when the panel was shown it (P7.4)."""

    @property
    def reason(self) -> str: ...


class ScoredZone(Protocol):
    """A zone in one fiscal year."""

    @property
    def provinces(self) -> Sequence[ScoredProvince]: ...
    @property
    def review(self) -> str:
        """The case of the zone's review, opened or not."""
        ...

    @property
    def pick(self) -> Known[Picked] | None: ...
    @property
    def withdrawn(self) -> Sequence[Marked]: ...
