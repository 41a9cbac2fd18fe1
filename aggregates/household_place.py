"""Where a household lives, and in which sources it was found (H1, P2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from aggregates.household_facts import DetailsCompleted, PrivacyNoticeGiven, SourceAdded
from aggregates.household_state import HOUSEHOLD, HouseholdCase
from aggregates.household_values import HouseDetails, People, Source
from engine import thai
from engine.kind import Act
from engine.refusal import BadInput
from engine.sealed import sealed_for
from engine.unreadable import Unreadable


@HOUSEHOLD.decides(SourceAdded, th="เพิ่มที่มาของครัวเรือน", en="Add a source")
def add_source(case: HouseholdCase, act: Act, *, source: Source) -> Iterator[SourceAdded]:
    """Say that the household was found in another source too (P2.3)."""
    if source not in case.sources:
        yield SourceAdded(source=source)


@HOUSEHOLD.decides(PrivacyNoticeGiven, th="บันทึกการแจ้งความเป็นส่วนตัว", en="Record the privacy notice")
def give_privacy_notice(case: HouseholdCase, act: Act) -> Iterator[PrivacyNoticeGiven]:
    """Record the day the household was told what is kept about it and why (H1)."""
    if case.notice is None:
        yield PrivacyNoticeGiven()


@HOUSEHOLD.decides(DetailsCompleted, th="เพิ่มข้อมูลที่อยู่", en="Complete the details")
def complete_details(
    case: HouseholdCase,
    act: Act,
    *,
    district: str | None = None,
    subdistrict: str | None = None,
    member_count: People | None = None,
    house_code: str | None = None,
    house_number: str | None = None,
    moo: str | None = None,
    village: str | None = None,
) -> Iterator[DetailsCompleted]:
    """Fill in where the household lives. What isn't given stays; an empty text says that it isn't known after all."""
    given = {"house_code": house_code, "house_number": house_number, "moo": moo, "village": village}
    cleared = [field for field, value in given.items() if value == "" and field in case.details]
    known_by_address = any("name_and_address" in member.details for member in case.members.values())
    if (house_number is not None or moo is not None) and known_by_address:
        # It was made of the old address, and the head's name isn't at hand to make it again.
        cleared.append("name_and_address")
    details = house_details(**{field: value for field, value in given.items() if value})
    fields = filled(details)
    area = _unless_known(district, case.district), _unless_known(subdistrict, case.subdistrict)
    count = None if member_count == case.member_count else member_count
    if fields or cleared or count is not None or any(part is not None for part in area):
        yield DetailsCompleted(
            district=area[0],
            subdistrict=area[1],
            member_count=count,
            fields=fields,
            cleared=tuple(cleared),
            details=sealed_for(case.subject, details) if fields else None,
        )


def house_details(*, house_code: str = "", house_number: str = "", moo: str = "", village: str = "") -> HouseDetails:
    """The private part of an address. Raises BadInput for a house code that can't be one."""
    if house_code:
        try:
            house_code = thai.house_code(house_code)
        except Unreadable as why:
            raise BadInput("house_code", why.text.th, why.text.en) from None
    return HouseDetails(
        house_code=house_code,
        house_number=house_number,
        moo=moo,
        village=village,
    )


def name_and_address(head: str, house_number: str, moo: str) -> str:
    """What a household without a house code is looked up by within its subdistrict; empty if a part is lacking."""
    name = thai.search_key(head) if house_number else ""
    return f"{name}|{thai.search_key(house_number)}|{moo}" if name else ""


def filled(details: msgspec.Struct) -> tuple[str, ...]:
    """The fields of a box's content that say something."""
    return tuple(name for name, default in _defaults(type(details)) if getattr(details, name) != default)


@cache
def _defaults(form: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in msgspec.structs.fields(form))


def _unless_known(given: str | None, known: str) -> str | None:
    return None if given == known else given
