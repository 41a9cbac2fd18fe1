"""Registers across the cases of an area: meetings, help in baht, and households carried over to the next year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.calendar import Span, fiscal_year, fiscal_year_span
from engine.reader import Reader
from projections.household_names import name_parts
from web.access import Access, Person
from web.answers.called import SHORT
from web.answers.household_rows import household_name
from web.answers.meetings import Meeting, meetings
from web.answers.names import names_of
from web.opening import opener
from web.places import place_of, within

IN_AREA = "SELECT case_id FROM caseload WHERE kind = ? AND {area}{more} ORDER BY province, district, case_id"


class MeetingHeld(NamedTuple):
    """A meeting of one community."""

    program: str
    community: Text
    province: str
    meeting: Meeting


class HelpGiven(NamedTuple):
    """Help that reached one household, by one agency, in a fiscal year (BE)."""

    case: str
    program: str
    agency: Text
    times: int
    baht: int
    unpriced: int
    """How often no amount is on record."""


class AgencyTotal(NamedTuple):
    """What one agency gave in all."""

    agency: Text
    households: int
    times: int
    baht: int
    unpriced: int


class Carried(NamedTuple):
    """A household whose help goes on."""

    case: str
    program: str
    community: Text
    province: str
    until: date
    since: date
    past: bool
    officer: str | None


def years(reader: Reader, person: Person) -> list[int]:
    """The fiscal years (BE) of the communities this person may read, latest first."""
    area, values = within(reader, person.areas)
    rows = reader.connection.execute(
        "SELECT DISTINCT fiscal_year FROM caseload "
        f"WHERE kind = ? AND fiscal_year IS NOT NULL AND {area} ORDER BY 1 DESC",
        (PROGRAM.name, *values),
    )
    return [year for (year,) in rows]


def meeting_register(reader: Reader, person: Person, year: int, province: str | None) -> list[MeetingHeld]:
    """The meetings of a fiscal year (BE) in the communities this person may read, latest first."""
    found = []
    for case in cases_of(reader, person, PROGRAM.name, province):
        state = reader.state(PROGRAM, case)
        names = names_of(reader, PROGRAM.rules(state, reader, reader.on))
        for meeting in meetings(state, names):
            if fiscal_year(meeting.on) == year:
                found.append(MeetingHeld(case, state.community, state.province, meeting))
    return sorted(found, key=lambda held: (held.meeting.on, held.program), reverse=True)


def help_register(reader: Reader, person: Person, year: int, province: str | None) -> list[HelpGiven]:
    """The help of a fiscal year (BE), household by household and agency by agency, the most baht first."""
    span, found = fiscal_year_span(year), list[HelpGiven]()
    for case in cases_of(reader, person, HOUSEHOLD.name, province):
        found += help_given(reader, case, reader.state(HOUSEHOLD, case), span)
    return sorted(found, key=lambda help: (-help.baht, help.case))


def help_given(reader: Reader, case: str, state: HouseholdCase, span: Span | None = None) -> Iterator[HelpGiven]:
    """What each agency gave a household, in a span of days or ever."""
    given = defaultdict(list)
    for one in state.help.values():
        if span is None or span.holds(one.mark.on):
            given[one.agency].append(one.baht)
    if not given:
        return
    names = names_of(reader, HOUSEHOLD.rules(state, reader, reader.on))
    for agency, amounts in given.items():
        baht = sum(amount or 0 for amount in amounts)
        unpriced = sum(amount is None for amount in amounts)
        yield HelpGiven(case, state.program, names.agency(agency), len(amounts), baht, unpriced)


def by_agency(given: Iterable[HelpGiven]) -> list[AgencyTotal]:
    """The same help summed up by agency."""
    groups = defaultdict(list)
    for one in given:
        groups[one.agency].append(one)
    totals = [
        AgencyTotal(
            agency,
            len({one.case for one in each}),
            sum(one.times for one in each),
            sum(one.baht for one in each),
            sum(one.unpriced for one in each),
        )
        for agency, each in groups.items()
    ]
    return sorted(totals, key=lambda total: (-total.baht, total.agency.th))


def carried_over(reader: Reader, person: Person) -> list[Carried]:
    """The households carried over to a later date in their present cycle, the earliest date first (P5.3)."""
    area, values = within(reader, person.areas)
    rows = reader.connection.execute(
        f"SELECT case_id FROM caseload WHERE {area} AND case_id IN "
        "(SELECT originator_id FROM evidence WHERE key = 'carried_over' AND superseded IS NULL)",
        values,
    ).fetchall()
    return sorted(_carried(reader, [case for (case,) in rows]), key=lambda one: (one.until, one.case))


def _carried(reader: Reader, cases: Iterable[str]) -> Iterator[Carried]:
    for case in cases:
        state = reader.state(HOUSEHOLD, case)
        if state.carried_over is None or state.life.status == "closed":
            continue
        until = state.carried_over.until
        yield Carried(
            case=case,
            program=state.program,
            community=reader.state(PROGRAM, state.program).community,
            province=state.province,
            until=until,
            since=state.carried_over.mark.on,
            past=until < reader.on,
            officer=state.life.officer,
        )


def provinces(reader: Reader, person: Person) -> list[str]:
    """The provinces with communities this person may read."""
    area, values = within(reader, person.areas)
    rows = reader.connection.execute(
        f"SELECT DISTINCT province FROM caseload WHERE kind = ? AND {area} ORDER BY 1", (PROGRAM.name, *values)
    )
    return [province for (province,) in rows]


def cases_of(reader: Reader, person: Person, kind: str, province: str | None) -> list[str]:
    """The cases of a kind that this person may read, in one province or all."""
    area, values = within(reader, person.areas)
    more, chosen = ("", []) if province is None else (" AND province = ?", [province])
    rows = reader.connection.execute(IN_AREA.format(area=area, more=more), (kind, *values, *chosen))
    return [case for (case,) in rows.fetchall()]


def household_label(reader: Reader, person: Person, case: str) -> str:
    """What a household is called for this person; the beginning of its id where people are closed to them."""
    access = Access(person, place_of(reader, case), HOUSEHOLD.name)
    return household_name(name_parts(reader.state(HOUSEHOLD, case)), opener(reader, access, case)) or case[:SHORT]
