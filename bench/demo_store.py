"""The demo store, built as `make run` does: how long it takes, and what it takes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from bench.multiplied import size_of
from bench.places import ROOT
from bench.printing import row, say
from web.databases import FACTS


def build_demo(store: Path) -> None:
    """Fill ``store``, in a process of its own so that its memory can be read."""
    start = time.perf_counter()
    command = [sys.executable, "-c", "from web.cli import main; main()", "demo"]
    environment = {**os.environ, "CHUMCHON_DATA": str(store)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    facts, households = size_of(store / FACTS)
    say("demo store", f"{households:>6,} households, {facts:,} facts")
    row("building the demo store (s)", took, bound=25.0, absolute=True)
    row("peak memory of building it (MB)", peak, bound=300.0, absolute=True)
    row("bytes a fact, read rows included", (store / FACTS).stat().st_size / facts)
