"""Which choices a field offers: lists of the rule set and the reference data, and what the case already holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.bilingual import Text
from web.forms.ground import Ground, Option, same, terms
from web.forms.of_cases import (
    community_names,
    families,
    fiscal_years,
    goals,
    help_given,
    household_names,
    officers,
    pending,
    people,
    provinces,
    referrals,
    stages_back,
    stages_on,
    waivable,
)
from web.forms.of_programs import activities, adopted, candidates, communities_scored, holders, orders
from web.forms.of_requests import grounds, holds, proposed
from workflows.rule_terms import Term

Offer = Callable[[Ground], list[Option]]


def _listed(find: Callable[[Ground], Iterable[Term]]) -> Offer:
    return lambda ground: terms(find(ground))


def _agencies(ground: Ground) -> list[Option]:
    bodies = ground.reference.open_agencies
    return [*(Option(one.code, Text(one.th, one.en)) for one in bodies), *terms(ground.rules.program.network_partners)]


def _agency_names(ground: Ground) -> list[Option]:
    """By their Thai names, since whatever is written here may also be another body's own name."""
    return [Option(option.label.th, option.label) for option in _agencies(ground)]


def _concepts(ground: Ground) -> list[Option]:
    """Concepts, each before its parts (P4.3)."""
    found = []
    for concept in ground.rules.program.concepts:
        found += terms([concept])
        found += [Option(f"{concept.code}.{part.code}", Text(part.th, part.en)) for part in concept.parts]
    return found


def _zones(ground: Ground) -> list[Option]:
    return [
        Option(str(n), Text(f"เขต {n} ({z.th})", f"Zone {n} ({z.th})"))
        for n, z in sorted(ground.reference.zones.items())
    ]


def _seats(ground: Ground) -> list[Option]:
    """By their Thai names: that is how the seat of a zone is written."""
    return [Option(option.label.th, option.label) for option in provinces(ground)]


def _offices(ground: Ground) -> list[Option]:
    zones = [
        Option(f"{number:02}", Text(f"สสว. {number}", f"Zone office {number}"))
        for number in sorted(ground.reference.zones)
    ]
    return [*zones, *provinces(ground)]


def _rule_sets(ground: Ground) -> list[Option]:
    return [Option(one.rules.sha256, Text(str(one.rules), str(one.rules))) for one in ground.reference.activations]


CHOICES: Mapping[str, Offer] = {
    "dimension": _listed(lambda g: g.rules.household.dimensions),
    "assess_dimensions.verdicts": _listed(lambda g: g.rules.household.dimensions),
    "dimensions": _listed(lambda g: g.rules.household.dimensions),
    "indicators": _listed(lambda g: g.rules.household.dimensions),
    "household.judge_criteria.verdicts": _listed(lambda g: g.rules.household.criteria),
    "basics": _listed(lambda g: g.rules.household.criteria),
    "agencies": _agencies,
    "agency": _agency_names,
    "concepts": _concepts,
    "note_problem.code": _listed(lambda g: g.rules.program.problems),
    "Problem.code": _listed(lambda g: g.rules.program.problems),
    "advance.to": stages_on,
    "return_to.to": stages_back,
    "close.reason": _listed(lambda g: g.rules.process.closing_reasons),
    "requirement": waivable,
    "ground": grounds,
    "hold": holds,
    "confirm_decision.proposal": proposed,
    "decline_decision.proposal": proposed,
    "request": pending,
    "proposal": pending,
    "officer": officers,
    "person": people,
    "complete_member.family": families,
    "set_goal.family": families,
    "help": help_given,
    "referral": referrals,
    "goal": goals,
    "program": community_names,
    "programs": community_names,
    "communities": community_names,
    "continues": community_names,
    "province": provinces,
    "fiscal_year": fiscal_years,
    "missions": _listed(lambda g: g.rules.program.area.missions),
    "plan_topics": _listed(lambda g: g.rules.program.area.plan_topics),
    "hold_community_meeting.agenda": _listed(lambda g: g.rules.committee.agenda),
    "fill_seat.seat": _listed(lambda g: g.rules.committee.seats),
    "declare_seat_absent.seat": _listed(lambda g: g.rules.committee.seats),
    "NewHolder.seat": _listed(lambda g: g.rules.committee.seats),
    "Zone.seat": _seats,
    "Province.zone": _zones,
    "close_agency.code": lambda g: [Option(one.code, Text(one.th, one.en)) for one in g.reference.open_agencies],
    "holder": holders,
    "order": orders,
    "presented": _listed(lambda g: g.rules.program.presented),
    "adopt_households.households": candidates,
    "plan_activity.households": adopted,
    "record_activity.households": household_names,
    "record_plan.households": lambda g: same(g.rules.program.plan_years),
    "Partner.kind": _listed(lambda g: g.rules.program.network_partners),
    "activity": activities,
    "recipient": _listed(lambda g: g.rules.program.report_recipients),
    "deliver_report.parts": _listed(lambda g: g.rules.program.report_parts),
    "found": _listed(lambda g: g.rules.program.criteria),
    "indicator": _listed(lambda g: g.rules.scores.indicators),
    "sheet": lambda g: same(one.code for one in g.rules.scores.sheets),
    "office": _offices,
    "levels": communities_scored,
    "reasons": communities_scored,
    "open_review.zone": _zones,
    "sha256": _rule_sets,
}
"""By field; "owner.field" or "kind.owner.field" goes before it."""

SUGGESTED = frozenset({"agency", "officer", "order", "family"})
"""Fields that take other words too: what is offered is only suggested."""


def offered(ground: Ground, owner: str, field: str) -> list[Option] | None:
    """The choices of a field; None where it is filled in freely."""
    for name in (f"{ground.kind.name}.{owner}.{field}", f"{owner}.{field}", field):
        if name in CHOICES:
            return CHOICES[name](ground)
    return None


def part_asked(ground: Ground, criterion: str) -> Text | None:
    """The question about the part of a criterion that may not apply; None for one without such a part (H6)."""
    part = next(c.part_that_may_not_apply for c in ground.rules.household.criteria if c.code == criterion)
    return None if part is None else Text(f"มีผู้ที่เกี่ยวข้องกับ{part.th}", f"Concerns somebody here: {part.en}")
