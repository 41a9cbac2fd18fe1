"""The score sheet of an office for both doors: levels, points, milestones by which facts or what is missing (S3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from engine.reader import Reader
from engine.refusal import CaseNotFound, Finding
from projections.sheet_moment import Chosen, SheetMoment, sheet_moment
from projections.sheets import Sheets
from web.access import Access, Person
from web.answers.cited import facts_cited
from web.answers.national_scores import exact_shown
from web.answers.rounds import round_shown
from web.places import place_of_office
from web.showing import shown, text_shown
from workflows.sheet_scores import CommunityScore, MilestoneFound


def sheet_shown(
    reader: Reader,
    sheet: str,
    office: str,
    fiscal_year: int,
    *,
    on: date | None = None,
    known: int | datetime | None = None,
    chosen: Chosen | None = None,
    person: Person | None = None,
) -> dict[str, Any]:
    """A sheet of a fiscal year (BE), under the rules in force for it or ``chosen`` ones.

    Raises BadInput; Refused where no rules were in force yet; CaseNotFound for an office that ``person`` may not
    read, as for one that doesn't exist.
    """
    moment = sheet_moment(reader, sheet, fiscal_year, on=on, known=known, chosen=chosen)
    sheets = Sheets(moment)
    if person is not None and not _may_read(person, reader, sheets, office):
        raise CaseNotFound("office", office)
    score, decimals = sheets.score(office), moment.rules.scores.shown_decimals
    return {
        "sheet": sheet,
        "office": office,
        "fiscal_year": fiscal_year,
        "on": moment.then.on.isoformat(),
        "known": shown(known),
        "ruleset": shown(moment.pin),
        "ledger_size": moment.then.size,
        **_cut_off(moment),
        "weight": score.weight,
        "level_mean": exact_shown(score.level_mean, decimals),
        "level_min": score.level_min,
        "points": exact_shown(score.points, decimals),
        "communities": reader.remembered(
            ("score sheet", sheet, office, fiscal_year, moment.pin, *moment.moments),
            lambda: [_community(one, sheets) for one in score.communities],
        ),
        **round_shown(reader, sheet, office, fiscal_year),
    }


def _may_read(person: Person, reader: Reader, sheets: Sheets, office: str) -> bool:
    place = place_of_office(reader, sheets.moment.sheet.code, office)
    return office in sheets.offices and Access(person, place).may_read


def _cut_off(moment: SheetMoment) -> dict[str, Any]:
    """Until when evidence could be recorded; none for a round from before going live, entered afterwards (S3.1)."""
    return {"cut_off": shown(moment.cut_off), "entered_afterwards": moment.cut_off is None}


def _community(one: CommunityScore, sheets: Sheets) -> dict[str, Any]:
    return {
        "program": one.program,
        "name": text_shown(one.name),
        "level": one.level,
        "milestones": [_milestone(milestone, sheets) for milestone in one.milestones],
    }


def _milestone(one: MilestoneFound, sheets: Sheets) -> dict[str, Any]:
    return {
        "level": one.level,
        "id": one.id,
        "reached": one.reached,
        "facts": facts_cited(sheets, one.cites, sheets.moment.rules.process.late_days),
        "missing": [_missing(finding) for finding in one.missing],
    }


def _missing(finding: Finding) -> dict[str, Any]:
    """A requirement that isn't met, labelled by what is needed, and who supplies it."""
    needed = finding.needed or finding.label
    who = None if finding.supplier is None else text_shown(finding.supplier)
    return {"id": finding.id, "label_th": needed.th, "label_en": needed.en, "who": who}
