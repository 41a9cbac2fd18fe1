"""The facts of the reference data, each from a date on, and what they list."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from aggregates.lifecycle_facts import RulePin
from engine.facts import Fact, fact

Certainty = Literal["verified", "partly verified", "unverified"]
Region = Literal["Bangkok", "Central", "Northern", "Northeastern", "Southern"]


class Province(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A province by its official code; the region is the one of the poverty lines, Bangkok has no zone."""

    code: str
    th: str
    en: str
    region: Region
    zone: int | None = None
    certainty: Certainty
    """How sure its zone is."""


class Zone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A zone office (TPSO); the seat is left out where nothing is known."""

    number: int
    th: str
    seat: str | None = None
    seat_certainty: Certainty
    certainty: Certainty
    """How sure its provinces are."""
    source: str


class Agency(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An agency or volunteer body: short and official names in both languages."""

    code: str
    th: str
    en: str
    name_th: str
    name_en: str
    certainty: Certainty
    source: str


class PovertyLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Baht a person needs in a month, in an area and year (BE); a province is named by its code."""

    area_kind: Literal["nation", "region", "province"]
    area: str
    year_be: int
    baht_per_person_month: int
    source: str


class ExcludedArea(msgspec.Struct, frozen=True):
    """A subdistrict that may not be chosen anew (P1.2c); without a district, in any of the province."""

    subdistrict: str
    province: str
    because: str
    district: str = ""


# The names and fields below are a storage format: what is written stays for ever.


@fact("reference.opened", ordered=True)
class ReferenceOpened(Fact, frozen=True):
    """The collection of reference data began."""


@fact("reference.zones_listed")
class ZonesListed(Fact, frozen=True):
    """From this date on these zones exist as described."""

    zones: tuple[Zone, ...]


@fact("reference.provinces_listed")
class ProvincesListed(Fact, frozen=True):
    """From this date on these provinces are as described, each in its zone."""

    provinces: tuple[Province, ...]


@fact("reference.agencies_listed")
class AgenciesListed(Fact, frozen=True):
    """From this date on these agencies are as described."""

    agencies: tuple[Agency, ...]


@fact("reference.agency_closed")
class AgencyClosed(Fact, frozen=True):
    """From this date on the agency is no more; listing it anew opens it again."""

    code: str


@fact("reference.poverty_lines_published")
class PovertyLinesPublished(Fact, frozen=True):
    """Poverty lines became known; a later one for the same area and year replaces an earlier one."""

    lines: tuple[PovertyLine, ...]


@fact("reference.areas_excluded")
class AreasExcluded(Fact, frozen=True):
    """These areas may not be chosen as new communities from this date on."""

    areas: tuple[ExcludedArea, ...]


@fact("reference.exclusion_lifted")
class ExclusionLifted(Fact, frozen=True):
    """These areas may be chosen again from this date on."""

    areas: tuple[ExcludedArea, ...]


@fact("reference.offices_went_live")
class OfficesWentLive(Fact, frozen=True):
    """From this date on these offices record as they work; until then they enter old records from paper (U5)."""

    offices: tuple[str, ...]


@fact("reference.clock_confirmed")
class ClockConfirmed(Fact, frozen=True):
    """After a long silence somebody said that the clock is right; recorded times go on from here (T7)."""

    silent_days: int


@fact("reference.rule_set_activated")
class RuleSetActivated(Fact, frozen=True):
    """A rule set is in force for cases opened from this date on, or from ``since`` on; carries its whole text (W6)."""

    rules: RulePin
    fiscal_year: int
    text: str
    since: date | None = None
    """A day to come from which it is in force."""
