"""Tests of what can't be asked of every machine: skipped with the reason, unless a run was asked for them alone."""

from __future__ import annotations

import os

import pytest

MUST_RUN = "MUST_RUN"
"""Set by the targets of the Makefile that are about nothing else: there a skipped test would say nothing was wrong."""


def must_run(there: bool, reason: str) -> pytest.MarkDecorator:
    """Skips a module where something isn't ``there``. Fails instead in a run that is for this alone."""
    if not there and os.environ.get(MUST_RUN):
        pytest.fail(reason, pytrace=False)
    return pytest.mark.skipif(not there, reason=reason)
