"""The case manager's Tuesday in Chromium: from my work to planned households and a printed list (U1, U4, H3, H4)."""

from __future__ import annotations

import pytest

from tests.browser import SCREENS, Screen
from tests.village import TUESDAY
from tests.walker import Journey, Journeys

pytest_plugins = ("tests.journey",)
pytestmark = pytest.mark.xdist_group("browser")

ALL = 35
ONE = 1
"""A household that fails in one dimension only: health."""


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_from_my_work_to_a_planned_household_and_a_printed_list(journey: Journeys, screen: Screen) -> None:
    with journey(TUESDAY, screen) as there:
        me = there.me
        me.sign_in("kanda")
        assert me.page.url.endswith("/work")
        me.strike("j")
        with me.going():
            me.strike("Enter")
        me.open(f"/case/program/{there.here.program}")
        adopt_all(there)
        me.tick("เลือกทุกแถว", "Tick every row")
        me.tick("มอบหมายผู้รับผิดชอบ", "Put an officer in charge")
        me.write("ผู้รับผิดชอบ (ชื่อผู้ใช้)", "Officer (user name)", "kanda")
        record_all(there)
        move_all(there)
        plan_one(there)
        print_the_list(there)


def adopt_all(journey: Journey) -> None:
    """The minutes of the meeting: who convened, what was on the table, every household."""
    me = journey.me
    me.follow("รับเป็นครัวเรือนเป้าหมาย", "Adopt households")
    me.fill(convened_by=("working_group",), presented=("tiers", "social_data"), households=journey.here.households)
    me.fill(despite_tier="มีภาระดูแลผู้ป่วยติดเตียง")
    me.press("บันทึก", "Save")


def move_all(journey: Journey) -> None:
    """The next stage for every household."""
    journey.me.tick("เลือกทุกแถว", "Tick every row")
    journey.me.tick("เลื่อนขั้นถัดไป", "Move to the next stage")
    record_all(journey)


def record_all(journey: Journey) -> None:
    """What is chosen below the household table, previewed and then recorded for every row."""
    me = journey.me
    me.press("ดูผลก่อนทำ", "Preview")
    assert me.reads(f"จะบันทึกได้ {ALL} ครัวเรือน", f"{ALL} households can be recorded")
    me.press(f"บันทึก {ALL} ครัวเรือน", f"Record {ALL} households")
    assert me.reads(f"บันทึกแล้ว {ALL} ครัวเรือน", f"{ALL} households recorded")
    me.follow("กลับไปที่ตารางครัวเรือน", "Back to the households")


def plan_one(journey: Journey) -> None:
    """What is missing stands beside what supplies it; when nothing is, the move opens."""
    me = journey.me
    me.follow("นางบัวผัน ใจซื่อ", "นางบัวผัน ใจซื่อ")
    assert me.reads("ยังขาด 2 เรื่อง ก่อนเข้าขั้น “วางแผน”", "2 things are missing before “Planned”")
    me.follow("กำหนดเป้าหมาย", "Set a goal", within=me.page.locator("#next"))
    me.fill(action="ฝึกอาชีพและหาตลาดให้", agency="พส.", due="31/8/2564", concepts=("targeted",), dimension=("health",))
    me.press("บันทึก", "Save")
    me.follow("บันทึกความเห็นชอบ", "Record the household's agreement", within=me.page.locator("#next"))
    me.page.get_by_label("นางบัวผัน").check()
    me.press("บันทึก", "Save")
    me.press("เลื่อนเป็น “วางแผน”", "Move to “Planned”")
    assert me.reads("ก่อนเข้าขั้น “ดำเนินการ", "before “")


def print_the_list(journey: Journey) -> None:
    """On paper: every household, and nothing to click."""
    me = journey.me
    me.open(f"/case/program/{journey.here.program}")
    me.page.emulate_media(media="print")
    rows = me.page.locator("#households tbody tr")
    assert rows.count() == ALL
    assert all(row.is_visible() for row in rows.all())
    assert not any(one.is_visible() for one in me.page.locator("nav, button, .btn, input").all())
    me.page.emulate_media(media="screen")
