"""When a sheet is scored: the day, what was known by its cut-off, and under which rules (S3.1, S3.4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from aggregates.lifecycle_facts import RulePin
from aggregates.rules_in_force import pin_in_force, rules_of
from engine.calendar import day_in_bangkok, end_of_day_bangkok, fiscal_year_span, show_date
from engine.reader import Reader
from engine.refusal import BadInput
from projections.as_of import AsKnown, scoring_day
from workflows.milestone_rules import MilestoneSheet
from workflows.rules import Rules


class Chosen(NamedTuple):
    """Rules to score under, by their pin."""

    pin: RulePin
    rules: Rules


class SheetMoment(NamedTuple):
    """One sheet of a fiscal year (BE), as of a day and as known at a time."""

    sheet: MilestoneSheet
    year: int
    pin: RulePin
    rules: Rules
    asked: AsKnown
    """The moment that was asked for: rules and reference data are read at it."""
    then: AsKnown
    """What counts as evidence: dated up to the round's end, recorded up to the cut-off."""
    cut_off: date | None
    """None for a round that ended before the office went live: its evidence was entered afterwards."""

    @property
    def moments(self) -> tuple[date | int, ...]:
        """Days and ledger sizes of both moments, for whoever keeps what was scored at them."""
        return self.asked.on, self.asked.size, self.then.on, self.then.size

    @property
    def since(self) -> date:
        """The day from which evidence counts, but for what carries over from earlier years."""
        return fiscal_year_span(self.year).first


def sheet_moment(
    reader: Reader,
    sheet: str,
    fiscal_year: int,
    *,
    on: date | None = None,
    known: int | datetime | None = None,
    chosen: Chosen | None = None,
) -> SheetMoment:
    """When and under which rules a sheet is scored: by default as of today while the year runs, all known by now.

    Raises BadInput for an unknown sheet or year and for a day or time that makes no sense; Refused where no rules
    were in force yet.
    """
    day = scoring_day(fiscal_year, on, reader.on)
    _expect_sense(on, known, fiscal_year_span(fiscal_year).first, reader.on)
    asked = AsKnown(reader, day, known)
    pin, rules = chosen or _in_force(asked, fiscal_year)
    found = sheet_named(sheet, rules)
    cut_off = rules.scores.cut_off(found.round, fiscal_year)
    end = rules.scores.round(found.round).span(fiscal_year).last
    size = asked.size if cut_off is None else reader.position(end_of_day_bangkok(cut_off))
    then = AsKnown(reader, min(day, end), min(asked.size, size))
    return SheetMoment(found, fiscal_year, pin, rules, asked, then, cut_off)


def sheet_named(code: str, rules: Rules) -> MilestoneSheet:
    """The sheet of this code, such as ``zone-6m``. Raises BadInput, naming those there are."""
    known = {sheet.code: sheet for sheet in rules.scores.sheets}
    if code not in known:
        listed = ", ".join(known)
        raise BadInput("sheet", f"ไม่มีใบคะแนนนี้ ให้ใช้: {listed}", f"must be one of: {listed}")
    return known[code]


def _in_force(asked: AsKnown, fiscal_year: int) -> Chosen:
    pin = pin_in_force(asked, asked.on, fiscal_year)
    return Chosen(pin, rules_of(asked, pin.sha256))


def _expect_sense(on: date | None, known: int | datetime | None, since: date, today: date) -> None:
    """Neither time lies in the future, nor the time of knowing before there was anything to know."""
    if on is not None and on > today:
        raise BadInput("on", "ต้องไม่เป็นวันในอนาคต", "must not lie in the future")
    if not isinstance(known, datetime):
        return
    day = day_in_bangkok(known)
    if day > today:
        raise BadInput("known", "ต้องไม่เป็นวันในอนาคต", "must not lie in the future")
    if day < since:
        th, en = (show_date(since, lang) for lang in ("th", "en"))
        raise BadInput("known", f"ต้องไม่ก่อนวันเริ่มนับผลงาน ({th})", f"must not be before evidence counts ({en})")
