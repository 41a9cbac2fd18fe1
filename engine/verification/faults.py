"""What a verification finds wrong, told in both languages, and how much of it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from engine.bilingual import Text

KEPT_OF_A_KIND = 10
"""One fault early in the ledger can show at a million later leaves; the first few tell as much."""


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is not as it was recorded. ``leaf`` is the first one it shows at, where it shows at any.

    ``check`` names what was looked at; ``where`` a table, a case or a file, never a person. Not ``exact`` is what is
    only known to lie at that leaf or after it.
    """

    check: str
    text: Text
    leaf: int | None = None
    where: str | None = None
    exact: bool = True


class Faults:
    """Every kind of fault that was found: the first few in full, the others as a number."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self.counts: Counter[str] = Counter()

    def take(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.counts[fault.check] += 1
            if self.counts[fault.check] <= KEPT_OF_A_KIND:
                self.found.append(fault)

    def add(self, other: Faults) -> None:
        """Take over what was found elsewhere."""
        self.found += [one for one in other.found if self.counts[one.check] < KEPT_OF_A_KIND]
        self.counts += other.counts

    @property
    def first_bad_leaf(self) -> int | None:
        """The first leaf that something is wrong with; where no leaf is named exactly, the first that may be it."""
        named = [(not fault.exact, fault.leaf) for fault in self.found if fault.leaf is not None]
        return min(named)[1] if named else None


def fault(
    check: str, th: str, en: str, *, leaf: int | None = None, where: str | None = None, exact: bool = True
) -> Fault:
    """A fault in both languages."""
    return Fault(check, Text(th, en), leaf, where, exact)
