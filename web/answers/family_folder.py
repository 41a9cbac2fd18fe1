"""The family folder: what a household's page says of people, dimensions, plan, help and criteria, at any moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from aggregates.household_facts import DimensionsAssessed
from aggregates.household_parts import Goal, Help, Member
from aggregates.household_record import HouseholdCase
from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.bilingual import Text
from engine.calendar import age_on
from engine.facts import Recorded
from engine.history import counted
from engine.reader import Reader
from web.answers.called import content
from web.showing import Opens, instead, shown
from workflows.labels import codes, text
from workflows.rules import Rules

SHOWN_DETAILS = ("relation", "occupation", "disability", "national_id")


class PersonRow(NamedTuple):
    """A member as far as the reader may know."""

    person: str
    name: str
    head: bool
    age: int | None
    sex: Text | None
    details: tuple[tuple[Text, str], ...]
    family: str
    left: date | None
    gone: Text | None
    """What stands for the name of somebody who was erased."""


class Assessed(NamedTuple):
    """A dimension at the first and at the latest whole assessment, and what was done about it."""

    code: str
    label: Text
    before: str | None
    after: str | None
    words: str
    goals: tuple[Goal, ...]
    help: tuple[Help, ...]
    ruled_out: bool


class CriterionRow(NamedTuple):
    """One basic criterion as judged."""

    number: int
    label: Text
    verdict: str | None
    said: str


class FamilyFolder(NamedTuple):
    """Everything on the page beside the gate and the timeline."""

    people: list[PersonRow]
    dimensions: list[Assessed]
    assessed_on: tuple[date | None, date | None]
    tiers: tuple[str | None, str | None]
    criteria: list[CriterionRow]
    agencies: dict[str, Text]
    house: str


def family_folder(
    reader: Reader, household: HouseholdCase, records: Iterable[Recorded], rules: Rules, opens: Opens | None, on: date
) -> FamilyFolder:
    """The folder as ``household`` stood on a day; ``records`` are the facts known then."""
    whole = [
        item for item in counted(list(records), on) if isinstance(item.fact, DimensionsAssessed) and item.fact.tier
    ]
    first, last = (whole[0], whole[-1]) if whole else (None, None)
    facts = [item.fact for item in (first, last) if item is not None and isinstance(item.fact, DimensionsAssessed)]
    before, after = facts if facts else (None, None)
    return FamilyFolder(
        people=[_person(one, household, opens, on) for one in household.members.values()],
        dimensions=[
            Assessed(
                one.code,
                Text(one.th, one.en),
                before.verdicts.get(one.code) if before and len(whole) > 1 else None,
                after.verdicts.get(one.code) if after else _latest(household, one.code),
                _indicator(after, one.code, opens),
                tuple(goal for goal in household.this_cycle.goals if goal.dimension == one.code),
                tuple(given for given in household.interventions if given.dimension == one.code),
                one.code in household.this_cycle.ruled_out,
            )
            for one in rules.household.dimensions
        ],
        assessed_on=(first.on if first else None, last.on if last else None),
        tiers=(before.tier if before else None, after.tier if after else None),
        criteria=_criteria(household, rules, opens),
        agencies=_agencies(reader, rules),
        house=_house(household, opens),
    )


def _latest(household: HouseholdCase, code: str) -> str | None:
    return None if household.latest is None else household.latest.verdicts.get(code)


def _indicator(fact: DimensionsAssessed | None, code: str, opens: Opens | None) -> str:
    if fact is None or fact.indicators is None:
        return ""
    words = shown(fact.indicators, opens).get("words", {})
    return str(words.get(code, "")) if isinstance(words, dict) else ""


def _person(member: Member, household: HouseholdCase, opens: Opens | None, on: date) -> PersonRow:
    said = {field: content(box, field, opens) for field, box in member.details.items()}
    born, sex = said.get("birth_date"), said.get("sex")
    return PersonRow(
        person=member.person,
        name=said.get("name", ""),
        head=member.person == household.head,
        age=age_on(date.fromisoformat(born), on) if born else None,
        sex=text("sex", sex) if sex in codes("sex") else None,
        details=tuple((text("detail", field), said[field]) for field in SHOWN_DETAILS if said.get(field)),
        family=member.family,
        left=None if member.left is None else member.left.on,
        gone=instead(shown(member.details.get("name", {}), opens)),
    )


def _criteria(household: HouseholdCase, rules: Rules, opens: Opens | None) -> list[CriterionRow]:
    judgement = household.this_cycle.judgement
    notes = {} if judgement is None else shown(judgement.notes, opens)
    found = []
    for one in rules.household.criteria:
        verdict = None if judgement is None else judgement.verdicts.get(one.code)
        said = [
            str(notes[part].get(one.code, "")) for part in ("reasons", "evidence") if isinstance(notes.get(part), dict)
        ]
        found.append(CriterionRow(one.number, Text(one.th, one.en), verdict, " · ".join(filter(None, said))))
    return found


def _agencies(reader: Reader, rules: Rules) -> dict[str, Text]:
    """Code -> name of the bodies that help; others are known by their own names."""
    listed = {one.code: Text(one.th, one.en) for one in reader.state(REFERENCE, REFERENCE_CASE).agencies.values()}
    return {**{one.code: Text(one.th, one.en) for one in rules.program.network_partners}, **listed}


def _house(household: HouseholdCase, opens: Opens | None) -> str:
    said = {field: content(box, field, opens) for field, box in household.details.items()}
    number, moo = said.get("house_number", ""), said.get("moo", "")
    return " ".join(filter(None, (number, f"ม.{moo}" if moo else "", said.get("village", ""))))
