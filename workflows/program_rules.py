"""The rules of a community program: area, analysis, plan, activities, evaluation (P1, P2, P4-P8)."""

from __future__ import annotations

from typing import Literal

from workflows.rule_terms import (
    BuddhistYear,
    Code,
    Part,
    Positive,
    Term,
    expect,
    expect_ascending,
    expect_distinct,
)
from workflows.wording import Body


class Mission(Term, frozen=True, kw_only=True):
    """One of the Ministry's missions (P1.4), with the code of the department that owns it."""

    department: Code


class Quota(Part, frozen=True, kw_only=True):
    """Communities that each province must have running in a fiscal year (P1.5)."""

    fiscal_year: BuddhistYear
    per_province: Positive


class AreaBar(Term, frozen=True, kw_only=True):
    """What bars a newly selected area (P1.2c): standing in the reference data's list, or the year before."""

    code: Literal["listed", "previous_year"]


class AreaRules(Part, frozen=True, kw_only=True):
    """How the area is chosen (P1.2) and how many a province needs (P1.5)."""

    criteria: tuple[Term, ...]
    missions: tuple[Mission, ...]
    min_missions: Positive
    plan_topics: tuple[Term, ...]
    excluded_areas: tuple[AreaBar, ...]
    quotas: tuple[Quota, ...]

    def __post_init__(self) -> None:
        for field in ("criteria", "missions", "plan_topics", "excluded_areas"):
            expect_distinct(field, (term.code for term in getattr(self, field)))
        expect(
            self.min_missions <= len(self.missions),
            "min_missions",
            f"ไม่เกินจำนวนภารกิจ ({len(self.missions)})",
            f"no more than there are missions ({len(self.missions)})",
        )
        expect(bool(self.quotas), "quotas", "ต้องมีอย่างน้อย 1 ปี", "at least one year")
        expect_ascending("quotas", (quota.fiscal_year for quota in self.quotas))

    def bars(self, code: str) -> bool:
        """Whether areas are barred in this way (P1.2c)."""
        return any(bar.code == code for bar in self.excluded_areas)

    def quota(self, fiscal_year: int) -> int:
        """Communities a province needs in the year: the latest quota up to it, none before the first."""
        reached = [quota.per_province for quota in self.quotas if quota.fiscal_year <= fiscal_year]
        return reached[-1] if reached else 0


class Concept(Term, frozen=True, kw_only=True):
    """A concept that plans draw on (P4.3), with its own parts where the guideline names them."""

    parts: tuple[Term, ...] = ()

    def __post_init__(self) -> None:
        expect_distinct("parts", (part.code for part in self.parts))


class Participants(Part, frozen=True, kw_only=True):
    """Who must take part in each meeting or piece of work; of the two meetings, who must convene them."""

    area_choice: tuple[Body, ...]
    household_study: tuple[Body, ...]
    issues_summary: tuple[Body, ...]
    issues_summary_with_group: tuple[Body, ...]
    """Once the working group has members, proposed or appointed (P2.7)."""
    community_meeting: tuple[Body, ...]
    adoption_meeting: tuple[Body, ...]
    approach: tuple[Body, ...]
    lessons: tuple[Body, ...]


class ProgramRules(Part, frozen=True, kw_only=True):
    """Numbers and lists a community program is judged by."""

    area: AreaRules
    min_households: Positive
    """Households to analyse (P2.5) and to adopt (P4.1), in each community."""
    problems: tuple[Term, ...]
    min_problems: Positive
    participants: Participants
    presented: tuple[Term, ...]
    """What the adoption meeting is shown before it chooses (P4.1)."""
    plan_years: tuple[BuddhistYear, ...]
    concepts: tuple[Concept, ...]
    network_partners: tuple[Term, ...]
    min_activities: Positive
    min_supervision_visits: Positive
    report_parts: tuple[Term, ...]
    report_recipients: tuple[Term, ...]
    criteria: tuple[Term, ...]
    """The community criteria, all needed for best practice (P6.3, P7.2)."""
    min_households_out_of_poverty: Positive
    national_year_items: tuple[Term, ...]
    """What the national year record holds (P8)."""

    def __post_init__(self) -> None:
        for field in (
            "problems",
            "presented",
            "concepts",
            "network_partners",
            "report_parts",
            "report_recipients",
            "criteria",
            "national_year_items",
        ):
            expect_distinct(field, (term.code for term in getattr(self, field)))
        expect(bool(self.plan_years), "plan_years", "ต้องมีอย่างน้อย 1 ปี", "at least one year")
        expect_ascending("plan_years", self.plan_years)
