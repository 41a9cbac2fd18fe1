"""The rule set of a fiscal year: one frozen value read from TOML, refused whole if a part is wrong (W6)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from workflows.attachment_rules import AttachmentRules
from workflows.committee_rules import CommitteeRules
from workflows.household_rules import HouseholdRules, Tier
from workflows.process_rules import GateRules, ProcessRules, covers
from workflows.program_rules import ProgramRules
from workflows.rights_rules import RightsRules
from workflows.rule_terms import (
    BuddhistYear,
    Named,
    Part,
    Positive,
    RulesError,
    expect,
    expect_distinct,
    expect_known,
)
from workflows.score_rules import ScoreRules

__all__ = ["Rules", "RulesError", "decode_rules"]

NEVER_WAIVED = ("P3.3", "P7.1")
"""The governor's signature, and one best practice a zone and year: no rule set may free them (W3)."""


class Rules(Part, frozen=True, kw_only=True):
    """All thresholds, lists, gates and milestones of one fiscal year, in one version."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+$")]
    version: Positive
    fiscal_year: BuddhistYear
    title: Named
    process: ProcessRules
    gates: GateRules
    program: ProgramRules
    committee: CommitteeRules
    household: HouseholdRules
    scores: ScoreRules
    rights: RightsRules = RightsRules()
    attachments: AttachmentRules = AttachmentRules()

    def __post_init__(self) -> None:
        for field, years in (
            ("program.plan_years", self.program.plan_years),
            ("program.area.quotas", [quota.fiscal_year for quota in self.program.area.quotas]),
        ):
            year = self.fiscal_year
            expect(year in years, field, f"ต้องมีปีงบประมาณ {year}", f"the fiscal year {year} among its years")
        for id in self.process.unwaivable:
            asked = any(covers(id, other) or covers(other, id) for other in self.gates.requirements)
            expect(asked, "process.unwaivable", f"ไม่มีขั้นใดต้องใช้ {id}", f"requirements of some gate, not {id}")
        for id in NEVER_WAIVED:
            barred = not self.process.waivable(id)
            expect(barred, "process.unwaivable", f"ต้องมี {id} ซึ่งยกเว้นไม่ได้", f"{id} among them: it is never waived")
        missions = [mission.code for mission in self.program.area.missions]
        expect_known("scores.indicators", [i.code for i in self.scores.indicators], missions)
        terms = self.program.national_year_items + self.scores.kpi_2_2.conditions
        expect_distinct("scores.kpi_2_2.conditions", (term.code for term in terms))
        for place, step in enumerate(self.scores.kpi_2_2.steps):
            expect_known(f"scores.kpi_2_2.steps[{place}].needs", step.needs, (term.code for term in terms))

    def tier(self, failed: int) -> Tier:
        """The tier of a household that fails so many dimensions (H2); ValueError for an impossible number."""
        for band in self.household.tiers:
            if band.min_failed <= failed <= band.max_failed:
                return band.code
        raise ValueError(f"failed dimensions: 0 to {len(self.household.dimensions)}, not {failed}")


def decode_rules(text: str) -> Rules:
    """Read a rule set from TOML. Raises RulesError, naming the field and what is expected there."""
    try:
        return msgspec.toml.decode(text, type=Rules)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error
    except msgspec.DecodeError as error:
        raise RulesError("toml", f"ต้องเป็น TOML ที่ถูกต้อง ({error})", f"must be valid TOML ({error})") from error


def _refusal(error: msgspec.ValidationError) -> RulesError:
    message, _, path = str(error).partition(" - at `$")
    field = path.strip(".`")
    cause = error.__cause__
    if isinstance(cause, RulesError):
        return RulesError(".".join(filter(None, (field, cause.field))), cause.text.th, cause.text.en)
    return RulesError(field or "rules", f"รูปแบบไม่ถูกต้อง ({message})", message)
