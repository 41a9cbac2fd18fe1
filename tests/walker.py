"""Somebody at a browser: goes by what pages say in their language, looks at each page, counts what the hand does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page

from tests.browser import Screen, Watch
from tests.people import PASSWORD
from tests.served import Site
from tests.village import Moment


class Walker:
    """One person, one window. Words come in pairs, Thai and English; the walker reads those of their language."""

    def __init__(self, page: Page, watch: Watch, screen: Screen) -> None:
        self.page, self.watch, self.screen = page, watch, screen
        self.clicks = self.keys = 0

    def said(self, th: str, en: str) -> str:
        """The words in the walker's language."""
        return th if self.screen.lang == "th" else en

    # Going from page to page

    def sign_in(self, who: str, at: str = "/") -> None:
        """From the login page to where the person wants to go."""
        self.open(f"/login?next={at}")
        self.identify(who)

    def identify(self, who: str) -> None:
        """Fill in the login page that stands open."""
        self.write("ชื่อผู้ใช้", "User name", who)
        self.write("รหัสผ่าน", "Password", PASSWORD)
        with self.going():
            self.page.locator("main").get_by_role("button", name=self.said("เข้าสู่ระบบ", "Sign in"), exact=True).click()

    def open(self, path: str, status: int = 200) -> None:
        """Type an address."""
        with self.watch.expecting(status):
            answer = self.page.goto(path)
            assert answer is not None
            assert answer.status == status, f"{path} answered {answer.status}"
            self.watch.look(self.page)

    def follow(self, th: str, en: str, *, within: Locator | None = None, exact: bool = False) -> None:
        """Click a link that says so, to another page."""
        link = (within or self.page.locator("main")).get_by_role("link", name=self.said(th, en), exact=exact).first
        with self.going():
            self._click(link)

    def press(self, th: str, en: str, *, status: int = 200, within: Locator | None = None) -> None:
        """Click a button that says so, and see the page that answers."""
        with self.going(status):
            self._click((within or self.page.locator("main")).get_by_role("button", name=self.said(th, en)).first)

    def choose(self, th: str, en: str, *, within: Locator | None = None, shows: str = "") -> None:
        """Click a link or button that leads to no other page, and wait for what it shows here."""
        place, name = within or self.page.locator("main"), self.said(th, en)
        self._click(place.get_by_role("button", name=name).or_(place.get_by_role("link", name=name)).first)
        if shows:
            self.page.locator(shows).first.wait_for()

    @contextmanager
    def going(self, status: int = 200) -> Iterator[None]:
        """What is done inside leads to another page, or to the same one anew."""
        with self.watch.expecting(status):
            with self.page.expect_navigation(wait_until="load"):
                yield
            self.watch.look(self.page)

    # What the hand does on a page

    def write(self, th: str, en: str, text: str) -> None:
        """Go to a field by its label and write into it, in place of what stood there."""
        self._write(self.page.locator("main").get_by_label(self.said(th, en)).first, text)

    def tick(self, th: str, en: str) -> None:
        """Tick a box or choose one of several by its label."""
        self._click(self.page.locator("main").get_by_label(self.said(th, en)).first)

    def fill(self, **fields: str | tuple[str, ...]) -> None:
        """Fill in fields of a command: words where there is something to write, the boxes of these codes to tick."""
        for name, value in fields.items():
            found = self.page.locator(f"[name='inputs.{name.replace('__', '.')}']")
            if isinstance(value, tuple):
                for code in value:
                    self._click(found.and_(self.page.locator(f"[value='{code}']")))
            else:
                self._write(found, value)

    def strike(self, *keys: str) -> None:
        """Press keys that lead to no other page."""
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def _write(self, field: Locator, text: str) -> None:
        self._click(field)
        field.fill(text)
        self.keys += len(text)

    def _click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    # What the page says

    @property
    def heading(self) -> str:
        return self.page.locator("main h1").first.inner_text()

    def reads(self, th: str, en: str) -> bool:
        """Whether the page says so where it can be seen."""
        return self.page.locator("main").get_by_text(self.said(th, en)).first.is_visible()

    def state(self, script: str, *given: Any) -> Any:
        return self.page.evaluate(script, *given)


class Journey(NamedTuple):
    """Somebody on their way: who they are at the browser, the site they use, and the cases they meet."""

    me: Walker
    site: Site
    here: Moment


Journeys = Callable[..., AbstractContextManager[Journey]]
"""Begins a journey on a day in front of a screen."""
