"""Milestones: each piece of evidence and each condition, and the facts cited: enough, and none to spare (S3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from aggregates.committee_facts import CommitteeAppointed, CommitteeProposed
from aggregates.lifecycle_facts import WaiverConfirmed
from aggregates.program_plan_facts import ActivityDropped, HouseholdsAdopted, Partner, WorkingGroupMet
from engine.refusal import Cite
from tests.given import RULES, TEXT
from tests.program_stories import ALL, EVIDENCE, ORDER, adopted, criteria, delivered, done, planned
from tests.scored import CASE, REVIEW_CASE, YEAR, Excused, Helped, Picked, Told, found, history, lacking, level
from workflows.known_requirements import expect_requirements
from workflows.milestones import PIECES
from workflows.rule_terms import RulesError
from workflows.rules import decode_rules
from workflows.sheet_scores import MilestoneFound

DAY = date(2021, 3, 1)
H1, H2 = "1" * 32, "2" * 32
(AREA,), (PROPOSED,), (SITUATION,), (SUMMARY,), (APPROACH,) = (
    EVIDENCE[id] for id in ("P1.2", "P3.3.proposed", "P2.1", "P2.7", "P4.4")
)
(PLAN,), (FOLLOWED_UP,), (EXCHANGE,), (LESSONS,) = (EVIDENCE[id] for id in ("P4.2", "P5.5", "P5.4", "P6.1"))
MET = WorkingGroupMet(agenda=("ติดตามงาน",), attendees=15, issues=("ที่ดินทำกิน",))
UNDER_PLAN = 10
"""The version at which WHOLE plans its activity."""
WHOLE = history(
    (AREA, DAY),
    (PROPOSED, DAY),
    (SITUATION, DAY),
    (ORDER, DAY),
    (SUMMARY, DAY),
    (MET, DAY),
    (APPROACH, DAY),
    (adopted(H1, H2), DAY),
    (planned(), DAY),
    (done(activity=UNDER_PLAN), DAY),
    (Helped(H1), DAY),
    (Helped(H2), DAY),
    (EXCHANGE, DAY),
    (FOLLOWED_UP, DAY),
    (LESSONS, DAY),
    (delivered("governor"), DAY),
    (delivered("zone_office"), DAY),
    (criteria(), DAY),
    (Picked(), DAY),
)


def without(*facts: Any) -> list[Told]:
    """The whole history without some facts."""
    return [one for one in WHOLE if one.fact not in facts]


def with_(old: Any, *new: Any, on: date = DAY) -> list[Told]:
    """The whole history, one fact told otherwise: by these, on this day."""
    place = next(one.cite.version for one in WHOLE if one.fact == old)
    told = [Told(fact, on, Cite(place + 100 * turn, CASE)) for turn, fact in enumerate(new)]
    return sorted((*without(old), *told), key=lambda one: (one.on, one.cite.version))


def there(fact: Any, *participants: str) -> Any:
    """The fact, with only these taking part."""
    return replace(fact, participants=participants)


@pytest.mark.parametrize("sheet", ["zone-6m", "zone-12m", "province-6m", "province-12m"])
def test_with_everything_there_to_show_every_level_is_reached_s3(sheet: str) -> None:
    milestones = found(sheet, WHOLE)
    assert [(one.level, one.id, one.reached, one.missing) for one in milestones] == [
        (n, f"{sheet}.{n}", True, ()) for n in range(1, 6)
    ]
    assert all(one.cites for one in milestones)


@pytest.mark.parametrize("sheet", ["zone-6m", "zone-12m", "province-6m", "province-12m"])
def test_with_nothing_to_show_everything_is_missing_and_explained_s3_2(sheet: str) -> None:
    milestones = found(sheet, [])
    assert (level(milestones), [one.cites for one in milestones]) == (0, [()] * 5)
    for one in milestones:
        for finding in one.missing:
            assert finding.needed is not None
            assert finding.needed.th
            assert finding.needed.en
            assert finding.supplier is not None


def test_a_level_needs_all_lower_ones_s3_1() -> None:
    milestones = found("zone-6m", without(PROPOSED))
    assert [one.reached for one in milestones] == [True, False, False, False, False]
    assert milestones[2].missing == ()
    assert milestones[2].cites == (Cite(4, CASE), Cite(6, CASE))


@pytest.mark.parametrize(
    ("sheet", "told", "reached", "missing"),
    [
        # A: the four criteria of P1.2, and the zone office for the province
        ("zone-6m", without(AREA), 0, ["S3.A"]),
        ("zone-6m", with_(AREA, replace(AREA, plan_topics=("economy",))), 0, ["S3.A"]),
        ("zone-6m", with_(AREA, replace(AREA, strong_networks=False)), 0, ["S3.A"]),
        ("zone-6m", with_(AREA, there(AREA, "one_home")), 5, []),
        ("province-6m", with_(AREA, there(AREA, "one_home")), 0, ["S3.A"]),
        ("province-6m", with_(AREA, there(AREA, "one_home"), AREA), 5, []),
        # C: data and issues; the province's with three bodies, then summarised by province and zone
        ("zone-6m", without(SITUATION), 2, ["S3.C.data"]),
        ("zone-6m", without(SUMMARY), 2, ["S3.C.issues"]),
        ("zone-6m", with_(SUMMARY, there(SUMMARY, "zone_office", "one_home")), 2, ["S3.C.issues"]),
        ("province-6m", without(SUMMARY), 2, ["S3.C.issues", "S3.C.issues"]),
        ("province-6m", with_(SUMMARY, there(SUMMARY, *ALL[:4])), 5, []),
        # D: the agenda names the issues, on or after the order
        ("zone-6m", without(ORDER), 3, ["S3.D"]),
        ("zone-6m", without(MET), 3, ["S3.D"]),
        ("zone-6m", with_(MET, replace(MET, issues=())), 3, ["S3.D"]),
        ("zone-6m", with_(MET, MET, on=DAY - timedelta(1)), 3, ["S3.D"]),
        ("zone-6m", with_(ORDER, ORDER, on=DAY + timedelta(1)), 3, ["S3.D"]),
        ("zone-6m", with_(MET, adopted(H1, issues=("หนี้สิน",))), 5, []),
        # E: with the community and partners; for the province problems are summarised too
        ("zone-6m", with_(APPROACH, there(APPROACH, "working_group")), 4, ["S3.E"]),
        ("zone-6m", with_(APPROACH, replace(APPROACH, partners=())), 4, ["S3.E"]),
        ("zone-6m", with_(APPROACH, there(APPROACH, "community")), 5, []),
        ("province-12m", with_(APPROACH, there(APPROACH, "community")), 5, []),
        ("province-12m", without(SUMMARY), 0, ["S3.E.summary"]),
        # F: the 3-year plan or the community plan; G: only the community plan
        ("zone-12m", without(planned(), PLAN), 1, ["S3.F"]),
        ("zone-12m", with_(planned(), PLAN), 5, []),
        ("province-12m", with_(planned(), PLAN), 1, ["S3.G", "S3.H.activity"]),
        ("province-6m", without(planned()), 3, ["S3.F"]),
        # H: partners, a household, an exchange; every household for the zone, the plan for the province
        ("zone-12m", without(done(activity=UNDER_PLAN)), 3, ["S3.H.activity"]),
        ("zone-12m", with_(done(activity=UNDER_PLAN), done()), 5, []),
        ("province-12m", with_(done(activity=UNDER_PLAN), done()), 2, ["S3.H.activity"]),
        ("zone-12m", with_(done(activity=UNDER_PLAN), done(partners=(Partner(name="วัด"),))), 3, ["S3.H.activity"]),
        ("zone-12m", with_(done(activity=UNDER_PLAN), done(partners=(Partner(name="วัด"),) * 2)), 3, ["S3.H.activity"]),
        ("zone-12m", without(EXCHANGE), 3, ["S3.H.exchange"]),
        ("zone-12m", without(Helped(H2)), 3, ["S3.H.every_household"]),
        ("province-12m", without(Helped(H2)), 5, []),
        ("province-12m", without(Helped(H1), Helped(H2)), 2, ["S3.H.household"]),
        ("zone-12m", without(adopted(H1, H2)), 3, ["S3.H.every_household"]),
        # I and J: the whole report to the zone office
        ("province-12m", without(FOLLOWED_UP), 3, ["S3.I"]),
        ("province-12m", without(LESSONS), 4, ["S3.J.lessons"]),
        ("province-12m", with_(LESSONS, replace(LESSONS, drawn_by=("one_home",))), 4, ["S3.J.lessons"]),
        ("province-12m", without(delivered("zone_office")), 4, ["S3.J.report"]),
        ("province-12m", without(delivered("governor")), 5, []),
        (
            "province-12m",
            with_(delivered("zone_office"), delivered("zone_office", "problems_solved")),
            4,
            ["S3.J.report"],
        ),
        # K: lessons, both deliveries, four yeses, and the pick
        ("zone-12m", without(LESSONS), 4, ["S3.K.models"]),
        ("zone-12m", without(delivered("governor")), 4, ["S3.K.models"]),
        ("zone-12m", without(criteria()), 4, ["S3.K.models"]),
        ("zone-12m", with_(criteria(), criteria(plan=False)), 4, ["S3.K.models"]),
        ("zone-12m", with_(criteria(), criteria(plan=False), criteria()), 5, []),
        ("zone-12m", without(Picked()), 4, ["S3.K.pick"]),
    ],
)
def test_each_piece_and_each_condition_is_asked_for_s3(
    sheet: str, told: Sequence[Told], reached: int, missing: list[str]
) -> None:
    milestones = found(sheet, told)
    assert (level(milestones), lacking(milestones)) == (reached, missing)


def test_members_of_a_group_only_proposed_take_part_too_p2_7() -> None:
    milestones = found("province-6m", without(ORDER, MET))
    assert [one.reached for one in milestones] == [True, True, True, True, False]
    assert Cite(3, CASE) in milestones[2].cites


def test_a_group_nobody_had_proposed_by_the_day_of_the_summary_took_no_part_p2_7() -> None:
    told = with_(SUMMARY, SUMMARY, on=DAY - timedelta(1))
    assert (level(found("province-6m", told)), level(found("zone-6m", told))) == (2, 5)


def test_a_dropped_activity_is_no_plan_and_the_dropping_is_cited_p4_3() -> None:
    dropped = Told(ActivityDropped(activity=UNDER_PLAN), DAY, Cite(50, CASE))
    second = Told(planned("โคกหนองนา"), DAY, Cite(51, CASE))
    milestones = found("province-12m", [*WHOLE, dropped])
    assert (level(milestones), lacking(milestones)) == (1, ["S3.G"])
    assert milestones[1].missing[0].cites == (dropped.cite,)
    assert found("province-12m", [*WHOLE, dropped, second])[1].cites == (second.cite,)


@pytest.mark.parametrize("sheet", ["zone-6m", "zone-12m", "province-6m", "province-12m"])
def test_a_waiver_is_no_evidence_w3(sheet: str) -> None:
    for requirement in ("P1.2", "P2.1", "P2.7", "P4.2", "P4.3", "P4.4", "P5.1", "P6.1", "P6.2"):
        waived = Told(WaiverConfirmed(request=1, requirement=requirement), DAY, Cite(60, CASE))
        for one in without(Picked()):
            rest = [other for other in WHOLE if other is not one]
            assert found(sheet, [*rest, waived]) == found(sheet, rest)


def test_a_household_that_is_excused_needs_no_help_and_one_that_is_helped_no_excuse_s3() -> None:
    excused = Told(Excused(H2), DAY, Cite(5, H2))
    assert excused.cite in found("zone-12m", [*without(Helped(H2)), excused])[3].cites
    assert excused.cite not in found("zone-12m", [*WHOLE, excused])[3].cites


@pytest.mark.parametrize("carried", [AREA, PROPOSED])
def test_the_area_and_the_proposal_carry_over_from_earlier_years_s3_1(carried: Any) -> None:
    assert level(found("zone-6m", with_(carried, carried, on=YEAR - timedelta(1)))) == 5


@pytest.mark.parametrize(
    ("other", "reached"), [(SITUATION, 2), (SUMMARY, 2), (MET, 3), (APPROACH, 4)], ids=["data", "issues", "met", "set"]
)
def test_nothing_else_carries_over_s3_1(other: Any, reached: int) -> None:
    assert level(found("zone-6m", with_(other, other, on=YEAR))) == (3 if other is MET else 5)
    assert level(found("zone-6m", with_(other, other, on=YEAR - timedelta(1)))) == reached


def test_an_order_of_an_earlier_year_still_stands_s3() -> None:
    assert level(found("zone-6m", with_(ORDER, ORDER, on=YEAR - timedelta(200)))) == 5


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (
            '{ piece = "B" }] },\n  { level = 3',
            '{ piece = "B", conditions = ["zone_office_present"] }] },\n  { level = 3',
            1,
        ),
        ('conditions = ["every_household_helped"]', 'conditions = ["community_present"]', 3),
        ('conditions = ["under_community_plan"]', 'conditions = ["problems_summarised"]', 2),
        ('{ piece = "K" }', '{ piece = "K", conditions = ["every_household_helped"] }', 4),
    ],
)
def test_a_condition_nobody_judges_of_a_piece_is_refused_s3(old: str, new: str, field: int) -> None:
    with pytest.raises(RulesError) as refused:
        expect_requirements(decode_rules(TEXT.replace(old, new, 1)))
    assert refused.value.field.endswith(f"milestones[{field}].evidence[0].conditions")


def test_the_delivered_rules_ask_only_for_what_is_judged_s3() -> None:
    expect_requirements(RULES)
    assert list(PIECES) == [piece.code for piece in RULES.scores.pieces]


def test_the_conditions_of_a_rule_set_decide_s3_4() -> None:
    milder = decode_rules(TEXT.replace('{ piece = "A", conditions = ["zone_office_present"] }', '{ piece = "A" }'))
    fewer = decode_rules(TEXT.replace("joint_activity_partners = 2", "joint_activity_partners = 3"))
    told = with_(AREA, there(AREA, "one_home"))
    assert (level(found("province-6m", told)), level(found("province-6m", told, milder))) == (0, 5)
    assert (level(found("zone-12m", WHOLE)), level(found("zone-12m", WHOLE, fewer))) == (5, 3)


MANY = history(
    (PROPOSED, date(2020, 9, 1)),
    (there(AREA, "one_home"), date(2020, 9, 20)),
    (replace(AREA, missions=()), date(2020, 10, 20)),
    (AREA, date(2020, 11, 1)),
    (there(SUMMARY, "zone_office", "one_home"), date(2020, 11, 5)),
    (there(SUMMARY, *ALL[:3]), date(2020, 11, 6)),
    (PROPOSED, date(2020, 11, 10)),
    (SITUATION, date(2020, 11, 12)),
    (there(SUMMARY, *ALL[:4]), date(2020, 11, 15)),
    (MET, date(2020, 11, 16)),
    (ORDER, date(2020, 11, 20)),
    (SUMMARY, date(2020, 11, 21)),
    (SITUATION, date(2020, 11, 22)),
    (adopted(H1, issues=("หนี้สิน",)), date(2020, 12, 1)),
    (adopted(H2), date(2020, 12, 2)),
    (MET, date(2020, 12, 3)),
    (planned("หนึ่ง"), date(2020, 12, 5)),
    (planned("สอง"), date(2020, 12, 6)),
    (ActivityDropped(activity=18), date(2020, 12, 7)),
    (PLAN, date(2020, 12, 8)),
    (replace(APPROACH, partners=()), date(2020, 12, 9)),
    (APPROACH, date(2020, 12, 10)),
    (done(partners=(Partner(name="วัด"),)), date(2021, 1, 5)),
    (done(), date(2021, 1, 6)),
    (done(activity=19), date(2021, 1, 7)),
    (Helped(H1), date(2021, 1, 8)),
    (Helped(H2), date(2021, 1, 9)),
    (Excused(H2), date(2021, 1, 10)),
    (EXCHANGE, date(2021, 1, 11)),
    (EXCHANGE, date(2021, 1, 12)),
    (FOLLOWED_UP, date(2021, 1, 13)),
    (replace(LESSONS, drawn_by=("one_home",)), date(2021, 1, 14)),
    (replace(LESSONS, drawn_by=("working_group",)), date(2021, 1, 15)),
    (LESSONS, date(2021, 1, 16)),
    (delivered("governor", "problems_solved"), date(2021, 1, 17)),
    (delivered("zone_office"), date(2021, 1, 18)),
    (delivered("governor"), date(2021, 1, 19)),
    (delivered("zone_office"), date(2021, 1, 20)),
    (criteria(plan=False), date(2021, 1, 21)),
    (criteria(), date(2021, 1, 22)),
    (Picked(), date(2021, 1, 23)),
)
"""A history that shows most things more than once, some of them not well enough."""
CHANGES_WHAT_OTHERS_COUNT_FOR = (ActivityDropped, CommitteeProposed, CommitteeAppointed)


def outcome(milestones: Sequence[MilestoneFound]) -> list[tuple[bool, list[str]]]:
    return [(one.reached, [finding.id for finding in one.missing]) for one in milestones]


def cites(milestones: Sequence[MilestoneFound]) -> list[tuple[Cite, ...]]:
    return [one.cites for one in milestones]


def standing_in_the_way(milestones: Sequence[MilestoneFound]) -> set[Cite]:
    return {cite for one in milestones for finding in one.missing for cite in finding.cites}


a_history = st.sets(st.sampled_from(range(len(MANY)))).map(
    lambda left_out: [one for place, one in enumerate(MANY) if place not in left_out]
)
a_sheet = st.sampled_from(["zone-6m", "zone-12m", "province-6m", "province-12m"])


def test_the_history_for_the_properties_reaches_everything_s3() -> None:
    for sheet in ("zone-6m", "zone-12m", "province-6m", "province-12m"):
        assert level(found(sheet, MANY)) == 5


@drawn(sheet=a_sheet, told=a_history)
def test_without_a_fact_cited_nowhere_nothing_changes_s3_2(sheet: str, told: list[Told]) -> None:
    before = found(sheet, told)
    cited = {cite for one in cites(before) for cite in one} | standing_in_the_way(before)
    for one in told:
        if one.cite in cited:
            continue
        after = found(sheet, [other for other in told if other is not one])
        assert outcome(after) == outcome(before), one
        if not isinstance(one.fact, CHANGES_WHAT_OTHERS_COUNT_FOR):
            assert cites(after) == cites(before), one


@settings(max_examples=60)
@drawn(sheet=a_sheet, told=a_history)
def test_the_facts_cited_alone_earn_a_milestone_and_none_can_be_spared_s3_2(sheet: str, told: list[Told]) -> None:
    """But for a meeting that adopted households, which leaves fewer to help, and for help to one never adopted."""
    for place, milestone in enumerate(found(sheet, told)):
        if milestone.missing:
            continue
        enough = [one for one in told if one.cite in milestone.cites]
        targets = {case for one in enough if isinstance(one.fact, HouseholdsAdopted) for case in one.fact.households}
        assert found(sheet, enough)[place].cites == milestone.cites
        for one in enough:
            after = found(sheet, [other for other in enough if other is not one])[place]
            assert after.cites != milestone.cites
            assert after.missing or isinstance(one.fact, HouseholdsAdopted | Helped), one
            if isinstance(one.fact, Helped) and not after.missing:
                assert one.fact.household not in targets


def test_lessons_of_both_bodies_may_come_from_two_meetings_p6_1() -> None:
    apart = [replace(LESSONS, drawn_by=(body,)) for body in ("one_home", "working_group")]
    milestones = found("province-12m", with_(LESSONS, *apart))
    assert {Cite(16, CASE), Cite(116, CASE)} <= set(milestones[4].cites)


def test_the_pick_is_cited_in_the_zones_review_p7_1() -> None:
    assert Cite(20, REVIEW_CASE) in found("zone-12m", WHOLE)[4].cites
