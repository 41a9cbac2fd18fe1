"""The score board: every office of a sheet side by side, and the milestone that each still lacks (S3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from engine.reader import Reader
from projections.sheet_moment import sheet_moment
from projections.sheets import Sheets
from web.access import Access, Person
from web.answers.national_scores import exact_shown
from web.places import place_of_office
from web.showing import shown, text_shown
from workflows.milestone_rules import LEVELS
from workflows.sheet_scores import SheetScore


def board_shown(
    reader: Reader,
    sheet: str,
    fiscal_year: int,
    *,
    on: date | None = None,
    known: int | datetime | None = None,
    person: Person | None = None,
) -> dict[str, Any]:
    """The offices of a sheet in a fiscal year (BE), in the order of their codes; only those ``person`` may read.

    Raises BadInput for an unknown sheet and for times that make no sense; Refused where no rules were in force yet.
    """
    moment = sheet_moment(reader, sheet, fiscal_year, on=on, known=known)
    sheets = Sheets(moment)
    offices = [
        office
        for office in sheets.offices
        if person is None or Access(person, place_of_office(reader, sheet, office)).may_read
    ]
    return {
        "sheet": sheet,
        "label": text_shown(moment.sheet.text),
        "fiscal_year": fiscal_year,
        "on": moment.then.on.isoformat(),
        "ruleset": shown(moment.pin),
        "ledger_size": moment.then.size,
        "cut_off": shown(moment.cut_off),
        "weight": moment.sheet.weight,
        "levels": [{"level": one.level, "label": text_shown(one.text)} for one in moment.sheet.milestones],
        "items": reader.remembered(
            ("score board", sheet, fiscal_year, *moment.moments, *offices),
            lambda: _items(sheets, offices),
        ),
    }


def _items(sheets: Sheets, offices: Sequence[str]) -> list[dict[str, Any]]:
    decimals = sheets.moment.rules.scores.shown_decimals
    return [
        {"office": office, "name": text_shown(sheets.offices[office]), **_stands(score, decimals)}
        for office, score in sheets.scores(offices)
    ]


def _stands(score: SheetScore, decimals: int) -> dict[str, Any]:
    reached = [sum(one.level >= level for one in score.communities) for level in range(1, LEVELS + 1)]
    return {
        "level_mean": exact_shown(score.level_mean, decimals),
        "level_min": score.level_min,
        "points": exact_shown(score.points, decimals),
        "communities": len(score.communities),
        "reached": reached,
        "lacks": None if score.level_min == LEVELS else _lacks(score),
    }


def _lacks(score: SheetScore) -> dict[str, Any]:
    """What keeps the lowest communities from their next level."""
    lowest = [one for one in score.communities if one.level == score.level_min]
    missing = [finding for one in lowest for finding in _next(one.milestones, score.level_min)]
    labels = dict.fromkeys(finding.needed or finding.label for finding in missing)
    return {
        "level": score.level_min + 1,
        "communities": len(lowest),
        "without_program": sum(one.program is None for one in lowest),
        "labels": [text_shown(label) for label in labels],
    }


def _next(milestones: Any, level: int) -> Any:
    return milestones[level].missing if milestones else ()
