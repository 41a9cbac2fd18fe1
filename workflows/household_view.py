"""What the requirements of a household case read: of the case itself, and of the program around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.history import Mark
from engine.refusal import Cite


class AssessmentView(Protocol):
    """One judgement of the dimensions (H2)."""

    @property
    def mark(self) -> Mark: ...
    @property
    def failed(self) -> tuple[str, ...]: ...
    @property
    def unassessed(self) -> tuple[str, ...]: ...


class GoalView(Protocol):
    """A goal of the family's plan (H4)."""

    @property
    def mark(self) -> Mark: ...
    @property
    def dimension(self) -> str | None: ...
    @property
    def dropped(self) -> bool: ...


class HelpView(Protocol):
    """Help that was delivered (H5)."""

    @property
    def mark(self) -> Mark: ...
    @property
    def dimension(self) -> str | None: ...


class JudgementView(Protocol):
    """The basic criteria as judged (H6)."""

    @property
    def mark(self) -> Mark: ...
    @property
    def judged(self) -> frozenset[str]: ...
    @property
    def out_of_poverty(self) -> bool: ...


class CycleView(Protocol):
    """What each cycle of plan and action must show anew (W4)."""

    @property
    def goals(self) -> tuple[GoalView, ...]: ...
    @property
    def agreement(self) -> Mark | None: ...
    @property
    def ruled_out(self) -> Mapping[str, Mark]: ...
    @property
    def assessment(self) -> AssessmentView | None: ...
    @property
    def judgement(self) -> JudgementView | None: ...


class HouseholdView(Protocol):
    """A household case."""

    @property
    def cycle(self) -> int: ...
    @property
    def waived(self) -> Mapping[str, int]: ...
    @property
    def officer_mark(self) -> Mark | None: ...
    @property
    def sources(self) -> Mapping[str, Mark]: ...
    @property
    def located(self) -> Mark | None:
        """The latest fact that gave a whole address or a house code."""
        ...

    @property
    def joined(self) -> tuple[Mark, ...]:
        """How each present member came in."""
        ...

    @property
    def notice(self) -> Mark | None: ...
    @property
    def latest(self) -> AssessmentView | None:
        """The latest assessment, whole or not."""
        ...

    @property
    def whole(self) -> AssessmentView | None:
        """The latest assessment of every dimension."""
        ...

    @property
    def failed(self) -> tuple[str, ...]:
        """The dimensions that plan and help must answer."""
        ...

    @property
    def planned(self) -> Mark | None:
        """When the case last entered, or came back to, planning."""
        ...

    @property
    def this_cycle(self) -> CycleView: ...
    @property
    def interventions(self) -> tuple[HelpView, ...]:
        """Help delivered in this cycle, earliest first."""
        ...

    @property
    def help(self) -> Mapping[int, HelpView]:
        """All help delivered, by the version of its fact."""
        ...

    @property
    def tpmap(self) -> Mapping[int, Mark]:
        """Help recorded in TPMAP, by the version of its fact."""
        ...

    @property
    def tpmap_ruled_out(self) -> Mapping[int, Mark]:
        """Help that TPMAP can't take, by the version of its fact."""
        ...

    @property
    def example(self) -> Mark | None: ...


class HouseholdAround(Protocol):
    """The community program of a household; cites point into the program."""

    @property
    def order(self) -> Cite | None:
        """The governor's order for the working group (P3.3)."""
        ...

    @property
    def adoption(self) -> Cite | None:
        """The working group's adoption of this household (P4.1)."""
        ...
