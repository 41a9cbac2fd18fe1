"""A community's history without a store, and what the milestones make of it; facts can be taken out one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from aggregates.community_program import PROGRAM
from aggregates.zone_review_facts import BestPracticePicked
from engine.bilingual import Text
from engine.facts import Fact, Recorded
from engine.history import Effective, Mark, evolved
from engine.refusal import Cite
from projections.scored_communities import CommunityFacts, community_facts
from projections.scored_households import HouseholdFacts
from projections.sheets import ProvinceFacts, ZoneFacts
from tests.given import RULES
from tests.program_stories import OPENED, PICK
from workflows.milestone_rules import MilestoneSheet
from workflows.milestones import Seen, milestones_found, zone_found
from workflows.rules import Rules
from workflows.sheet_scores import MilestoneFound

CASE, REVIEW_CASE = "c" * 32, "f" * 32
YEAR = date(2020, 10, 1)
SHEETS: Mapping[str, MilestoneSheet] = {sheet.code: sheet for sheet in RULES.scores.sheets}


class Helped(NamedTuple):
    """A household got help; the fact lies in its own case."""

    household: str


class Excused(NamedTuple):
    """A household is closed, suspended or carried over."""

    household: str


class Picked(NamedTuple):
    """The zone picked its best practice."""


class Told(NamedTuple):
    """A fact, the day it happened, and what cites it; the place in the whole history never changes."""

    fact: Any
    on: date
    cite: Cite


def history(*facts: tuple[Any, date]) -> list[Told]:
    """Facts in the order they happened, each at its place: the opening comes first and isn't listed."""
    return [Told(fact, on, _cite(place, fact)) for place, (fact, on) in enumerate(facts, 2)]


def _cite(place: int, fact: Any) -> Cite:
    match fact:
        case Helped(household) | Excused(household):
            return Cite(place, household)
        case Picked():
            return Cite(place, REVIEW_CASE)
    return Cite(place, CASE)


def found(sheet: str, told: Iterable[Told], rules: Rules = RULES) -> tuple[MilestoneFound, ...]:
    """The milestones of a sheet of one community, alone in its zone, scored for fiscal year 2564."""
    facts = list(told)
    own = [_effective(one) for one in facts if isinstance(one.fact, Fact)]
    opened = _effective(Told(OPENED, YEAR, Cite(1, CASE)))
    state = evolved(PROGRAM.evolve, (opened, *own))
    assert state is not None
    households = HouseholdFacts(
        adopted={case: adoption.mark for case, adoption in state.adopted.items()},
        helped={one.fact.household: one.cite for one in reversed(facts) if isinstance(one.fact, Helped)},
        excused={one.fact.household: one.cite for one in reversed(facts) if isinstance(one.fact, Excused)},
    )

    def shown(since: date) -> CommunityFacts:
        return community_facts(CASE, state, [item for item in own if item.on >= since], households)

    picks = [one for one in facts if isinstance(one.fact, Picked)]
    zone = ZoneFacts(
        provinces=(ProvinceFacts(Text("นครราชสีมา", "30"), (), (shown(YEAR),)),),
        review=REVIEW_CASE,
        pick=msgspec.structs.replace(_pick(), mark=Mark(picks[0].cite.version, picks[0].on, "-")) if picks else None,
        withdrawn=(),
    )
    found = SHEETS[sheet] if rules is RULES else next(one for one in rules.scores.sheets if one.code == sheet)
    seen = Seen(shown(date.min), shown(YEAR))
    return tuple(milestones_found(found, seen, zone_found(found, zone, rules), rules))


def level(milestones: Iterable[MilestoneFound]) -> int:
    return sum(one.reached for one in milestones)


def lacking(milestones: Iterable[MilestoneFound]) -> list[str]:
    """The ids of all that is missing, whatever the level."""
    return [finding.id for one in milestones for finding in one.missing]


def _pick() -> Any:
    found = PICK.pick
    assert isinstance(found.fact, BestPracticePicked)
    return found


def _effective(one: Told) -> Effective:
    record = Recorded(CASE, one.cite.version, one.cite.version, one.on, 0, "malee", None, one.fact)
    return Effective(one.on, one.cite.version, one.fact, record)
