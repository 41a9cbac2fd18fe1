"""The facts of a scoring round: opened, self-assessed, confirmed, closed with its figures, reopened (S3.2b)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec

from aggregates.household_values import File, Given, Sealable, Words
from aggregates.lifecycle_facts import RulePin
from engine.bilingual import Text
from engine.facts import Fact, fact
from engine.refusal import Cite
from engine.sealed import Sealed
from workflows.milestone_rules import LEVELS

Level = Annotated[int, msgspec.Meta(ge=0, le=LEVELS)]
"""A level of a sheet; 0 where none is reached."""

# The names and fields below are a storage format: what is written stays for ever.


@fact("score_round.opened", ordered=True)
class RoundOpened(Fact, frozen=True):
    """The scoring of an office by one sheet in a fiscal year (BE) began."""

    sheet: str
    """Office and round, such as zone-6m."""
    office: str
    """A zone's number in two digits, or a province's code."""
    fiscal_year: int
    rules: RulePin


class SarNote(Sealable, frozen=True):
    """What the office writes beside its levels, the self-assessment report (S3.2b)."""

    results: str
    responsible: str
    conditions: str = ""
    obstacles: str = ""
    supporting_factors: str = ""
    supporters: tuple[str, ...] = ()
    files: Mapping[str, str] = {}
    """SHA-256 -> file name."""


class Sar(Given, frozen=True):
    """The self-assessment report as a command takes it."""

    results: Words
    responsible: Words
    """Who answers for the indicator."""
    conditions: str = ""
    """What the work depended on, such as local politics or COVID-19."""
    obstacles: str = ""
    supporting_factors: str = ""
    supporters: tuple[Words, ...] = ()
    files: tuple[File, ...] = ()


@fact("score_round.self_assessed", ordered=True, boxes={"note": 1})
class SelfAssessed(Fact, frozen=True):
    """The office said the level of each of its communities, with its report unless that stays as it was."""

    levels: Mapping[str, int]
    """Community program -> level."""
    note: Sealed[SarNote] | None = None
    short: int = 0
    """Places short of the quota, which count as level 0 (P1.5)."""


@fact("score_round.levels_confirmed", ordered=True, two_persons=True)
class LevelsConfirmed(Fact, frozen=True):
    """A supervisor of the area above said the levels that count, having the self-assessment at ``assessment``."""

    assessment: int
    levels: Mapping[str, int]
    reasons: Mapping[str, str] = {}
    """Why a level differs from the computed one: community program -> words."""
    short: int = 0


class Lacking(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a community from its next level: requirement ids."""

    program: str
    level: int
    missing: tuple[str, ...]


@fact("score_round.reminded", ordered=True)
class Reminded(Fact, frozen=True):
    """A supervisor reminded the case managers of these communities of what is missing."""

    lacking: tuple[Lacking, ...]
    until: date | None = None
    """The last day on which it can be recorded; none for a round from before going live."""


class MilestoneFigures(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A level of a sheet as it was computed: by which facts, and which requirements were missing."""

    level: int
    id: str
    reached: bool
    cites: tuple[Cite, ...] = ()
    missing: tuple[str, ...] = ()


class CommunityFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What was computed for a community; without a program, for a place short of the quota."""

    program: str | None
    province: str
    name: Text
    level: int
    milestones: tuple[MilestoneFigures, ...]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """A computed sheet, frozen; mean and points as exact ratios such as 11/3."""

    weight: int
    level_mean: str
    level_min: int
    points: str
    communities: tuple[CommunityFigures, ...]
    rules: RulePin
    on: date
    """Facts dated up to this day counted."""
    ledger_size: int
    """The facts that counted are among the first so many of the ledger."""


@fact("score_round.closed", ordered=True, two_persons=True)
class RoundClosed(Fact, frozen=True):
    """A revision of the round was closed; what was computed for it stays for ever."""

    revision: int
    assessment: int
    """The version of the self-assessment it was closed on."""
    figures: Figures
    confirmation: int | None = None
    """The version of the confirmation, where there was one."""


@fact("score_round.reopened", ordered=True)
class RoundReopened(Fact, frozen=True):
    """A new revision began, under the rules in force for the year on that day; the envelope says why."""

    revision: int
    rules: RulePin
