"""The working group seat by seat: who holds each kind, since when, by which order; and the open ones (P3.4)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, NamedTuple

from aggregates.program_record import Holder, Program
from engine.bilingual import Text
from web.answers.called import content
from web.showing import Opens, instead, shown
from workflows.committee_rules import Seat
from workflows.rules import Rules


class Seated(NamedTuple):
    """Somebody who holds or held a seat."""

    name: str
    """Empty for a reader to whom people are closed."""
    post: str
    since: date
    left: date | None
    order: str | None
    version: int
    gone: Text | None
    """What stands for the name of somebody who was erased."""


class SeatShown(NamedTuple):
    """One kind of seat."""

    seat: Seat
    label: Text
    role: Text
    standing: Literal["filled", "open", "none_in_area"]
    holders: tuple[Seated, ...]
    earlier: tuple[Seated, ...]
    absent: Any
    """Where nobody in the area could hold it: since when, and why."""


def committee(program: Program, rules: Rules, opens: Opens | None) -> list[SeatShown]:
    """The kinds of seat in the order of the rules."""
    roles = {role.code: role.text for role in rules.committee.roles}
    return [_seat(program, seat, roles[seat.role], opens) for seat in rules.committee.seats]


def _seat(program: Program, seat: Seat, role: Text, opens: Opens | None) -> SeatShown:
    holders = [_seated(holder, opens) for holder in program.holders.values() if holder.seat == seat.code]
    present = tuple(one for one in holders if one.left is None)
    absent = program.absent_seats.get(seat.code) if seat.may_be_none_in_area else None
    filled = seat.filled_by(len(present))
    return SeatShown(
        seat=seat,
        label=seat.text,
        role=role,
        standing="filled" if filled else "open" if absent is None else "none_in_area",
        holders=present,
        earlier=tuple(one for one in holders if one.left is not None),
        absent=None if filled else absent,
    )


def _seated(holder: Holder, opens: Opens | None) -> Seated:
    left = None if holder.left is None else holder.left.on
    mark = holder.mark
    name, post = (content(holder.who, field, opens) for field in ("name", "post"))
    return Seated(name, post, mark.on, left, holder.order, mark.version, instead(shown(holder.who, opens)))
