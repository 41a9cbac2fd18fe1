"""The rules of the working group: its seats, the meeting that proposes it, and its duties (P3)."""

from __future__ import annotations

from workflows.rule_terms import (
    Code,
    Named,
    Part,
    Positive,
    Term,
    expect,
    expect_distinct,
    expect_known,
)


class Seat(Term, frozen=True, kw_only=True):
    """One kind of seat in the working group, with the number of people it takes (P3.4)."""

    number: Positive
    role: Code
    min_people: Positive
    max_people: Positive | None = None
    """Absent means any number from the minimum on."""
    may_be_none_in_area: bool = False
    ex_officio: bool = False
    """Held by post: whoever holds the post holds the seat."""

    def __post_init__(self) -> None:
        expect(
            self.max_people is None or self.max_people >= self.min_people,
            "max_people",
            f"ไม่น้อยกว่า min_people ({self.min_people})",
            f"no less than min_people ({self.min_people})",
        )

    def filled_by(self, people: int) -> bool:
        """Whether so many holders are the right number."""
        return self.min_people <= people and (self.max_people is None or people <= self.max_people)


class CommitteeRules(Part, frozen=True, kw_only=True):
    """The provincial mechanism, the founding meeting's agenda, the roles, seats and duties of the group."""

    provincial_mechanism: Named
    provincial_secretary: Named
    agenda: tuple[Term, ...]
    roles: tuple[Term, ...]
    seats: tuple[Seat, ...]
    replacing_ex_officio_needs_order: bool
    duties: tuple[Term, ...]

    def __post_init__(self) -> None:
        for field in ("agenda", "roles", "seats", "duties"):
            expect_distinct(field, (term.code for term in getattr(self, field)))
        numbers = [seat.number for seat in self.seats]
        expect(
            numbers == list(range(1, len(numbers) + 1)),
            "seats",
            f"ลำดับที่ต้องเริ่มจาก 1 และเรียงกัน ไม่ใช่ {numbers}",
            f"numbered from 1 in order, not {numbers}",
        )
        roles = [role.code for role in self.roles]
        for place, seat in enumerate(self.seats):
            expect_known(f"seats[{place}].role", (seat.role,), roles)

    def seat(self, code: str) -> Seat:
        """One kind of seat; KeyError if there is none of that code."""
        return {seat.code: seat for seat in self.seats}[code]
