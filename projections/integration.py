"""KPI 2.2 of a fiscal year: what the national record, all programs and all zone reviews had shown by a moment (S2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec

from aggregates.lifecycle_facts import RulePin
from aggregates.mission_year import MISSION_YEAR, ResultRecorded, mission_case
from aggregates.program_area import area_bars
from aggregates.program_life import programs_of
from aggregates.program_record import Evidence, Program
from aggregates.program_state import of_province
from aggregates.program_work_facts import ReportDelivered
from aggregates.rules_in_force import pin_in_force, reference, rules_of
from aggregates.year_record import YEAR_RECORD, YearRecord, record_case
from aggregates.zone_review_state import REVIEW, review_case
from engine.bilingual import Text
from engine.calendar import fiscal_year_span
from engine.history import Mark
from engine.refusal import Cite
from projections.as_of import AsKnown
from projections.communities import by_case
from workflows.integration_success import IntegrationScore, integration_score
from workflows.rules import Rules


class ReportingProgram(msgspec.Struct, frozen=True, kw_only=True):
    """A community program and the reports it delivered in the year, in whatever cycle."""

    case: str
    deliveries: tuple[Evidence[ReportDelivered], ...]
    repeats: bool


class ReportingProvince(msgspec.Struct, frozen=True, kw_only=True):
    name: Text
    programs: tuple[ReportingProgram, ...]


class PickingZone(msgspec.Struct, frozen=True, kw_only=True):
    name: Text
    pick: Cite | None


Delivered = Mapping[str, tuple[Evidence[ReportDelivered], ...]]
"""The reports that each program delivered."""


class NationalYear(msgspec.Struct, frozen=True, kw_only=True):
    """A fiscal year of the nation, as of one moment."""

    record_case: str
    record: YearRecord | None
    mission_case: str
    results: Mapping[str, Evidence[ResultRecorded]]
    provinces: tuple[ReportingProvince, ...]
    zones: tuple[PickingZone, ...]


class Integration(msgspec.Struct, frozen=True, kw_only=True):
    """KPI 2.2 and the rules it was scored under."""

    rules: RulePin
    score: IntegrationScore


def integration(then: AsKnown, fiscal_year: int) -> Integration:
    """How KPI 2.2 of a fiscal year (BE) stands, under the rules its national record runs under.

    Raises Refused when no rules were in force yet.
    """
    record = then.found(YEAR_RECORD, record_case(fiscal_year))
    pin = pin_in_force(then, then.on, fiscal_year) if record is None else record.life.rules
    rules = rules_of(then, pin.sha256)
    return Integration(rules=pin, score=integration_score(national_year(then, fiscal_year, rules), rules))


def national_year(then: AsKnown, fiscal_year: int, rules: Rules) -> NationalYear:
    """Everything KPI 2.2 looks at. Reports count from the first day of the fiscal year."""
    missions = then.found(MISSION_YEAR, mission_case(fiscal_year))
    known, delivered = reference(then), _delivered(then, fiscal_year)
    return NationalYear(
        record_case=record_case(fiscal_year),
        record=then.found(YEAR_RECORD, record_case(fiscal_year)),
        mission_case=mission_case(fiscal_year),
        results={} if missions is None else missions.results,
        provinces=tuple(
            ReportingProvince(
                name=Text(province.th, province.en),
                programs=tuple(_programs(then, code, fiscal_year, rules, delivered)),
            )
            for code in known.provinces
            if (province := known.province(code, then.on)) is not None and province.zone is not None
        ),
        zones=tuple(
            PickingZone(name=Text(zone.th, f"zone {number}"), pick=_pick(then, review_case(number, fiscal_year)))
            for number, zone in sorted(known.zones.items())
        ),
    )


def _programs(
    then: AsKnown, province: str, fiscal_year: int, rules: Rules, delivered: Delivered
) -> Iterator[ReportingProgram]:
    for case, program in programs_of(then, province):
        if program.ran_in(fiscal_year):
            repeats = _repeats(then, case, program, fiscal_year, rules)
            yield ReportingProgram(case=case, deliveries=delivered[case], repeats=repeats)


def _delivered(then: AsKnown, fiscal_year: int) -> Delivered:
    """The reports of every program."""

    def ask(among: Collection[str] | None) -> dict[str, tuple[Evidence[ReportDelivered], ...]]:
        every = (case for province in reference(then).provinces for case in then.members(of_province(province)))
        return {case: tuple(_reports(then, case, fiscal_year)) for case in every if among is None or case in among}

    return by_case(then, ("reports", fiscal_year), ask)


def _reports(then: AsKnown, case: str, fiscal_year: int) -> Iterator[Evidence[ReportDelivered]]:
    """Read from the facts, since a new cycle shows its report anew (W4) and a score looks at facts, never at stage."""
    first = fiscal_year_span(fiscal_year).first
    for item in then.facts(case):
        if isinstance(item.fact, ReportDelivered) and item.on >= first:
            yield Evidence(item.fact, Mark(item.version, item.on, item.record.by))


def _repeats(then: AsKnown, case: str, program: Program, fiscal_year: int, rules: Rules) -> bool:
    """Whether it was newly selected this year where it may not be; one that goes on with its plan may (P1.2c)."""
    new = program.fiscal_year == fiscal_year and program.continues is None
    return new and any(area_bars(case, program, then, rules.program.area))


def _pick(then: AsKnown, case: str) -> Cite | None:
    review = then.found(REVIEW, case)
    return None if review is None or review.pick is None else Cite(review.pick.mark.version, case)
