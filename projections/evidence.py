"""What households contribute to the scores of their community: help, its outcome, and a later date (S3, P6.4)."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.household_facts import CarriedOver, CriteriaJudged, HelpDelivered
from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from engine.mapper import iso
from engine.rows import Marks, Row


def _helped(fact: HelpDelivered, case: HouseholdCase) -> Iterator[Row]:
    yield "help", case.program, True, None, case.cycle


def _judged(fact: CriteriaJudged, case: HouseholdCase) -> Iterator[Row]:
    yield "out_of_poverty", case.program, fact.out_of_poverty, None, case.cycle


def _carried_over(fact: CarriedOver, case: HouseholdCase) -> Iterator[Row]:
    yield "carried_over", case.program, True, iso(fact.until), case.cycle


EVIDENCE = Marks(
    "evidence",
    {"program": "TEXT NOT NULL", "holds": "INTEGER NOT NULL", "until": "TEXT", "cycle": "INTEGER NOT NULL"},
    {HOUSEHOLD.name: {HelpDelivered: _helped, CriteriaJudged: _judged, CarriedOver: _carried_over}},
    indexes=("program, key, occurred_on, superseded",),
)
"""Each row is a fact that a score can cite. ``until`` is the date a household was carried over to."""
