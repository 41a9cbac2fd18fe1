"""Pages without a mouse, without scripts, and with names that mean harm (U1, U4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import SCREENS, Screen, some
from tests.people import PASSWORD
from tests.village import JULY, MARCH, TUESDAY
from tests.walker import Journey, Journeys

pytest_plugins = ("tests.journey",)
pytestmark = pytest.mark.xdist_group("browser-pages")

HOSTILE = (
    "<img src=x onerror=\"document.title='ours'\">",
    "'\"><script>document.title='ours'</script>",
    "{{ 7 * 7 }}${7 * 7}",
    "javascript:document.title='ours'",
    '=HYPERLINK("http://other.invalid","คลิก")',
    "น้ำใจ\u202eกลับหัว\u2066ซ้อน",
    "ก" + "\u0e49" * 500,
)


# By keyboard


def test_a_visit_is_recorded_by_keyboard_alone(journey: Journeys) -> None:
    with journey(TUESDAY, SCREENS[0]) as there:
        me, before = there.me, there.site.size
        me.open("/login")
        tab_to(there, "user_name")
        me.type("kanda")
        me.strike("Tab")
        me.type(PASSWORD)
        with me.going():
            me.strike("Enter")
        me.strike("j", "j", "k")
        with me.going():
            me.strike("Enter")
        with me.going():
            tab_to(there, "/do/visit")
            me.strike("Enter")
        tab_to(there, "inputs.visitor")
        me.type("กานดา ใจดี")
        me.strike("Tab")
        me.type("อยู่กันพร้อมหน้า")
        with me.going():
            tab_to(there, "บันทึก")
            me.strike("Enter")
        assert there.site.size == before + 1
        assert me.clicks == 0


def tab_to(journey: Journey, what: str) -> None:
    """Go on with the tab key to what is so named, or leads there; every stop on the way shows where one is."""
    me = journey.me
    for _ in range(300):
        name, outlined = me.state(FOCUSED)
        assert outlined, f"nothing shows the focus on {name}"
        if what in name:
            return
        me.strike("Tab")
    raise AssertionError(f"the tab key never reached {what}")


FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || at === document.body;
    return [[at.name, at.getAttribute('href'), at.textContent].join(' '), shown];
}"""


# Without scripts


READ = ("/work", "/case/program/{program}", "/case/household/{household}", "/list/household", "/scores", "/overview")


@pytest.mark.parametrize("screen", [SCREENS[0], SCREENS[3]], ids=str)
def test_everything_can_be_read_and_a_form_sent_without_scripts(journey: Journeys, screen: Screen) -> None:
    with journey(MARCH, screen, java_script_enabled=False) as there:
        me, before = there.me, there.site.size
        me.sign_in("malee")
        cases = {"program": there.here.program, "household": there.here.households[0]}
        for path in READ:
            me.open(path.format_map(cases))
            assert me.heading
        me.open(f"/case/household/{cases['household']}/do/visit")
        me.fill(visitor="กานดา ใจดี", seen="อยู่กันพร้อมหน้า")
        me.press("บันทึก", "Save")
        assert there.site.size == before + 1


# Names that mean harm


@pytest.mark.parametrize("screen", some(0), ids=str)
def test_a_hostile_name_stays_text_wherever_it_is_shown(journey: Journeys, screen: Screen) -> None:
    with journey(JULY, screen) as there:
        me = there.me
        me.sign_in("kanda")
        for name in HOSTILE:
            me.open(f"/open/household?program={there.here.program}&province=56")
            me.fill(**{"members[0].name": name, "subdistrict": name[:40], "district": "เมืองพะเยา"})
            me.press("บันทึก", "Save")
            assert untouched(there)
        for path in shown_on(there):
            me.open(path)
            assert untouched(there)


def shown_on(journey: Journey) -> Iterator[str]:
    """Where the names of households are shown."""
    case = journey.me.page.url.split("?")[0]
    yield from (case, f"{case}/replay", f"{case}/do/add_member", f"{case}/compare?earlier=1/7/2564")
    yield from (f"/case/program/{journey.here.program}", "/list/household", "/work?whose=area")


def untouched(journey: Journey) -> bool:
    """Nothing of a name has become part of the page."""
    page = journey.me.page
    return page.title() != "ours" and page.locator("main :is(script, img, iframe)").count() == 0
