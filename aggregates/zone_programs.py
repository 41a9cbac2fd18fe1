"""The community programs a zone reviews in a fiscal year, and what each came to (P7.1, P7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from aggregates.household_case import HOUSEHOLD
from aggregates.program_life import Surroundings, programs_of
from aggregates.program_state import PROGRAM, Program
from aggregates.rules_in_force import reference, rules_for
from aggregates.zone_review_facts import Results
from aggregates.zone_review_state import Review
from engine.calendar import fiscal_year_span
from engine.kind import Cases
from engine.refusal import Cite, Finding, Refused, refuse
from workflows.community_program import ELIGIBILITY
from workflows.household_case import standing_waivers
from workflows.process_rules import STAGES
from workflows.program_counts import adopted, still_carried_over
from workflows.rules import Rules
from workflows.zone_review import ReviewAround


class ZonePrograms:
    """The programs of a zone and year, looked up once and only when a requirement asks."""

    def __init__(self, zone: int, fiscal_year: int, cases: Cases) -> None:
        self._zone, self._year, self._cases = zone, fiscal_year, cases

    @cached_property
    def programs(self) -> Mapping[str, Program]:
        """Those that ran in the year, in the provinces that were the zone's at its end."""
        known, end = reference(self._cases), fiscal_year_span(self._year).last
        provinces = [code for code in known.provinces if known.zone_of(code, end) == self._zone]
        found = (pair for code in provinces for pair in programs_of(self._cases, code))
        return {case: program for case, program in found if program.ran_in(self._year)}


def zone_programs(case: str, review: Review, cases: Cases, rules: Rules) -> ReviewAround:
    """What surrounds a zone review, for its requirements."""
    return ZonePrograms(review.zone, review.fiscal_year, cases)


def reviewed(review: Review, cases: Cases, case: str) -> Program:
    """A program this review is about. Raises Refused for one of another zone or year, CaseNotFound."""
    program = cases.state(PROGRAM, case)
    if case not in ZonePrograms(review.zone, review.fiscal_year, cases).programs:
        raise refuse(
            "P7.1",
            f"ชุมชน {program.community.th} ไม่ได้ดำเนินการในเขต {review.zone} ปีงบประมาณ {review.fiscal_year}",
            f"{program.community.en} doesn't run in zone {review.zone} in fiscal year {review.fiscal_year}",
        )
    return program


def evaluated_programs(review: Review, cases: Cases) -> Mapping[str, Program]:
    """The programs this review ranks: those evaluated by now, in the order they were opened (P7.1)."""
    found = ZonePrograms(review.zone, review.fiscal_year, cases).programs
    return {case: program for case, program in found.items() if program.is_evaluated}


def results_of(case: str, cases: Cases) -> Results:
    """What a program has come to, computed from its facts and its households'."""
    program = cases.state(PROGRAM, case)
    rules = rules_for(program, cases, program.life.opened.on)
    found = adopted(program, Surroundings(case, program, cases), rules)
    households = found.values()
    beyond = STAGES[STAGES.index("evaluated") :]
    return Results(
        program=case,
        criteria=tuple(code for code, verdict in program.criteria.items() if verdict.holds),
        adopted=len(households),
        evaluated=sum(h.life.stage in beyond for h in households),
        out_of_poverty=sum(h.out_of_poverty for h in households),
        carried_over=sum(still_carried_over(h, cases.on) for h in households),
        waived=sum(_waived(household, cases) for household in found),
        tpmap_ruled_out=sum(bool(h.tpmap_ruled_out) for h in households),
    )


def _waived(case: str, cases: Cases) -> bool:
    household = cases.state(HOUSEHOLD, case)
    rules = rules_for(household, cases, household.life.opened.on)
    return bool(standing_waivers(household, HOUSEHOLD.around(case, household, cases, rules), rules))


def eligibility(case: str, cases: Cases) -> list[Finding]:
    """What a program has and lacks to be picked; no waiver helps (P7.2)."""
    program = cases.state(PROGRAM, case)
    rules = rules_for(program, cases, program.life.opened.on)
    around = PROGRAM.around(case, program, cases, rules)
    return [requirement.find(program, around, rules, {}) for requirement in ELIGIBILITY]


def expect_eligible(case: str, cases: Cases) -> tuple[Cite, ...]:
    """The facts by which a program may be picked (P7.2). Raises Refused with all that is missing."""
    found = eligibility(case, cases)
    if not all(finding.met for finding in found):
        raise Refused(*(finding for finding in found if not finding.met))
    cites = (Cite(cite.version, cite.case or case) for finding in found for cite in finding.cites)
    return tuple(dict.fromkeys(cites))
