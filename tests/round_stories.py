"""Named histories of scoring rounds, and the computed sheet they are held against."""

from __future__ import annotations

from datetime import date
from typing import Any

from aggregates.reference import REFERENCE, REFERENCE_CASE
from aggregates.score_round import SCORE_ROUND
from aggregates.score_round_facts import LevelsConfirmed, RoundClosed, RoundOpened, RoundReopened, SarNote, SelfAssessed
from aggregates.score_round_figures import figures_of
from aggregates.score_round_state import round_case
from engine.bilingual import Text
from engine.refusal import Cite, Finding
from engine.sealed import sealed_for
from tests.given import PIN, Given, given
from tests.program_stories import PLACES
from workflows.score_round import RoundSheet
from workflows.sheet_scores import CommunityScore, MilestoneFound, SheetScore

SHEET, OFFICE, YEAR = "zone-6m", "04", 2564
ROUND = round_case(SHEET, OFFICE, YEAR)
FIRST, SECOND = "1" * 32, "2" * 32
ENDS, CUT_OFF = date(2021, 3, 31), date(2021, 4, 15)
BEGUN, ASSESSED, CONFIRMED, CLOSED, REOPENED = (
    date(2021, 3, 1),
    date(2021, 4, 1),
    date(2021, 4, 5),
    date(2021, 4, 20),
    date(2021, 5, 3),
)
OFFICER, ABOVE, OTHER = "malee", "somchai", "wipa"
SAR = {
    "results": "ประชุมครบทุกชุมชน",
    "responsible": "นางสาว มาลี ใจดี",
    "conditions": "สถานการณ์โควิด 19",
    "files": [{"name": "รายงาน.pdf", "sha256": "a" * 64}],
}
NOTE = SarNote(
    results="ประชุมครบทุกชุมชน",
    responsible="นางสาวมาลี ใจดี",
    conditions="สถานการณ์โควิด 19",
    files={"a" * 64: "รายงาน.pdf"},
)
LEVELS = {FIRST: 5, SECOND: 3}


def community(program: str | None, level: int) -> CommunityScore:
    """A community at a level, its highest one by a cited fact and the next one lacking something."""
    gap = Finding(id="P3.3", label=Text("เสนอคณะทำงาน", "Group proposed"), met=False)
    milestones = tuple(
        MilestoneFound(
            level=step,
            id=f"zone-6m.{step}",
            reached=step <= level,
            cites=(Cite(step + 1, program),) if step <= level else (),
            missing=() if step <= level else (gap,),
        )
        for step in range(1, 6)
    )
    name = Text(f"ชุมชน {str(program)[:1]}", f"Community {str(program)[:1]}")
    return CommunityScore(program=program, province="30", name=name, level=level, milestones=milestones)


class Computed:
    """Stands where the projection computes the sheet."""

    def __init__(self, *communities: CommunityScore) -> None:
        self.communities = communities or (community(FIRST, 5), community(SECOND, 3), community(None, 0))

    def __call__(self, case: str, state: Any, cases: Any, rules: Any) -> RoundSheet:
        score = SheetScore(
            sheet=state.sheet, office=state.office, fiscal_year=YEAR, weight=20, communities=self.communities
        )
        return RoundSheet(score=score, on=min(ENDS, cases.on), ledger_size=99, ends=ENDS, day=cases.on)


OPENED = RoundOpened(sheet=SHEET, office=OFFICE, fiscal_year=YEAR, rules=PIN)
SAID = SelfAssessed(levels=LEVELS, note=sealed_for("subject-1", NOTE), short=1)
AGREED = LevelsConfirmed(assessment=2, levels=LEVELS, short=1)


def closed(computed: Computed, state: Any, *, assessment: int = 2, confirmation: int | None = 3) -> RoundClosed:
    """The fact of closing by what ``computed`` says."""

    class On:
        on = CLOSED

    figures = figures_of(computed("", state, On, None), PIN)
    return RoundClosed(revision=state.revision, assessment=assessment, confirmation=confirmation, figures=figures)


def round_of(*facts: Any) -> Given:
    """A zone's round with its history; each fact on its day, by who says such things."""
    told = given(SCORE_ROUND, (BEGUN, OFFICER, OPENED), *facts, case=ROUND)
    return told.among(REFERENCE, REFERENCE_CASE, PLACES)


BY_OFFICE = (ASSESSED, OFFICER, SAID)
BY_ABOVE = (CONFIRMED, ABOVE, AGREED)
AGAIN = (REOPENED, ABOVE, RoundReopened(revision=2, rules=PIN))


def closed_round(computed: Computed, *more: Any) -> Given:
    """A round that was assessed, confirmed and closed."""
    state = round_of(BY_OFFICE, BY_ABOVE).state
    return round_of(BY_OFFICE, BY_ABOVE, (CLOSED, ABOVE, closed(computed, state)), *more)
