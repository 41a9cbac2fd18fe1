"""Every page passes the watch: in Thai by night on a phone, and on every screen by `make journeys` (U1, U4)."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import Screen, some, watched
from tests.every_page import NO_PAGES, Shown, demo_store
from tests.served import site
from tests.walker import Walker
from web.pages.shell import WAYS

pytest_plugins = ("tests.journey",)
pytestmark = pytest.mark.xdist_group("browser-pages")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def shown(folder: Path) -> Shown:
    return demo_store(folder, ("56",))


@pytest.mark.parametrize("screen", some(1), ids=str)
def test_every_page_passes_the_watch(browser: Browser, folder: Path, shown: Shown, screen: Screen) -> None:
    with site(folder, shown.day) as here:
        for who, examples in groupby(shown.examples, lambda one: one.who):
            with watched(browser, here.origin, screen) as (page, watch):
                me = Walker(page, watch, screen)
                if who:
                    me.sign_in(who, password=shown.passwords[who])
                for example in examples:
                    me.open(example.path)
                    assert me.heading


def test_every_page_has_an_example(folder: Path, shown: Shown) -> None:
    with site(folder, shown.day) as here:
        pages = {
            rule.endpoint
            for rule in here.app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
        }
    assert {example.endpoint for example in shown.examples} == pages - NO_PAGES
    assert {way.endpoint for way in WAYS} <= pages
