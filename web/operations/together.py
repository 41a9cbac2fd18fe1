"""Counting across processes: each counts into files of a folder they share, and any of them can tell the sum."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import mkdtemp

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""What prometheus_client goes by; it looks when it is imported, so it must not be imported before."""


@contextmanager
def counting_together() -> Iterator[None]:
    """Processes that are forked within count together. The folder goes with the process that made it."""
    whose, folder = os.getpid(), mkdtemp(prefix="chumchon-")
    os.environ[FOLDER] = folder
    try:
        yield
    finally:
        if os.getpid() == whose:
            shutil.rmtree(folder, ignore_errors=True)
            del os.environ[FOLDER]
