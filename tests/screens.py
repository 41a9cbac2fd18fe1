"""Pictures of every page, in both languages and at both widths: `make screenshots` writes them into docs/screens."""

from __future__ import annotations

import shutil
import tempfile
from base64 import b64decode
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import FLAGS, MISSING, SCREENS, Screen, chromium, watched
from tests.every_page import Example, Shown, demo_store
from tests.served import Site, site
from tests.walker import Walker

FOLDER = Path(__file__).parents[1] / "docs" / "screens"
PROVINCES = ("50", "51", "52", "54", "55", "56", "57", "58")
"""All of zone 9."""
TALLEST = {1366: 1800, 390: 2400}
"""Where a long page is cut, by the width of the window."""
QUALITY = 45
ABOUT = """# Screens · ภาพหน้าจอ

*Written by `make screenshots` from a demo of zone 9; each page in Thai and English, on a desk and on a phone.
Long pages are cut. A page that looks wrong here is a defect.*
"""


def main() -> None:
    """Build the demo, walk through all its pages, and write their pictures and the index anew."""
    found = chromium()
    if found is None:
        raise SystemExit(MISSING)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        shown = demo_store(Path(scratch), PROVINCES)
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        with site(Path(scratch), shown.day) as here:
            for screen in SCREENS:
                _draw(browser, here, shown, screen._replace(dark=False))
        browser.close()
    index = "".join(_entry(example) for example in shown.examples)
    (FOLDER / "README.md").write_text(f"{ABOUT}{index}", encoding="utf-8")


def _draw(browser: Browser, here: Site, shown: Shown, screen: Screen) -> None:
    for who, examples in groupby(shown.examples, lambda one: one.who):
        with watched(browser, here.origin, screen) as (page, watch):
            # The tests hold every page to axe's rules; here it is only drawn.
            watch.rules = False
            me = Walker(page, watch, screen)
            if who:
                me.sign_in(who, password=shown.passwords[who])
            _picture_each(me, examples)


def _picture_each(me: Walker, examples: Iterable[Example]) -> None:
    for example in examples:
        me.open(example.path)
        me.page.evaluate("() => document.fonts.ready")
        (FOLDER / _file(example, me.screen)).write_bytes(_picture(me.page, me.screen))
        me.page.set_viewport_size({"width": me.screen.width, "height": me.screen.height})


def _picture(page: Page, screen: Screen) -> bytes:
    tall = max(screen.height, min(page.evaluate("() => document.documentElement.scrollHeight"), TALLEST[screen.width]))
    # What sticks to the foot of the window belongs at the foot of the picture.
    page.set_viewport_size({"width": screen.width, "height": tall})
    clip = {"x": 0, "y": 0, "width": screen.width, "height": tall, "scale": 1}
    asked = {"format": "webp", "quality": QUALITY, "captureBeyondViewport": True, "clip": clip}
    return b64decode(page.context.new_cdp_session(page).send("Page.captureScreenshot", asked)["data"])


def _file(example: Example, screen: Screen) -> str:
    return f"{example.name}-{screen}.webp"


def _entry(example: Example) -> str:
    cells = (f'<a href="{file}"><img src="{file}" alt="{file}" height="240"></a>' for file in _files(example))
    return f"\n## {example.name}\n\n{example.who or 'before signing in'}\n\n{' '.join(cells)}\n"


def _files(example: Example) -> Iterable[str]:
    return (_file(example, screen) for screen in SCREENS)


if __name__ == "__main__":
    main()
