"""What can be said instead of "done": refusals with findings, and the few errors beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from engine.bilingual import Text


class Cite(msgspec.Struct, frozen=True, omit_defaults=True):
    """Points at the fact that meets a requirement: its version, and its case when that is another one."""

    version: int
    case: str | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule found: met, citing facts, or missing, with what is needed and who can supply it.

    Where something is missing, ``cites`` points at the facts that stand in the way, if any do.
    """

    id: str
    label: Text
    met: bool
    cites: tuple[Cite, ...] = ()
    needed: Text | None = None
    supplier: Text | None = None
    waived: int | None = None
    """Version of the standing waiver that stands in for the missing evidence (W3)."""

    @property
    def holds(self) -> bool:
        """Whether a gate may count on it: met, or missing under a standing waiver."""
        return self.met or self.waived is not None


class Refused(Exception):
    """A decision said no. Carries every finding that stands in the way, never only the first."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join((f.needed or f.label).en for f in findings))
        self.findings = findings


def refuse(id: str, th: str, en: str, *cites: Cite) -> Refused:
    """A refusal for a single reason; ``id`` is the requirement that forbids it."""
    text = Text(th, en)
    return Refused(Finding(id=id, label=text, met=False, needed=text, cites=cites))


class BadInput(ValueError):
    """An input has the wrong form. Names the field and says what is expected; nothing was written."""

    def __init__(self, field: str, th: str, en: str) -> None:
        super().__init__(f"{field}: {en}")
        self.field = field
        self.text = Text(th, en)


class CaseNotFound(LookupError):
    """No case has this id, or it is of another kind."""

    def __init__(self, kind: str, case: str) -> None:
        super().__init__(f"no {kind} has the id {case}")
        self.kind, self.case = kind, case


class StaleVersion(Exception):
    """The caller decided on another version of the case than it has; lists the facts that are newer, if any."""

    def __init__(self, case: str, seen: int, version: int, newer: Sequence[Any]) -> None:
        super().__init__(f"case {case} is at version {version}, the caller saw {seen}")
        self.case, self.seen, self.version, self.newer = case, seen, version, tuple(newer)


class CommandReused(Exception):
    """A command id came back with another request than the one it was first used for."""

    def __init__(self, command_id: str) -> None:
        super().__init__(f"command id {command_id} was used before for a different request")
        self.command_id = command_id


class UnsafeStore(Exception):
    """The store can't be trusted to keep what it acknowledges, or holds what we don't know; don't serve."""


class StoreBusy(Exception):
    """Another process has been writing for longer than anybody should wait; nothing was written, ask again."""

    def __init__(self) -> None:
        super().__init__("the store is being written by another process; try again")


class StoreGone(Exception):
    """The database, or the store of files beside it, can't be reached: ask again with the same command id."""

    def __init__(self) -> None:
        super().__init__("the store can't be reached; try again")


class ErasureUnfinished(Exception):
    """The fact of an erasure is durable and nobody opens what it is about; something keeps its last traces (U4).

    The same command is answered like this until they are gone.
    """

    def __init__(self) -> None:
        super().__init__("the erasure is recorded and traces of what was erased are left; it is tried again")


class ClockWrong(UnsafeStore):
    """The clock is, or may be, far ahead; nothing is recorded, since later facts could never go back."""
