"""The rules both workflows share: gates, waivers, cycles, closing, two-person acts, and day counts."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from workflows.rule_terms import Code, Part, Positive, RequirementId, Term, expect, expect_distinct

Kind = Literal["program", "household"]
Stage = Literal["selected", "analyzed", "committee_appointed", "planned", "intervened", "evaluated", "best_practice"]
STAGES: tuple[str, ...] = get_args(Stage)


def covers(listed: str, requirement: str) -> bool:
    """Whether a listed id means the requirement: itself, or the section it is part of (H1, H1.source)."""
    return requirement == listed or requirement.startswith(f"{listed}.")


class StageGate(Part, frozen=True, kw_only=True):
    """What must hold to enter a stage (W1), who decides, and by when it should be reached (S5)."""

    stage: Stage
    requirements: tuple[RequirementId, ...]
    again_in_new_cycle: tuple[RequirementId, ...] = ()
    """Asked for once more after a return has started a new cycle (W4)."""
    two_persons: bool = False
    """Whether entering needs a request and a confirmation by different people (U5)."""
    due: date | None = None

    def __post_init__(self) -> None:
        expect(bool(self.requirements), "requirements", "ต้องมีอย่างน้อย 1 ข้อ", "at least one requirement")

    def asks_for(self, requirement: str, *, new_cycle: bool = False) -> bool:
        """Whether entering needs the requirement; in a later cycle, also what is renewed (W4)."""
        listed = self.requirements + (self.again_in_new_cycle if new_cycle else ())
        return any(covers(id, requirement) for id in listed)


class GateRules(Part, frozen=True, kw_only=True):
    """The gates of both workflows, one for each of the seven stages in their order."""

    program: tuple[StageGate, ...]
    household: tuple[StageGate, ...]

    def __post_init__(self) -> None:
        for kind, gates in (("program", self.program), ("household", self.household)):
            stages = tuple(gate.stage for gate in gates)
            order = ", ".join(STAGES)
            expect(stages == STAGES, kind, f"ต้องครบและเรียงตามขั้น: {order}", f"the stages in order: {order}")
            expect_distinct(kind, (id for gate in gates for id in gate.requirements))
            due = [gate.due for gate in gates if gate.due]
            expect(due == sorted(due), kind, "วันครบกำหนดต้องเรียงตามขั้น", "due dates in the order of the stages")

    def entering(self, kind: Kind, stage: str) -> StageGate:
        """The gate of one stage; KeyError if there is no such stage."""
        gates: dict[str, StageGate] = {gate.stage: gate for gate in getattr(self, kind)}
        return gates[stage]

    def due_after(self, kind: Kind, stage: str) -> date | None:
        """By when a case that stands at ``stage``, or has entered none yet, should reach a later one (S5)."""
        passed = STAGES.index(stage) + 1 if stage in STAGES else 0
        gates: tuple[StageGate, ...] = getattr(self, kind)
        return next((gate.due for gate in gates[passed:] if gate.due), None)

    def need_two_persons(self, kind: str, stage: str) -> bool:
        """Whether entering the stage needs a second person (U5); kinds without gates here need none."""
        gates = {"program": self.program, "household": self.household}.get(kind, ())
        return any(gate.stage == stage and gate.two_persons for gate in gates)

    @property
    def requirements(self) -> frozenset[str]:
        """Every requirement that some gate asks for."""
        return frozenset(id for gate in self.program + self.household for id in gate.requirements)


class ClosingReason(Term, frozen=True, kw_only=True):
    """Why a case is closed (W4), and whether its house code and national IDs become free for another case."""

    releases_claims: bool = False
    never_counts: bool = False
    """Whether a household closed so is left out wherever households are counted (P2.5)."""
    candidates_only: bool = False
    """Whether only a household that was never adopted is closed so."""


class Phase(Term, frozen=True, kw_only=True):
    """A letter of the D-PDCA view and the stages it takes together (S5)."""

    stages: tuple[Stage, ...]
    returned: bool = False
    """Whether a case sent back into a new cycle counts here, until it leaves the stage it was sent to."""


class ProcessRules(Part, frozen=True, kw_only=True):
    """Waivers, cycles, closing and the day counts behind late, stuck, overdue and due soon."""

    unwaivable: tuple[RequirementId, ...]
    new_cycle_from: Stage
    """A return to this stage or an earlier one starts a new cycle (W4)."""
    closing_reasons: tuple[ClosingReason, ...]
    two_person_acts: tuple[Term, ...]
    late_days: Positive
    """Recorded more than so many days after it occurred is marked late (S3.4)."""
    second_person_late_days: Positive
    """Recorded later than this needs a second person (U5)."""
    stuck_days: Positive
    """An open case for which nothing was recorded for so many days is stuck (S5)."""
    due_soon_days: Positive
    """What falls due within so many days is due soon (S5)."""
    small_cell_size: Positive
    """Counts of people below this are not shown on public pages."""
    phases: tuple[Phase, ...] = ()
    """The D-PDCA view: its phases in order. A case that has entered no stage is in none."""

    def __post_init__(self) -> None:
        expect_distinct("unwaivable", self.unwaivable)
        expect_distinct("closing_reasons", (reason.code for reason in self.closing_reasons))
        expect_distinct("two_person_acts", (act.code for act in self.two_person_acts))
        expect_distinct("phases", (phase.code for phase in self.phases))
        grouped = [stage for phase in self.phases for stage in phase.stages]
        whole = not grouped or sorted(grouped) == sorted(STAGES)
        expect(whole, "phases", "แต่ละขั้นต้องอยู่ในกลุ่มเดียว ครบทุกขั้น", "every stage in exactly one phase")
        returned = sum(phase.returned for phase in self.phases)
        expect(returned <= 1, "phases", "กรณีส่งกลับนับได้กลุ่มเดียว", "returned cases counted in one phase at most")
        expect(
            self.second_person_late_days >= self.late_days,
            "second_person_late_days",
            f"ต้องไม่น้อยกว่า late_days ({self.late_days})",
            f"no less than late_days ({self.late_days})",
        )

    @property
    def never_counting(self) -> frozenset[str]:
        """Closing reasons of households that are left out wherever households are counted (P2.5)."""
        return frozenset(reason.code for reason in self.closing_reasons if reason.never_counts)

    def waivable(self, requirement: str) -> bool:
        """Whether a supervisor may waive the requirement at all (W3)."""
        return not any(covers(id, requirement) for id in self.unwaivable)

    def starts_new_cycle(self, stage: str) -> bool:
        """Whether a return to the stage starts a new cycle (W4); never for a stage outside the seven."""
        return stage in STAGES and STAGES.index(stage) <= STAGES.index(self.new_cycle_from)

    def needs_two_persons(self, act: Code) -> bool:
        """Whether the act is done by a request and a confirmation of different people (U5)."""
        return any(act == listed.code for listed in self.two_person_acts)

    def phase(self, stage: str, *, returned: bool) -> str | None:
        """The phase of the D-PDCA view that a case standing at ``stage`` counts in (S5)."""
        sent_back = (phase.code for phase in self.phases if returned and phase.returned)
        at_stage = (phase.code for phase in self.phases if stage in phase.stages)
        return next(sent_back, None) or next(at_stage, None)

    def closing(self, code: str) -> ClosingReason:
        """One closing reason; KeyError if the rule set has none of that code."""
        return {reason.code: reason for reason in self.closing_reasons}[code]
