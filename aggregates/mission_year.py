"""The results of the Ministry's missions in a fiscal year: each indicator's figure from its own department (S1, P8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal
from uuid import UUID, uuid5

import msgspec

from aggregates.choosing import term
from aggregates.entries import news
from aggregates.household_values import Words
from aggregates.lifecycle import Life, begin, live
from aggregates.lifecycle_facts import RulePin
from aggregates.program_record import Evidence
from aggregates.rules_in_force import pin_in_force, rules_for
from aggregates.second_person import correcting
from engine.bilingual import Text
from engine.calendar import fiscal_year_span, show_date
from engine.facts import Fact, fact
from engine.history import Mark
from engine.kind import Act, Claim, Claims, Kind, Redecided
from engine.refusal import BadInput, Cite, refuse
from workflows.rule_terms import BuddhistYear

NAMESPACE = UUID("7e1b0d52-94c6-4b8b-a1a3-2d1f6f0c5e27")
"""What the ids of mission years are derived in; it never changes."""

MISSION_RESULT = "mission_result"
"""The claim that leaves each indicator of a year one result, whatever days results are dated."""

Unit = Literal["percent", "number"]
WHOLE = 100
"""Nothing measured in percent is more."""
MOST, DECIMALS = 10**12, 6
"""Bounds of a figure, far beyond any real one, so that its exact ratio stays small."""


def mission_case(fiscal_year: int) -> str:
    """The id of the one collection of mission results of a fiscal year (BE)."""
    return uuid5(NAMESPACE, f"mission_year/{fiscal_year}").hex


# The names and fields below are a storage format: what is written stays for ever.


@fact("mission_year.opened", ordered=True)
class MissionYearOpened(Fact, frozen=True):
    """The collection of the mission results of a fiscal year (BE) began."""

    fiscal_year: int
    rules: RulePin


@fact("mission_year.result_recorded")
class ResultRecorded(Fact, frozen=True):
    """A department's figure for its indicator, as measured on this day; decimals, exact as they were given (S1)."""

    indicator: str
    department: str
    """The agency that owns the indicator under the rules of the year (P1.4)."""
    actual: Decimal
    target: Decimal
    unit: Unit
    source: str


# State


class MissionYear(msgspec.Struct, frozen=True, kw_only=True):
    """What the departments achieved in a fiscal year."""

    life: Life
    fiscal_year: int
    recorded: Mapping[int, Evidence[ResultRecorded]] = {}
    """The results by the versions of their facts."""

    @property
    def results(self) -> Mapping[str, Evidence[ResultRecorded]]:
        """The result of each indicator that has one."""
        return {result.fact.indicator: result for result in self.recorded.values()}


def claims(year: MissionYear) -> Claims:
    """Each result holds the place of its indicator in its year."""
    return {
        Claim(MISSION_RESULT, str(version)): f"{year.fiscal_year}/{result.fact.indicator}"
        for version, result in year.recorded.items()
    }


MISSION_YEAR: Kind[MissionYear] = Kind(
    "mission_year",
    Text("ผลตามภารกิจหลักประจำปี", "Mission results of a year"),
    rules=rules_for,
    claims=claims,
    claims_rest_on=lambda year: (year.recorded,),
)

# Evolve


@MISSION_YEAR.evolves(MissionYearOpened)
def _opened(year: MissionYear | None, fact: MissionYearOpened, mark: Mark) -> MissionYear:
    return MissionYear(life=begin(fact.rules, mark), fiscal_year=fact.fiscal_year)


@MISSION_YEAR.evolves(ResultRecorded)
def _recorded(year: MissionYear, fact: ResultRecorded, mark: Mark) -> MissionYear:
    return msgspec.structs.replace(year, recorded={**year.recorded, mark.version: Evidence(fact, mark)})


# Decisions


@MISSION_YEAR.decides(MissionYearOpened, th="เปิดบันทึกผลตามภารกิจหลัก", en="Open a mission year", opens=True)
def open_mission_year(act: Act, *, fiscal_year: BuddhistYear) -> Iterator[MissionYearOpened]:
    """Begin to collect the mission results of a fiscal year (BE); the id follows from the year."""
    if act.case != mission_case(fiscal_year):
        raise BadInput("case", "รหัสเรื่องไม่ตรงกับปีงบประมาณ", "the id isn't that of this fiscal year")
    yield MissionYearOpened(fiscal_year=fiscal_year, rules=pin_in_force(act.cases, act.on, fiscal_year))


@MISSION_YEAR.decides(ResultRecorded, th="บันทึกผลตัวชี้วัดภารกิจ", en="Record a mission result")
def record_result(
    case: MissionYear,
    act: Act,
    *,
    indicator: str,
    actual: Decimal,
    target: Decimal,
    source: Words,
    unit: Unit = "percent",
) -> Iterator[ResultRecorded]:
    """Record the owning department's figure and target for one indicator, measured on this day of the fiscal year.

    Figures are exact: whole numbers, or decimals as text such as "83.25". Another result than the one on record
    is refused: that one is corrected instead (S1, W5).
    """
    _expect_in_year(case, act)
    term("indicator", indicator, act.rules.scores.indicators)
    _expect_figure("actual", actual, unit)
    _expect_figure("target", target, unit)
    if not target:
        raise BadInput("target", "ต้องมากกว่า 0", "must be more than 0")
    owners = {mission.code: mission.department for mission in act.rules.program.area.missions}
    result = ResultRecorded(
        indicator=indicator,
        department=owners[indicator],
        actual=actual,
        target=target,
        unit=unit,
        source=source,
    )
    known = case.results.get(indicator)
    for new in news(result, act.on, (known,)):
        if known is not None:
            raise refuse(
                "W5",
                f"ตัวชี้วัดนี้มีผลแล้วในรายการที่ {known.mark.version} ให้แก้ไขรายการนั้น",
                f"this indicator has its result in entry {known.mark.version}: correct that one",
                Cite(known.mark.version),
            )
        yield new


def _expect_in_year(case: MissionYear, act: Act) -> None:
    """The day lies in the fiscal year. Raises BadInput."""
    span = fiscal_year_span(case.fiscal_year)
    if not span.holds(act.on):
        th, en = (" – ".join(show_date(day, lang) for day in span) for lang in ("th", "en"))
        raise BadInput("on", f"ต้องอยู่ในปีงบประมาณ {case.fiscal_year} ({th})", f"a day of the fiscal year: {en}")


def _expect_figure(field: str, figure: Decimal, unit: Unit) -> None:
    """A plain decimal from 0 on; in percent no more than the whole. Raises BadInput."""
    most = WHOLE if unit == "percent" else MOST
    exponent = figure.as_tuple().exponent
    if not isinstance(exponent, int) or not -DECIMALS <= exponent <= 0 or not 0 <= figure <= most:
        raise BadInput(
            field,
            f"ต้องเป็น 0 ถึง {most:,} ทศนิยมไม่เกิน {DECIMALS} ตำแหน่ง",
            f"must be from 0 to {most:,}, with at most {DECIMALS} decimals",
        )


def _expect_still_in_year(found: Redecided) -> None:
    """A result that is corrected stays in its fiscal year, whatever else of it changes. Raises BadInput."""
    if isinstance(found.fact, ResultRecorded):
        _expect_in_year(found.before, found.act)


live(MISSION_YEAR)
correcting(MISSION_YEAR, expect=_expect_still_in_year)
