"""The auditor's July in Chromium: late facts of a province, what was known in March, the level they changed (U3)."""

from __future__ import annotations

import pytest

from tests.browser import Screen, some
from tests.village import JULY, LATE
from tests.walker import Journey, Journeys

pytest_plugins = ("tests.journey",)
pytestmark = pytest.mark.xdist_group("browser-rounds")


@pytest.mark.parametrize("screen", some(3), ids=str)
def test_from_a_suspicion_to_the_level_it_changed_s3_4_u3(journey: Journeys, screen: Screen) -> None:
    with journey(JULY, screen) as there:
        me = there.me
        me.sign_in("pranee")
        find_the_late_facts(there)
        compare_with_march(there)
        see_the_level(there)


def find_the_late_facts(journey: Journey) -> None:
    """Who recorded what long after it happened, in one province; and the first of it, in its place."""
    me = journey.me
    me.write("พื้นที่", "Area", "province:57")
    me.tick("เฉพาะที่บันทึกช้ากว่า 30 วัน", "Only recorded more than 30 days late")
    me.press("ค้นหา", "Search")
    rows = me.page.locator("table.trail tbody tr")
    assert rows.count() == 2
    assert {row.locator("td").nth(3).inner_text() for row in rows.all()} == {LATE}
    me.follow(LATE, LATE)
    assert me.page.locator("table.trail tbody tr").count() == 3
    me.follow("ร่วมกันกำหนดแนวทาง", "Set the approach together")


def compare_with_march(journey: Journey) -> None:
    """What the case looked like to anybody on 31 March, and what was added since."""
    me = journey.me
    me.follow("ก่อนหน้า", "Previous")
    me.follow("ถัดไป", "Next")
    me.follow("เปรียบเทียบสองเวลา", "Compare two moments")
    me.write("ตามที่รู้เมื่อ", "As known", "31/3/2564")
    me.press("เปรียบเทียบ", "Compare")
    assert me.reads("ระหว่างสองเวลานี้มีการบันทึกเพิ่ม 2 รายการ", "2 facts were recorded between them")


def see_the_level(journey: Journey) -> None:
    """The same sheet today and by what was known then."""
    me = journey.me
    me.open("/scores/province-12m/57")
    assert me.reads("ระดับเฉลี่ย 1.00", "mean level 1.00")
    me.write("ตามที่รู้เมื่อ", "As known", "31/3/2564")
    me.press("แสดง", "Show")
    assert me.reads("ระดับเฉลี่ย 0.00", "mean level 0.00")
    assert me.reads("ภาพในอดีต แก้ไขไม่ได้", "A past view; nothing can be changed here")
    me.follow("กลับมาปัจจุบัน", "Back to today")
    assert me.reads("ระดับเฉลี่ย 1.00", "mean level 1.00")
