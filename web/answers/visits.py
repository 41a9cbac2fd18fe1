"""The visit calendar: every visit to the households of an area, day by day (H5, U1)."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from aggregates.household_state import HOUSEHOLD
from engine.calendar import fiscal_year_span
from engine.reader import Reader
from web.access import Access, Person
from web.answers.called import content
from web.answers.registers import cases_of
from web.opening import opener
from web.places import place_of


class VisitMade(NamedTuple):
    """One visit."""

    on: date
    case: str
    program: str
    visitor: str
    """As far as it is open to the reader."""
    by: str
    version: int


class Month(NamedTuple):
    """A month of a fiscal year and how often somebody came in it."""

    first: date
    visits: int

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"


def visit_register(reader: Reader, person: Person, year: int, province: str | None) -> list[VisitMade]:
    """The visits of a fiscal year (BE), latest first."""
    span, found = fiscal_year_span(year), list[VisitMade]()
    for case in cases_of(reader, person, HOUSEHOLD.name, province):
        state = reader.state(HOUSEHOLD, case)
        made = [visit for visit in state.visits if span.holds(visit.mark.on)]
        if not made:
            continue
        opens = opener(reader, Access(person, place_of(reader, case), HOUSEHOLD.name), case)
        for visit in made:
            visitor = content(visit.note, "visitor", opens)
            found.append(VisitMade(visit.mark.on, case, state.program, visitor, visit.mark.by, visit.mark.version))
    return sorted(found, key=lambda visit: (visit.on, visit.case, visit.version), reverse=True)


def months(visits: Iterable[VisitMade], year: int) -> list[Month]:
    """The twelve months of a fiscal year (BE) in their order."""
    counted = Counter((visit.on.year, visit.on.month) for visit in visits)
    first = fiscal_year_span(year).first
    places = [divmod(first.month - 1 + step, 12) for step in range(12)]
    return [
        Month(date(first.year + more, month + 1, 1), counted[first.year + more, month + 1]) for more, month in places
    ]


def weeks(visits: Iterable[VisitMade], month: date) -> list[list[tuple[date | None, int]]]:
    """The days of a month by week, Sunday first, each with its visits; None before the first and after the last."""
    counted = Counter(visit.on for visit in visits)
    days = calendar.Calendar(firstweekday=6).monthdatescalendar(month.year, month.month)
    return [[(day, counted[day]) if day.month == month.month else (None, 0) for day in week] for week in days]
