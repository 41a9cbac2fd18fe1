"""Verifying a million facts: hash, place, order and root of every leaf, in a process whose memory can be read."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from bench.places import ROOT
from bench.printing import row
from engine.shares import open_still
from engine.verification.checkpoints import Roots
from engine.verification.faults import Faults
from engine.verification.leaves import Leaves
from engine.verification.rows import row_faults
from web.process import set_up
from web.wiring import KINDS


def million_leaves(facts: Path) -> None:
    """Report the time and the largest process of verifying the leaves of a store that stands still."""
    words = [sys.executable, "-m", "bench.verifying", str(facts)]
    said = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    size, took, peak = int(said[0]), float(said[1]), float(said[2])
    row(f"verifying {size:,} leaves: hash, order, root (s)", took, bound=12.0, absolute=True)
    row("peak memory of that (MB)", peak, bound=300.0, absolute=True)


def verify_leaves(facts: Path) -> tuple[int, float]:
    """The number of leaves and the seconds it took. Raises AssertionError for a store that isn't sound."""
    topics = frozenset(topic for kind in KINDS for cls in kind.facts for topic in [cls.spec.topic])
    start = time.perf_counter()
    with closing(open_still(str(facts))) as connection:
        connection.execute("PRAGMA mmap_size=0")
        roots, faults = Roots(()), Faults()
        of_rows = row_faults(connection, lambda: open_still(str(facts)), topics)
        faults.take(Leaves(roots.grow).walk(connection))
        for found in of_rows:
            faults.add(found)
        assert not faults.found, faults.found[0]
        roots.root()
    return roots.size, time.perf_counter() - start


def main() -> None:
    set_up()
    size, took = verify_leaves(Path(sys.argv[1]))
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    print(size, took, max(resource.getrusage(one).ru_maxrss for one in whose) / 1024)


if __name__ == "__main__":
    main()
