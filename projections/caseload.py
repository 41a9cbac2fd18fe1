"""One row a case: what it is, where it stands, since when, who has it, and what is due next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from aggregates.lifecycle import Life
from aggregates.program_record import Program
from engine.kind import Kind
from engine.rows import CaseFile, CurrentRows, Row
from projections.due import next_due


class Place(NamedTuple):
    """What a row says of a case beside its life: its program, a title that names no person, where, which tier."""

    program: str | None = None
    title: str = ""
    province: str = ""
    district: str = ""
    subdistrict: str = ""
    tier: str | None = None


def _place(file: CaseFile) -> Place:
    """Where a case lies. A state of any kind says so by naming its province, district and subdistrict."""
    state = file.state
    if isinstance(state, Program):
        names = ", ".join(state.subdistricts)
        return Place(file.case, state.community.th, state.province, state.district, names)
    named = {name: getattr(state, name) for name in Place._fields if hasattr(state, name)}
    return Place(**named)


def caseload(kinds: Iterable[Kind[Any]]) -> CurrentRows:
    """The table, for the kinds of case that have a life."""
    living = {kind.name for kind in kinds}

    def row(file: CaseFile) -> Row | None:
        if file.kind.name not in living:
            return None
        life: Life = file.state.life
        place = _place(file)
        due = next_due(file.state)
        return (
            file.case,
            file.kind.name,
            *place,
            file.kind.stage(file.state),
            life.status,
            (life.since or life.opened).on.isoformat(),
            life.cycle,
            life.officer,
            None if due is None else due.isoformat(),
            life.opened.on.isoformat(),
            file.latest.at,
            file.version,
        )

    return CurrentRows("caseload", COLUMNS, row, indexes=("kind, stage", "program", "officer"))


COLUMNS = {
    "case_id": "TEXT NOT NULL",
    "kind": "TEXT NOT NULL",
    "program": "TEXT",
    "title": "TEXT NOT NULL",
    "province": "TEXT NOT NULL",
    "district": "TEXT NOT NULL",
    "subdistrict": "TEXT NOT NULL",
    "tier": "TEXT",
    "stage": "TEXT NOT NULL",
    "status": "TEXT NOT NULL",
    "since": "TEXT NOT NULL",
    "cycle": "INTEGER NOT NULL",
    "officer": "TEXT",
    "due": "TEXT",
    "opened_on": "TEXT NOT NULL",
    "recorded_at": "INTEGER NOT NULL",
    "version": "INTEGER NOT NULL",
}
