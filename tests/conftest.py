"""What tests share: settings, an office with all its doors, and a line that says when no journey can be walked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.browser import MISSING, chromium
from tests.doors import Doors

# A shared or slow machine must not turn a property into a stopwatch.
settings.register_profile("patient", deadline=None)
# HYPOTHESIS_PROFILE=soak looks for hours instead of seconds.
settings.register_profile("soak", deadline=None, max_examples=2_000, stateful_step_count=100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))


def pytest_report_header() -> str | None:
    return None if chromium() else MISSING


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """One office for all tests of a module; modules whose tests each need a new one make their own."""
    made = Doors(tmp_path_factory.mktemp("data"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def document(doors: Doors) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = doors.client.get("/api/v1/openapi.json").get_json()
    return found
