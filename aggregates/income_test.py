"""The income test: has the household's income risen, and is it at or above the poverty line of its area (H6)."""

from __future__ import annotations

from datetime import date

from aggregates.household_facts import IncomeTested
from aggregates.household_parts import Income
from aggregates.reference import Reference
from aggregates.reference_facts import PovertyLine
from engine.calendar import BE_OFFSET
from workflows.household_rules import IncomeTest, LineArea

NATION = "Whole Kingdom"
"""What the reference data calls the area of the national line."""


def narrowest_line(reference: Reference, province: str, on: date, areas: tuple[LineArea, ...]) -> PovertyLine | None:
    """The line of the first of ``areas`` that has one for the BE year of ``on`` or earlier; its latest."""
    found = reference.province(province, on)
    names: dict[LineArea, str] = {"province": province, "region": found.region if found else "", "nation": NATION}
    lines = (reference.line(area, names[area], on.year + BE_OFFSET) for area in areas)
    return next((line for line in lines if line is not None), None)


def income_test(
    rules: IncomeTest, *, joining: Income | None, now: Income | None, members: int, line: PovertyLine | None, on: date
) -> IncomeTested:
    """Judge a household's monthly income, shared by its members, on a day; unknown where a figure is lacking."""
    risen = None
    if joining is not None and now is not None and now.mark != joining.mark:
        risen = now.baht > joining.baht
    enough = None
    if now is not None and line is not None and members:
        enough = now.baht >= line.baht_per_person_month * members
    judged = (enough, risen) if rules.must_rise else (enough,)
    return IncomeTested(
        result="unknown" if None in judged else "passed" if all(judged) else "failed",
        joining=joining.baht if joining else None,
        now=now.baht if now else None,
        members=members,
        area_kind=line.area_kind if line else None,
        area=line.area if line else None,
        year_be=line.year_be if line else None,
        line=line.baht_per_person_month if line else None,
        source=line.source if line else None,
        older_year=line is not None and line.year_be < on.year + BE_OFFSET,
    )
