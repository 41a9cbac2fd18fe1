"""Computes the sheet of a scoring round: as it counts for closing, and as it would be now (S3.1, S3.2b)."""

from __future__ import annotations

from aggregates.lifecycle_facts import RulePin
from aggregates.score_round_facts import Figures
from aggregates.score_round_state import ScoreRound
from engine.kind import Cases
from engine.reader import Reader
from projections.as_of import AsKnown
from projections.sheet_moment import Chosen, SheetMoment, sheet_moment
from projections.sheets import Sheets
from workflows.rules import Rules
from workflows.score_round import RoundSheet
from workflows.sheet_scores import SheetScore


def round_sheet(case: str, round: ScoreRound, cases: Cases, rules: Rules) -> RoundSheet:
    """What closing would freeze: the round's last day, or today while it runs, by what was recorded until the cut-off.

    ``cases`` may be those of any day: what was known by now counts.
    """
    moment = _moment(cases.now, round, round.life.rules, rules)
    return RoundSheet(
        score=Sheets(moment).score(round.office),
        on=moment.then.on,
        ledger_size=moment.then.size,
        ends=rules.scores.round(round.round).span(round.fiscal_year).last,
        day=cases.on,
    )


def scored_anew(reader: Reader, round: ScoreRound, figures: Figures, rules: Rules) -> tuple[SheetScore, AsKnown]:
    """What figures that were frozen would be under their own rules, by all that is known now, and that knowledge."""
    moment = _moment(reader, round, figures.rules, rules)._replace(then=AsKnown(reader, figures.on))
    return Sheets(moment).score(round.office), moment.then


def _moment(reader: Cases, round: ScoreRound, pin: RulePin, rules: Rules) -> SheetMoment:
    assert isinstance(reader, Reader), "a sheet is computed from the store"
    return sheet_moment(reader, round.sheet, round.fiscal_year, chosen=Chosen(pin, rules))
