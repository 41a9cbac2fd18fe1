"""Turns the households of a list into the commands a case manager would give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import msgspec

from engine.command import Command
from engine.keys import Vault
from engine.thai import search_key
from web.answers.called import content
from web.imports.household import Household, Person
from web.imports.known import Match
from workflows.rules import Rules


class Import(NamedTuple):
    """What holds for a whole list: the program, the source it stands for, who imports it and when it was made."""

    program: str
    source: str
    by: str
    on: date | None
    provinces: Mapping[str, str]
    """Name, as ``search_key`` makes it, -> code."""
    place: tuple[str, str, str]
    """The program's own province code, district and subdistrict, where the list doesn't say."""
    rules: Rules


def opening(given: Import, vault: Vault, household: Household) -> Command:
    """Puts a household on record with everything the list tells of it."""
    province, district, subdistrict = given.place
    inputs: dict[str, Any] = {
        "program": given.program,
        "province": given.provinces.get(search_key(household.province), province),
        "district": household.district or district,
        "subdistrict": household.subdistrict or subdistrict,
        "sources": [given.source],
        "member_count": household.member_count or None,
        "house_code": household.house_code or "",
        "house_number": household.house_number,
        "moo": household.moo,
        "village": household.village,
        "members": [_person(p, head=i == 0) for i, p in enumerate(_people(household)) if p.name],
        "problems": _problems(household, given.rules),
        "income": stated_income(household, given.source),
        "dimensions": household.dimensions,
    }
    return _command(given, vault, "open_household", None, inputs)


def completing(given: Import, vault: Vault, match: Match, household: Household) -> Iterator[Command]:
    """Adds to a household on record what the list knows beyond it; nothing when there is nothing new."""
    case, state, _ = match
    if given.source not in state.sources:
        yield _command(given, vault, "add_source", case, {"source": given.source})
    known = {"house_code", "house_number", "moo", "village"} & state.details.keys()
    details: dict[str, Any] = {
        field: value
        for field in ("house_code", "house_number", "moo", "village")
        if field not in known and (value := getattr(household, field))
    }
    if household.member_count and state.member_count is None:
        details["member_count"] = household.member_count
    if details:
        yield _command(given, vault, "complete_details", case, details)
    yield from _members(given, vault, match, household)
    judged = dict(state.latest.verdicts) if state.latest else dict.fromkeys(household.dimensions, "not_assessed")
    verdicts = {
        each: household.dimensions.get(each, was) if was == "not_assessed" else was for each, was in judged.items()
    }
    if verdicts != judged:
        yield _command(given, vault, "assess_dimensions", case, {"verdicts": verdicts})
    if not state.incomes and (income := stated_income(household, given.source)):
        yield _command(given, vault, "state_income", case, income)


def without_ids(household: Household, taken: Iterable[str]) -> Household:
    """The household without national IDs that other cases hold."""
    gone = set(taken)

    def cleared(person: Person) -> Person:
        return replace(person, national_id=None) if person.national_id in gone else person

    return replace(household, head=cleared(household.head), members=tuple(map(cleared, household.members)))


def _members(given: Import, vault: Vault, match: Match, household: Household) -> Iterator[Command]:
    by_name: dict[str, str] = {}
    by_id: dict[str, str] = {}
    for member in match.state.present:
        for field, found in (("search_name", by_name), ("national_id", by_id)):
            if text := content(member.details.get(field), field, vault):
                found[text] = member.person
    for index, person in enumerate(p for p in _people(household) if p.name):
        known = by_id.get(person.national_id or "") or by_name.get(search_key(person.name))
        if known is None:
            yield _command(given, vault, "add_member", match.case, {"member": _person(person, head=False)})
            continue
        has = match.state.members[known].details.keys()
        told = {f: v for f, v in _person(person, head=False).items() if v and f not in has and f not in ("head", "sex")}
        if person.sex and "sex" not in has:
            told["sex"] = person.sex
        if told:
            yield _command(given, vault, "complete_member", match.case, {"person": known, **told}, index)


def _people(household: Household) -> tuple[Person, ...]:
    return (household.head, *household.members)


def _person(person: Person, *, head: bool) -> dict[str, Any]:
    return {
        "name": person.name,
        "national_id": person.national_id,
        "birth_date": person.birth_date,
        "sex": person.sex or "unknown",
        "relation": person.relation,
        "disability": person.disability,
        "occupation": person.occupation,
        "head": head,
    }


def _problems(household: Household, rules: Rules) -> list[dict[str, str]]:
    """The problem column, and the remark: both are words about the household, kept under its key."""
    return [_problem(text, rules) for text in (household.problem, household.note) if text]


def _problem(text: str, rules: Rules) -> dict[str, str]:
    """A problem of the rule set's list when the words are one of its names, or part of one; else the words."""
    key = search_key(text)
    for term in rules.program.problems:
        if key == search_key(term.th) or (len(key) > 8 and key in search_key(term.th)):
            return {"code": term.code}
    return {"text": text}


def stated_income(household: Household, source: str) -> dict[str, Any] | None:
    """Baht a month of the whole household, as it would be recorded; None where the list doesn't say."""
    stated = household.monthly_income
    if stated is None:
        return None
    people = household.member_count or len([p for p in _people(household) if p.name]) or 1
    baht = stated.amount * (people if stated.per == "person" else 1)
    return {"baht": round(baht), "source": source}


def _command(
    given: Import, vault: Vault, name: str, case: str | None, inputs: Mapping[str, Any], index: int = 0
) -> Command:
    """The same row gives the same command id, so a second import, or one taken up after a crash, adds nothing.

    The id is a keyed value: a plain hash of a row with a national ID could be guessed.
    """
    row = msgspec.json.encode((given.program, given.source, name, case, inputs, index)).decode()
    command_id = f"import-{vault.blind('import', row)[:32]}"
    return Command(id=command_id, kind="household", name=name, case=case, by=given.by, on=given.on, inputs=dict(inputs))
