"""The case manager's Tuesday in Chromium: from my work to planned households and a printed list (U1, U4, H3, H4)."""

from __future__ import annotations

import pytest

from tests.browser import Screen, some
from tests.village import TUESDAY
from tests.walker import Journey, Journeys

pytest_plugins = ("tests.journey",)
pytestmark = pytest.mark.xdist_group("browser-desk")

ALL = 35
FAILING = {"health": 30, "education": 25, "income": 15, "living": 10, "access": 5}
"""How many households fail each dimension; five fail none."""
MOST_CLICKS, MOST_KEYS = 52, 162
"""From analyzed to planned, all 35 of them; the fields that are filled in and all that is typed count as well."""


@pytest.mark.parametrize("screen", some(1), ids=str)
def test_from_my_work_to_35_planned_households_and_a_printed_list(
    journey: Journeys, screen: Screen, capsys: pytest.CaptureFixture[str]
) -> None:
    with journey(TUESDAY, screen) as there:
        me = there.me
        me.sign_in("kanda")
        assert me.page.url.endswith("/work")
        me.strike("j")
        with me.going():
            me.strike("Enter")
        assess_all(there)
        clicks, keys = me.clicks, me.keys
        me.open(f"/case/program/{there.here.program}")
        adopt_all(there)
        supply(there, "มอบหมายผู้จัดการรายกรณี", "Assign a case manager", ALL, officer="kanda")
        supply(there, "เลื่อนขั้น", "Advance to a stage", ALL)
        plan_all(there)
        supply(there, "บันทึกความเห็นชอบ", "Record the household's agreement", ALL)
        supply(there, "เลื่อนขั้น", "Advance to a stage", ALL)
        clicks, keys = me.clicks - clicks, me.keys - keys
        with capsys.disabled():
            print(f"\n{ALL} households from analyzed to planned: {clicks} clicks, {keys} keystrokes ({screen})")
        help_one(there)
        print_the_list(there)
        assert clicks <= MOST_CLICKS
        assert keys <= MOST_KEYS


def assess_all(journey: Journey) -> None:
    """What was found in the village, by digits alone, a row for each household: 1 passes, 2 fails; tiers appear."""
    me = journey.me
    me.open(f"/case/program/{journey.here.program}/together/assess_dimensions")
    grid = me.page.locator("table[data-grid]")
    grid.locator(".cell").first.focus()
    for failing in (0, 1, 2, 3, 4, 5, 2) * (ALL // 7):
        me.strike(*"2" * failing, *"1" * (len(FAILING) - failing))
    assert grid.locator("[data-tier] .tier-red").count() == FAILING["living"]
    me.press(f"บันทึก {ALL}", f"Save {ALL}")
    assert me.reads(f"บันทึกแล้ว {ALL} ครัวเรือน", f"{ALL} households recorded")


def adopt_all(journey: Journey) -> None:
    """The minutes of the meeting: who convened, what was on the table, every household."""
    me = journey.me
    me.follow("รับครัวเรือนเป้าหมาย", "Adopt target households", within=me.page.locator(".lacking"))
    me.fill(convened_by=("working_group",), presented=("tiers", "social_data"))
    me.choose("เลือกทั้งหมด", "Choose all")
    me.fill(despite_tier="มีภาระดูแลผู้ป่วยติดเตียง")
    me.press("บันทึก", "Save")


def supply(journey: Journey, th: str, en: str, rows: int, **fields: str | tuple[str, ...]) -> None:
    """What so many households lack, by the control that stands beside it: previewed, then recorded for all of them."""
    me = journey.me
    me.follow(th, en, within=me.page.locator(".lacking"))
    me.fill(**fields)
    me.press("ดูผลก่อนบันทึก", "Preview")
    assert me.reads(f"จะบันทึกได้ {rows} ครัวเรือน", f"{rows} households can be recorded")
    me.press(f"บันทึก {rows}", f"Save {rows}")
    assert me.reads(f"บันทึกแล้ว {rows} ครัวเรือน", f"{rows} households recorded")


def plan_all(journey: Journey) -> None:
    """A goal for each dimension that anybody fails; agency and due date stand there from the form before."""
    goal: dict[str, str | tuple[str, ...]] = {"action": "ฝึกอาชีพและหาตลาดให้", "concepts": ("targeted",)}
    said: dict[str, str | tuple[str, ...]] = {"agency": "พส.", "due": "31/8/2564"}
    for rows in (ALL - FAILING["health"], *FAILING.values()):
        supply(journey, "กำหนดเป้าหมาย", "Set a goal", rows, **goal, **said)
        said = {}


def help_one(journey: Journey) -> None:
    """On a household's page the form opens beside what is missing, and what was missing goes."""
    me = journey.me
    me.open(f"/case/program/{journey.here.program}")
    me.follow("นางบัวผัน ใจซื่อ", "นางบัวผัน ใจซื่อ")
    assert me.reads("ยังขาด 2 เรื่อง ก่อนเข้าขั้น “ดำเนินการ”", "2 things are missing before “Intervened”")
    me.choose("บันทึกการช่วยเหลือ", "Record help delivered", shows=".supply form")
    me.fill(agency="พส.", kind="เงินทุนประกอบอาชีพ", dimension=("health",))
    me.choose("บันทึก", "Save", within=me.page.locator(".supply"), shows=".saved")
    assert me.reads("ครบทุกเรื่องแล้ว พร้อมเข้าขั้น “ดำเนินการ”", "Nothing is missing: ready for “Intervened”")
    me.press("เลื่อนเป็น “ดำเนินการ”", "Move to “Intervened”")


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
