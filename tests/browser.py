"""Chromium, and what no page may do in it: break a rule for access, log an error, ask elsewhere, overflow, squeeze."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, Request, Response, WebError

AXE = (Path(__file__).parent / "vendor" / "axe" / "axe.min.js").read_text(encoding="utf-8")
PATIENCE = 60.0
"""Seconds for whatever a page is waited for: a machine that is busy with much else must not fail a journey."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GRAVE = ("serious", "critical")
MISSING = "no Chromium: journeys need one on the path or in $CHROMIUM (apt-get install chromium)"
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"]
"""As root, and where /dev/shm is small, Chromium starts only so."""
SHAPE = """() => [...new Set([...document.querySelectorAll('*')].map(e => [
    e.parentElement?.tagName, e.tagName, e.className.baseVal ?? e.className, e.textContent.trim() === '',
    ...e.getAttributeNames(), e.type ?? '', e.getAttribute('role') ?? ''].join(' ')))].sort().join('\\n')"""
"""What distinguishes two pages for axe: which sorts of elements there are, not how many, nor their words."""
SETTLED = "window.settled = 0; addEventListener('htmx:afterSettle', () => { window.settled += 1; });"
RUN = """tags => axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: false})"""


def chromium() -> str | None:
    """Where Chromium lies on this machine: $CHROMIUM, or on the path."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


class Screen(NamedTuple):
    """How somebody looks at pages: their language, the width and height of the window, light or dark."""

    lang: str
    width: int
    height: int
    dark: bool = False

    def __str__(self) -> str:
        return f"{self.lang}-{self.width}"


SCREENS = (
    Screen("th", 1366, 768),
    Screen("th", 390, 844, dark=True),
    Screen("en", 1366, 768, dark=True),
    Screen("en", 390, 844),
)
"""Both languages at both widths, and each of them once in the dark."""


def some(*places: int) -> tuple[Screen, ...]:
    """Some of the screens, for what takes a minute or more; `make journeys` takes them all."""
    return SCREENS if os.environ.get("EVERY_SCREEN") else tuple(SCREENS[place] for place in places)


class Watch:
    """Everything that is wrong with the pages of one browser context; each page must have been looked at."""

    looked: ClassVar[set[tuple[Screen, str]]] = set()
    """Shapes of pages that axe found nothing grave in."""

    def __init__(self, context: BrowserContext, origin: str, screen: Screen) -> None:
        self.faults: list[str] = []
        self.expected: set[int] = set()
        """Statuses beyond success that the present step provokes."""
        self.offline = False
        self.rules = True
        """Whether axe can run: it can't where pages run no scripts."""
        self._origin, self._screen = origin, screen
        self._unseen: dict[Page, str] = {}
        context.on("page", self._follow)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failure)
        context.on("response", self._on_response)

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """What the step provokes on purpose is no fault."""
        self.expected.update(statuses)
        yield
        self.expected.difference_update(statuses)

    def look(self, page: Page) -> None:
        """Look at the page as it stands."""
        self._unseen.pop(page, None)
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self._say(page.url, f"wider than the window by {wide} px: {page.evaluate(WIDEST)}")
        for text in page.evaluate(SQUEEZED):
            self._say(page.url, f"squeezed into a column of letters: {text}")
        seen = (self._screen, page.evaluate(SHAPE))
        if seen in self.looked or not self.rules:
            return
        found = _grave(page)
        self.faults += [f"{page.url}: {one}" for one in found]
        if not found:
            self.looked.add(seen)

    def verdict(self) -> list[str]:
        """All faults, pages that nobody looked at among them."""
        return [*self.faults, *(f"{url}: not looked at" for url in self._unseen.values())]

    def _say(self, where: str, what: str) -> None:
        self.faults.append(f"{where}: {what}")

    def _follow(self, page: Page) -> None:
        page.on("framenavigated", lambda frame: self._on_arrival(page, frame))

    def _on_arrival(self, page: Page, frame: Frame) -> None:
        if frame != page.main_frame or not frame.url.startswith(self._origin):
            return
        if page in self._unseen:
            self._say(self._unseen[page], "left without a look")
        self._unseen[page] = frame.url

    def _on_console(self, message: ConsoleMessage) -> None:
        provoked = any(f"status of {status} " in message.text for status in self.expected)
        cut = self.offline and "net::ERR_INTERNET_DISCONNECTED" in message.text
        if message.type == "error" and not provoked and not cut:
            self._say(message.location["url"], f"console: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self._say(error.page.url if error.page else "", f"script: {error.error}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._origin}/", "data:", "blob:")):
            self._say(request.frame.url, f"asks elsewhere: {request.url}")

    def _on_failure(self, request: Request) -> None:
        # A download leaves the page where it is, which the browser reports as an aborted navigation.
        if not self.offline and request.failure != "net::ERR_ABORTED":
            self._say(request.url, f"failed: {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self._say(response.url, f"answered {response.status}")


WIDEST = """() => [...document.querySelectorAll('main *, header *')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest('.scroll'))
    .slice(0, 3).map(e => e.tagName + '.' + e.className).join(', ')"""
SQUEEZED = """() => [...document.querySelectorAll('main *')].filter(e => {
    const own = [...e.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.textContent.trim()).join('');
    if (own.length < 4 || e.closest('.visually-hidden, thead, svg')) return false;
    const range = document.createRange();
    range.selectNodeContents(e);
    const { width, height } = range.getBoundingClientRect();
    return width < 46 && height > 90;
}).slice(0, 3).map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`)"""
"""Words of a cell so narrow that they stand one letter or two below each other."""


def _grave(page: Page) -> list[str]:
    """What axe finds serious or critical."""
    page.evaluate(AXE)
    found: Any = page.evaluate(RUN, WCAG)
    return [
        f"{one['impact']} {one['id']} at {node['target'][0]}: {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


@contextmanager
def watched(browser: Browser, origin: str, screen: Screen, **settings: Any) -> Iterator[tuple[Page, Watch]]:
    """A page in a context of its own; whatever was wrong on the way fails at the end."""
    context = browser.new_context(
        base_url=origin,
        locale={"th": "th-TH", "en": "en-GB"}[screen.lang],
        timezone_id="Asia/Bangkok",
        viewport={"width": screen.width, "height": screen.height},
        color_scheme="dark" if screen.dark else "light",
        **settings,
    )
    context.set_default_timeout(PATIENCE * 1000)
    context.add_init_script(SETTLED)
    watch = Watch(context, origin, screen)
    watch.rules = settings.get("java_script_enabled", True)
    try:
        yield context.new_page(), watch
    except Exception as error:
        error.add_note("\n".join(watch.verdict()))
        raise
    finally:
        context.close()
    assert not watch.verdict(), "\n".join(watch.verdict())
