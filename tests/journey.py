"""Fixtures of browser journeys: one Chromium, the village told once, and a walker in a copy of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import FLAGS, MISSING, Screen, chromium, watched
from tests.served import site
from tests.village import Village
from tests.walker import Journey, Journeys, Walker


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys; where there is none they are skipped, except in CI."""
    found = chromium()
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Village:
    return Village(tmp_path_factory.mktemp("village"))


@pytest.fixture
def journey(browser: Browser, village: Village, tmp_path: Path) -> Journeys:
    """Begin on a day in front of a screen, with a store of one's own."""

    @contextmanager
    def begin(day: date, screen: Screen, **settings: Any) -> Iterator[Journey]:
        here = village.moments[day].copied(tmp_path / day.isoformat())
        with site(here.folder, day) as serving, watched(browser, serving.origin, screen, **settings) as (page, watch):
            yield Journey(Walker(page, watch, screen), serving, here)

    return begin
