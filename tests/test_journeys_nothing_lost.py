"""What somebody has typed survives: an expired session, a reload, a dead line, a stale page; and is saved once (U1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import SCREENS
from tests.village import MARCH
from tests.walker import Journey, Journeys

pytest_plugins = ("tests.journey",)
pytestmark = pytest.mark.xdist_group("browser-rounds")

SEEN = "แม่เฒ่าน้ำตาคลอ บอกว่าก๋ำหลานไปโรงเรียนได้แล้ว"


def at_a_visit(journey: Journey) -> str:
    """Before the form of a home visit, half filled in. Returns its address."""
    me, path = journey.me, f"/case/household/{journey.here.households[0]}/do/visit"
    me.sign_in("kanda", at=path)
    me.fill(visitor="กานดา ใจดี", seen=SEEN)
    return path


def expect_typed(journey: Journey, text: str) -> None:
    """What stands in the field, once the draft has been deciphered."""
    expect(journey.me.page.locator("[name='inputs.seen']")).to_have_value(text)


def test_what_was_typed_survives_a_reload_and_a_session_that_ran_out(journey: Journeys) -> None:
    with journey(MARCH, SCREENS[0]) as there:
        me, before = there.me, there.site.size
        path = at_a_visit(there)
        me.page.wait_for_timeout(500)
        with me.going():
            me.page.reload()
        expect_typed(there, SEEN)
        there.site.clock.pass_by(timedelta(hours=2))
        me.press("บันทึก", "Save", status=401)
        me.follow("เข้าสู่ระบบ", "Sign in")
        me.identify("kanda")
        assert me.page.url.endswith(path)
        expect_typed(there, SEEN)
        me.press("บันทึก", "Save")
        assert there.site.size == before + 1
        me.open(path)
        expect_typed(there, "")


def test_a_dead_line_loses_nothing_and_saving_twice_records_once(journey: Journeys) -> None:
    with journey(MARCH, SCREENS[1]) as there:
        me, before = there.me, there.site.size
        path = at_a_visit(there)
        with me.cut_off():
            me.press_in_vain("บันทึก", "Save")
        me.open(path)
        expect_typed(there, SEEN)
        me.press("บันทึก", "Save")
        with me.going():
            me.page.go_back()
        expect_typed(there, "")
        assert there.site.size == before + 1


def test_two_hasty_clicks_on_a_slow_line_record_once(journey: Journeys) -> None:
    with journey(MARCH, SCREENS[0]) as there:
        me, before = there.me, there.site.size
        at_a_visit(there)
        with me.going():
            me.page.get_by_role("button", name="บันทึก", exact=True).dblclick(no_wait_after=True)
        assert there.site.size == before + 1


def test_a_stale_page_shows_what_came_between_and_keeps_what_was_typed(journey: Journeys) -> None:
    with journey(MARCH, SCREENS[2]) as there:
        me, before = there.me, there.site.size
        path = at_a_visit(there)
        other = me.beside(path)
        other.fill(visitor="ดาว เพียรทำ", seen="ไม่มีใครอยู่บ้าน")
        other.press("บันทึก", "Save")
        me.press("บันทึก", "Save", status=412)
        assert me.reads("มีการบันทึกใหม่ระหว่างที่ท่านกรอก", "Something was recorded while you were writing")
        assert me.page.get_by_role("alert").get_by_role("listitem").count() == 1
        expect_typed(there, SEEN)
        me.press("บันทึกที่ฉันกรอก", "Save mine")
        assert there.site.size == before + 2


def test_the_last_date_begins_the_next_form_but_never_one_that_was_refused(journey: Journeys) -> None:
    with journey(MARCH, SCREENS[1]) as there:
        me, (_, second, third, *_) = there.me, there.here.households
        day = me.page.locator("[name='on']")
        at_a_visit(there)
        day.fill("1/1/2600")
        me.press("บันทึก", "Save", status=422)
        me.open(f"/case/household/{second}/do/visit")
        expect(day).to_have_value("")
        me.fill(visitor="กานดา ใจดี", seen=SEEN)
        day.fill("25/3/2564")
        me.press("บันทึก", "Save")
        me.open(f"/case/household/{third}/do/visit")
        expect(day).to_have_value("25/3/2564")
