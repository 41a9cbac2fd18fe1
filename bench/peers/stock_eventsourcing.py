"""The eventsourcing library as its tutorial has it: an aggregate with @event methods, JSON, the SQLite module."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench.peers.course import DAY, ENOUGH, SEEN, STAGES, VISITOR, GateShut, Step, run, steps


class Household(Aggregate):
    @event("Opened")
    def __init__(self, stage: str) -> None:
        self.stage = stage
        self.evidence: list[dict[str, str]] = []
        self.here = 0

    @event("Visited")
    def visit(self, day: str, visitor: str, seen: str, by: str) -> None:
        self.evidence.append({"day": day, "visitor": visitor, "seen": seen, "by": by})
        self.here += 1

    def advance(self, to: str, day: str, by: str) -> None:
        if self.here < ENOUGH or STAGES.index(to) != STAGES.index(self.stage) + 1:
            raise GateShut(to)
        self._advance(to, day, by)

    @event("Advanced")
    def _advance(self, to: str, day: str, by: str) -> None:
        self.stage, self.here = to, 0


class Households(Application[UUID]):
    def open(self) -> UUID:
        household = Household(STAGES[0])
        self.save(household)
        return household.id

    def visit(self, case: UUID) -> None:
        household: Household = self.repository.get(case)
        household.visit(DAY, VISITOR, SEEN, "malee")
        self.save(household)

    def advance(self, case: UUID, to: str) -> None:
        household: Household = self.repository.get(case)
        household.advance(to, DAY, "malee")
        self.save(household)


def stock(folder: Path) -> Callable[[], Iterator[Step]]:
    os.environ |= {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "events.sqlite3")}
    households = Households()

    def case() -> Iterator[Step]:
        opened = households.open()
        return steps(lambda: households.visit(opened), lambda to: households.advance(opened, to))

    return case


if __name__ == "__main__":
    run(stock)
