"""What an administrator says of zones, provinces, agencies, poverty lines and excluded areas, from a date on (U4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from aggregates.asking import reason_of
from aggregates.reference import REFERENCE, Reference
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
from engine.kind import Act
from engine.refusal import BadInput


@REFERENCE.decides(ZonesListed, th="กำหนดเขต สสว.", en="List zones")
def list_zones(case: Reference, act: Act, *, zones: tuple[Zone, ...]) -> Iterator[ZonesListed]:
    """Say which zones there are from this date on, and how sure each row is; with a reason where some stood before."""
    if any(case.zones.get(z.number) != z for z in zones):
        _expect_reason(case.zones, act)
        yield ZonesListed(zones=zones)


@REFERENCE.decides(ProvincesListed, th="กำหนดจังหวัดและเขต", en="List provinces")
def list_provinces(case: Reference, act: Act, *, provinces: tuple[Province, ...]) -> Iterator[ProvincesListed]:
    """Say which provinces there are from this date on and the zone each belongs to, with a reason as for zones."""
    for place, province in enumerate(provinces):
        if province.zone is not None and province.zone not in case.zones:
            field = f"provinces[{place}].zone"
            raise BadInput(field, "ไม่มีเขต สสว. นี้", f"there is no zone {province.zone}")
    if any(case.province(p.code, act.on) != p for p in provinces):
        _expect_reason(case.provinces, act)
        yield ProvincesListed(provinces=provinces)


@REFERENCE.decides(AgenciesListed, th="กำหนดหน่วยงาน", en="List agencies")
def list_agencies(case: Reference, act: Act, *, agencies: tuple[Agency, ...]) -> Iterator[AgenciesListed]:
    """Say which agencies there are, with a reason as for zones; one that had ended is there again."""
    if any(case.agencies.get(a.code) != a or a.code in case.closed_agencies for a in agencies):
        _expect_reason(case.agencies, act)
        yield AgenciesListed(agencies=agencies)


@REFERENCE.decides(AgencyClosed, th="ยุติหน่วยงาน", en="Close an agency")
def close_agency(case: Reference, act: Act, *, code: str) -> Iterator[AgencyClosed]:
    """Say that an agency is no more from this date on, with a reason; what it gave keeps its name."""
    reason_of(act)
    if code not in case.agencies:
        raise BadInput("code", "ไม่มีหน่วยงานรหัสนี้", f"there is no agency {code}")
    if code not in case.closed_agencies:
        yield AgencyClosed(code=code)


@REFERENCE.decides(PovertyLinesPublished, th="กำหนดเส้นความยากจน", en="Publish poverty lines")
def publish_poverty_lines(
    case: Reference, act: Act, *, lines: tuple[PovertyLine, ...]
) -> Iterator[PovertyLinesPublished]:
    """Add poverty lines, or put others in their place with a reason; each names its source (H6)."""
    for place, line in enumerate(lines):
        if line.baht_per_person_month <= 0 or not line.source:
            raise BadInput(
                f"lines[{place}]",
                "เส้นความยากจนต้องมากกว่า 0 และมีแหล่งอ้างอิง",
                "a line is above 0 baht and names its source",
            )
    known = [case.lines.get(f"{x.area_kind}/{x.area}/{x.year_be}") for x in lines]
    if any(found != line for found, line in zip(known, lines, strict=True)):
        _expect_reason([found for found in known if found is not None], act)
        yield PovertyLinesPublished(lines=lines)


@REFERENCE.decides(AreasExcluded, th="กำหนดพื้นที่ยกเว้น", en="Exclude areas")
def exclude_areas(case: Reference, act: Act, *, areas: tuple[ExcludedArea, ...]) -> Iterator[AreasExcluded]:
    """Name areas that may not be chosen anew, each with its reason (P1.2c)."""
    new = tuple(area for area in areas if area not in case.excluded)
    if new:
        yield AreasExcluded(areas=new)


@REFERENCE.decides(ExclusionLifted, th="ยกเลิกพื้นที่ยกเว้น", en="Lift exclusions")
def lift_exclusion(
    case: Reference, act: Act, *, subdistrict: str, province: str, district: str = ""
) -> Iterator[ExclusionLifted]:
    """Let an area, named as it was excluded, be chosen again, with a reason (P1.2c)."""
    reason_of(act)
    area = subdistrict, province, district
    lifted = tuple(a for a in case.excluded if (a.subdistrict, a.province, a.district) == area)
    if lifted:
        yield ExclusionLifted(areas=lifted)


def _expect_reason(standing: Collection[Any], act: Act) -> None:
    """What stands is changed with a reason; the first list of its sort needs none. Raises Refused."""
    if standing:
        reason_of(act)
