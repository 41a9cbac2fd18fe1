"""The eye of the journeys sees what it is there for: pages broken on purpose, one way each (U4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser import SCREENS, Watch, watched
from tests.served import serving
from web.app import HEADERS

pytest_plugins = ("tests.journey",)
pytestmark = pytest.mark.xdist_group("browser-pages")

PAGE = '<!doctype html><html lang="th"><title>หน้า</title><link rel="icon" href="data:,"><main><h1>หน้า</h1>{}</main>'
GOOD = PAGE.format("<p>ไม่มีอะไรผิด</p>")
BROKEN = {
    "image-alt": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "color-contrast": '<p><font color="#cccccc">จางจนอ่านไม่ออก</font></p>',
    "violates the following Content Security Policy": "<script>document.title = 'ours'</script>",
    "asks elsewhere: http:": '<a href="http://other.invalid/" id="go">ไปที่อื่น</a>',
    "answered 404": '<img alt="รูป" src="/no/such/picture">',
    "console: Failed to load resource": '<img alt="รูป" src="/no/such/picture">',
    "squeezed into a column of letters": f"<p>{'<br>'.join('ครัวเรือน')}</p>",
    "wider than the window": f"<pre>{'กว้าง' * 500}</pre>",
}


LEFT, LAST = "/first: left without a look", "/last: not looked at"


@pytest.fixture
def origin() -> Iterator[str]:
    app = Flask("broken")
    app.add_url_rule("/broken/<path:fault>", "broken", lambda fault: (PAGE.format(BROKEN[fault]), HEADERS))
    app.add_url_rule("/<name>", "whole", lambda name: (GOOD, HEADERS))
    with serving(app) as found:
        yield found


def told(browser: Browser, origin: str, visit: Callable[[Page, Watch], None]) -> str:
    """What the watch says of a visit, which must not be nothing."""
    with pytest.raises(AssertionError) as found, watched(browser, origin, SCREENS[0]) as (page, watch):
        visit(page, watch)
    return str(found.value)


def test_a_whole_page_passes(browser: Browser, origin: str) -> None:
    with watched(browser, origin, SCREENS[0]) as (page, watch):
        page.goto("/whole")
        watch.look(page)


@pytest.mark.parametrize("fault", BROKEN)
def test_a_page_broken_on_purpose_is_found(browser: Browser, origin: str, fault: str) -> None:
    def visit(page: Page, watch: Watch) -> None:
        page.goto(f"/broken/{quote(fault, safe='')}")
        watch.look(page)
        for link in page.locator("#go").all():
            link.click(no_wait_after=True)
            page.wait_for_timeout(200)

    assert fault in told(browser, origin, visit)


def test_a_page_that_nobody_looks_at_is_told(browser: Browser, origin: str) -> None:
    def visit(page: Page, watch: Watch) -> None:
        page.goto("/first")
        page.goto("/second")
        watch.look(page)
        page.goto("/last")

    found = told(browser, origin, visit).splitlines()
    assert [line.removeprefix(origin) for line in found] == [LEFT, LAST]
