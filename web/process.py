"""How a process of ours is set up before it begins to work."""

from __future__ import annotations

import gc

OBJECTS_BETWEEN_COLLECTIONS = 50_000


def set_up() -> None:
    """Keep the garbage collector from walking what never dies.

    Whatever is loaded by now stays until the process ends; facts and states are trees, freed without its help.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
