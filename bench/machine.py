"""What the figures were taken on."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

NAMED = ("eventsourcing", "Flask", "marshmallow", "waitress", "cryptography", "msgspec")


def machine(folder: Path) -> Iterator[str]:
    """The processors, memory, kernel, the disk under ``folder``, and the versions of what matters."""
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"{cores} processors, {_processor()}, {memory:.0f} GiB"
    yield f"{platform.system()} {platform.release()}, {_disk(folder)}"
    versions = ", ".join(f"{name} {version(name)}" for name in NAMED)
    yield f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {versions}"
    yield "load before the run: " + ", ".join(f"{one:.1f}" for one in os.getloadavg())


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _disk(folder: Path) -> str:
    """The file system that holds a folder: its kind and device."""
    held = folder.resolve()
    found = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    over = [fields for fields in found if held.is_relative_to(fields[1])]
    device, _, kind, *_ = max(over, key=lambda fields: len(fields[1]))
    return f"{kind} on {device}"
