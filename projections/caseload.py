"""One row a case: what it is, where it stands, since when, who has it, and what is due next."""

from __future__ import annotations

from typing import Any, NamedTuple

from aggregates.erasing import HoldLifted, HoldPlaced
from aggregates.household_facts import (
    ChosenAsExample,
    CriteriaJudged,
    HelpDelivered,
    HelpReceived,
    HelpRuledOut,
    IncomeStated,
    MemberDetailsCompleted,
    MemberJoined,
    MemberLeft,
    PlanAgreed,
    PrivacyNoticeGiven,
    ProblemNoted,
    RecordedInTpmap,
    SourceAdded,
    TpmapRuledOut,
    Visited,
)
from aggregates.lifecycle import Life
from aggregates.program_record import Program
from engine.erasure import SubjectErased
from engine.facts import Fact
from engine.kind import Kind
from engine.mapper import iso
from engine.rows import CurrentRows, Row
from projections.due import next_due


class Place(NamedTuple):
    """What a row says of a case beside its life: its program, a title that names no person, where, tier, year."""

    program: str | None = None
    title: str = ""
    province: str = ""
    district: str = ""
    subdistrict: str = ""
    tier: str | None = None
    zone: int | None = None
    """Of a case that belongs to a zone and to no province of it."""
    fiscal_year: int | None = None


def _place(case: str, state: Any) -> Place:
    """Where and when a case lies. A state of any kind says so by naming its province, district, zone, fiscal year."""
    if isinstance(state, Program):
        names = ", ".join(state.subdistricts)
        return Place(case, state.community.th, state.province, state.district, names, fiscal_year=state.fiscal_year)
    named = {name: getattr(state, name) for name in Place._fields if hasattr(state, name)}
    return Place(**named)


def _row(kind: Kind[Any], case: str, state: Any) -> Row | None:
    life: Life | None = getattr(state, "life", None)
    if life is None:
        return None
    due = next_due(state)
    return (
        case,
        kind.name,
        *_place(case, state),
        kind.stage(state),
        life.status,
        iso((life.since or life.opened).on),
        life.cycle,
        life.officer,
        len(life.waived),
        None if due is None else iso(due),
        iso(life.opened.on),
        str(life.rules),
    )


UNMOVED_BY: frozenset[type[Fact]] = frozenset(
    {
        ChosenAsExample,
        CriteriaJudged,
        HelpDelivered,
        HelpReceived,
        HelpRuledOut,
        HoldLifted,
        HoldPlaced,
        IncomeStated,
        MemberDetailsCompleted,
        MemberJoined,
        MemberLeft,
        PlanAgreed,
        PrivacyNoticeGiven,
        ProblemNoted,
        RecordedInTpmap,
        SourceAdded,
        SubjectErased,
        TpmapRuledOut,
        Visited,
    }
)
"""What is told of a household without changing where it lies, its tier, its stage or what is due."""


COLUMNS = {
    "case_id": "TEXT NOT NULL",
    "kind": "TEXT NOT NULL",
    "program": "TEXT",
    "title": "TEXT NOT NULL",
    "province": "TEXT NOT NULL",
    "district": "TEXT NOT NULL",
    "subdistrict": "TEXT NOT NULL",
    "tier": "TEXT",
    "zone": "INTEGER",
    "fiscal_year": "INTEGER",
    "stage": "TEXT NOT NULL",
    "status": "TEXT NOT NULL",
    "since": "TEXT NOT NULL",
    "cycle": "INTEGER NOT NULL",
    "officer": "TEXT",
    "waivers": "INTEGER NOT NULL",
    "due": "TEXT",
    "opened_on": "TEXT NOT NULL",
    "rules": "TEXT NOT NULL",
}

CASELOAD = CurrentRows("caseload", COLUMNS, _row, ("kind, stage", "program", "officer"), UNMOVED_BY)
"""The table, of every case that has a life."""
