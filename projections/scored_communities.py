"""Community programs as a score looks at them: the facts that count, in whatever cycle they were recorded (S3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from aggregates.committee_facts import CommitteeProposed
from aggregates.program_facts import AreaChosen, IssuesSummarised, SituationReported
from aggregates.program_life import programs_of
from aggregates.program_plan_facts import (
    ActivityDropped,
    ActivityPlanned,
    ApproachSet,
    HouseholdsAdopted,
    PlanRecorded,
    WorkingGroupMet,
)
from aggregates.program_record import CriterionVerdict, Evidence, Program
from aggregates.program_work_facts import (
    ActivityDone,
    CommunityCriteriaJudged,
    FollowedUp,
    LearningExchanged,
    LessonsDrawn,
    ReportDelivered,
)
from engine.bilingual import Text
from engine.facts import Fact
from engine.history import Effective, Mark
from projections.as_of import AsKnown
from projections.scored_households import HouseholdFacts
from workflows.program_counts import counts
from workflows.rules import Rules

COLLECTED: Mapping[type[Fact], str] = {
    AreaChosen: "areas",
    CommitteeProposed: "proposals",
    SituationReported: "situations",
    IssuesSummarised: "summaries",
    HouseholdsAdopted: "meetings",
    WorkingGroupMet: "meetings",
    ApproachSet: "approaches",
    PlanRecorded: "plans",
    ActivityDone: "done",
    LearningExchanged: "exchanges",
    FollowedUp: "follow_ups",
    LessonsDrawn: "lessons",
    ReportDelivered: "deliveries",
}
"""Facts that all count, and the part of the community they are collected in."""


class CommunityFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What one community has shown; the earliest first."""

    case: str
    name: Text
    group: Mark | None
    order: Mark | None
    households: HouseholdFacts
    areas: Sequence[Evidence[AreaChosen]] = ()
    proposals: Sequence[Evidence[CommitteeProposed]] = ()
    situations: Sequence[Evidence[SituationReported]] = ()
    summaries: Sequence[Evidence[IssuesSummarised]] = ()
    meetings: Sequence[Evidence[Any]] = ()
    approaches: Sequence[Evidence[ApproachSet]] = ()
    plans: Sequence[Evidence[PlanRecorded]] = ()
    planned: Mapping[int, Evidence[ActivityPlanned]] = {}
    dropped: Mapping[int, Mark] = {}
    done: Sequence[Evidence[ActivityDone]] = ()
    exchanges: Sequence[Evidence[LearningExchanged]] = ()
    follow_ups: Sequence[Evidence[FollowedUp]] = ()
    lessons: Sequence[Evidence[LessonsDrawn]] = ()
    deliveries: Sequence[Evidence[ReportDelivered]] = ()
    criteria: Mapping[str, CriterionVerdict] = {}


def counted_programs(then: AsKnown, province: str, fiscal_year: int, rules: Rules) -> Iterator[tuple[str, Program]]:
    """The programs that count as a province's communities of a fiscal year (BE), in the order they were opened (P1.5).

    Those that ran in the year, also those closed in it: closing drops nobody who does badly. One closed as a
    duplicate never counts.
    """
    for case, program in programs_of(then, province):
        if program.life.opened.on <= then.on and program.ran_in(fiscal_year) and counts(program, rules):
            yield case, program


def community_facts(
    case: str, program: Program, facts: Iterable[Effective], households: HouseholdFacts
) -> CommunityFacts:
    """What a community shows by ``facts``, in the order they happened; of its group and order, by all there are."""
    parts: dict[str, list[Any]] = {part: [] for part in COLLECTED.values()}
    planned: dict[int, Evidence[ActivityPlanned]] = {}
    dropped: dict[int, Mark] = {}
    criteria: dict[str, CriterionVerdict] = {}
    for item in facts:
        fact, mark = item.fact, Mark(item.version, item.on, item.record.by)
        part = COLLECTED.get(type(fact))
        if part is not None:
            parts[part].append(Evidence(fact, mark))
        elif isinstance(fact, ActivityPlanned):
            planned[item.version] = Evidence(fact, mark)
        elif isinstance(fact, ActivityDropped) and fact.activity in planned:
            dropped[fact.activity] = mark
        elif isinstance(fact, CommunityCriteriaJudged):
            criteria |= {code: CriterionVerdict(one.holds, one.evidence, mark) for code, one in fact.found.items()}
    first = [known.mark for known in program.proposals[:1]] + [known.mark for known in program.orders[:1]]
    return CommunityFacts(
        case=case,
        name=program.community,
        group=min(first, key=lambda mark: (mark.on, mark.version), default=None),
        order=program.appointed,
        households=households,
        planned=planned,
        dropped=dropped,
        criteria=criteria,
        **parts,
    )
