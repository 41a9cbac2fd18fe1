"""What asks all cases at once, over copies of the demo store: sheets and pages of the nation, what-if, verifying."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import pages
from bench.demo_store import build_demo
from bench.places import RAM, folder
from bench.printing import heading
from bench.scoring import national_sheets, what_if
from bench.verifying import million_leaves
from web.databases import FACTS
from web.process import set_up


def main() -> None:
    set_up()
    heading()
    with folder() as store:
        build_demo(store)
        with folder(RAM) as nation:
            pages.measure_pages(store, nation, 0, pages.NATION)
        with folder(RAM) as nation:
            national_sheets(store, nation)
        with folder(RAM) as million:
            what_if(store, million)
            million_leaves(million / FACTS)


if __name__ == "__main__":
    main()
