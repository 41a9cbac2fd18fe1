"""Scoring rounds as days of the year, turned into the dates of one fiscal year (S3.1)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

import msgspec

from engine.calendar import Span, fiscal_year_span
from workflows.rule_terms import Part, Term, expect, expect_distinct

_LEAP, _COMMON = 2567, 2566


class MonthDay(Part, frozen=True, kw_only=True):
    """A day of every year; 29 February is none."""

    month: Annotated[int, msgspec.Meta(ge=1, le=12)]
    day: Annotated[int, msgspec.Meta(ge=1, le=31)]

    def __post_init__(self) -> None:
        last = monthrange(fiscal_year_span(_COMMON).last.year, self.month)[1]
        expect(self.day <= last, "day", f"ไม่เกินวันที่ {last}", f"no later than {last}")

    def in_fiscal_year(self, fiscal_year: int) -> date:
        """The date on which the day falls in the fiscal year (BE)."""
        first, last = fiscal_year_span(fiscal_year)
        early = (self.month, self.day) >= (first.month, first.day)
        return date(first.year if early else last.year, self.month, self.day)


class ScoringRound(Term, frozen=True, kw_only=True):
    """A round that offices are scored in, both ends included."""

    starts: MonthDay
    ends: MonthDay

    def span(self, fiscal_year: int) -> Span:
        """The days of the round in the fiscal year (BE)."""
        return Span(self.starts.in_fiscal_year(fiscal_year), self.ends.in_fiscal_year(fiscal_year))


def expect_whole_year(field: str, rounds: tuple[ScoringRound, ...]) -> None:
    """Refuse rounds that leave a day of the fiscal year out, share one, or stand out of order."""
    expect_distinct(field, (round.code for round in rounds))
    year = fiscal_year_span(_LEAP)  # a round must not end on 28 February and leave the 29th out
    spans = [round.span(_LEAP) for round in rounds]
    before_first = Span(year.first, year.first - timedelta(days=1))
    after_last = Span(year.last + timedelta(days=1), year.last)
    row = [before_first, *spans, after_last]
    joined = all(after.first - before.last == timedelta(days=1) for before, after in pairwise(row))
    expect(
        joined and all(span.first <= span.last for span in spans),
        field,
        "ต้องต่อเนื่องกันตลอดปีงบประมาณ 1 ต.ค. ถึง 30 ก.ย. ไม่ขาดและไม่ซ้อน",
        "one after the other from 1 October to 30 September, without gap or overlap",
    )
