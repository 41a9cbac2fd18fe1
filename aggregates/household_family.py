"""Who belongs to a household: members join, become better known, and leave (H1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from aggregates.asking import reason_of
from aggregates.choosing import among
from aggregates.household_facts import MemberDetailsCompleted, MemberJoined, MemberLeft
from aggregates.household_place import filled, name_and_address
from aggregates.household_state import HOUSEHOLD, HouseholdCase
from aggregates.household_values import FamilyLabel, Person, PersonDetails, Sex
from engine import thai
from engine.kind import Act
from engine.refusal import BadInput
from engine.sealed import sealed_for
from engine.unreadable import Unreadable


@HOUSEHOLD.decides(MemberJoined, th="เพิ่มสมาชิก", en="Add a member")
def add_member(case: HouseholdCase, act: Act, *, member: Person) -> Iterator[MemberJoined]:
    """Put somebody on record as a member; each is a person with a key of their own (H1)."""
    yield joined(member, act, "member")


@HOUSEHOLD.decides(MemberDetailsCompleted, th="เพิ่มข้อมูลสมาชิก", en="Complete a member's details")
def complete_member(
    case: HouseholdCase,
    act: Act,
    *,
    person: str,
    name: str | None = None,
    national_id: str | None = None,
    birth_date: date | None = None,
    sex: Sex | None = None,
    relation: str | None = None,
    disability: str | None = None,
    occupation: str | None = None,
    family: FamilyLabel | None = None,
    head: bool = False,
) -> Iterator[MemberDetailsCompleted]:
    """Add to what is known of a member. What isn't given stays; an empty text says that it isn't known after all."""
    among("person", person, (member.person for member in case.present if member.person not in case.erased))
    known = case.members[person]
    texts = {"national_id": national_id, "relation": relation, "disability": disability, "occupation": occupation}
    cleared = tuple(field for field, value in texts.items() if value == "" and field in known.details)
    given: dict[str, Any] = {**texts, "name": name, "birth_date": birth_date, "sex": sex}
    details = person_details(act, "", **{field: value for field, value in given.items() if value})
    if name == "":
        raise BadInput("name", "สมาชิกต้องมีชื่อ", "a member has a name")
    fields = filled(details)
    moved = None if family == known.family else family
    new_head = head and case.head != person
    if fields or cleared or moved is not None or new_head:
        yield MemberDetailsCompleted(
            person=person,
            family=moved,
            head=new_head,
            fields=fields,
            cleared=cleared,
            details=sealed_for(person, details) if fields else None,
        )


@HOUSEHOLD.decides(MemberLeft, th="นำสมาชิกออก", en="Remove a member")
def remove_member(case: HouseholdCase, act: Act, *, person: str) -> Iterator[MemberLeft]:
    """Say that somebody no longer belongs to the household, with the reason."""
    reason_of(act)
    among("person", person, case.members)
    if case.members[person].left is None:
        yield MemberLeft(person=person)


def joined(
    member: Person, act: Act, field: str, *, head: bool = False, address: tuple[str, str] = ("", "")
) -> MemberJoined:
    """The fact of somebody's belonging to the household. Raises BadInput naming the field under ``field``.

    ``address`` is house number and moo, where the household is to be found by this member's name and these.
    """
    details = person_details(
        act,
        f"{field}.",
        name=member.name,
        national_id=member.national_id or "",
        birth_date=member.birth_date,
        sex=member.sex,
        relation=member.relation,
        disability=member.disability,
        occupation=member.occupation,
        name_and_address=name_and_address(member.name, *address),
    )
    person = act.new_subject()
    return MemberJoined(
        person=person,
        family=member.family,
        head=head or member.head,
        fields=filled(details),
        details=sealed_for(person, details),
    )


def person_details(
    act: Act,
    prefix: str,
    *,
    name: str = "",
    national_id: str = "",
    birth_date: date | None = None,
    sex: Sex = "unknown",
    relation: str = "",
    disability: str = "",
    occupation: str = "",
    name_and_address: str = "",
) -> PersonDetails:
    """What is known of a person. Raises BadInput for what can't be true; ``prefix`` stands before the field."""
    search_name = thai.search_key(name)
    if name and not search_name:
        raise BadInput(f"{prefix}name", "ต้องมีชื่อต่อจากคำนำหน้า", "a name must follow the title")
    if national_id:
        try:
            national_id = thai.national_id(national_id)
        except Unreadable as why:
            raise BadInput(f"{prefix}national_id", why.text.th, why.text.en) from None
    if birth_date is not None and birth_date > act.on:
        raise BadInput(f"{prefix}birth_date", "วันเกิดต้องไม่อยู่หลังวันที่บันทึก", "must not lie after the day of the record")
    return PersonDetails(
        name=thai.person_name(name),
        search_name=search_name,
        national_id=national_id,
        birth_date=birth_date,
        sex=sex,
        relation=relation,
        disability=disability,
        occupation=occupation,
        name_and_address=name_and_address,
    )
