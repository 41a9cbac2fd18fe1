"""SQLAlchemy's ORM, transitions for the stages, and an audit table filled when the session flushes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, create_engine, event, insert, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from transitions import Machine

from bench.peers.course import DAY, ENOUGH, SEEN, STAGES, VISITOR, GateShut, Step, run, steps


class Table(DeclarativeBase):
    pass


class Household(Table):
    __tablename__ = "households"
    id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(default=STAGES[0])
    here: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def enough_evidence(self) -> bool:
        return self.here >= ENOUGH


class Visit(Table):
    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    household: Mapped[int] = mapped_column(ForeignKey(Household.id), index=True)
    stage: Mapped[str]
    day: Mapped[date]
    visitor: Mapped[str]
    seen: Mapped[str]


class Audit(Table):
    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    of: Mapped[str]
    row: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)


MACHINE = Machine(
    model=None,
    states=list(STAGES),
    transitions=[
        {"trigger": f"to_next_{target}", "source": source, "dest": target, "conditions": "enough_evidence"}
        for source, target in pairwise(STAGES)
    ],
    initial=STAGES[0],
    auto_transitions=False,
    model_attribute="stage",
)


def write_audit(session: Session, *_: object) -> None:
    at, by = datetime.now(UTC), session.info["by"]
    rows = []
    for row in [*session.new, *session.dirty]:
        changed = {one.key: one.history for one in inspect(row).attrs if one.history.has_changes()}
        changes = {name: [str(value) for value in (*old.deleted, *old.added)] for name, old in changed.items()}
        rows.append({"of": row.__tablename__, "row": row.id, "at": at, "by": by, "changes": changes})
    session.execute(insert(Audit), rows)


class Cases:
    def __init__(self, folder: Path) -> None:
        engine = create_engine(f"sqlite:///{folder / 'cases.sqlite3'}")

        @event.listens_for(engine, "connect")
        def durable(connection: Any, _: object) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")

        Table.metadata.create_all(engine)
        self.session = sessionmaker(engine, info={"by": "malee"})
        event.listen(self.session, "after_flush", write_audit)
        self.day = date.fromisoformat(DAY)

    def __call__(self) -> Iterator[Step]:
        with self.session.begin() as session:
            household = Household()
            session.add(household)
            session.flush()
            case = household.id
        return steps(lambda: self.visit(case), lambda to: self.advance(case, to))

    def visit(self, case: int) -> None:
        with self.session.begin() as session:
            household = session.get_one(Household, case)
            session.add(Visit(household=case, stage=household.stage, day=self.day, visitor=VISITOR, seen=SEEN))
            household.here += 1

    def advance(self, case: int, to: str) -> None:
        with self.session.begin() as session:
            household = session.get_one(Household, case)
            MACHINE.add_model(household, initial=household.stage)
            try:
                if not household.trigger(f"to_next_{to}"):
                    raise GateShut(to)
            finally:
                MACHINE.remove_model(household)
            household.here = 0


if __name__ == "__main__":
    run(Cases)
