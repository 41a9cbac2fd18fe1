"""The product answering on a port of this machine, over a data folder, by a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from waitress import create_server
from waitress.wasyncore import close_all

from engine.calendar import BANGKOK
from engine.casework import Casework
from tests.canaries import expect_nothing_personal
from tests.overhearing import Overheard
from tests.people import front_desk
from web.app import create_app
from web.operations.watch import Watch
from web.wiring import open_casework, open_read_log


class Clock:
    """Stands at nine in the morning of a day until it is set to another moment."""

    def __init__(self, day: date) -> None:
        self.moment = datetime.combine(day, time(9), BANGKOK)

    def __call__(self) -> datetime:
        return self.moment

    def reach(self, day: date) -> None:
        """Go on to the morning of a day, unless it is past that already."""
        self.moment = max(self.moment, datetime.combine(day, time(9), BANGKOK))

    def pass_by(self, span: timedelta) -> None:
        """Let time go by."""
        self.moment += span


class Site:
    """The product over a data folder, as it is served in earnest."""

    def __init__(self, casework: Casework, clock: Clock, app: Flask, origin: str) -> None:
        self.casework, self.clock, self.app, self.origin = casework, clock, app, origin

    @property
    def size(self) -> int:
        """How many facts the ledger holds."""
        with self.casework.reading() as reader:
            return reader.size


@contextmanager
def site(folder: Path, day: date) -> Iterator[Site]:
    """Serve a data folder on the morning of a day."""
    clock = Clock(day)
    casework = open_casework(folder, clock)
    desk, log = front_desk(folder, casework), open_read_log(folder, clock)
    watch = Watch(casework, folder, out=(written := StringIO()))
    app = create_app(desk, log, watch)
    overheard = Overheard(app)
    with serving(app) as origin:
        yield Site(casework, clock, app, origin)
    told = (written.getvalue(), watch.metrics.text().decode(), overheard.take())
    expect_nothing_personal(casework, "\n".join(told))
    log.close()
    desk.close()
    casework.close()
    casework.vault.close()


@contextmanager
def serving(app: Callable[..., Any]) -> Iterator[str]:
    """The origin at which a WSGI application answers."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=8)
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # The loop ends when nothing is open any more; only its own thread may close what it waits for.
        server.trigger.pull_trigger(lambda: close_all(sockets, ignore_all=True))
        thread.join()
        server.task_dispatcher.shutdown()
