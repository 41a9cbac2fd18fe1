"""The rules of the scores: rounds, milestone sheets and their evidence, mission measures, KPI 2.2 (S1-S4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, get_args

import msgspec

from workflows.rule_terms import (
    Code,
    Named,
    Part,
    Positive,
    RequirementId,
    Term,
    expect,
    expect_ascending,
    expect_distinct,
    expect_known,
)
from workflows.scales import Percent, Scale

Piece = Literal["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K"]
Office = Literal["zone", "province"]
LEVELS = 5


class MonthDay(Part, frozen=True, kw_only=True):
    """A day of every year."""

    month: Annotated[int, msgspec.Meta(ge=1, le=12)]
    day: Annotated[int, msgspec.Meta(ge=1, le=31)]

    def __post_init__(self) -> None:
        last = monthrange(COMMON_YEAR, self.month)[1]
        expect(self.day <= last, "day", f"ไม่เกินวันที่ {last}", f"no later than {last}")

    def in_fiscal_year(self, fiscal_year: int) -> date:
        """The day within the fiscal year (BE), which starts on 1 October of the year before."""
        ...


class Round(Term, frozen=True, kw_only=True):
    """A scoring round of a fiscal year, both ends included (S3.1)."""

    starts: MonthDay
    ends: MonthDay

    def dates(self, fiscal_year: int) -> tuple[date, date]:
        """First and last day of the round in the fiscal year (BE)."""
        return self.starts.in_fiscal_year(fiscal_year), self.ends.in_fiscal_year(fiscal_year)
