"""The record of one community program: everything its facts have said so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Generic, TypeVar

import msgspec

from aggregates.attaching import Attachment
from aggregates.committee_facts import (
    CommitteeAppointed,
    CommitteeProposed,
    CommunityMeetingHeld,
    MechanismNamed,
    SeatAbsent,
    SeatHolder,
)
from aggregates.lifecycle import Life
from aggregates.program_facts import (
    AreaChosen,
    CommunityProblemNoted,
    HouseholdDataStudied,
    IntegratedPlanMade,
    IssuesSummarised,
    OneHomeBriefed,
    SituationReported,
)
from aggregates.program_plan_facts import (
    ActivityPlanned,
    ApproachSet,
    HouseholdsAdopted,
    PlanRecorded,
    WorkingGroupMet,
)
from aggregates.program_work_facts import (
    ActivityDone,
    FollowedUp,
    LearningExchanged,
    LessonsDrawn,
    ReportDelivered,
    SupervisionVisited,
)
from engine.bilingual import Text
from engine.calendar import fiscal_year_span
from engine.facts import Fact
from engine.history import Mark
from engine.sealed import Sealed
from workflows.process_rules import STAGES

F = TypeVar("F", bound=Fact)


class Evidence(msgspec.Struct, Generic[F], frozen=True):
    """A fact that counts, and the mark it left."""

    fact: F
    mark: Mark


class Holder(msgspec.Struct, frozen=True):
    """Somebody who holds or held a seat; its mark's date is the first day, ``left``'s the last (P3.4)."""

    seat: str
    who: Sealed[SeatHolder]
    order: str | None
    mark: Mark
    left: Mark | None = None


class Adoption(msgspec.Struct, frozen=True):
    """How a household became a target (P4.1)."""

    despite_tier: str | None
    mark: Mark


class CriterionVerdict(msgspec.Struct, frozen=True):
    """Whether a community criterion holds (P6.3)."""

    holds: bool
    evidence: str
    mark: Mark


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """One community under its plan. Activities, visits, lessons, report and criteria are this cycle's (W4)."""

    life: Life
    community: Text
    subdistricts: tuple[str, ...]
    district: str
    province: str
    fiscal_year: int
    continues: str | None
    ended: Mark | None = None
    """The latest closing, reopened since or not."""
    briefing: Evidence[OneHomeBriefed] | None = None
    area: Evidence[AreaChosen] | None = None
    integrated_plan: Evidence[IntegratedPlanMade] | None = None
    situation: Evidence[SituationReported] | None = None
    household_studies: tuple[Evidence[HouseholdDataStudied], ...] = ()
    problems: tuple[Evidence[CommunityProblemNoted], ...] = ()
    summaries: tuple[Evidence[IssuesSummarised], ...] = ()
    mechanism: Evidence[MechanismNamed] | None = None
    community_meetings: tuple[Evidence[CommunityMeetingHeld], ...] = ()
    proposals: tuple[Evidence[CommitteeProposed], ...] = ()
    orders: tuple[Evidence[CommitteeAppointed], ...] = ()
    holders: Mapping[int, Holder] = {}
    """Everybody who was ever seated, by the version of that fact."""
    absent_seats: Mapping[str, Evidence[SeatAbsent]] = {}
    adoption_meetings: tuple[Evidence[HouseholdsAdopted], ...] = ()
    adopted: Mapping[str, Adoption] = {}
    plan: Evidence[PlanRecorded] | None = None
    activities: Mapping[int, Evidence[ActivityPlanned]] = {}
    """The community plan: what is planned and not dropped, by the version of that fact."""
    approaches: tuple[Evidence[ApproachSet], ...] = ()
    meetings: tuple[Evidence[WorkingGroupMet], ...] = ()
    done: tuple[Evidence[ActivityDone], ...] = ()
    visits: tuple[Evidence[SupervisionVisited], ...] = ()
    exchanges: tuple[Evidence[LearningExchanged], ...] = ()
    follow_ups: tuple[Evidence[FollowedUp], ...] = ()
    lessons: tuple[Evidence[LessonsDrawn], ...] = ()
    deliveries: tuple[Evidence[ReportDelivered], ...] = ()
    criteria: Mapping[str, CriterionVerdict] = {}
    attachments: Mapping[int, Attachment] = {}
    """Documents, by the versions of their facts."""
    erased: Mapping[str, Mark] = {}
    """Holders of seats whose keys were destroyed."""
    holds: Mapping[int, Mark] = {}
    """Legal holds, by the versions of their facts."""

    @property
    def cycle(self) -> int:
        return self.life.cycle

    @property
    def appointed(self) -> Mark | None:
        """The first order the governor signed (P3.3)."""
        return self.orders[0].mark if self.orders else None

    @property
    def proposal(self) -> Evidence[CommitteeProposed] | None:
        """The latest proposal of the working group (P3.3)."""
        return self.proposals[-1] if self.proposals else None

    @property
    def group_since(self) -> date | None:
        """The day from which the working group has had members, proposed or appointed (P2.7)."""
        proposed, signed = (known.mark.on for known in self.proposals), (known.mark.on for known in self.orders)
        return min((*proposed, *signed), default=None)

    def seated(self, seat: str) -> tuple[Holder, ...]:
        """Who holds a kind of seat now."""
        return tuple(h for h in self.holders.values() if h.seat == seat and h.left is None)

    @property
    def is_evaluated(self) -> bool:
        """Whether the program stands at evaluated or beyond (P7.1)."""
        return self.life.stage in STAGES[STAGES.index("evaluated") :]

    def ran_in(self, fiscal_year: int) -> bool:
        """Whether it counts as running in a fiscal year (BE): from its own one on, until it is closed."""
        ended = self.ended if self.life.status == "closed" else None
        over = ended is not None and ended.on < fiscal_year_span(fiscal_year).first
        return self.fiscal_year <= fiscal_year and not over
