"""The delivered reference data: 77 provinces, 11 zones, agencies and poverty lines that fit together."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from aggregates.reference_facts import Region
from engine.thai import canonical
from web.reference_data import reference_rows
from workflows.rules import decode_rules
from workflows.rulesets import delivered

ROWS = reference_rows()


def test_the_zones_partition_the_76_provinces() -> None:
    in_zone = Counter(province.zone for province in ROWS.provinces if province.zone)
    assert sorted(in_zone) == [zone.number for zone in ROWS.zones] == list(range(1, 12))
    assert in_zone.total() == 76
    assert [in_zone[zone] for zone in range(1, 12)] == [7, 7, 8, 6, 7, 7, 6, 6, 8, 7, 7]


def test_bangkok_alone_has_no_zone() -> None:
    assert [province.en for province in ROWS.provinces if province.zone is None] == ["Bangkok"]


def test_every_province_has_its_own_code_and_names() -> None:
    assert len(ROWS.provinces) == 77
    for field in ("code", "th", "en"):
        assert len({getattr(province, field) for province in ROWS.provinces}) == 77
    assert all(len(province.code) == 2 and province.code.isdigit() for province in ROWS.provinces)


def test_thai_names_are_canonical() -> None:
    names = [province.th for province in ROWS.provinces] + [agency.name_th for agency in ROWS.agencies]
    assert names == [canonical(name) for name in names]
    assert "กำแพงเพชร" in names


def test_unverified_zones_say_so() -> None:
    certainty = {province.th: province.certainty for province in ROWS.provinces}
    assert certainty["ลพบุรี"] == "verified"
    assert certainty["ศรีสะเกษ"] == "unverified"
    assert {zone.number for zone in ROWS.zones if zone.certainty == "unverified"} == {4, 5, 8, 9, 11}
    assert {p.zone for p in ROWS.provinces if p.certainty == "unverified"} == {4, 5, 8, 9, 11}


def test_a_seat_nobody_knows_is_left_out() -> None:
    assert [zone.number for zone in ROWS.zones if zone.seat is None] == [9]


def test_poverty_lines_of_regions_name_the_provinces_regions_h6() -> None:
    regions = {province.region for province in ROWS.provinces}
    assert regions == set(get_args(Region))
    assert {line.area for line in ROWS.poverty_lines if line.area_kind == "region"} == regions


def test_no_poverty_line_is_given_twice_and_each_has_a_source_h6() -> None:
    lines = ROWS.poverty_lines
    assert len({(line.area_kind, line.area, line.year_be) for line in lines}) == len(lines)
    assert all(line.source and line.baht_per_person_month > 0 for line in lines)


def test_the_national_line_of_2564_is_2803_baht_h6() -> None:
    national = {line.year_be: line for line in ROWS.poverty_lines if line.area_kind == "nation"}
    assert national[2564].baht_per_person_month == 2803


def test_every_department_of_a_mission_is_an_agency_p1_4() -> None:
    agencies = [agency.code for agency in ROWS.agencies]
    assert len(set(agencies)) == len(agencies)
    missions = decode_rules(delivered("2564")).program.area.missions
    assert {mission.department for mission in missions} <= set(agencies)
    short = {agency.code: agency.th for agency in ROWS.agencies}
    assert [short[mission.department] for mission in missions] == [
        "สป.พม.",
        "ดย.",
        "สค.",
        "พส.",
        "ผส.",
        "พก.",
        "พอช.",
    ]
