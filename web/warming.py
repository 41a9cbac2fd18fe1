"""What a server does before anybody asks for it: its templates loaded, the figures of the whole country counted."""

from __future__ import annotations

from threading import Thread

from flask import Flask

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.casework import Casework
from engine.reader import Reader
from web.answers.counting import progress_shown
from web.answers.success import success_shown
from web.operations.watch import Watch

WARMING = "warming"
"""Who asks, for whom the replica has everything: they never recorded anything."""


def warm_beside(app: Flask, casework: Casework, watch: Watch) -> Thread:
    """Warm up in a thread, while requests are answered already. What goes wrong is written into the log."""

    def work() -> None:
        try:
            warm(app, casework)
        except Exception as error:
            # An error's message may quote what a case says.
            watch.log.warning("not_warm", error=type(error).__name__)

    thread = Thread(target=work, name="warming", daemon=True)
    thread.start()
    return thread


def warm(app: Flask, casework: Casework) -> None:
    """Load every template, then count what the first page of a supervisor tells of every community.

    Whoever came first would wait for both: the figures take seconds where there are many thousands of households, and
    are kept from then on by community (decision 15). Raises Refused where no rules are in force yet, BadInput where
    nothing is recorded.
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with casework.reading() as reader:
        _count(reader)
    if casework.sources.replica is not None:
        # Which remembers for itself, and answers most who only look.
        with casework.read_only(lambda: WARMING), casework.reading() as reader:
            _count(reader)


def _count(reader: Reader) -> None:
    for kind in (HOUSEHOLD, PROGRAM):
        progress_shown(reader, kind.name, "country")
    success_shown(reader, "country")
