"""Casework on plain cases: its read rows, a clock that is set by hand, and short ways to ask for things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from itertools import count
from pathlib import Path
from typing import Any

from engine.calendar import BANGKOK
from engine.casework import Casework
from engine.command import Command, Receipt
from engine.history import Corrected
from engine.keys import Vault
from engine.kind import Kind
from engine.refusal import Refused
from engine.rows import CurrentRows, Marks, ReadRows, Row
from tests.plain_kind import PLAIN, Moved, Named, Noted, Plain

MASTER = bytes(range(32))
TODAY = date(2021, 9, 30)
OPENED = date(2021, 1, 5)


class SetClock:
    """A clock that shows nine in the morning of the day it was set to."""

    def __init__(self, day: date = TODAY) -> None:
        self.day = day

    def __call__(self) -> datetime:
        return datetime.combine(self.day, time(9), BANGKOK)


def _standing(kind: Kind[Plain], case: str, state: Plain) -> Row | None:
    return None if state.closed else (case, state.stage, state.n, len(state.notes))


STANDING = CurrentRows(
    "standing",
    {"case_id": "TEXT", "stage": "TEXT", "n": "INTEGER", "notes": "INTEGER"},
    _standing,
    ("stage, n",),
    frozenset({Named}),
)
SAID = Marks(
    "said",
    {"total": "INTEGER", "stage": "TEXT"},
    {
        "plain": {
            Noted: lambda fact, after: [("n", fact.n, after.stage), ("notes", len(after.notes), None)],
            Moved: lambda fact, after: [("moved", None, fact.to)],
            Corrected: lambda fact, after: [("corrected", fact.target, None)],
        }
    },
    ("key, occurred_on",),
)
TABLES = ("standing", "said")


def casework(folder: Path, clock: Callable[[], datetime] | None = None, *, master: bytes = MASTER) -> Casework:
    """Casework on the store in ``folder``, which is created when there is none."""
    vault = Vault(folder / "keys.db", master)
    made = Casework(str(folder / "facts.db"), vault, [PLAIN], ReadRows((STANDING, SAID)), clock or SetClock())
    made.migrate()
    made.check()
    return made


_ids = count(1)


def command(name: str, case: str | None = None, /, *, id: str | None = None, **given: Any) -> Command:
    """A command to a plain case; what the envelope doesn't know is an input."""
    envelope = {k: given.pop(k) for k in ("kind", "by", "on", "because", "seen") if k in given}
    return Command(
        id=id or f"command-{next(_ids)}",
        name=name,
        case=case,
        inputs=given,
        **{"kind": "plain", "by": "somchai", **envelope},
    )


def do(to: Casework, name: str, case: str | None = None, /, **given: Any) -> Receipt:
    """Carry out one command."""
    return to.do(command(name, case, **given))


def opened(to: Casework, *, owner: str = "สมศรี", on: date = OPENED, **given: Any) -> str:
    """A new case; its id."""
    return do(to, "open_plain", owner=owner, on=on, **given).case


def refused(to: Casework, name: str, case: str | None = None, /, **given: Any) -> Refused:
    """The refusal of a command that must be refused."""
    try:
        do(to, name, case, **given)
    except Refused as refusal:
        return refusal
    raise AssertionError(f"{name} was not refused")


def rows(of: Casework, statement: str, *values: Any) -> list[Any]:
    """What the store answers to a question in SQL."""
    with of.facts_recorder.reading() as connection:
        return connection.execute(statement, values).fetchall()


def everything(of: Casework) -> dict[str, list[Any]]:
    """All that is stored, to see that nothing has changed."""
    tables = ("stored_events", "receipts", "cases", "claims", *TABLES)
    return {table: sorted(rows(of, f"SELECT * FROM {table}"), key=repr) for table in tables}
