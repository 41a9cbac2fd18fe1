"""Where a benchmark works: folders that are gone afterwards, on the disk or in memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
RAM = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
"""The RAM disk, where there is one."""


@contextmanager
def folder(where: Path | None = None) -> Iterator[Path]:
    """A new folder in ``where``, or in the system's place for such."""
    path = Path(tempfile.mkdtemp(dir=where))
    try:
        yield path
    finally:
        shutil.rmtree(path)
