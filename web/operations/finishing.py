"""What a server goes on with beside answering: erasures whose last traces something kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from web.operations.watch import Watch

AGAIN = 30.0
"""Seconds between two tries."""


@contextmanager
def finishing_beside(watch: Watch, seconds: float = AGAIN) -> Iterator[None]:
    """Within this, a thread tries again and again to finish erasures that aren't; nobody who asks waits for it."""
    ended = Event()

    def work() -> None:
        while not ended.wait(seconds):
            watch.finish_erasures()

    thread = Thread(target=work, name="finishing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
