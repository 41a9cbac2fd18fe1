"""The facts of a household case. Figures stand in clear under a random case id; who people are is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from aggregates.household_values import (
    Agreement,
    CriteriaNotes,
    CriterionVerdict,
    Dimension,
    Evidenced,
    HouseDetails,
    Indicators,
    PersonDetails,
    Source,
    VisitNote,
)
from aggregates.lifecycle_facts import RulePin
from engine.facts import Fact, fact
from engine.sealed import Note, Sealed
from workflows.household_rules import LineArea, Tier

# The names and fields below are a storage format: what is written stays for ever.


@fact("household.opened", ordered=True, boxes={"details": 1})
class HouseholdOpened(Fact, frozen=True, kw_only=True):
    """A household of a community program came on record (H1). ``subject`` names its key."""

    program: str
    subject: str
    rules: RulePin
    province: str
    district: str = ""
    subdistrict: str = ""
    sources: tuple[Source, ...] = ()
    member_count: int | None = None
    """As its source says; members on record may be fewer."""
    fields: tuple[str, ...] = ()
    """The fields of ``details`` that are filled."""
    details: Sealed[HouseDetails] | None = None


@fact("household.source_added")
class SourceAdded(Fact, frozen=True, kw_only=True):
    """The household was found in another source too (P2.3)."""

    source: Source


@fact("household.details_completed", boxes={"details": 1})
class DetailsCompleted(Fact, frozen=True, kw_only=True):
    """Where the household lives became better known; what isn't given stays as it was."""

    district: str | None = None
    subdistrict: str | None = None
    member_count: int | None = None
    fields: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    """Fields found to be wrong and not replaced."""
    details: Sealed[HouseDetails] | None = None


@fact("household.member_joined", boxes={"details": 1})
class MemberJoined(Fact, frozen=True, kw_only=True):
    """Somebody belongs to the household (H1). ``person`` names that person's key."""

    person: str
    family: str = ""
    head: bool = False
    fields: tuple[str, ...]
    details: Sealed[PersonDetails]


@fact("household.member_details_completed", boxes={"details": 1})
class MemberDetailsCompleted(Fact, frozen=True, kw_only=True):
    """More became known of a member; what isn't given stays as it was."""

    person: str
    family: str | None = None
    head: bool = False
    """True where this member became the head of the household."""
    fields: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    details: Sealed[PersonDetails] | None = None


@fact("household.member_left")
class MemberLeft(Fact, frozen=True, kw_only=True):
    """Somebody no longer belongs to the household; the envelope says why."""

    person: str


@fact("household.privacy_notice_given")
class PrivacyNoticeGiven(Fact, frozen=True, kw_only=True):
    """The household was told what is kept about it and why (H1)."""


@fact("household.problem_noted", boxes={"text": 1})
class ProblemNoted(Fact, frozen=True, kw_only=True):
    """The household has a problem of the list, or another one (P2.6)."""

    code: str | None = None
    text: Sealed[Note] | None = None


@fact("household.help_received", boxes={"note": 1})
class HelpReceived(Fact, frozen=True, kw_only=True):
    """Help the household had before (P2.2)."""

    agency: str
    kind: str
    baht: int | None = None
    note: Sealed[Note] | None = None


@fact("household.income_stated", boxes={"note": 1})
class IncomeStated(Fact, frozen=True, kw_only=True):
    """Baht a month of the whole household; the first one is the income at joining (H1)."""

    baht: int
    source: Source
    note: Sealed[Note] | None = None


@fact("household.dimensions_assessed", boxes={"indicators": 1})
class DimensionsAssessed(Fact, frozen=True, kw_only=True):
    """The dimensions were judged. ``tier`` is left out unless every one was (H2)."""

    verdicts: Mapping[str, Dimension]
    failed: tuple[str, ...]
    tier: Tier | None
    indicators: Sealed[Indicators] | None = None


@fact("household.goal_set", boxes={"action": 1})
class GoalSet(Fact, frozen=True, kw_only=True):
    """A goal of the family's plan (H4)."""

    dimension: str | None
    agency: str
    due: date
    concepts: tuple[str, ...]
    family: str = ""
    action: Sealed[Note]


@fact("household.goal_achieved")
class GoalAchieved(Fact, frozen=True, kw_only=True):
    """The goal set at version ``goal`` was reached."""

    goal: int


@fact("household.goal_dropped")
class GoalDropped(Fact, frozen=True, kw_only=True):
    """The goal set at version ``goal`` was given up; the envelope says why."""

    goal: int


@fact("household.plan_agreed", boxes={"agreed": 1})
class PlanAgreed(Fact, frozen=True, kw_only=True):
    """The household agreed to its plan: a member on record, or somebody else by name (H4)."""

    person: str | None = None
    agreed: Sealed[Agreement] | None = None


@fact("household.help_delivered", boxes={"note": 1})
class HelpDelivered(Fact, frozen=True, kw_only=True):
    """An intervention reached the household (H5). ``evidence`` lists SHA-256 of documents."""

    dimension: str | None
    agency: str
    kind: str
    baht: int | None = None
    person: str | None = None
    evidence: tuple[str, ...] = ()
    note: Sealed[Evidenced] | None = None


@fact("household.help_ruled_out")
class HelpRuledOut(Fact, frozen=True, kw_only=True):
    """No help is possible in a failed dimension; the envelope says why (H5)."""

    dimension: str


@fact("household.referral_sent", boxes={"note": 1})
class ReferralSent(Fact, frozen=True, kw_only=True):
    """Another agency was asked to help (H5)."""

    agency: str
    due: date
    note: Sealed[Note] | None = None


@fact("household.referral_answered", boxes={"note": 1})
class ReferralAnswered(Fact, frozen=True, kw_only=True):
    """The agency asked at version ``referral`` answered."""

    referral: int
    accepted: bool
    note: Sealed[Note] | None = None


@fact("household.referral_done", boxes={"note": 1})
class ReferralDone(Fact, frozen=True, kw_only=True):
    """What was asked for at version ``referral`` is done."""

    referral: int
    note: Sealed[Note] | None = None


@fact("household.visited", boxes={"note": 1})
class Visited(Fact, frozen=True, kw_only=True):
    """The household was visited (H5)."""

    note: Sealed[VisitNote]


class IncomeTested(msgspec.Struct, frozen=True, kw_only=True):
    """The income test and everything it was taken from (H6). Left out is what wasn't known."""

    result: Literal["passed", "failed", "unknown"]
    joining: int | None = None
    now: int | None = None
    members: int
    area_kind: LineArea | None = None
    area: str | None = None
    year_be: int | None = None
    line: int | None = None
    """Baht a person and month."""
    source: str | None = None
    older_year: bool = False
    """The line is of an earlier year than the one judged: a warning."""


@fact("household.criteria_judged", boxes={"notes": 1})
class CriteriaJudged(Fact, frozen=True, kw_only=True):
    """The basic criteria were judged (H6)."""

    verdicts: Mapping[str, CriterionVerdict]
    left_out: tuple[str, ...] = ()
    """Criteria judged without the part that concerns nobody here."""
    extra: tuple[CriterionVerdict, ...] = ()
    income: IncomeTested
    out_of_poverty: bool
    notes: Sealed[CriteriaNotes]


@fact("household.recorded_in_tpmap", boxes={"reference": 1})
class RecordedInTpmap(Fact, frozen=True, kw_only=True):
    """Help, by the versions of its facts, stands in the national system (H7)."""

    help: tuple[int, ...]
    evidence: tuple[str, ...] = ()
    reference: Sealed[Evidenced]


@fact("household.tpmap_ruled_out")
class TpmapRuledOut(Fact, frozen=True, kw_only=True):
    """The national system can't take this help; the envelope says why (P7.2)."""

    help: tuple[int, ...]


@fact("household.carried_over")
class CarriedOver(Fact, frozen=True, kw_only=True):
    """Help goes on after this year, by a new date; the envelope says why (P5.3)."""

    until: date


@fact("household.chosen_as_example")
class ChosenAsExample(Fact, frozen=True, kw_only=True):
    """The working group's meeting of a day chose the household as an example; the envelope says why (H7)."""

    meeting: date
