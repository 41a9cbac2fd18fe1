"""The tables of the reference data: which rows each holds at a moment, and every change of one row (U4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from aggregates.reference import REFERENCE_CASE, Reference
from aggregates.reference_facts import (
    AgenciesListed,
    Agency,
    AgencyClosed,
    AreasExcluded,
    ExcludedArea,
    ExclusionLifted,
    PovertyLine,
    PovertyLinesPublished,
    Province,
    ProvincesListed,
    Zone,
    ZonesListed,
)
from engine.bilingual import Text
from engine.facts import Fact
from engine.kind import Cases
from engine.reader import Reader
from web.answers.sentences import history_told


class ReferenceTable(NamedTuple):
    """One table: what its rows are, how one is known, and by which command rows are listed."""

    label: Text
    row: type[msgspec.Struct]
    command: str
    field: str
    """The input of the command that takes the rows."""
    ends: str | None
    """The command that takes a row out again, where there is one."""
    key: Callable[[Any], str]
    rows: Callable[[Reference, Cases], Iterable[Any]]

    @property
    def fields(self) -> tuple[str, ...]:
        return self.row.__struct_fields__

    def ending(self, row: Any) -> dict[str, str]:
        """The inputs of the command that takes a row out."""
        names = {"close_agency": ("code",), "lift_exclusion": ("subdistrict", "province", "district")}
        return {name: getattr(row, name) for name in names.get(self.ends or "", ())}


def _provinces(reference: Reference, cases: Cases) -> Iterable[Province]:
    found = (reference.province(code, cases.on) for code in sorted(reference.provinces))
    return [one for one in found if one is not None]


TABLES: Mapping[str, ReferenceTable] = {
    "zones": ReferenceTable(
        Text("เขต สสว.", "Zones"),
        Zone,
        "list_zones",
        "zones",
        None,
        lambda row: str(row.number),
        lambda reference, _: [reference.zones[number] for number in sorted(reference.zones)],
    ),
    "provinces": ReferenceTable(
        Text("จังหวัด", "Provinces"), Province, "list_provinces", "provinces", None, lambda row: row.code, _provinces
    ),
    "poverty-lines": ReferenceTable(
        Text("เส้นความยากจน", "Poverty lines"),
        PovertyLine,
        "publish_poverty_lines",
        "lines",
        None,
        lambda row: f"{row.area_kind}/{row.area}/{row.year_be}",
        lambda reference, _: sorted(
            reference.lines.values(), key=lambda x: (-x.year_be, ("nation", "region").count(x.area_kind) == 0, x.area)
        ),
    ),
    "excluded-areas": ReferenceTable(
        Text("พื้นที่ยกเว้น", "Excluded areas"),
        ExcludedArea,
        "exclude_areas",
        "areas",
        "lift_exclusion",
        lambda row: f"{row.province}/{row.district}/{row.subdistrict}",
        lambda reference, _: reference.excluded,
    ),
    "agencies": ReferenceTable(
        Text("หน่วยงาน", "Agencies"),
        Agency,
        "list_agencies",
        "agencies",
        "close_agency",
        lambda row: row.code,
        lambda reference, _: reference.open_agencies,
    ),
}
"""By the name in the address."""


class Change(NamedTuple):
    """One fact that says something of a row, with what it says."""

    entry: Mapping[str, Any]
    row: Any
    """None where it says that the row ended."""


def row_history(reader: Reader, table: ReferenceTable, key: str) -> list[Change]:
    """What was ever recorded of a row, newest first; what was retracted is marked in its entry."""
    told = history_told(reader, REFERENCE_CASE, None)
    found = []
    for record, entry in zip(reader.facts(REFERENCE_CASE), told, strict=True):
        listed, ended = _says(record.fact, table)
        found += [Change(entry, row) for row in listed if table.key(row) == key]
        found += [Change(entry, None) for gone in ended if gone == key]
    return sorted(found, key=lambda change: (change.entry["on"], change.entry["version"]), reverse=True)


def _says(fact: Fact, table: ReferenceTable) -> tuple[Iterable[Any], Iterable[str]]:
    """The rows of a table that a fact lists, and the keys of those that it ends."""
    match fact:
        case ZonesListed() | ProvincesListed() | AgenciesListed() | PovertyLinesPublished() | AreasExcluded():
            rows = getattr(fact, table.field, ())
            return rows, ()
        case AgencyClosed(code=code) if table.row is Agency:
            return (), (code,)
        case ExclusionLifted(areas=areas) if table.row is ExcludedArea:
            return (), tuple(table.key(area) for area in areas)
    return (), ()
