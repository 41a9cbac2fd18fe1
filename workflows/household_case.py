"""The household case: every requirement of its gates (H1-H7), and the workflow it runs through."""

from __future__ import annotations

from engine.bilingual import Text
from engine.requirement import Judgement, met, missing, requirement
from engine.workflow import Gate
from workflows.household_action import (
    agreement,
    criteria,
    every_dimension,
    example,
    goals,
    out_of_poverty,
    reassessed,
    recorded_in_tpmap,
    some_help,
)
from workflows.household_intake import adoption, dimensions, notice, officer, order, person, place, source
from workflows.household_view import HouseholdAround, HouseholdView
from workflows.labels import text
from workflows.rules import Rules
from workflows.stages import staged

EVIDENCED = (
    source,
    place,
    person,
    notice,
    dimensions,
    order,
    adoption,
    officer,
    goals,
    agreement,
    every_dimension,
    some_help,
    criteria,
    reassessed,
    out_of_poverty,
    recorded_in_tpmap,
    example,
)
"""Requirements that evidence of their own meets."""


def standing_waivers(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Gate:
    """The waived requirements that no evidence meets yet, each judged without its waiver (W3)."""
    return tuple(r for r in EVIDENCED if r.id in view.waived and not r.judge(view, around, rules).met)


@requirement("H7.waivers", th="ไม่มีข้อยกเว้นค้างอยู่", en="No standing waiver", supplier=text("role", "case_manager"))
def no_standing_waiver(view: HouseholdView, around: HouseholdAround, rules: Rules) -> Judgement:
    """Some of what may be waived reads the program, so no topic meets this."""
    standing = standing_waivers(view, around, rules)
    if not standing:
        return met()
    th = ", ".join(f"{r.id} {r.label.th}" for r in standing)
    en = ", ".join(f"{r.id} {r.label.en}" for r in standing)
    return missing(f"ต้องมีหลักฐานแทนข้อยกเว้น: {th}", f"evidence must take the place of the waiver for: {en}")


HOUSEHOLD_WORKFLOW = staged(
    "household", Text("ครัวเรือน", "Household"), (*EVIDENCED, no_standing_waiver), return_from_last=True
)
