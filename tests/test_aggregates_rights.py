"""Requests of people about their data: clocks, identity, two persons for an erasure, holds (U4, U5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from aggregates.erasing import HoldLifted, HoldPlaced
from aggregates.household_state import HOUSEHOLD
from aggregates.lifecycle_facts import Closed
from aggregates.program_state import PROGRAM
from aggregates.rights_facts import (
    Asker,
    Completed,
    Concerned,
    Decided,
    DecisionProposed,
    ErasureCarriedOut,
    Extended,
    IdentityChecked,
    RequestReceived,
)
from aggregates.rights_request import RIGHTS
from engine.erasure import SubjectErased
from engine.kind import Also
from engine.sealed import sealed_for
from projections.rights_clock import clock
from tests.given import CASE, PIN, RULES, TODAY, Given, given
from tests.household_stories import CANDIDATE, KEY, MOTHER, SON, household
from tests.household_stories import program as a_program
from workflows.rights_rules import Right, RightsRules
from workflows.rules import RulesError, decode_rules
from workflows.rulesets import delivered

HOME, REQUEST = CASE, "d" * 32
RECEIVED_ON = date(2021, 9, 1)
ASKED = {"concerns": HOME, "name": "น้ำค้าง ใจซื่อ", "contact": "08 1234 5678"}
CLOSED = Closed(reason="completed", keeps_claims=True)


def received(right: Right = "erasure", *about: Concerned) -> tuple[date, str, RequestReceived]:
    fact = RequestReceived(
        right=right,
        about=about or (Concerned(HOME, MOTHER),),
        rules=PIN,
        due=RECEIVED_ON + timedelta(90 if right == "erasure" else 30),
        subject="asker-key",
        asker=sealed_for("asker-key", Asker(name="น้ำค้าง ใจซื่อ", contact="08 1234 5678")),
    )
    return RECEIVED_ON, "wichai", fact


IDENTIFIED = (date(2021, 9, 2), "wichai", IdentityChecked(by_what="id_card"))
PROPOSED = (date(2021, 9, 3), "wichai", DecisionProposed(outcome="granted", ground="no_longer_needed"))
DECIDED = (date(2021, 9, 4), "suda", Decided(outcome="granted", ground="no_longer_needed", proposal=3))
REFUSED = (date(2021, 9, 4), "suda", Decided(outcome="refused", ground="legal_claim", proposal=3))


def request(*facts: Any, home: Given | None = None) -> Given:
    """A request beside the household it is about, whose boxes are the household's, the mother's and the son's."""
    kept = home or household(*CANDIDATE)
    found = given(RIGHTS, *facts, case=REQUEST).among(HOUSEHOLD, HOME, kept.state)
    found.sealed = {HOME: frozenset({KEY, MOTHER, SON})}
    return found


def erasing(home: Given, asked: Given) -> Given:
    """The household, with the request it is erased on."""
    home.sealed = {HOME: frozenset({KEY, MOTHER, SON})}
    return home.among(RIGHTS, REQUEST, asked.state)


# Received


@pytest.mark.parametrize(("right", "days"), [("access", 30), ("correction", 30), ("objection", 30), ("erasure", 90)])
def test_a_request_is_due_so_many_days_after_it_came_as_the_law_says_u4(right: Right, days: int) -> None:
    (fact,) = request().when("receive_request", right=right, **ASKED, on=RECEIVED_ON).then_some(RequestReceived)
    assert fact.due == RECEIVED_ON + timedelta(days)
    assert fact.about == (Concerned(HOME),)
    assert fact.asker.content.name == "น้ำค้าง ใจซื่อ"
    assert fact.asker.subject == fact.subject == "subject-1"


def test_a_request_is_about_people_of_a_case_that_there_is_u4() -> None:
    asking = request()
    asking.when("receive_request", right="access", **ASKED | {"concerns": "f" * 32}).then_bad_input("concerns")
    asking.when("receive_request", right="access", subject="nobody", **ASKED).then_bad_input("subject")
    other = [{"case": HOME, "subject": "nobody"}]
    asking.when("receive_request", right="access", also=other, **ASKED).then_bad_input("also[0].subject")
    program = asking.among(PROGRAM, "b" * 32, a_program())
    program.when("receive_request", right="erasure", **ASKED | {"concerns": "b" * 32}).then_bad_input("subject")


def test_the_days_are_those_of_the_rule_set_and_of_the_law_where_it_says_none_u4() -> None:
    assert RULES.rights == RightsRules()
    with pytest.raises(RulesError, match="alarms"):
        decode_rules(delivered("2564").replace("alarms = [50, 80, 100]", "alarms = [80, 50]"))
    older = delivered("2564").split("[rights]")[0] + "# W1. No" + delivered("2564").split("# W1. No")[1]
    assert decode_rules(older).rights == RightsRules()


# The clock


@pytest.mark.parametrize(
    ("day", "left", "alarm", "overdue"),
    [
        (date(2021, 9, 1), 30, 0, False),
        (date(2021, 9, 15), 16, 0, False),
        (date(2021, 9, 16), 15, 50, False),
        (date(2021, 9, 25), 6, 80, False),
        (date(2021, 9, 30), 1, 80, False),
        (date(2021, 10, 1), 0, 100, False),
        (date(2021, 10, 2), -1, 100, True),
    ],
)
def test_the_clock_warns_at_half_and_four_fifths_and_on_the_last_day_u4(
    day: date, left: int, alarm: int, overdue: bool
) -> None:
    found = clock(request(received("access")).state, RULES.rights, day)
    assert found is not None
    assert (found.days_left, found.alarm, found.overdue) == (left, alarm, overdue)


def test_an_answered_request_has_no_clock_u4() -> None:
    answered = (received("access"), IDENTIFIED, (date(2021, 9, 5), Decided(outcome="granted", ground="right_holds")))
    assert clock(request(*answered, (date(2021, 9, 6), Completed())).state, RULES.rights, TODAY) is None


def test_a_deadline_is_extended_once_with_a_reason_and_within_bounds_u4() -> None:
    asked = request(received("access"))
    asked.when("extend", until="2021-10-31").then_bad_input("because")
    asked.when("extend", until="2021-11-01", because="ต้องค้นจากเอกสารเก่า").then_bad_input("until")
    asked.when("extend", until="2021-10-01", because="ต้องค้นจากเอกสารเก่า").then_bad_input("until")
    asked.when("extend", until="2021-10-31", because="ต้องค้นจากเอกสารเก่า").then(Extended(due=date(2021, 10, 31)))
    again = request(received("access"), (date(2021, 9, 20), Extended(due=date(2021, 10, 20))))
    again.when("extend", until="2021-10-31", because="ยังไม่เสร็จ").then_refused("U4")
    assert clock(again.state, RULES.rights, date(2021, 10, 2)).overdue is False  # type: ignore[union-attr]


# Decided


def test_nothing_is_granted_before_it_is_sure_who_asks_u4() -> None:
    asked = request(received("access"))
    asked.when("decide", outcome="granted", ground="right_holds").then_refused("U4")
    asked.when("decide", outcome="refused", ground="not_the_person").then_some(Decided)
    request(received("access"), IDENTIFIED).when("decide", outcome="granted", ground="right_holds").then_some(Decided)


def test_a_refusal_names_a_ground_of_the_law_u4() -> None:
    asked = request(received("access"), IDENTIFIED)
    asked.when("decide", outcome="refused", ground="no_longer_needed").then_bad_input("ground")
    asked.when("decide", outcome="granted", ground="legal_claim").then_bad_input("ground")
    asked.when("decide", outcome="refused", ground="rights_of_others").then(
        Decided(outcome="refused", ground="rights_of_others")
    )


def test_an_erasure_is_decided_by_two_persons_u5() -> None:
    asked = request(received(), IDENTIFIED)
    asked.when("decide", outcome="granted", ground="unlawful").then(
        DecisionProposed(outcome="granted", ground="unlawful")
    )
    waiting = request(received(), IDENTIFIED, PROPOSED)
    waiting.when("confirm_decision", proposal=3, by="wichai").then_refused("U5")
    waiting.when("confirm_decision", proposal=2, by="suda").then_refused("U5")
    waiting.when("decide", outcome="refused", ground="law").then_refused("U4")
    waiting.when("confirm_decision", proposal=3, by="suda").then(
        Decided(outcome="granted", ground="no_longer_needed", proposal=3)
    )
    waiting.when("decline_decision", proposal=3, by="suda").then_bad_input("because")


# Carried out


def test_only_a_granted_erasure_is_carried_out_u4() -> None:
    for facts in ((received(),), (received(), IDENTIFIED, PROPOSED), (received(), IDENTIFIED, PROPOSED, REFUSED)):
        request(*facts).when("carry_out_erasure").then_refused("U4")
    request(received("access"), IDENTIFIED, DECIDED).when("carry_out_erasure").then_refused("U4")


def test_an_erasure_reaches_the_person_it_is_about_and_nobody_else_u4() -> None:
    granted = request(received(), IDENTIFIED, PROPOSED, DECIDED)
    done, also = granted.when("carry_out_erasure").facts()[::-1]
    assert done == ErasureCarriedOut(erased=(Concerned(HOME, MOTHER),))
    assert also == Also(HOUSEHOLD, HOME, "erase_subjects", {"request": REQUEST, "subjects": (MOTHER,)})
    home = erasing(household(*CANDIDATE), granted)
    (erased,) = home.when("erase_subjects", request=REQUEST, subjects=[MOTHER]).then_some(SubjectErased)
    assert (erased.subject, erased.request, erased.ground) == (MOTHER, REQUEST, "no_longer_needed")
    assert erased.remembered_until == TODAY + timedelta(1825)
    home.when("erase_subjects", request=REQUEST, subjects=[SON]).then_bad_input("subjects")
    home.when("erase_subjects", request=REQUEST, subjects=["nobody"]).then_bad_input("subjects")
    home.when("erase_subjects", request="f" * 32, subjects=[MOTHER]).then_bad_input("request")


def test_a_whole_household_is_erased_with_all_who_ever_stood_in_it_once_its_case_is_closed_u4() -> None:
    whole = Concerned(HOME)
    granted = request(received("erasure", whole), IDENTIFIED, PROPOSED, DECIDED)
    also, done = granted.when("carry_out_erasure").facts()
    assert {one.person for one in done.erased} == {KEY, MOTHER, SON}
    everybody = list(also.inputs["subjects"])
    erasing(household(*CANDIDATE), granted).when("erase_subjects", request=REQUEST, subjects=everybody).then_refused(
        "U4"
    )
    closed = erasing(household(*CANDIDATE, (date(2021, 9, 1), CLOSED)), granted)
    closed.when("erase_subjects", request=REQUEST, subjects=everybody).then_some(*[SubjectErased] * 3)


def test_what_is_held_is_not_erased_u4() -> None:
    granted = request(received(), IDENTIFIED, PROPOSED, DECIDED)
    held = erasing(household(*CANDIDATE, (date(2021, 9, 1), "wichai", HoldPlaced())), granted)
    refused = held.when("erase_subjects", request=REQUEST, subjects=[MOTHER]).then_refused("U4")
    assert [cite.version for cite in refused.findings[0].cites] == [held.version]
    household(*CANDIDATE).when("place_hold").then_bad_input("because")
    household(*CANDIDATE).when("place_hold", because="คดีปกครองหมายเลขดำ 12/2564").then(HoldPlaced())


def test_a_hold_is_lifted_by_somebody_else_u5() -> None:
    held = household(*CANDIDATE, (date(2021, 9, 1), "wichai", HoldPlaced()))
    held.when("lift_hold", hold=held.version, by="wichai", because="คดีสิ้นสุด").then_refused("U5")
    held.when("lift_hold", hold=1, by="suda", because="คดีสิ้นสุด").then_refused("U4")
    held.when("lift_hold", hold=held.version, by="suda").then_bad_input("because")
    held.when("lift_hold", hold=held.version, by="suda", because="คดีสิ้นสุด").then(HoldLifted(hold=held.version))
    lifted = household(
        *CANDIDATE,
        (date(2021, 9, 1), "wichai", HoldPlaced()),
        (date(2021, 9, 2), "suda", HoldLifted(hold=held.version)),
    )
    assert lifted.state.holds == {}


def test_the_erased_hold_no_claims_and_are_completed_no_more_u4() -> None:
    erased = SubjectErased(subject=MOTHER, request=REQUEST, ground="unlawful", remembered_until=date(2026, 9, 30))
    before, after = household(*CANDIDATE), household(*CANDIDATE, (date(2021, 9, 1), erased))
    assert {claim.holder for claim in HOUSEHOLD.claims(before.state)} == {KEY, MOTHER, SON}
    assert {claim.holder for claim in HOUSEHOLD.claims(after.state)} == {KEY, SON}
    after.when("complete_member", person=MOTHER, occupation="ทอผ้า").then_bad_input("person")
    assert msgspec.structs.replace(after.state, erased={}) == before.state, "every figure stays as it was"


# Answered


def test_an_erasure_is_answered_after_it_and_the_request_forgets_who_asked_u4() -> None:
    granted = (received(), IDENTIFIED, PROPOSED, DECIDED)
    request(received(), IDENTIFIED).when("complete").then_refused("U4")
    request(*granted).when("complete").then_refused("U4")
    done = request(*granted, (date(2021, 9, 5), ErasureCarriedOut(erased=(Concerned(HOME, MOTHER),))))
    _, forgotten = done.when("complete").then_some(Completed, SubjectErased)
    assert forgotten.subject == "asker-key"
    done.when("withdraw", because="เปลี่ยนใจ").then_refused("U4")
    request(received(), IDENTIFIED, PROPOSED, REFUSED).when("complete").then(Completed())


def test_earlier_requests_about_the_erased_forget_who_asked_once_answered_u4() -> None:
    gone = ErasureCarriedOut(erased=(Concerned(HOME, MOTHER),))
    done = (received(), IDENTIFIED, PROPOSED, DECIDED, (date(2021, 9, 5), gone))
    access = (received("access", Concerned(HOME, MOTHER)), IDENTIFIED)
    waiting = request(*access)
    answered = request(*access, REFUSED, (date(2021, 9, 6), Completed()))
    others = request(received("access", Concerned(HOME, SON)), IDENTIFIED, REFUSED, (date(2021, 9, 6), Completed()))
    request(*done).among(RIGHTS, "e" * 32, waiting.state).when("complete").then_refused("U4")
    among = request(*done).among(RIGHTS, "e" * 32, answered.state).among(RIGHTS, "f" * 32, others.state)
    *_, also = among.when("complete").facts()
    assert also == Also(RIGHTS, "e" * 32, "forget_asker", {"request": REQUEST})
    erasure = request(*done).state
    answered.among(RIGHTS, "a" * 32, erasure).when("forget_asker", request="a" * 32).then_some(SubjectErased)
    others.among(RIGHTS, "a" * 32, erasure).when("forget_asker", request="a" * 32).then_refused("U4")
    waiting.among(RIGHTS, "a" * 32, erasure).when("forget_asker", request="a" * 32).then_refused("U4")


def test_nothing_is_done_about_a_request_that_came_to_its_end_u4() -> None:
    ended = request(received(), IDENTIFIED, PROPOSED, REFUSED, (date(2021, 9, 6), Completed()))
    for command, inputs in (("take_step", {"note": "โทรแจ้ง"}), ("complete", {}), ("withdraw", {})):
        ended.when(command, because="-", **inputs).then_refused("U4")
