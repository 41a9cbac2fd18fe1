"""The workflow of a scoring round: self-assessed, confirmed, closed, reopened as a new revision (S3.2b)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

import msgspec

from engine.bilingual import Text
from engine.calendar import show_date
from engine.requirement import Judgement, met, missing, requirement
from engine.workflow import Gate, Move, Stage, Workflow
from workflows.program_view import Marked
from workflows.rules import Rules
from workflows.sheet_scores import CommunityScore, SheetScore
from workflows.wording import joined, lacking

OFFICE = Text("หน่วยงานที่รับการประเมิน", "The office that is scored")
AREA_ABOVE = Text("ผู้กำกับดูแลพื้นที่ระดับเหนือขึ้นไป", "A supervisor of the area above")


class RoundSheet(msgspec.Struct, frozen=True, kw_only=True):
    """The computed sheet of a round, and the moment it is computed for."""

    score: SheetScore
    on: date
    """Evidence counts up to this day: the round's last one, or today while the round runs (S3.1)."""
    ledger_size: int
    """The facts that count are among the first so many of the ledger: those recorded by the cut-off (S3.1)."""
    ends: date
    """The last day of the round."""
    day: date
    """The day of whoever asks."""

    @property
    def levels(self) -> Mapping[str, int]:
        """The computed level of each community; places short of the quota are nobody's to assess (P1.5)."""
        return {one.program: one.level for one in self.score.communities if one.program is not None}

    @property
    def names(self) -> Text:
        """The communities that a level is said of."""
        return joined([one.name for one in self.score.communities if one.program is not None])

    @property
    def short(self) -> int:
        """How many places are short of the quota; each counts as level 0 (S3.3)."""
        return len(self.score.communities) - len(self.levels)


class SaidLevels(Protocol):
    """What somebody says of each community of a sheet."""

    @property
    def levels(self) -> Mapping[str, int]: ...
    @property
    def short(self) -> int: ...


class ConfirmedLevels(SaidLevels, Protocol):
    @property
    def reasons(self) -> Mapping[str, str]: ...


class Assessed(Marked, Protocol):
    @property
    def fact(self) -> SaidLevels: ...


class Confirmed(Marked, Protocol):
    @property
    def fact(self) -> ConfirmedLevels: ...


class RoundView(Protocol):
    """A round in its present revision."""

    @property
    def assessment(self) -> Assessed | None: ...
    @property
    def confirmation(self) -> Confirmed | None: ...


def level_mean(said: SaidLevels) -> Fraction:
    """The office's level by what was said: the mean over all places of the sheet, 0 where there is none (S3.3)."""
    return Fraction(sum(said.levels.values()), len(said.levels) + said.short or 1)


def level_min(said: SaidLevels) -> int:
    """The lowest level of any place of the sheet."""
    return 0 if said.short else min(said.levels.values(), default=0)


def unexplained(said: ConfirmedLevels, sheet: RoundSheet) -> tuple[CommunityScore, ...]:
    """The communities whose level differs from the computed one without a reason (S3.2b)."""
    return tuple(
        one
        for one in sheet.score.communities
        if one.program is not None and said.levels.get(one.program) != one.level and one.program not in said.reasons
    )


@requirement("S3.2b.over", th="รอบประเมินสิ้นสุดแล้ว", en="The round is over", supplier=OFFICE)
def over(view: RoundView, around: RoundSheet, rules: Rules) -> Judgement:
    if around.day <= around.ends:
        th, en = (show_date(around.ends, lang) for lang in ("th", "en"))
        return missing(f"รอบนี้สิ้นสุดวันที่ {th} ปิดได้ตั้งแต่วันถัดไป", f"the round runs until {en}; close it after that day")
    return met()


@requirement(
    "S3.2b.self_assessed",
    th="หน่วยงานประเมินตนเองครบทุกชุมชน",
    en="The office has assessed itself on every community",
    supplier=OFFICE,
    commands=("self_assess",),
)
def self_assessed(view: RoundView, around: RoundSheet, rules: Rules) -> Judgement:
    if view.assessment is None:
        return missing("ต้องมีการประเมินตนเองพร้อมรายงาน SAR", "the office's self-assessment with its SAR note")
    if view.assessment.fact.levels.keys() != around.levels.keys():
        return lacking(
            "ชุมชนในแบบประเมินเปลี่ยนไป ให้ประเมินตนเองใหม่",
            "the communities of the sheet have changed; assess again",
            around.names,
        )
    return met(view.assessment.mark)


@requirement(
    "S3.2b.confirmed",
    th="ผู้กำกับดูแลยืนยันระดับ",
    en="The levels are confirmed, where the rule set asks for it",
    supplier=AREA_ABOVE,
    commands=("confirm_levels",),
)
def confirmed(view: RoundView, around: RoundSheet, rules: Rules) -> Judgement:
    said = view.confirmation
    if said is None:
        if rules.scores.closing_needs_confirmation:
            return missing("ต้องมีการยืนยันระดับโดยผู้กำกับดูแล", "the levels confirmed by a supervisor of the area above")
        return met()
    if said.fact.levels.keys() != around.levels.keys():
        return lacking(
            "ชุมชนในแบบประเมินเปลี่ยนไป ให้ยืนยันใหม่",
            "the communities of the sheet have changed; confirm again",
            around.names,
        )
    gaps = [one.name for one in unexplained(said.fact, around)]
    if gaps:
        return lacking(
            "ระดับที่คำนวณเปลี่ยนไปจากที่ยืนยันโดยไม่มีเหตุผล",
            "the computed level now differs from the confirmed one, without a reason",
            joined(gaps),
        )
    return met(said.mark)


ASSESS = Move("self_assess", "opened", "self_assessed", Text("ประเมินตนเอง", "Assess oneself"))
CONFIRM = Move("confirm", "self_assessed", "confirmed", Text("ยืนยันระดับ", "Confirm the levels"))
CLOSE = Move("close", "confirmed", "closed", Text("ปิดรอบ", "Close"))

_GATES: Mapping[str, Gate] = {CONFIRM.name: (self_assessed,), CLOSE.name: (over, self_assessed, confirmed)}


def _gate(move: Move, view: Any, rules: Any) -> Gate:
    return _GATES.get(move.name, ())


SCORE_ROUND_WORKFLOW = Workflow(
    "score_round",
    Text("รอบประเมินคะแนน", "Scoring round"),
    stages=(
        Stage("opened", Text("เปิดรอบ", "Opened")),
        Stage("self_assessed", Text("ประเมินตนเองแล้ว", "Self-assessed")),
        Stage("confirmed", Text("ยืนยันแล้ว", "Confirmed")),
        Stage("closed", Text("ปิดรอบแล้ว", "Closed"), final=True),
    ),
    moves=(
        ASSESS,
        CONFIRM,
        CLOSE,
        Move(CLOSE.name, "self_assessed", "closed", CLOSE.label),
        Move("assess_again", "confirmed", "self_assessed", Text("ประเมินตนเองใหม่", "Assess again"), back=True),
        Move("reopen", "closed", "opened", Text("เปิดใหม่", "Reopen"), back=True),
    ),
    requirements=(over, self_assessed, confirmed),
    gate=_gate,
)
"""A round stands where its own facts put it; each gate is asked by the decision that records the fact."""
