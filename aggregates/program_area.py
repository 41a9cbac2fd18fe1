"""Where a community program may run: in a province with a zone, and not where the rules bar it (P1.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from aggregates.program_life import programs_of
from aggregates.program_state import PROGRAM, Program
from aggregates.rules_in_force import reference
from engine.kind import Cases
from engine.refusal import BadInput, CaseNotFound, Cite, Refused, refuse
from workflows.program_rules import AreaRules


def expect_in_a_zone(cases: Cases, province: str, on: date) -> None:
    """The province is known and in a zone; Bangkok is in none. Raises BadInput."""
    if reference(cases).zone_of(province, on) is None:
        raise BadInput(
            "province",
            "ต้องเป็นรหัสจังหวัดในข้อมูลอ้างอิงที่อยู่ในเขต สสว.",
            "must be the code of a province that the reference data puts in a zone",
        )


def expect_continued(
    cases: Cases, earlier: str, fiscal_year: int, province: str, district: str, subdistricts: Collection[str]
) -> None:
    """The earlier program was selected, and ran in the same place in the year before. Raises BadInput."""
    try:
        found = cases.state(PROGRAM, earlier)
    except CaseNotFound:
        raise BadInput("continues", "ไม่มีโครงการนี้", "there is no such program") from None
    if (found.province, found.district) != (province, district) or not set(found.subdistricts) & set(subdistricts):
        raise BadInput("continues", "โครงการเดิมอยู่คนละพื้นที่", "the earlier program ran in another place")
    if not _ran(found, fiscal_year - 1):
        raise BadInput(
            "continues",
            f"โครงการเดิมไม่ได้รับคัดเลือกหรือไม่ได้ดำเนินการในปีงบประมาณ {fiscal_year - 1}",
            f"the earlier program was not selected, or did not run in fiscal year {fiscal_year - 1}",
        )


def area_bars(case: str, program: Program, cases: Cases, rules: AreaRules) -> Iterator[Refused]:
    """What bars a newly selected area: of the list of areas and the year before, what the rules name (P1.2c)."""
    if rules.bars("listed"):
        yield from _listed(program, cases)
    if rules.bars("previous_year"):
        yield from _of_the_year_before(case, program, cases)


def _listed(program: Program, cases: Cases) -> Iterator[Refused]:
    for area in reference(cases).excluded:
        here = area.province == program.province and area.district in ("", program.district)
        if here and area.subdistrict in program.subdistricts:
            yield refuse(
                "P1.2",
                f"ตำบล {area.subdistrict} อยู่ในรายการพื้นที่ยกเว้น: {area.because}",
                f"{area.subdistrict} is an excluded area: {area.because}",
            )


def _of_the_year_before(case: str, program: Program, cases: Cases) -> Iterator[Refused]:
    before = program.fiscal_year - 1
    for found, other in programs_of(cases, program.province):
        shared = set(other.subdistricts) & set(program.subdistricts) if other.district == program.district else set()
        if found != case and shared and _ran(other, before):
            names = ", ".join(sorted(shared))
            yield refuse(
                "P1.2",
                f"โครงการดำเนินการในตำบล {names} แล้วในปีงบประมาณ {before}",
                f"the program ran in {names} in fiscal year {before}",
                Cite(0, found),
            )


def _ran(program: Program, fiscal_year: int) -> bool:
    """Whether a program ran in a year; one never selected ran nowhere."""
    return program.life.reached("selected") and program.ran_in(fiscal_year)
