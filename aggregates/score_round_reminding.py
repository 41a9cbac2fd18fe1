"""Reminding those who can still supply what a community lacks in a round (S3.1, U2)."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.score_round_facts import Lacking, Reminded
from aggregates.score_round_state import SCORE_ROUND, ScoreRound
from engine.calendar import show_date
from engine.kind import Act
from engine.refusal import refuse
from workflows.milestone_rules import LEVELS
from workflows.score_round import RoundSheet
from workflows.sheet_scores import CommunityScore


@SCORE_ROUND.decides(Reminded, th="เตือนให้ส่งหลักฐานที่ยังขาด", en="Remind of missing evidence", authority="supervision")
def remind(case: ScoreRound, act: Act) -> Iterator[Reminded]:
    """Tell the case managers of the communities that lack a level what is missing, as long as it can be supplied.

    The same reminder on the same day is given once. Refused after the cut-off.
    """
    until = act.rules.scores.cut_off(case.round, case.fiscal_year)
    if until is not None and act.today > until:
        th, en = (show_date(until, lang) for lang in ("th", "en"))
        raise refuse("S3.1", f"พ้นวันตัดยอดแล้ว ({th})", f"the cut-off has passed ({en})")
    sheet: RoundSheet = SCORE_ROUND.around(act.case, case, act.cases, act.rules)
    lacking = tuple(_lacking(one.program, one) for one in sheet.score.communities if one.program and one.level < LEVELS)
    said = Reminded(lacking=lacking, until=until)
    given = case.reminder is not None and (case.reminder.fact, case.reminder.mark.on) == (said, act.on)
    if lacking and not given:
        yield said


def _lacking(program: str, community: CommunityScore) -> Lacking:
    """What keeps a community from its next level."""
    following = community.milestones[community.level]
    return Lacking(program=program, level=following.level, missing=tuple(finding.id for finding in following.missing))
