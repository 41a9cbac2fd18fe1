"""Settings every test shares, and a line that says when no journey can be walked."""

from __future__ import annotations

import os

from hypothesis import settings

from tests.browser import MISSING, chromium

# A shared or slow machine must not turn a property into a stopwatch.
settings.register_profile("patient", deadline=None)
# HYPOTHESIS_PROFILE=soak looks for hours instead of seconds.
settings.register_profile("soak", deadline=None, max_examples=2_000, stateful_step_count=100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))


def pytest_report_header() -> str | None:
    return None if chromium() else MISSING
