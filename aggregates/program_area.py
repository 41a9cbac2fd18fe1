"""Where a community program may run: in a province with a zone, and not where the rules bar it (P1.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from aggregates.program_life import programs_of
from aggregates.program_state import PROGRAM, Program
from aggregates.rules_in_force import reference
from engine.kind import Act, Cases
from engine.refusal import BadInput, CaseNotFound, Cite, Refused, refuse


def expect_in_a_zone(cases: Cases, province: str, on: date) -> None:
    """The province is known and in a zone; Bangkok is in none. Raises BadInput."""
    if reference(cases).zone_of(province, on) is None:
        raise BadInput(
            "province",
            "ต้องเป็นรหัสจังหวัดในข้อมูลอ้างอิงที่อยู่ในเขต สสว.",
            "must be the code of a province that the reference data puts in a zone",
        )


def expect_continued(cases: Cases, earlier: str, province: str, subdistricts: Collection[str]) -> None:
    """The earlier program ran in the same place. Raises BadInput."""
    try:
        found = cases.state(PROGRAM, earlier)
    except CaseNotFound:
        raise BadInput("continues", "ไม่มีโครงการนี้", "there is no such program") from None
    if found.province != province or not set(found.subdistricts) & set(subdistricts):
        raise BadInput("continues", "โครงการเดิมอยู่คนละพื้นที่", "the earlier program ran in another place")


def area_bars(program: Program, act: Act) -> Iterator[Refused]:
    """What bars a newly selected area: the list of excluded areas, and the year before (P1.2c)."""
    for area in reference(act.cases).excluded:
        if area.province == program.province and area.subdistrict in program.subdistricts:
            yield refuse(
                "P1.2",
                f"ตำบล {area.subdistrict} อยู่ในรายการพื้นที่ยกเว้น: {area.because}",
                f"{area.subdistrict} is an excluded area: {area.because}",
            )
    before = program.fiscal_year - 1
    for case, other in programs_of(act.cases, program.province):
        shared = set(other.subdistricts) & set(program.subdistricts) if other.district == program.district else set()
        if case != act.case and shared and other.ran_in(before):
            names = ", ".join(sorted(shared))
            yield refuse(
                "P1.2",
                f"โครงการดำเนินการในตำบล {names} แล้วในปีงบประมาณ {before}",
                f"the program ran in {names} in fiscal year {before}",
                Cite(0, case),
            )
