"""A zone's review: lessons from every community, the ranking, the one pick, its withdrawal, the proposal (P7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from aggregates.lifecycle_facts import Returned
from aggregates.program_record import Adoption, CriterionVerdict
from aggregates.reference import REFERENCE, REFERENCE_CASE
from aggregates.zone_programs import results_of
from aggregates.zone_review import REVIEW
from aggregates.zone_review_facts import (
    BestPracticePicked,
    PickRequested,
    PickWithdrawn,
    ProgramsRanked,
    RequestDeclined,
    WithdrawalRequested,
    ZoneProposalSubmitted,
)
from aggregates.zone_review_state import PICKED_PROGRAM, picked_in, review_case
from engine.kind import Also
from engine.rulebook import findings
from tests.given import CASE, RULES, Around, given
from tests.program_stories import CARRIED_OVER, MARK, NOT_IN_TPMAP, OPENED, PLACES, household, program, standing, waiver
from tests.zone_stories import (
    ASKED,
    BEGUN,
    BEST,
    CHOSEN,
    ELSEWHERE,
    LEAVING,
    LESSONS,
    RANKED,
    READY,
    REASON,
    REVIEW_CASE,
    SECOND,
    TARGET,
    TO_WITHDRAW,
    UNFINISHED,
    WAITING,
    WITHDRAWN,
    YEAR,
    ZONE,
    evaluated,
    lessons,
    results,
    review,
)
from workflows.zone_review import ZONE_REVIEW_WORKFLOW

PROPOSAL = {"title": "กองทุนสวัสดิการตำบล", "text": "ให้ทุกตำบลมีกองทุนสวัสดิการ"}

# Opening


def test_each_zone_and_year_has_one_review_p7_1() -> None:
    nothing_yet = given(REVIEW, case=REVIEW_CASE).among(REFERENCE, REFERENCE_CASE, PLACES)
    nothing_yet.when("open_review", zone=ZONE, fiscal_year=YEAR).then(BEGUN)
    nothing_yet.when("open_review", zone=ZONE, fiscal_year=2565).then_bad_input("case")
    nothing_yet.when("open_review", zone=5, fiscal_year=YEAR).then_bad_input("case")
    nothing_yet.when("open_review", zone=12, fiscal_year=YEAR).then_bad_input("zone")
    nothing_yet.when("open_review", zone=ZONE, fiscal_year=2021).then_bad_input("fiscal_year")
    nothing_yet.when("open_review", on=date(2020, 9, 1), zone=ZONE, fiscal_year=YEAR).then_refused("W6")


def test_the_id_of_a_review_never_changes() -> None:
    assert review_case(4, 2564) == "1ef43e5b521c5becabb38673ea94e6f2"


# Lessons


@pytest.mark.parametrize("entry", LESSONS)
def test_lessons_are_drawn_from_every_community_evaluated_or_not_p7_1(entry: object) -> None:
    review().when("draw_lessons", program=entry.program, lessons=entry.lessons).then(entry)


def test_the_same_lessons_on_one_day_are_no_news() -> None:
    on = date(2021, 9, 1)
    review((on, lessons(BEST))).when("draw_lessons", on=on, program=BEST, lessons=lessons(BEST).lessons).then_nothing()


def test_a_program_of_another_zone_or_year_is_refused_p7_1() -> None:
    review().when("draw_lessons", program=ELSEWHERE, lessons="บทเรียน").then_refused("P7.1")
    later = standing("evaluated", opened=msgspec.structs.replace(OPENED, fiscal_year=2565))
    review(best=later).when("draw_lessons", program=BEST, lessons="บทเรียน").then_refused("P7.1")
    review().when("draw_lessons", program=BEST, lessons="").then_bad_input("lessons")


# Ranking


def test_the_evaluated_are_ranked_with_the_table_the_panel_saw_p7_4() -> None:
    review(*LESSONS).when("rank", programs=(BEST, SECOND)).then(RANKED)
    review(*READY).when("rank", programs=(BEST, SECOND)).then_nothing()
    review(*READY).when("rank", programs=(SECOND, BEST)).then_some(ProgramsRanked)


def test_ranking_waits_for_lessons_from_every_community_p7_1() -> None:
    refusal = review(lessons(BEST), lessons(SECOND)).when("rank", programs=(BEST, SECOND)).then_refused("P7.1.lessons")
    needed = refusal.findings[0].needed
    assert needed is not None
    assert OPENED.community.th in needed.th


@pytest.mark.parametrize("programs", [(BEST,), (BEST, SECOND, UNFINISHED), (BEST, BEST), (BEST, SECOND, BEST)])
def test_exactly_the_evaluated_are_ranked_p7_1(programs: tuple[str, ...]) -> None:
    review(*LESSONS).when("rank", programs=programs).then_bad_input("programs")


def test_nothing_evaluated_nothing_ranked_p7_1() -> None:
    told = review(*LESSONS, best=standing("planned"), second=standing("intervened"))
    told.when("rank", programs=()).then_refused("P7.1")


def test_a_zone_without_communities_has_nothing_to_rank_p7_1() -> None:
    empty = given(REVIEW, BEGUN, case=REVIEW_CASE).among(REFERENCE, REFERENCE_CASE, PLACES)
    empty.when("rank", programs=()).then_refused("P7.1.lessons")


def test_the_table_counts_households_p6_4_p7_4() -> None:
    adopted = {case: Adoption(None, MARK) for case in ("a" * 32, "b" * 32, "c" * 32, "d" * 32, "e" * 32)}
    households = {
        "a" * 32: household(program=BEST, notice=None, waivers=(waiver("H1.notice"),)),
        "b" * 32: msgspec.structs.replace(CARRIED_OVER, program=BEST),
        "c" * 32: household("intervened", program=BEST, out=False, tpmap_ruled_out={4: MARK}),
        "d" * 32: household("best_practice", program=BEST, notice=MARK, waivers=(waiver("H1.notice"),)),
        "e" * 32: household(status="closed", closed_as="duplicate"),
    }
    told = program(households=households)
    state = msgspec.structs.replace(told.state, adopted=adopted, criteria={"plan": CriterionVerdict(True, "-", MARK)})
    cases = Around({**told.others, BEST: (told.kind, state)}, {})
    found = results_of(BEST, cases)
    assert (found.adopted, found.evaluated, found.out_of_poverty) == (4, 2, 2)
    assert (found.carried_over, found.waived, found.tpmap_ruled_out) == (1, 1, 1)
    assert found.criteria == ("plan",)


# The pick


def test_a_pick_takes_two_people_and_freezes_what_it_rests_on_p7_1() -> None:
    review(*READY).when("request_pick", program=BEST, **REASON).then(ASKED)
    (picked,) = review(*WAITING).when("confirm_pick", by="malee", request=6).then_some(BestPracticePicked)
    assert (picked.program, picked.reason, picked.presented_on) == (BEST, *REASON.values())
    assert picked.results == results(BEST)
    assert {cite.case for cite in picked.cites} == {BEST, TARGET[BEST]}


def test_who_asked_for_the_pick_cannot_confirm_it_u5() -> None:
    review(*WAITING).when("confirm_pick", by="somchai", request=6).then_refused("U5")
    review(*WAITING).when("confirm_pick", by="malee", request=4).then_refused("U5")


def test_a_pick_asked_for_or_confirmed_twice_is_no_news() -> None:
    review(*WAITING).when("request_pick", program=BEST, **REASON).then_nothing()
    review(*CHOSEN).when("confirm_pick", by="malee", request=6).then_nothing()


def test_another_program_may_take_the_place_of_a_waiting_request() -> None:
    review(*WAITING).when("request_pick", program=SECOND, **REASON).then_some(PickRequested)


def test_a_zone_has_one_pick_a_year_p7_1() -> None:
    review(*CHOSEN).when("request_pick", program=SECOND, **REASON).then_refused("P7.1")
    review(*CHOSEN, PickRequested(program=SECOND, **REASON)).when("confirm_pick", by="malee", request=8).then_refused(
        "P7.1"
    )


def test_the_pick_waits_for_the_ranking_of_every_evaluated_community_p7_1() -> None:
    review(*LESSONS).when("request_pick", program=BEST, **REASON).then_refused("P7.1.ranking")
    alone = ProgramsRanked(table=(results(BEST),))
    review(*LESSONS, alone).when("request_pick", program=BEST, **REASON).then_refused("P7.1.ranking")
    review().when("request_pick", program=BEST, **REASON).then_refused("P7.1.lessons", "P7.1.ranking")


def test_only_a_ranked_program_of_the_zone_is_picked_p7_1() -> None:
    review(*READY).when("request_pick", program=UNFINISHED, **REASON).then_refused("P7.1")
    review(*READY).when("request_pick", program=ELSEWHERE, **REASON).then_refused("P7.1")


def test_a_pick_needs_a_reason_and_a_day_of_presentation_that_has_been_p7_4() -> None:
    late = {**REASON, "presented_on": date(2021, 12, 1)}
    review(*READY).when("request_pick", program=BEST, **late).then_bad_input("presented_on")
    review(*READY).when("request_pick", program=BEST, **{**REASON, "reason": ""}).then_bad_input("reason")


FAILING = {code: verdict for code, verdict in evaluated(BEST).criteria.items() if code != "plan"}


def test_a_program_that_is_not_eligible_is_refused_with_all_that_is_missing_p7_2() -> None:
    told = review(*READY, best=evaluated(BEST, criteria=FAILING)).among(REVIEW, "-", None)
    told.others[TARGET[BEST]] = (told.others[TARGET[BEST]][0], household("planned", program=BEST, out=False))
    told.when("request_pick", program=BEST, **REASON).then_refused(
        "P7.2.criteria", "P7.2.households", "P7.2.out_of_poverty"
    )


def test_eligibility_is_judged_again_when_the_pick_is_confirmed_p7_2() -> None:
    told = review(*WAITING)
    told.others[TARGET[BEST]] = (told.others[TARGET[BEST]][0], NOT_IN_TPMAP)
    told.when("confirm_pick", by="malee", request=6).then_refused("P7.2.tpmap")


def test_a_standing_waiver_bars_the_pick_even_if_it_waives_eligibility_w3() -> None:
    state = evaluated(BEST, criteria=FAILING)
    life = msgspec.structs.replace(state.life, waivers=(waiver("P7.2.criteria"),))
    told = review(*READY, best=msgspec.structs.replace(state, life=life))
    told.when("request_pick", program=BEST, **REASON).then_refused("P7.2.criteria", "P7.2.waivers")


# Withdrawal


def test_a_withdrawal_takes_two_people_and_a_reason_p7_1() -> None:
    review(*CHOSEN).when("request_withdrawal", reason=TO_WITHDRAW.reason).then(TO_WITHDRAW)
    review(*CHOSEN).when("request_withdrawal", reason="").then_bad_input("reason")
    review(*LEAVING).when("request_withdrawal", reason="อีกครั้ง").then_nothing()
    review(*READY).when("request_withdrawal", reason="ผิด").then_refused("P7.1")
    review(*LEAVING).when("confirm_withdrawal", by="malee", request=8).then(WITHDRAWN)
    review(*LEAVING).when("confirm_withdrawal", by="somchai", request=8).then_refused("U5")
    review(*LEAVING, WITHDRAWN).when("confirm_withdrawal", by="malee", request=8).then_nothing()


def test_the_withdrawal_sends_a_best_practice_back_to_evaluated_p7_1() -> None:
    best = msgspec.structs.replace(evaluated(BEST), life=standing("best_practice").life)
    told = review(*LEAVING, best=best)
    also = Also(told.others[BEST][0], BEST, "withdraw_best_practice", {"review": REVIEW_CASE})
    told.when("confirm_withdrawal", by="malee", request=8).then(WITHDRAWN, also)


def test_the_return_is_taken_only_for_a_withdrawal_by_a_second_person_p7_1() -> None:
    told = program().holding(PICKED_PROGRAM, picked_in(CASE, YEAR), REVIEW_CASE)
    told.state = standing("best_practice")
    others = review(*LEAVING).state
    asked = msgspec.structs.replace(others, withdrawal=msgspec.structs.replace(others.withdrawal, program=told.case))
    returned = Returned(left="best_practice", reached="evaluated", new_cycle=False)
    told.among(REVIEW, REVIEW_CASE, asked)
    told.when("withdraw_best_practice", by="malee", review=REVIEW_CASE).then(returned)
    told.when("withdraw_best_practice", by="somchai", review=REVIEW_CASE).then_refused("P7.1")
    for unasked in (others, review(*CHOSEN).state):
        told.among(REVIEW, REVIEW_CASE, unasked)
        told.when("withdraw_best_practice", by="malee", review=REVIEW_CASE).then_refused("P7.1")
    told.holders.clear()
    told.when("withdraw_best_practice", by="malee", review=REVIEW_CASE).then(returned)
    told.state = standing("evaluated")
    told.when("withdraw_best_practice", by="malee", review=REVIEW_CASE).then_nothing()


def test_the_pick_of_another_year_keeps_a_program_best_practice_p7_1() -> None:
    told = program().holding(PICKED_PROGRAM, picked_in(CASE, YEAR), REVIEW_CASE)
    told.state = standing("best_practice")
    leaving = review(*LEAVING).state
    leaving = msgspec.structs.replace(leaving, withdrawal=msgspec.structs.replace(leaving.withdrawal, program=CASE))
    next_year = review_case(ZONE, YEAR + 1)
    told.among(REVIEW, REVIEW_CASE, leaving)
    told.among(REVIEW, next_year, msgspec.structs.replace(review(*CHOSEN).state, fiscal_year=YEAR + 1))
    told.holding(PICKED_PROGRAM, picked_in(CASE, YEAR + 1), next_year)
    told.when("withdraw_best_practice", by="malee", review=REVIEW_CASE).then_nothing()


def test_after_a_withdrawal_the_place_is_free_p7_1() -> None:
    again = review(*LEAVING, WITHDRAWN)
    assert REVIEW.claims(again.state) == {}
    again.when("request_pick", program=SECOND, **REASON).then_some(PickRequested)


@pytest.mark.parametrize(("facts", "request_at"), [(WAITING, 6), (LEAVING, 8)])
def test_a_second_person_may_decline_with_a_reason_u5(facts: tuple[object, ...], request_at: int) -> None:
    told = review(*facts)
    declined = RequestDeclined(request=request_at)
    told.when("decline_request", by="malee", because="ยังไม่ครบ", request=request_at).then(declined)
    told.when("decline_request", by="somchai", because="ยังไม่ครบ", request=request_at).then_refused("U5")
    told.when("decline_request", by="malee", request=request_at).then_bad_input("because")
    after = review(*facts, declined)
    after.when("decline_request", by="malee", because="ยังไม่ครบ", request=request_at).then_refused("U5")
    assert (after.state.asked_pick, after.state.withdrawal) == (None, None)


# Proposal, stages, claims


def test_the_zone_submits_one_policy_proposal_p7_3() -> None:
    submitted = ZoneProposalSubmitted(**PROPOSAL)
    review().when("submit_proposal", **PROPOSAL).then(submitted)
    review(submitted).when("submit_proposal", **PROPOSAL).then_nothing()
    review().when("submit_proposal", **{**PROPOSAL, "title": ""}).then_bad_input("title")


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ((), "opened"),
        (LESSONS, "opened"),
        (READY, "ranked"),
        (CHOSEN, "picked"),
        ((*CHOSEN, ZoneProposalSubmitted(**PROPOSAL)), "proposed"),
        ((*LEAVING, WITHDRAWN, ZoneProposalSubmitted(**PROPOSAL)), "ranked"),
    ],
)
def test_a_review_stands_where_its_facts_put_it(facts: tuple[object, ...], stage: str) -> None:
    told = review(*facts)
    assert REVIEW.stage(told.state) == stage
    assert ZONE_REVIEW_WORKFLOW.ways_from(stage)


def test_each_way_on_says_what_is_missing_p7() -> None:
    told = review()
    around = REVIEW.around(REVIEW_CASE, told.state, Around({**told.others}, {}), None)
    missing = {
        move.name: [f.id for f in findings(ZONE_REVIEW_WORKFLOW, move, told.state, around, None, {}) if not f.met]
        for move in ZONE_REVIEW_WORKFLOW.moves
    }
    assert missing == {
        "rank": ["P7.1.lessons"],
        "pick": ["P7.1.lessons", "P7.1.ranking"],
        "propose": ["P7.3"],
        "withdraw": [],
    }


def test_a_pick_claims_the_place_and_the_program_p7_1() -> None:
    held = {claim.kind: key for claim, key in REVIEW.claims(review(*CHOSEN).state).items()}
    assert held == {"best_practice": "4/2564", "best_practice_program": f"{BEST}/2564"}


def test_a_pick_cannot_be_retracted_only_withdrawn_p7_1() -> None:
    assert BestPracticePicked.spec.ordered
    assert PickWithdrawn.spec.ordered
    assert not WithdrawalRequested.spec.ordered


def test_a_rule_set_may_leave_the_pick_to_one_person_u5() -> None:
    alone = msgspec.structs.replace(RULES.process, two_person_acts=())
    rules = msgspec.structs.replace(RULES, process=alone)
    told = review(*WAITING)
    told.kind = replace(told.kind, rules=lambda state, cases, on: rules)
    told.when("confirm_pick", by="somchai", request=6).then_some(BestPracticePicked)


def test_a_proposal_meets_the_last_requirement_p7_3() -> None:
    told = review(*CHOSEN, ZoneProposalSubmitted(**PROPOSAL))
    requirement = ZONE_REVIEW_WORKFLOW.requirement("P7.3")
    assert requirement is not None
    assert requirement.judge(told.state, None, RULES).met


def test_a_carry_over_that_is_past_on_the_day_of_the_request_bars_the_pick_p5_3_p7_2() -> None:
    told = review(*READY)
    carried = msgspec.structs.replace(CARRIED_OVER, program=BEST)
    judged = msgspec.structs.replace(carried.this_cycle, judgement=household().this_cycle.judgement)
    told.others[TARGET[BEST]] = (told.others[TARGET[BEST]][0], msgspec.structs.replace(carried, this_cycle=judged))
    told.when("request_pick", on=date(2022, 3, 31), program=BEST, **REASON).then(ASKED)
    told.when("request_pick", on=date(2022, 4, 1), program=BEST, **REASON).then_refused("P7.2.households")
