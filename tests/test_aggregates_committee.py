"""The working group: who is proposed, seated, replaced, and by which order (P3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from aggregates.committee_facts import (
    CommitteeAppointed,
    CommitteeProposed,
    SeatAbsent,
    SeatFilled,
    SeatHolder,
    SeatVacated,
)
from aggregates.household_values import File
from engine.sealed import sealed_for
from tests.given import RULES, Plain
from tests.program_stories import ORDER, program, seated

SECOND = CommitteeAppointed(number="200/2564", document=File(name="คำสั่ง 2.pdf", sha256="b" * 64))
NAME = "นาง น้ำทิพย์ ทองคำ"
SHOWN = "นางน้ำทิพย์ ทองคำ"


def filled(seat: str, order: str | None = None) -> SeatFilled:
    who = SeatHolder(name=SHOWN, post="ปลัด อบต.")
    return SeatFilled(seat=seat, holder=sealed_for("subject-1", who), order=order)


def person(seat: str) -> dict[str, Any]:
    return {"seat": seat, "name": NAME, "post": "ปลัด อบต."}


# Proposal


def test_people_are_proposed_and_their_names_sealed_each_under_a_key_of_its_own_p3_3() -> None:
    told = program(seated("district_chief")).when(
        "propose_committee", holders=(person("local_mayor"), person("private_sector"))
    )
    first, second, proposed = told.then_some(SeatFilled, SeatFilled, CommitteeProposed)
    assert first.holder == Plain("subject-1", SeatHolder(name=SHOWN, post="ปลัด อบต."))
    assert second.holder.subject == "subject-2"
    assert proposed.seats == {"district_chief": 1, "local_mayor": 1, "private_sector": 1}


def test_the_seats_filled_so_far_are_proposed_once_p3_3() -> None:
    told = program(seated("local_mayor"))
    told.when("propose_committee").then(CommitteeProposed(seats={"local_mayor": 1}))
    on = date(2021, 1, 5)
    again = program(seated("local_mayor"), (on, CommitteeProposed(seats={"local_mayor": 1})))
    again.when("propose_committee", on=on).then_nothing()


def test_nobody_is_no_proposal_p3_3() -> None:
    program().when("propose_committee").then_bad_input("holders")


def test_a_proposal_names_a_seat_there_is_none_of() -> None:
    program().when("propose_committee", holders=(person("king"),)).then_bad_input("holders[0].seat")


def test_a_seat_takes_no_more_people_than_it_has_p3_4() -> None:
    program().when("propose_committee", holders=(person("local_mayor"), person("local_mayor"))).then_refused("P3.4")
    program(seated("local_mayor")).when("fill_seat", **person("local_mayor")).then_refused("P3.4")


# Seats


def test_a_seat_is_filled_before_the_appointment_without_an_order_p3_4() -> None:
    program().when("fill_seat", **person("private_sector")).then(filled("private_sector"))


@pytest.mark.parametrize(
    ("field", "changed"), [("seat", {"seat": "king"}), ("name", {"name": ""}), ("order", {"order": "9"})]
)
def test_filling_a_seat_names_bad_input(field: str, changed: dict[str, Any]) -> None:
    program(ORDER).when("fill_seat", **{**person("local_mayor"), **changed}).then_bad_input(field)


def test_after_the_appointment_a_seat_without_a_post_needs_an_order_p3_4() -> None:
    program(ORDER).when("fill_seat", **person("private_sector")).then_refused("P3.4")
    named = program(ORDER).when("fill_seat", order=ORDER.number, **person("private_sector"))
    named.then(filled("private_sector", ORDER.number))


def test_after_the_appointment_people_are_proposed_under_an_order_as_they_are_seated_p3_4() -> None:
    told = program(seated("private_sector"), ORDER, SECOND)
    told.when("propose_committee", holders=(person("private_sector"),)).then_refused("P3.4")
    unknown = {**person("private_sector"), "order": "9"}
    told.when("propose_committee", holders=(unknown,)).then_bad_input("holders[0].order")
    first, _ = told.when("propose_committee", holders=({**unknown, "order": SECOND.number},)).facts()
    assert first.order == SECOND.number
    told.when("propose_committee", holders=(person("district_chief"),)).then_some(SeatFilled, CommitteeProposed)


def test_whoever_holds_the_post_holds_the_seat_without_a_new_order_p3_4() -> None:
    assert RULES.committee.seat("district_chief").ex_officio
    told = program(seated("district_chief"), ORDER)
    told.when("replace_holder", holder=2, name=NAME, post="ปลัด อบต.").then(
        SeatVacated(holder=2), filled("district_chief")
    )


def test_replacing_somebody_else_needs_a_later_order_p3_4() -> None:
    told = program(seated("private_sector"), ORDER, SECOND)
    asked = {"holder": 2, "name": NAME, "post": "ปลัด อบต."}
    told.when("replace_holder", **asked).then_refused("P3.4")
    told.when("replace_holder", order=ORDER.number, **asked).then_refused("P3.4")
    expected = filled("private_sector", SECOND.number)
    told.when("replace_holder", order=SECOND.number, **asked).then(SeatVacated(holder=2), expected)


def test_who_has_left_is_not_replaced_p3_4() -> None:
    told = program(seated("local_mayor"), SeatVacated(holder=2))
    told.when("replace_holder", holder=2, name=NAME).then_refused("P3.4")
    told.when("replace_holder", holder=9, name=NAME).then_bad_input("holder")


def test_a_vacancy_is_recorded_once_and_shown_with_its_dates_p3_4() -> None:
    program(seated("local_mayor")).when("vacate_seat", holder=2).then(SeatVacated(holder=2))
    left = program((date(2021, 1, 4), seated("local_mayor")), (date(2021, 3, 9), SeatVacated(holder=2)))
    left.when("vacate_seat", holder=2).then_nothing()
    left.when("vacate_seat", holder=3).then_bad_input("holder")
    (holder,) = left.state.holders.values()
    assert left.state.seated("local_mayor") == ()
    assert (holder.mark.on, holder.left.on) == (date(2021, 1, 4), date(2021, 3, 9))


def test_a_vacancy_of_a_retracted_holder_says_nothing() -> None:
    assert program(SeatVacated(holder=7)).state.holders == {}


# Seats with nobody in the area


def test_some_seats_may_be_absent_with_a_reason_p3_4() -> None:
    asked = {"seat": "private_sector", "reason": "ไม่มีสถานประกอบการ"}
    absent = SeatAbsent(**asked)
    program().when("declare_seat_absent", **asked).then(absent)
    program(absent).when("declare_seat_absent", **asked).then_nothing()
    program(absent).when("declare_seat_absent", **{**asked, "reason": "ปิดกิจการ"}).then_some(SeatAbsent)
    program().when("declare_seat_absent", seat="private_sector", reason="").then_bad_input("reason")


@pytest.mark.parametrize("seat", [seat.code for seat in RULES.committee.seats if not seat.may_be_none_in_area])
def test_the_other_seats_are_never_absent_p3_4(seat: str) -> None:
    program().when("declare_seat_absent", seat=seat, reason="ไม่มี").then_refused("P3.4")


def test_a_seat_somebody_holds_is_not_absent_p3_4() -> None:
    told = program(seated("private_sector"))
    told.when("declare_seat_absent", seat="private_sector", reason="ไม่มี").then_refused("P3.4")
    told.when("declare_seat_absent", seat="king", reason="ไม่มี").then_bad_input("seat")


def test_filling_an_absent_seat_ends_the_absence_p3_4() -> None:
    absent = SeatAbsent(seat="private_sector", reason="ไม่มี")
    assert program(absent, seated("private_sector")).state.absent_seats == {}


# Orders


def test_the_first_order_is_the_appointment_p3_3() -> None:
    told = program((date(2021, 2, 1), ORDER), (date(2021, 6, 1), SECOND)).state
    assert told.appointed.on == date(2021, 2, 1)
    assert program().state.appointed is None


def test_a_rule_set_may_ask_for_an_order_for_every_seat_p3_4() -> None:
    strict = msgspec.structs.replace(RULES.committee, replacing_ex_officio_needs_order=True)
    rules = msgspec.structs.replace(RULES, committee=strict)
    told = program(seated("district_chief"), ORDER)
    told.kind = replace(told.kind, rules=lambda state, cases, on: rules)
    told.when("replace_holder", holder=2, name=NAME).then_refused("P3.4")
