"""An agency is one body however it is written: by code, abbreviation or name, in Thai or English (P1.1, P5.1, H5)."""

from __future__ import annotations

import msgspec
import pytest

from aggregates.program_facts import Contribution, IntegratedPlanMade, OneHomeBriefed
from aggregates.reference import REFERENCE, REFERENCE_CASE
from engine.refusal import BadInput
from tests.given import Given
from tests.program_stories import PLACES, done, planned, program
from web.reference_data import reference_rows

LISTED = msgspec.structs.replace(PLACES, agencies={one.code: one for one in reference_rows().agencies})


def _program(*facts: object) -> Given:
    return program(*facts).among(REFERENCE, REFERENCE_CASE, LISTED)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("dsdw", "dsdw"),
        ("DSDW", "dsdw"),
        ("พส.", "dsdw"),
        ("พส", "dsdw"),
        ("กรมพัฒนาสังคมและสวัสดิการ", "dsdw"),
        ("department of social development  and welfare", "dsdw"),
        ("ก.พ.ร.", "opdc"),
        ("OPS-MSDHS", "ops_msdhs"),
        ("อาสาสมัครสาธารณสุขประจำหมู่บ้าน", "health_volunteers"),
        ("Village health volunteers", "health_volunteers"),
        ("กลุ่มผู้สูงอายุ", "elderly_group"),
        ("อบต. โนนสะอาด", "อบต. โนนสะอาด"),
        ("CARE Thailand", "CARE Thailand"),
    ],
)
def test_one_body_has_one_code_however_it_is_written_p1_1(written: str, code: str) -> None:
    told = _program().when("brief_one_home", agencies=(written,), attendees=12)
    told.then(OneHomeBriefed(agencies=(code,), attendees=12))


def test_one_body_written_twice_counts_once_p1_1_p5_1() -> None:
    (briefed,) = _program().when("brief_one_home", agencies=("DSDW", "พส.", "พมจ."), attendees=12).facts()
    assert briefed.agencies == ("dsdw", "psdhso")
    given = msgspec.structs.asdict(done(agencies=("กรมพัฒนาสังคมและสวัสดิการ", "dsdw")))
    (worked,) = _program().when("record_activity", **given).facts()
    assert worked.agencies == ("dsdw",)


def test_what_an_agency_brings_and_plans_stands_under_its_code_p1_3_p4_3() -> None:
    brings = Contribution(agency="พม.", brings="เงินอุดหนุน")
    told = _program().when("make_integrated_plan", contributions=(brings,))
    told.then(IntegratedPlanMade(contributions=(Contribution(agency="msdhs", brings="เงินอุดหนุน"),)))
    activity = msgspec.structs.replace(planned(), agency="CODI")
    _program().when("plan_activity", **msgspec.structs.asdict(activity)).then(
        msgspec.structs.replace(activity, agency="codi")
    )


def test_an_unknown_code_is_told_each_body_once_with_its_name_p1_1() -> None:
    with pytest.raises(BadInput) as refused:
        _program().when("brief_one_home", agencies=("dsdx",), attendees=12).facts()
    assert refused.value.field == "agencies[0]"
    for text, named in ((refused.value.text.th, "dsdw (พส.)"), (refused.value.text.en, "dsdw (DSDW)")):
        assert named in text
        assert text.count("health_volunteers") == 1
