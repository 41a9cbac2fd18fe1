"""The supervisor's 31 March in Chromium: what the zone will score, what is missing where, the round to its closing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.browser import Screen, some
from tests.village import MARCH
from tests.walker import Journey, Journeys

pytest_plugins = ("tests.journey",)
pytestmark = pytest.mark.xdist_group("browser-rounds")

SAID = ("5", "1")
"""What the zone says of its two communities; the second's is computed as 0."""


@pytest.mark.parametrize("screen", some(2), ids=str)
def test_from_what_is_missing_tonight_to_a_closed_round_s3_2b_u1(journey: Journeys, screen: Screen) -> None:
    with journey(MARCH, screen) as there:
        me = there.me
        me.sign_in("malee")
        assert me.heading == me.said("สสว.9", "Zone 9")
        look_at_the_score(there)
        assess_the_zone(there)
        me.leave()
        there.site.clock.pass_by(timedelta(days=16))
        me.identify("somchai")
        me.open("/scores/zone-6m/09")
        confirm_and_close(there)


def look_at_the_score(journey: Journey) -> None:
    """The board, the sheet, and the missing milestone with who supplies it."""
    me = journey.me
    me.open("/scores?sheet=zone-6m")
    me.follow("สสว.9", "Zone 9")
    assert me.reads("ระดับเฉลี่ย 0.63", "mean level 0.63")
    assert me.reads("ต้องมีมติทีม One Home เลือกพื้นที่", "a decision of the One Home team on the area")


def assess_the_zone(journey: Journey) -> None:
    me = journey.me
    me.follow("เปิดรอบประเมินคะแนน", "Open a scoring round")
    me.press("บันทึก", "Save")
    me.open("/scores/zone-6m/09")
    me.follow("ประเมินตนเอง", "Assess oneself")
    levels = me.page.locator("[name^='inputs.levels.']")
    for field, level in zip(levels.all(), SAID, strict=True):
        me.fill(**{str(field.get_attribute("name")).removeprefix("inputs."): level})
    me.fill(**{"report.results": "ประชุมครบทุกชุมชน", "report.responsible": "นางสาวพิมพ์ใจ แสนสุข"})
    me.press("บันทึก", "Save")


def confirm_and_close(journey: Journey) -> None:
    """The second person: one level higher than computed for a reason, and the round is closed with it."""
    me = journey.me
    me.follow("ยืนยันระดับ", "Confirm the levels")
    levels, reasons = (me.page.locator(f"[name^='inputs.{field}.']") for field in ("levels", "reasons"))
    for field, level in zip(levels.all(), SAID, strict=True):
        me.fill(**{str(field.get_attribute("name")).removeprefix("inputs."): level})
    me.press("บันทึก", "Save", status=409)
    me.fill(**{str(reasons.nth(1).get_attribute("name")).removeprefix("inputs."): "มีมติแล้ว รอบันทึกในระบบ"})
    me.press("บันทึก", "Save")
    me.open("/scores/zone-6m/09")
    me.follow("ปิดรอบ", "Close the round")
    me.press("บันทึก", "Save")
    me.open("/scores/zone-6m/09")
    assert me.page.locator(".round-steps .here").inner_text() == me.said("ปิดรอบแล้ว", "Closed")
    me.follow("เทียบกับที่ปิดไว้", "Compare with what was closed")
