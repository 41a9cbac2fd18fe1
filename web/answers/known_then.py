"""All cases as they were known after each fact of the ledger, for going through them one after the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from engine.facts import Recorded
from engine.history import fold
from engine.kind import Cases, Kind
from engine.reader import Reader
from engine.refusal import CaseNotFound

S = TypeVar("S")


class Histories:
    """The facts of cases, read once, and their states, folded once for each number of facts."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._records: dict[str, Sequence[Recorded]] = {}
        self._states: dict[tuple[str, int], Any] = {}

    def version(self, case: str, size: int) -> int:
        """How many facts of a case are among the first ``size`` of the ledger."""
        return bisect_left(self._of(case), size, key=lambda record: record.leaf)

    def state(self, kind: Kind[Any], case: str, version: int) -> Any:
        """The case after so many facts."""
        if (case, version) not in self._states:
            self._states[case, version] = fold(kind.evolve, self._of(case)[:version])
        return self._states[case, version]

    def _of(self, case: str) -> Sequence[Recorded]:
        if case not in self._records:
            self._records[case] = self.reader.facts(case)
        return self._records[case]


class KnownThen:
    """Every case with what was known at a ledger size; implements ``Cases``. Who holds a claim is as it is now."""

    def __init__(self, histories: Histories, size: int, on: date) -> None:
        self.on, self._size, self._histories = on, size, histories
        self.holder, self.subjects = histories.reader.holder, histories.reader.subjects

    @property
    def now(self) -> Cases:
        """Nothing newer may be seen."""
        return self

    def version(self, case: str) -> int:
        return self._histories.version(case, self._size)

    def members(self, parent: str) -> tuple[str, ...]:
        return tuple(case for case in self._histories.reader.members(parent) if self.version(case))

    def state(self, kind: Kind[S], case: str) -> S:
        """Raises CaseNotFound."""
        version = self.version(case)
        if not version or self._histories.reader.kind_of(case).name != kind.name:
            raise CaseNotFound(kind.name, case)
        found: S = self._histories.state(kind, case, version)
        return found
