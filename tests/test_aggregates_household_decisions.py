"""Needs, plan, help and outcome of a household: what each command records, refuses and leaves alone (H2, H4-H7)."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from aggregates.household_facts import (
    CarriedOver,
    ChosenAsExample,
    CriteriaJudged,
    DimensionsAssessed,
    GoalAchieved,
    GoalDropped,
    GoalSet,
    HelpDelivered,
    HelpReceived,
    HelpRuledOut,
    IncomeStated,
    MemberDetailsCompleted,
    MemberLeft,
    PlanAgreed,
    ProblemNoted,
    RecordedInTpmap,
    ReferralAnswered,
    ReferralDone,
    ReferralSent,
    TpmapRuledOut,
    Visited,
)
from aggregates.household_values import Agreement, Evidenced, Indicators, PersonDetails, VisitNote
from aggregates.lifecycle_facts import RulePin
from aggregates.reference import REFERENCE, REFERENCE_CASE, Activation
from engine.sealed import Note, sealed_for
from tests.given import TEXT, TODAY
from tests.household_stories import (
    ANALYSED,
    CANDIDATE,
    CRITERIA,
    EVALUATED,
    EXEMPLARY,
    HELP,
    HELPED,
    KEY,
    MOTHER,
    PLACES,
    PLANNED,
    TAKEN_ON,
    assessed,
    goal,
    household,
)

PASSES = {"health": "passes", "education": "passes", "income": "passes", "living": "passes", "access": "passes"}
GOAL: dict[str, Any] = {
    "action": "ฝึกอาชีพทอผ้าและหาตลาดให้",
    "agency": "dsdw",
    "due": "2021-12-31",
    "concepts": ["targeted", "welfare.work_income", "targeted"],
}

# Needs (H1, H2)


def test_a_listed_problem_is_noted_once_p2_6() -> None:
    noted = ProblemNoted(code="poverty")
    household(*CANDIDATE).when("note_problem", code="poverty").then(noted)
    household(*CANDIDATE, noted).when("note_problem", code="poverty").then_nothing()
    household(*CANDIDATE).when("note_problem").then_bad_input("code")
    household(*CANDIDATE).when("note_problem", code="poverty", text="จน").then_bad_input("code")


def test_earlier_help_is_noted_with_its_agency_p2_2() -> None:
    had = HelpReceived(agency="อบต. โนนสะอาด", kind="เบี้ยยังชีพ", baht=600)
    given: dict[str, Any] = {"agency": "อบต. โนนสะอาด", "kind": "เบี้ยยังชีพ", "baht": 600}
    household(*CANDIDATE).when("note_help_received", **given).then(had)
    household(*CANDIDATE, (TODAY, had)).when("note_help_received", **given).then_nothing()
    household(*CANDIDATE).when("note_help_received", **{**given, "agency": "ก"}).then_bad_input("agency")


def test_the_first_income_stays_the_one_at_joining_h1() -> None:
    stated = IncomeStated(baht=4_500, source="survey")
    household(*CANDIDATE).when("state_income", baht=4_500, source="survey").then(stated)
    again = household(*CANDIDATE, (TODAY, stated))
    again.when("state_income", baht=4_500, source="survey").then_nothing()
    assert (again.state.joining_income.baht, again.state.income.baht) == (3_000, 4_500)
    household(*CANDIDATE).when("state_income", baht="มาก", source="survey").then_bad_input("baht")


@pytest.mark.parametrize(
    ("failing", "tier"),
    [
        ((), "none"),
        (("health",), "green"),
        (("health", "income"), "yellow"),
        (("health", "income", "living"), "yellow"),
        (("health", "income", "living", "access"), "red"),
        (("health", "education", "income", "living", "access"), "red"),
    ],
)
def test_the_tier_follows_the_number_of_failed_dimensions_h2(failing: tuple[str, ...], tier: str) -> None:
    verdicts = {**PASSES, **dict.fromkeys(failing, "fails")}
    (fact,) = household(*CANDIDATE).when("assess_dimensions", verdicts=verdicts).then_some(DimensionsAssessed)
    assert fact.tier == tier
    assert set(fact.failed) == set(failing)


def test_a_partial_assessment_has_no_tier_and_its_words_are_sealed_h2() -> None:
    (fact,) = (
        household(*CANDIDATE)
        .when("assess_dimensions", verdicts={"income": "fails"}, indicators={"income": "750 บาทต่อคน", "health": ""})
        .facts()
    )
    assert (fact.tier, fact.failed, fact.verdicts["health"]) == (None, ("income",), "not_assessed")
    assert fact.indicators.content == Indicators(words={"income": "750 บาทต่อคน"})
    state = household(*ANALYSED, fact).state
    assert state.tier == "yellow", "the tier stays that of the latest whole assessment"


def test_the_same_assessment_counts_anew_on_another_day_only_h2() -> None:
    given = household(*CANDIDATE, (TODAY, assessed("income")))
    verdicts = {**PASSES, "income": "fails"}
    given.when("assess_dimensions", verdicts=verdicts).then_nothing()
    assert given.when("assess_dimensions", verdicts=verdicts, on=date(2021, 9, 29)).facts()
    given.when("assess_dimensions", verdicts={"wealth": "fails"}).then_bad_input("verdicts.wealth")
    given.when("assess_dimensions", verdicts={"health": "not_assessed"}).then_bad_input("verdicts")


# Plan (H4)


def test_a_goal_names_action_agency_due_date_and_concepts_h4() -> None:
    household(*TAKEN_ON).when("set_goal", dimension="income", **GOAL).then(
        GoalSet(
            dimension="income",
            agency="dsdw",
            due=date(2021, 12, 31),
            concepts=("targeted", "welfare.work_income"),
            action=sealed_for(KEY, Note("ฝึกอาชีพทอผ้าและหาตลาดให้")),
        )
    )


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("dimension", {"dimension": "wealth"}),
        ("due", {"due": "2021-09-29"}),
        ("concepts", {"concepts": []}),
        ("concepts[0]", {"concepts": ["luck"]}),
        ("agency", {"agency": "dsdx"}),
        ("family", {"family": "9"}),
        ("action", {"action": ""}),
    ],
)
def test_a_goal_names_the_field_that_is_wrong_h4(field: str, changes: dict[str, Any]) -> None:
    household(*TAKEN_ON).when("set_goal", **{**GOAL, **changes}).then_bad_input(field)


def test_a_goal_may_be_for_one_family_of_the_house_h4() -> None:
    (fact,) = household(*TAKEN_ON).when("set_goal", family="1", **GOAL).facts()
    assert fact.family == "1"


def test_a_goal_is_achieved_or_dropped_but_not_both_h4() -> None:
    planned = household(*PLANNED)
    planned.when("achieve_goal", goal=8).then(GoalAchieved(goal=8))
    planned.when("achieve_goal", goal=99).then_bad_input("goal")
    planned.when("drop_goal", goal=8, because="ไม่ถนัด").then(GoalDropped(goal=8))
    planned.when("drop_goal", goal=8).then_bad_input("because")
    achieved = household(*PLANNED, GoalAchieved(goal=8))
    achieved.when("achieve_goal", goal=8).then_nothing()
    achieved.when("drop_goal", goal=8, because="ไม่ถนัด").then_refused("H4")
    dropped = household(*PLANNED, GoalDropped(goal=8))
    dropped.when("drop_goal", goal=8, because="ไม่ถนัด").then_nothing()
    dropped.when("achieve_goal", goal=8).then_refused("H4")


def test_a_member_or_somebody_named_agrees_to_the_plan_h4() -> None:
    household(*TAKEN_ON).when("agree_plan", person=MOTHER).then(PlanAgreed(person=MOTHER))
    household(*TAKEN_ON).when("agree_plan", name="นางสายบัว").then(
        PlanAgreed(agreed=sealed_for(KEY, Agreement(name="นางสายบัว")))
    )
    household(*PLANNED).when("agree_plan", person=MOTHER, on=date(2021, 3, 2)).then_nothing()
    household(*TAKEN_ON).when("agree_plan").then_bad_input("person")
    household(*TAKEN_ON).when("agree_plan", person="nobody").then_bad_input("person")


# Help (H5)


def test_help_is_recorded_with_money_and_evidence_h5() -> None:
    photo = {"name": "ภาพมอบเงินนางน้ำค้าง.jpg", "sha256": "a" * 64}
    household(*PLANNED).when(
        "deliver_help", dimension="income", agency="dsdw", kind="เงินทุน", baht=5000, person=MOTHER, evidence=[photo]
    ).then(
        HelpDelivered(
            dimension="income",
            agency="dsdw",
            kind="เงินทุน",
            baht=5000,
            person=MOTHER,
            evidence=("a" * 64,),
            note=sealed_for(KEY, Evidenced(files={"a" * 64: photo["name"]})),
        )
    )


def test_help_asked_twice_on_a_day_is_recorded_once_h5() -> None:
    given: dict[str, Any] = {"dimension": "income", "agency": "dsdw", "kind": "เงินทุนประกอบอาชีพ", "baht": 5_000}
    helped = household(*HELPED)
    helped.when("deliver_help", on=date(2021, 4, 1), **given).then_nothing()
    helped.when("deliver_help", on=date(2021, 4, 2), **given).then_some(HelpDelivered)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("dimension", {"dimension": "wealth"}),
        ("person", {"person": "nobody"}),
        ("agency", {"agency": "nobody"}),
        ("baht", {"baht": -5}),
        ("evidence[0].sha256", {"evidence": [{"name": "ภาพ.jpg", "sha256": "zz"}]}),
    ],
)
def test_help_names_the_field_that_is_wrong_h5(field: str, changes: dict[str, Any]) -> None:
    given = {"agency": "dsdw", "kind": "เงินทุน", **changes}
    household(*PLANNED).when("deliver_help", **given).then_bad_input(field)


def test_a_partner_of_the_list_or_a_body_by_name_may_help_h5() -> None:
    for by in ("temple", "วัดป่าโนนสะอาด"):
        (fact,) = household(*PLANNED).when("deliver_help", agency=by, kind="อาหาร").facts()
        assert fact.agency == by


def test_help_may_be_ruled_out_with_a_reason_h5() -> None:
    household(*PLANNED).when("rule_out_help", dimension="education", because="ไม่มีผู้เรียน").then(
        HelpRuledOut(dimension="education")
    )
    household(*PLANNED).when("rule_out_help", dimension="education").then_bad_input("because")
    household(*PLANNED).when("rule_out_help", dimension="wealth", because="-").then_bad_input("dimension")
    household(*PLANNED, HelpRuledOut(dimension="education")).when(
        "rule_out_help", dimension="education", because="ไม่มีผู้เรียน"
    ).then_nothing()


def test_a_referral_is_sent_answered_and_done_h5() -> None:
    sent = ReferralSent(agency="dsdw", due=date(2021, 12, 1))
    household(*CANDIDATE).when("send_referral", agency="dsdw", due="2021-12-01").then(sent)
    household(*CANDIDATE).when("send_referral", agency="dsdw", due="2021-09-01").then_bad_input("due")
    waiting = household(*CANDIDATE, (TODAY, sent))
    waiting.when("send_referral", agency="dsdw", due="2021-12-01").then_nothing()
    waiting.when("answer_referral", referral=6, accepted=True).then(ReferralAnswered(referral=6, accepted=True))
    waiting.when("answer_referral", referral=99, accepted=True).then_bad_input("referral")
    waiting.when("finish_referral", referral=6).then(ReferralDone(referral=6))
    declined = household(*CANDIDATE, sent, ReferralAnswered(referral=6, accepted=False))
    declined.when("answer_referral", referral=6, accepted=False).then_nothing()
    declined.when("answer_referral", referral=6, accepted=True).then_refused("H5")
    declined.when("finish_referral", referral=6).then_refused("H5")
    done = household(*CANDIDATE, sent, ReferralDone(referral=6))
    done.when("finish_referral", referral=6).then_nothing()
    assert not done.state.referrals[0].waiting


def test_a_visit_says_by_whom_and_what_was_seen_h5() -> None:
    note = VisitNote(visitor="อสม. บัวลอย", seen="หลังคารั่ว น้ำซึม")
    household(*CANDIDATE).when("visit", visitor=note.visitor, seen=note.seen).then(Visited(note=sealed_for(KEY, note)))
    household(*CANDIDATE).when("visit", visitor=note.visitor, seen="").then_bad_input("seen")


def test_carrying_over_needs_a_reason_and_a_later_day_p5_3() -> None:
    household(*PLANNED).when("carry_over", until="2022-03-31", because="โควิด").then(
        CarriedOver(until=date(2022, 3, 31))
    )
    household(*PLANNED).when("carry_over", until="2022-03-31").then_bad_input("because")
    household(*PLANNED).when("carry_over", until="2021-09-30", because="โควิด").then_bad_input("until")
    household(*PLANNED, CarriedOver(until=date(2022, 3, 31))).when(
        "carry_over", until="2022-03-31", because="โควิด"
    ).then_nothing()


# Outcome (H6)


def verdicts(**changes: Any) -> dict[str, Any]:
    every: dict[str, Any] = {code: {"verdict": "met", "evidence": "เยี่ยมบ้าน 1 ส.ค. 64"} for code in CRITERIA}
    return {**every, **changes}


def test_every_criterion_met_is_out_of_poverty_with_the_figures_shown_h6() -> None:
    (fact,) = household(*EVALUATED).when("judge_criteria", verdicts=verdicts()).then_some(CriteriaJudged)
    assert fact.out_of_poverty
    income = fact.income
    assert (income.result, income.joining, income.now, income.members) == ("passed", 3_000, 6_000, 2)
    assert (income.area_kind, income.area, income.year_be, income.line) == ("region", "Northeastern", 2562, 2_500)
    assert income.older_year
    assert income.source == "yearbook"


def test_nobody_ill_leaves_the_health_criterion_out_h6() -> None:
    (fact,) = (
        household(*EVALUATED)
        .when(
            "judge_criteria",
            verdicts=verdicts(
                health={"verdict": "not_applicable"},
                clothing={"verdict": "met", "evidence": "ไม่มีนักเรียน", "part_applies": False},
            ),
        )
        .facts()
    )
    assert fact.out_of_poverty
    assert fact.left_out == ("clothing",)


@pytest.mark.parametrize("verdict", ["not_met", "cannot_judge"])
def test_one_criterion_not_shown_is_not_out_of_poverty_but_evaluated_h6(verdict: str) -> None:
    (fact,) = (
        household(*EVALUATED)
        .when("judge_criteria", verdicts=verdicts(housing={"verdict": verdict, "reason": "บ้านเช่า"}))
        .facts()
    )
    assert not fact.out_of_poverty
    assert fact.notes.content.reasons == {"housing": "บ้านเช่า"}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("verdicts.food.verdict", {"food": {"verdict": "not_applicable"}}),
        ("verdicts.clothing.verdict", {"clothing": {"verdict": "not_applicable"}}),
        ("verdicts.food.part_applies", {"food": {"verdict": "met", "evidence": "-", "part_applies": False}}),
        ("verdicts.food.reason", {"food": {"verdict": "cannot_judge"}}),
        ("verdicts.food.evidence", {"food": {"verdict": "met"}}),
        ("verdicts.luck", {"luck": {"verdict": "met", "evidence": "-"}}),
    ],
)
def test_a_judgement_names_the_field_that_is_wrong_h6(field: str, changes: dict[str, Any]) -> None:
    household(*EVALUATED).when("judge_criteria", verdicts=verdicts(**changes)).then_bad_input(field)


def test_all_six_criteria_are_judged_h6() -> None:
    some = {code: verdict for code, verdict in verdicts().items() if code != "food"}
    household(*EVALUATED).when("judge_criteria", verdicts=some).then_bad_input("verdicts")


def test_criteria_of_the_area_are_shown_and_do_not_count_h6() -> None:
    (fact,) = (
        household(*EVALUATED)
        .when("judge_criteria", verdicts=verdicts(), extra=[{"name": "มีที่ทำกิน", "verdict": "not_met"}])
        .facts()
    )
    assert fact.out_of_poverty
    assert (fact.extra, fact.notes.content.extra) == (("not_met",), ("มีที่ทำกิน",))


def test_the_income_criterion_is_not_met_below_the_line_h6() -> None:
    low = household(*EVALUATED, (date(2021, 9, 1), IncomeStated(baht=4_999, source="survey")))
    refused = low.when("judge_criteria", verdicts=verdicts()).then_refused("H6.criteria")
    needed = refused.findings[0].needed
    assert needed
    assert "4999" in needed.th
    assert "2500" in needed.en
    (fact,) = low.when("judge_criteria", verdicts=verdicts(income={"verdict": "not_met"})).facts()
    assert fact.income.result == "failed"


def test_exactly_the_line_is_not_below_it_h6() -> None:
    at_line = household(*EVALUATED, (date(2021, 9, 1), IncomeStated(baht=5_000, source="survey")))
    assert at_line.when("judge_criteria", verdicts=verdicts()).facts()


def test_the_income_criterion_is_not_met_without_a_figure_after_joining_h6() -> None:
    household(*HELPED).when("judge_criteria", verdicts=verdicts()).then_refused("H6.criteria")


def test_the_income_must_have_risen_even_above_the_line_h6() -> None:
    rich = household(
        *CANDIDATE[:-1],
        (date(2020, 11, 2), IncomeStated(baht=9_000, source="survey")),
        (date(2021, 8, 1), IncomeStated(baht=9_000, source="tpmap")),
    )
    rich.when("judge_criteria", verdicts=verdicts()).then_refused("H6.criteria")


def test_the_line_of_the_nation_serves_where_the_region_has_none_yet_h6() -> None:
    places = msgspec.structs.replace(PLACES, lines={"b": PLACES.lines["b"]})
    given = household(*EVALUATED).among(REFERENCE, REFERENCE_CASE, places)
    (fact,) = given.when("judge_criteria", verdicts=verdicts()).facts()
    assert (fact.income.area_kind, fact.income.older_year) == ("nation", False)


# TPMAP and the example (H7)


def test_help_is_recorded_in_tpmap_once_h7() -> None:
    household(*EVALUATED).when("record_in_tpmap", help=HELP, reference="TPMAP-64-001").then(
        RecordedInTpmap(help=HELP, reference=sealed_for(KEY, Evidenced(text="TPMAP-64-001")))
    )
    household(*EVALUATED).when("record_in_tpmap", help=(99,), reference="TPMAP-64-001").then_bad_input("help[0]")
    household(*EXEMPLARY).when("record_in_tpmap", help=HELP, reference="TPMAP-64-001").then_nothing()


def test_what_tpmap_cannot_take_is_ruled_out_with_a_reason_p7_2() -> None:
    household(*EVALUATED).when("rule_out_tpmap", help=(12,), because="ไม่มีช่องให้กรอก").then(TpmapRuledOut(help=(12,)))
    household(*EVALUATED).when("rule_out_tpmap", help=(12,)).then_bad_input("because")
    ruled_out = household(*EVALUATED, TpmapRuledOut(help=(12,)))
    ruled_out.when("rule_out_tpmap", help=(12,), because="ไม่มีช่อง").then_nothing()
    assert ruled_out.state.tpmap_missing == (11,)


def test_the_working_group_chooses_an_example_h7() -> None:
    household(*EVALUATED).when("choose_as_example", meeting="2021-09-20", because="ลุกขึ้นได้เอง").then(
        ChosenAsExample(meeting=date(2021, 9, 20))
    )
    household(*EVALUATED).when("choose_as_example", meeting="2021-09-20").then_bad_input("because")
    household(*EVALUATED).when("choose_as_example", meeting="2021-10-01", because="ดี").then_bad_input("meeting")
    household(*EXEMPLARY).when("choose_as_example", meeting="2021-09-20", because="ดี").then_nothing()


def test_goals_of_every_failed_dimension_are_asked_for_by_name_h4() -> None:
    given = household(*TAKEN_ON, goal("income"))
    life = msgspec.structs.replace(given.state.life, stage="committee_appointed")
    given.state = msgspec.structs.replace(given.state, life=life)
    refused = given.when("advance", to="planned").then_refused("H4.goals", "H4.agreement")
    needed = refused.findings[0].needed
    assert needed
    assert needed.th == "ยังขาดเป้าหมาย: ด้านการศึกษา"


def test_criteria_of_the_area_count_where_the_rule_set_says_so_h6() -> None:
    text = TEXT.replace("extra_criteria_count = false", "extra_criteria_count = true")
    pin = RulePin("2564", 2, sha256(text.encode()).hexdigest())
    stricter = (*PLACES.activations, Activation(date(2020, 10, 1), pin, 2564, text))
    (day, opened), *rest = EVALUATED
    given = household((day, msgspec.structs.replace(opened, rules=pin)), *rest)
    given.among(REFERENCE, REFERENCE_CASE, msgspec.structs.replace(PLACES, activations=stricter))
    extra = [{"name": "มีที่ทำกิน", "verdict": "not_met"}]
    (fact,) = given.when("judge_criteria", verdicts=verdicts(), extra=extra).facts()
    assert not fact.out_of_poverty


def test_a_household_that_fails_nothing_still_needs_a_goal_h4() -> None:
    given = household(*CANDIDATE, assessed())
    life = msgspec.structs.replace(given.state.life, stage="committee_appointed")
    given.state = msgspec.structs.replace(given.state, life=life)
    given.when("advance", to="planned").then_refused("H4.goals", "H4.agreement")


def test_what_is_said_of_a_member_taken_off_the_record_changes_nothing_w5() -> None:
    before = household(*CANDIDATE).state
    box = sealed_for("gone", PersonDetails(national_id="-"))
    later = household(
        *CANDIDATE,
        MemberDetailsCompleted(person="gone", fields=("national_id",), details=box),
        MemberLeft(person="gone"),
    ).state
    assert later == before
