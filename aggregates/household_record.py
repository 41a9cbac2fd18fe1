"""The record of one household: everything its facts have said so far."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from aggregates.attaching import Attachment
from aggregates.household_parts import (
    Assessment,
    CarryOver,
    Cycle,
    EarlierHelp,
    Help,
    Income,
    Member,
    Problem,
    Referral,
    Visit,
)
from aggregates.household_values import HouseDetails
from aggregates.lifecycle import Life
from engine.history import Mark
from engine.sealed import Sealed
from workflows.household_rules import Tier


class HouseholdCase(msgspec.Struct, frozen=True, kw_only=True):
    """One household: candidate until the working group adopts it, then target."""

    life: Life
    subject: str
    program: str
    province: str
    district: str
    subdistrict: str
    sources: Mapping[str, Mark]
    member_count: int | None
    details: Mapping[str, Sealed[HouseDetails]]
    """Each known field -> the box that holds it."""
    place: Mark
    members: Mapping[str, Member] = {}
    head: str | None = None
    notice: Mark | None = None
    problems: tuple[Problem, ...] = ()
    earlier_help: tuple[EarlierHelp, ...] = ()
    incomes: tuple[Income, ...] = ()
    latest: Assessment | None = None
    whole: Assessment | None = None
    """The latest assessment of every dimension."""
    planned: Mark | None = None
    to_answer: tuple[str, ...] | None = None
    """The failed dimensions as they were when planning began; None before that (W4)."""
    help: Mapping[int, Help] = {}
    """Help delivered in every cycle, by the version of its fact."""
    referrals: tuple[Referral, ...] = ()
    visits: tuple[Visit, ...] = ()
    tpmap: Mapping[int, Mark] = {}
    tpmap_ruled_out: Mapping[int, Mark] = {}
    example: Mark | None = None
    this_cycle: Cycle = Cycle()
    attachments: Mapping[int, Attachment] = {}
    """Documents, by the versions of their facts."""
    erased: Mapping[str, Mark] = {}
    """Subjects whose keys were destroyed: the household or members of it."""
    holds: Mapping[int, Mark] = {}
    """Legal holds, by the versions of their facts: while there is one, nobody is erased."""

    @property
    def cycle(self) -> int:
        return self.life.cycle

    @property
    def waived(self) -> Mapping[str, int]:
        return self.life.waived

    @property
    def officer_mark(self) -> Mark | None:
        return self.life.officer_mark

    @property
    def located(self) -> Mark | None:
        """The latest fact about the place, where a whole address or a house code is known (H1)."""
        whole = self.province and self.district and self.subdistrict
        return self.place if whole or "house_code" in self.details else None

    @property
    def present(self) -> tuple[Member, ...]:
        """The members who belong to it now."""
        return tuple(member for member in self.members.values() if member.left is None)

    @property
    def joined(self) -> tuple[Mark, ...]:
        return tuple(member.mark for member in self.present)

    @property
    def size(self) -> int:
        """How many people live here: those on record, or as many as the source says if that is more."""
        return max(len(self.present), self.member_count or 0)

    @property
    def joining_income(self) -> Income | None:
        return self.incomes[0] if self.incomes else None

    @property
    def income(self) -> Income | None:
        """The latest income stated."""
        return self.incomes[-1] if self.incomes else None

    @property
    def tier(self) -> Tier | None:
        """The tier of the latest whole assessment (H2)."""
        return self.whole.tier if self.whole else None

    @property
    def assessed(self) -> bool:
        """Whether every dimension was assessed (P2.5)."""
        return self.whole is not None

    @property
    def failed(self) -> tuple[str, ...]:
        """The dimensions that plan and help must answer (W4)."""
        if self.to_answer is not None:
            return self.to_answer
        return self.whole.failed if self.whole else ()

    @property
    def interventions(self) -> tuple[Help, ...]:
        """The help of this cycle, earliest first."""
        return tuple(one for one in self.help.values() if one.cycle == self.cycle)

    @property
    def tpmap_missing(self) -> tuple[int, ...]:
        """Help that is neither in TPMAP nor has a reason why it can't be (P7.2)."""
        return tuple(v for v in self.help if v not in self.tpmap and v not in self.tpmap_ruled_out)

    @property
    def out_of_poverty(self) -> bool:
        """Whether the criteria of this cycle say so (H6)."""
        return self.this_cycle.judgement is not None and self.this_cycle.judgement.out_of_poverty

    @property
    def carried_over(self) -> CarryOver | None:
        return self.this_cycle.carried_over
