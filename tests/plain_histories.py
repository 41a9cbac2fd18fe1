"""Random histories of plain cases, and an independent reading of what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from engine.casework import Casework
from engine.facts import Fact, Recorded
from engine.history import Corrected, CorrectionConfirmed, CorrectionProposed
from engine.refusal import BadInput, Refused
from tests.plain_casework import OPENED, do
from tests.plain_kind import Noted

days = st.integers(-20, 60).map(lambda n: OPENED + timedelta(days=n))
versions = st.integers(1, 9)
numbers = st.integers(0, 9)

steps = st.one_of(
    st.fixed_dictionaries({"name": st.just("note"), "on": days, "n": numbers}),
    st.fixed_dictionaries({"name": st.just("note"), "on": days, "n": numbers}),
    st.fixed_dictionaries({"name": st.just("count"), "on": days, "total": numbers}),
    st.fixed_dictionaries({"name": st.just("move"), "on": days, "to": st.sampled_from(["done", "new"])}),
    st.fixed_dictionaries({"name": st.sampled_from(["close", "reopen"]), "on": days}),
    st.fixed_dictionaries(
        {
            "name": st.just("correct"),
            "by": st.sampled_from(["somchai", "malee"]),
            "version": versions,
            "inputs": st.fixed_dictionaries({"n": numbers}),
        },
        optional={"happened": days},
    ),
    st.fixed_dictionaries({"name": st.just("correct"), "version": versions, "happened": days}),
    st.fixed_dictionaries({"name": st.just("retract"), "version": versions}),
    st.fixed_dictionaries({"name": st.just("confirm_correction"), "by": st.just("malin"), "proposal": versions}),
)
few = settings(max_examples=30)
"""Each example writes to a real store, so a few dozen must do."""

histories = st.lists(steps, min_size=3, max_size=12)


def live(to: Casework, case: str, history: Sequence[dict[str, Any]]) -> None:
    """Ask for every step of ``history``; a step that is refused doesn't happen."""
    for step in history:
        try:
            do(to, step["name"], case, **{k: v for k, v in step.items() if k != "name"})
        except (Refused, BadInput):
            continue


def notes_by_hand(records: Sequence[Recorded], on: date) -> tuple[int, ...]:
    """The numbers noted up to ``on``, found by rewriting a list of what happened line by line."""
    lines: dict[int, tuple[date, Fact]] = {}
    struck: set[int] = set()
    proposals = {r.version: r for r in records if isinstance(r.fact, CorrectionProposed)}
    for record in records:
        lines[record.version] = (record.on, record.fact)
        if isinstance(record.fact, CorrectionConfirmed):
            correction = proposals[record.fact.proposal]
        elif isinstance(record.fact, Corrected):
            correction = record
        else:
            continue
        said: Any = correction.fact
        day, fact = lines[said.target]
        lines[said.target] = (said.on or day, correction.replacement or fact)
        (struck.add if said.retracted else struck.discard)(said.target)
    noted = [
        (day, version, fact.n)
        for version, (day, fact) in lines.items()
        if version not in struck and day <= on and isinstance(fact, Noted)
    ]
    return tuple(n for _, _, n in sorted(noted))
