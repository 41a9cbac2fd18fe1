"""The score round kind of case: one stream an office, sheet and fiscal year, and how each fact changes it (S3.2b)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import msgspec

from aggregates.lifecycle import Life, begin
from aggregates.program_record import Evidence
from aggregates.rules_in_force import rules_for
from aggregates.score_round_facts import (
    LevelsConfirmed,
    Reminded,
    RoundClosed,
    RoundOpened,
    RoundReopened,
    SelfAssessed,
)
from engine.bilingual import Text
from engine.decision import Decision
from engine.history import Mark
from engine.kind import Kind
from engine.refusal import refuse
from workflows.score_round import SCORE_ROUND_WORKFLOW

NAMESPACE = UUID("c2a4f0e8-6d1b-4a39-8b57-0f9d3e6a7b12")
"""What the ids of rounds are derived in; it never changes."""

ZONE = "zone"
"""The offices whose code is a zone's number; all others are provinces'."""


def round_case(sheet: str, office: str, fiscal_year: int) -> str:
    """The id of the one round of an office, sheet and fiscal year (BE)."""
    return uuid5(NAMESPACE, f"score_round/{sheet}/{office}/{fiscal_year}").hex


class ClosedRevision(msgspec.Struct, frozen=True, kw_only=True):
    """A revision as it was closed: what was said, and what was computed."""

    assessment: Evidence[SelfAssessed]
    confirmation: Evidence[LevelsConfirmed] | None
    closed: Evidence[RoundClosed]


class ScoreRound(msgspec.Struct, frozen=True, kw_only=True):
    """The scoring of one office by one sheet in a fiscal year."""

    life: Life
    sheet: str
    office: str
    fiscal_year: int
    assessments: tuple[Evidence[SelfAssessed], ...] = ()
    """Those of the present revision; the last one counts."""
    confirmation: Evidence[LevelsConfirmed] | None = None
    """Of the last self-assessment; another one must be confirmed anew."""
    reminder: Evidence[Reminded] | None = None
    """The last one of the present revision."""
    revisions: tuple[ClosedRevision, ...] = ()
    """Every revision that was ever closed, the first one first."""

    @property
    def revision(self) -> int:
        """The number of the present revision, from 1."""
        return self.life.cycle

    @property
    def assessment(self) -> Evidence[SelfAssessed] | None:
        """The self-assessment that counts."""
        return self.assessments[-1] if self.assessments else None

    @property
    def reported(self) -> bool:
        """Whether the self-assessment report of this revision is there."""
        return any(assessment.fact.note is not None for assessment in self.assessments)

    @property
    def assessors(self) -> frozenset[str]:
        """Everybody who assessed the office in this revision."""
        return frozenset(assessment.mark.by for assessment in self.assessments)

    @property
    def round(self) -> str:
        """The code of the scoring round."""
        return self.sheet.partition("-")[2]

    @property
    def zone(self) -> int | None:
        """The zone whose office is scored."""
        return int(self.office) if self._of_zone else None

    @property
    def province(self) -> str:
        """The province whose office is scored; empty for a zone's."""
        return "" if self._of_zone else self.office

    @property
    def title(self) -> str:
        """What a list calls it."""
        office = f"สสว. {self.zone}" if self._of_zone else f"พมจ. {self.office}"
        return f"คะแนน {office} รอบ {self.round} ปีงบประมาณ {self.fiscal_year}"

    @property
    def _of_zone(self) -> bool:
        return self.sheet.partition("-")[0] == ZONE


def _guard(round: ScoreRound, decision: Decision) -> None:
    """A closed round only reopens. Raises Refused."""
    if round.life.status == "closed" and decision.standing != "closed":
        raise refuse("S3.2b", "รอบนี้ปิดแล้ว ต้องเปิดใหม่ก่อน", "the round is closed: reopen it first")


SCORE_ROUND: Kind[ScoreRound] = Kind(
    "score_round",
    Text("รอบประเมินคะแนน", "Scoring round"),
    SCORE_ROUND_WORKFLOW,
    stage=lambda round: round.life.stage,
    guard=_guard,
    rules=rules_for,
)
"""Its ``around`` computes the sheet, which takes every case of the area: a projection, put in by the wiring."""

# Evolve


@SCORE_ROUND.evolves(RoundOpened)
def _opened(round: ScoreRound | None, fact: RoundOpened, mark: Mark) -> ScoreRound:
    return ScoreRound(life=begin(fact.rules, mark), sheet=fact.sheet, office=fact.office, fiscal_year=fact.fiscal_year)


@SCORE_ROUND.evolves(SelfAssessed)
def _assessed(round: ScoreRound, fact: SelfAssessed, mark: Mark) -> ScoreRound:
    assessments = (*round.assessments, Evidence(fact, mark))
    return _reached(round, "self_assessed", mark, assessments=assessments, confirmation=None)


@SCORE_ROUND.evolves(LevelsConfirmed)
def _confirmed(round: ScoreRound, fact: LevelsConfirmed, mark: Mark) -> ScoreRound:
    return _reached(round, "confirmed", mark, confirmation=Evidence(fact, mark))


@SCORE_ROUND.evolves(Reminded)
def _reminded(round: ScoreRound, fact: Reminded, mark: Mark) -> ScoreRound:
    return msgspec.structs.replace(round, reminder=Evidence(fact, mark))


@SCORE_ROUND.evolves(RoundClosed)
def _closed(round: ScoreRound, fact: RoundClosed, mark: Mark) -> ScoreRound:
    revision = ClosedRevision(
        assessment=round.assessments[-1], confirmation=round.confirmation, closed=Evidence(fact, mark)
    )
    closed = _reached(round, "closed", mark, revisions=(*round.revisions, revision))
    return msgspec.structs.replace(closed, life=msgspec.structs.replace(closed.life, status="closed"))


@SCORE_ROUND.evolves(RoundReopened)
def _reopened(round: ScoreRound, fact: RoundReopened, mark: Mark) -> ScoreRound:
    anew = _reached(round, "opened", mark, assessments=(), confirmation=None, reminder=None)
    life = msgspec.structs.replace(anew.life, status="open", cycle=fact.revision, rules=fact.rules)
    return msgspec.structs.replace(anew, life=life)


def _reached(round: ScoreRound, stage: str, mark: Mark, **changes: Any) -> ScoreRound:
    life = msgspec.structs.replace(round.life, stage=stage, since=mark)
    return msgspec.structs.replace(round, life=life, **changes)
