"""Gives a kind of case everything that cases share."""

from __future__ import annotations

from collections.abc import Callable

from aggregates.charge import assigning, repinning
from aggregates.lifecycle import L, live
from aggregates.moving import advancing, ending, guard, resting, returning
from aggregates.putting_off import putting_off
from aggregates.rules_in_force import rules_for
from aggregates.second_person import correcting, waiving
from engine.history import Mark
from engine.kind import Act, Kind


def share_life(
    kind: Kind[L],
    *,
    entered: Callable[[L, Mark], L] = lambda state, mark: state,
    renewed: Callable[[L], L] = lambda state: state,
    may_enter: Callable[[L, Act, str], None] = lambda state, act, stage: None,
    may_return: Callable[[L, Act], None] = lambda state, act: None,
    may_close: Callable[[L, Act, str], None] = lambda state, act, reason: None,
    may_reopen: Callable[[L, Act], None] = lambda state, act: None,
) -> None:
    """Facts, evolve and decisions of W1-W7 for ``kind``.

    ``entered`` notes what is frozen on entering the present stage, ``renewed`` clears what each cycle
    must show anew, ``may_enter`` (a stage), ``may_return``, ``may_close`` (for a reason) and ``may_reopen``
    refuse what the kind forbids.
    """
    kind.stage = lambda state: state.life.stage
    kind.waivers = lambda state: state.life.waived
    kind.guard = guard
    kind.rules = rules_for
    live(kind, entered=entered, renewed=renewed)
    advancing(kind, may_enter=may_enter)
    returning(kind, may_return=may_return)
    resting(kind)
    ending(kind, may_close=may_close, may_reopen=may_reopen)
    waiving(kind)
    correcting(kind)
    assigning(kind)
    putting_off(kind)
    repinning(kind)
