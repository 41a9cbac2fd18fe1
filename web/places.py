"""Where cases belong, for deciding who may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from aggregates.areas import Area, Place
from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.reader import Reader
from engine.refusal import CaseNotFound
from projections.areas import Level
from web.access import Access, Person

EVERYWHERE = Place(everywhere=True)
OF_CASE = "SELECT program, province, district, zone FROM caseload WHERE case_id = ?"
DISTRICT = "(province || '/' || district)"


def place_of(reader: Reader, case: str) -> Place:
    """Where a case belongs. Without a province: to its zone or to the country; the reference data is everybody's."""
    row = reader.connection.execute(OF_CASE, (case,)).fetchone()
    if row is None:
        return EVERYWHERE if case == REFERENCE_CASE else Place()
    program, province, district, zone = row
    if province and case == program:
        return _place(reader, program, province, district)
    return place_of_row(reader, program, province, district, zone)


def place_of_row(
    reader: Reader, program: str | None, province: str | None, district: str | None, zone: int | None
) -> Place:
    """Where a case belongs of which the caseload says this."""
    if not province:
        return Place(zone=zone)
    if not district and program is not None:
        # A household that names no district lies in its program's.
        return place_of(reader, program)
    return _place(reader, program, province, district)


def place_asked(reader: Reader, inputs: Mapping[str, Any]) -> Place:
    """Where a case would belong that is about to be opened with ``inputs``."""
    program = inputs.get("program")
    if isinstance(program, str):
        return place_of(reader, program)._replace(everywhere=False)
    sheet, office = inputs.get("sheet"), inputs.get("office")
    if isinstance(sheet, str) and isinstance(office, str):
        return place_of_office(reader, sheet, office)
    zone = inputs.get("zone")
    place = _place(reader, None, inputs.get("province"), inputs.get("district"))
    return place if place.province or not isinstance(zone, int) else Place(zone=zone)


def place_of_office(reader: Reader, sheet: str, office: str) -> Place:
    """Where an office lies that is scored by a sheet: a zone's in its zone, a province's in its province (S3, S4)."""
    if not sheet.startswith("zone-"):
        return _place(reader, None, office, None)
    return Place(zone=int(office)) if office.isdecimal() else Place()


def place_of_area(reader: Reader, level: Level, area: str, on: date) -> Place:
    """Where an area lies that figures are given for, with the zones of a day (S5)."""
    match level:
        case "community":
            return place_of(reader, area)
        case "district" | "province":
            province = area.partition("/")[0]
            zone = zone_of_province(reader, province, on)
            return Place(district=area if level == "district" else None, province=province, zone=zone)
        case "zone":
            return Place(zone=int(area))
    return Place()


def access_to(reader: Reader, person: Person, kind: str, case: str) -> Access:
    """What ``person`` may see of a case. Somebody else's case answers as if it didn't exist: CaseNotFound."""
    return _to(reader, Access(person, place_of(reader, case), kind), case, lambda access: access.may_read)


def reach(reader: Reader, person: Person, kind: str, case: str) -> Access:
    """What ``person`` may do with a case in their area, seen or unseen. CaseNotFound as above."""
    access = Access(person, place_of(reader, case), kind)
    return _to(reader, access, case, lambda access: access.place.everywhere or bool(access.grants))


def _to(reader: Reader, access: Access, case: str, may: Callable[[Access], bool]) -> Access:
    # The place comes first: a case out of reach isn't even loaded, so it takes no longer than none at all.
    if not may(access):
        raise CaseNotFound(access.kind, case)
    reader.open_file(access.kind, case)
    return access


def zone_of_province(reader: Reader, province: str, on: date) -> int | None:
    """The zone of a province on a date; none before there is reference data."""
    return (
        None if reader.file(REFERENCE_CASE) is None else reader.state(REFERENCE, REFERENCE_CASE).zone_of(province, on)
    )


def zone_of_provinces(reader: Reader, on: date) -> dict[str, int | None]:
    """Province code -> zone on a date."""
    if reader.file(REFERENCE_CASE) is None:
        return {}
    reference = reader.state(REFERENCE, REFERENCE_CASE)
    return {code: reference.zone_of(code, on) for code in reference.provinces}


ANYWHERE: tuple[str, list[str]] = "TRUE", []
"""What ``within`` says of the whole country, where cases lie that lie in no area, too."""


def within(reader: Reader, areas: Iterable[Area]) -> tuple[str, list[str]]:
    """A condition on the rows of the caseload that lie in any of ``areas``, and its values."""
    conditions, values = [], []
    for area in areas:
        match area.level:
            case "country":
                return ANYWHERE
            case "program":
                conditions.append("program = ?")
                values.append(area.code)
            case "district":
                programs = f"SELECT case_id FROM caseload WHERE {DISTRICT} = ?"
                conditions.append(f"({DISTRICT} = ? OR district = '' AND program IN ({programs}))")
                values += [area.code, area.code]
            case "province":
                conditions.append("province = ?")
                values.append(area.code)
            case "zone":
                zones = zone_of_provinces(reader, reader.on)
                provinces = [code for code, zone in zones.items() if str(zone) == area.code]
                conditions.append(f"(zone = ? OR province IN ({', '.join('?' * len(provinces)) or 'NULL'}))")
                values += [area.code, *provinces]
    return f"({' OR '.join(conditions) or 'FALSE'})", values


def _place(reader: Reader, program: str | None, province: Any, district: Any) -> Place:
    if not province or not isinstance(province, str):
        return Place(program)
    zone = zone_of_province(reader, province, reader.on)
    named = f"{province}/{district}" if isinstance(district, str) and district else None
    return Place(program, named, province, zone)
