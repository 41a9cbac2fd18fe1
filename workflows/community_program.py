"""The workflow of a community program: its requirements in the order of the guideline, and its seven stages."""

from __future__ import annotations

from dataclasses import replace

from engine.bilingual import Text
from engine.workflow import Move
from workflows import program_action, program_best, program_group, program_plan, program_start
from workflows.labels import text
from workflows.program_view import HouseholdView, ProgramAround, ProgramView
from workflows.stages import staged

__all__ = ["ELIGIBILITY", "PROGRAM_WORKFLOW", "WITHDRAWAL", "HouseholdView", "ProgramAround", "ProgramView"]

_ON_THE_WAY = (
    *program_start.REQUIREMENTS,
    *program_group.REQUIREMENTS,
    *program_plan.REQUIREMENTS,
    *program_action.REQUIREMENTS,
    *program_best.ELIGIBILITY,
)
_UNWAIVED = program_best.no_waiver(_ON_THE_WAY)

ELIGIBILITY = (*program_best.ELIGIBILITY, _UNWAIVED)
"""What a program must show before its zone may pick it (P7.2)."""

WITHDRAWAL = Move("return_to_evaluated", "best_practice", "evaluated", text("move", "return"), back=True)
"""The only way back from best practice: the zone withdraws its pick (P7.1)."""

_STAGED = staged(
    "program",
    Text("โครงการสร้างเสริมชุมชนเข้มแข็ง", "Community program"),
    (*_ON_THE_WAY, _UNWAIVED, program_best.picked),
    return_from_last=False,
)
PROGRAM_WORKFLOW = replace(_STAGED, moves=(*_STAGED.moves, WITHDRAWAL))
"""Which requirements stand before a stage is the rule set's; the others are information (W1)."""
