"""The facts of a community program on what was done and what came of it (P5, P6)."""

from __future__ import annotations

from collections.abc import Mapping

from aggregates.household_values import File, Given, Words
from aggregates.program_plan_facts import Partner
from engine.facts import Fact, fact
from workflows.wording import Body

# The names and fields below are a storage format: what is written stays for ever.


@fact("program.activity_done")
class ActivityDone(Fact, frozen=True):
    """An activity was carried out (P5.1)."""

    name: str
    agencies: tuple[str, ...]
    partners: tuple[Partner, ...]
    households: tuple[str, ...]
    people: int
    result: str
    evidence: str
    activity: int | None = None
    """The version at which it was planned; None when it was not in the plan."""
    files: tuple[File, ...] = ()


@fact("program.supervision_visited")
class SupervisionVisited(Fact, frozen=True):
    """The zone office visited to supervise (P5.2)."""

    findings: str
    advice: str


@fact("program.learning_exchanged")
class LearningExchanged(Fact, frozen=True):
    """An exchange-of-learning event took place (P5.4)."""

    participants: tuple[Body, ...]
    attendees: int
    topic: str


@fact("program.followed_up")
class FollowedUp(Fact, frozen=True):
    """The province followed up and evaluated (P5.5)."""

    findings: str


@fact("program.lessons_drawn")
class LessonsDrawn(Fact, frozen=True):
    """Lessons were drawn and summarised (P6.1)."""

    drawn_by: tuple[Body, ...]
    lessons: str


@fact("program.report_delivered")
class ReportDelivered(Fact, frozen=True):
    """The provincial report went to one of its recipients on this day (P6.2)."""

    recipient: str
    parts: tuple[str, ...]
    files: tuple[File, ...] = ()


class CriterionFound(Given, frozen=True):
    """Whether a community criterion holds, and by what."""

    holds: bool
    evidence: Words


@fact("program.criteria_judged")
class CommunityCriteriaJudged(Fact, frozen=True):
    """Community criteria were judged: code -> finding (P6.3)."""

    found: Mapping[str, CriterionFound]
