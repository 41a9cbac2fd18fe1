"""The facts of a community program up to its analysis: opening, area, data (P1, P2)."""

from __future__ import annotations

from aggregates.household_values import File, Given, Words
from aggregates.lifecycle_facts import RulePin
from engine.bilingual import Text
from engine.facts import Fact, fact
from workflows.wording import Body

# The names and fields below are a storage format: what is written stays for ever.


@fact("program.opened", ordered=True)
class ProgramOpened(Fact, frozen=True):
    """A community came on record for the fiscal year (BE) it is to be selected in."""

    community: Text
    subdistricts: tuple[str, ...]
    district: str
    province: str
    fiscal_year: int
    rules: RulePin
    continues: str | None = None
    """The earlier program whose plan this one goes on with; None for a newly selected area (P1.2)."""


@fact("program.community_renamed")
class CommunityRenamed(Fact, frozen=True):
    """The community goes by another name, or its name was misspelt."""

    community: Text


@fact("program.one_home_briefed")
class OneHomeBriefed(Fact, frozen=True):
    """The zone office briefed the provincial One Home team (P1.1)."""

    agencies: tuple[str, ...]
    attendees: int


@fact("program.area_chosen")
class AreaChosen(Fact, frozen=True):
    """The One Home team's meeting chose the community and the scope of study (P1.2)."""

    scope: str
    strong_networks: bool
    missions: tuple[str, ...]
    plan_topics: tuple[str, ...]
    """What the local community development plan covers."""
    participants: tuple[Body, ...]
    newly_selected: bool
    """Whether the bars against repeating an area applied."""


class Contribution(Given, frozen=True):
    """What one agency brings to the integrated plan."""

    agency: Words
    brings: Words


@fact("program.integrated_plan_made")
class IntegratedPlanMade(Fact, frozen=True):
    """The One Home team made its integrated plan (P1.3)."""

    contributions: tuple[Contribution, ...]


@fact("program.situation_reported")
class SituationReported(Fact, frozen=True):
    """The zone office filed the social situation report of the area (P2.1)."""

    form: str
    """The form of the social data centre it was written on."""
    summary: str
    files: tuple[File, ...] = ()


@fact("program.household_data_studied")
class HouseholdDataStudied(Fact, frozen=True):
    """Household data by problem, with the help already had, was studied together (P2.2)."""

    participants: tuple[Body, ...]
    findings: str


@fact("program.problem_noted")
class CommunityProblemNoted(Fact, frozen=True):
    """The community has a problem of the rule set's list, or another one in words (P2.6)."""

    code: str | None = None
    text: str = ""


@fact("program.issues_summarised")
class IssuesSummarised(Fact, frozen=True):
    """The issues were analysed and summarised together (P2.7)."""

    participants: tuple[Body, ...]
    findings: str
