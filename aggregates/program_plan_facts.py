"""The facts of a community program on its plan: adoption, 3-year plan, activities, approach (P4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from aggregates.household_values import Given, Words
from engine.facts import Fact, fact
from workflows.wording import Body

# The names and fields below are a storage format: what is written stays for ever.


class Partner(Given, frozen=True):
    """A network partner by name; ``kind`` is a code of the rule set's list, None for one added to it."""

    name: Words
    kind: str | None = None


@fact("program.households_adopted")
class HouseholdsAdopted(Fact, frozen=True):
    """A working-group meeting chose target households (P4.1). ``issues`` are those its agenda named.

    A household is adopted by the first meeting that names it.
    """

    convened_by: tuple[Body, ...]
    presented: tuple[str, ...]
    households: tuple[str, ...]
    issues: tuple[str, ...] = ()
    despite_tier: str | None = None
    """The decision by which households that fail no dimension are targets all the same."""


@fact("program.plan_recorded")
class PlanRecorded(Fact, frozen=True):
    """The working group made the plan of several years (P4.2)."""

    areas: int
    complete_by: date
    provincial: bool
    """Whether the figures are the province's."""
    households: Mapping[int, int] = {}
    """Fiscal year (BE) -> households to be reached in it."""


@fact("program.activity_planned")
class ActivityPlanned(Fact, frozen=True):
    """An activity of the community plan, for these households or, without any, for the community (P4.3)."""

    name: str
    agency: str
    budget_baht: int
    starts: date
    ends: date
    concepts: tuple[str, ...]
    """Codes of concepts, or ``concept.part``."""
    households: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    basics: tuple[str, ...] = ()


@fact("program.activity_dropped")
class ActivityDropped(Fact, frozen=True):
    """The activity planned at version ``activity`` was taken out of the plan; the envelope says why."""

    activity: int


@fact("program.approach_set")
class ApproachSet(Fact, frozen=True):
    """Solutions and capability development were agreed with the community and partners (P4.4)."""

    participants: tuple[Body, ...]
    partners: tuple[Partner, ...]
    solutions: tuple[str, ...]


@fact("program.working_group_met")
class WorkingGroupMet(Fact, frozen=True):
    """The working group met for something else than adoption; ``issues`` are those its agenda named."""

    agenda: tuple[str, ...]
    attendees: int
    issues: tuple[str, ...] = ()
    minutes: str = ""
