"""Requirements before a community program is best practice: eligible, and picked by its zone (P7.1, P7.2)."""

from __future__ import annotations

from typing import Any

from engine.requirement import Judgement, Requirement, met, missing, requirement
from workflows.labels import text
from workflows.program_counts import adopted, behind
from workflows.program_view import ProgramAround, ProgramView
from workflows.rules import Rules
from workflows.wording import joined, lacking, terms

Judged = tuple[Requirement[Any, Any, Any], ...]


@requirement(
    "P7.1.pick",
    th="สสว. เลือกเป็น Best Practice",
    en="Picked by the zone",
    supplier=text("role", "zone_office"),
)
def picked(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    if around.picked_by is None:
        return missing("สสว. ยังไม่ได้เลือกชุมชนนี้ในการพิจารณาระดับเขต", "the zone review has not picked this community")
    return met(around.cite(around.picked_by))


@requirement(
    "P7.2.criteria",
    th="ผ่านเกณฑ์ชุมชนทุกข้อ",
    en="All community criteria yes",
    supplier=text("role", "provincial_office"),
    met_by=("program.criteria_judged", "case.returned"),
    commands=("judge_criteria",),
)
def criteria_hold(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    holding = {code: verdict for code, verdict in view.criteria.items() if verdict.holds}
    gaps = [criterion for criterion in rules.program.criteria if criterion.code not in holding]
    if gaps:
        return lacking("เกณฑ์ที่ยังไม่ผ่าน", "criteria that don't hold", terms(gaps))
    return met(*dict.fromkeys(verdict.mark for verdict in holding.values()))


@requirement(
    "P7.2.households",
    th="ทุกครัวเรือนเป้าหมายได้รับการประเมิน",
    en="Every adopted household evaluated",
    supplier=text("role", "case_manager"),
)
def households_evaluated(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    late = behind(view, around, rules, "evaluated")
    if late or not view.adopted:
        return missing(
            f"ครัวเรือนเป้าหมายที่ยังไม่ได้ประเมิน {len(late)} จาก {len(view.adopted)}",
            f"{len(late)} of {len(view.adopted)} adopted households are not yet evaluated",
        )
    return met(*(around.cite(case) for case in adopted(view, around, rules)))


@requirement(
    "P7.2.out_of_poverty",
    th="มีครัวเรือนหลุดพ้นความยากจน",
    en="Households out of poverty",
    supplier=text("role", "case_manager"),
)
def out_of_poverty(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    out = [case for case, household in adopted(view, around, rules).items() if household.out_of_poverty]
    lack = rules.program.min_households_out_of_poverty - len(out)
    if lack > 0:
        return missing(f"ต้องมีครัวเรือนหลุดพ้นความยากจนอีก {lack}", f"households out of poverty: {lack} more needed")
    return met(*(around.cite(case) for case in out))


@requirement(
    "P7.2.tpmap",
    th="บันทึกความช่วยเหลือใน TPMAP แล้ว",
    en="Help recorded in TPMAP",
    supplier=text("role", "tpmap_officer"),
)
def tpmap_recorded(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
    households = adopted(view, around, rules)
    lacking_it = [case for case, household in households.items() if household.tpmap_missing]
    if lacking_it:
        return missing(
            f"ครัวเรือนที่ยังไม่มีเลขอ้างอิง TPMAP หรือเหตุผลที่บันทึกไม่ได้: {len(lacking_it)}",
            f"households without a TPMAP reference or a reason why there is none: {len(lacking_it)}",
        )
    return met(*(around.cite(case) for case in households))


def no_waiver(others: Judged) -> Requirement[Any, Any, Any]:
    """No waiver of one of ``others`` stands (W3); itself it can't be waived, the rule set says so."""

    @requirement(
        "P7.2.waivers",
        th="ไม่มีการยกเว้นข้อกำหนดค้างอยู่",
        en="No standing waiver",
        supplier=text("role", "supervisor"),
    )
    def unwaived(view: ProgramView, around: ProgramAround, rules: Rules) -> Judgement:
        waived = [other for other in others if other.id in view.life.waived]
        standing = [other.label for other in waived if not other.judge(view, around, rules).met]
        if standing:
            return lacking("ข้อกำหนดที่ยังยกเว้นอยู่", "requirements still waived", joined(standing))
        return met()

    return unwaived


ELIGIBILITY = (criteria_hold, households_evaluated, out_of_poverty, tpmap_recorded)
