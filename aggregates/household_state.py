"""The household kind of case, and how each fact changes its record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from aggregates.household_claims import claims, recognised
from aggregates.household_facts import (
    CarriedOver,
    ChosenAsExample,
    CriteriaJudged,
    DetailsCompleted,
    DimensionsAssessed,
    GoalAchieved,
    GoalDropped,
    GoalSet,
    HelpDelivered,
    HelpReceived,
    HelpRuledOut,
    HouseholdOpened,
    IncomeStated,
    MemberDetailsCompleted,
    MemberJoined,
    MemberLeft,
    PlanAgreed,
    PrivacyNoticeGiven,
    ProblemNoted,
    RecordedInTpmap,
    ReferralAnswered,
    ReferralDone,
    ReferralSent,
    SourceAdded,
    TpmapRuledOut,
    Visited,
)
from aggregates.household_parts import (
    Assessment,
    CarryOver,
    CriteriaJudgement,
    EarlierHelp,
    Goal,
    Help,
    Income,
    Member,
    PlanAgreement,
    Problem,
    Referral,
    Visit,
)
from aggregates.household_record import HouseholdCase
from aggregates.lifecycle import begin
from engine.bilingual import Text
from engine.history import Mark
from engine.kind import Kind
from workflows.household_case import HOUSEHOLD_WORKFLOW

__all__ = ["HOUSEHOLD", "HouseholdCase"]

Box = TypeVar("Box")
Part = TypeVar("Part", Goal, Referral)


HOUSEHOLD: Kind[HouseholdCase] = Kind(
    "household",
    Text("ครัวเรือน", "Household"),
    HOUSEHOLD_WORKFLOW,
    claims=claims,
    claims_rest_on=lambda case: (case.life.holds_claims, case.details, case.members, case.erased),
    parent=lambda case: case.program,
    subject=lambda case: case.subject,
    recognised=recognised,
)

# Evolve


@HOUSEHOLD.evolves(HouseholdOpened)
def _opened(case: HouseholdCase | None, fact: HouseholdOpened, mark: Mark) -> HouseholdCase:
    return HouseholdCase(
        life=begin(fact.rules, mark),
        subject=fact.subject,
        program=fact.program,
        province=fact.province,
        district=fact.district,
        subdistrict=fact.subdistrict,
        sources=dict.fromkeys(fact.sources, mark),
        member_count=fact.member_count,
        details=_filled({}, fact.fields, fact.details),
        place=mark,
    )


@HOUSEHOLD.evolves(SourceAdded)
def _source(case: HouseholdCase, fact: SourceAdded, mark: Mark) -> HouseholdCase:
    return _with(case, sources={**case.sources, fact.source: mark})


@HOUSEHOLD.evolves(DetailsCompleted)
def _details(case: HouseholdCase, fact: DetailsCompleted, mark: Mark) -> HouseholdCase:
    return _with(
        case,
        district=case.district if fact.district is None else fact.district,
        subdistrict=case.subdistrict if fact.subdistrict is None else fact.subdistrict,
        member_count=case.member_count if fact.member_count is None else fact.member_count,
        details=_filled(case.details, fact.fields, fact.details, fact.cleared),
        members=_without_address(case.members) if "name_and_address" in fact.cleared else case.members,
        place=mark,
    )


@HOUSEHOLD.evolves(MemberJoined)
def _joined(case: HouseholdCase, fact: MemberJoined, mark: Mark) -> HouseholdCase:
    member = Member(fact.person, fact.family, _filled({}, fact.fields, fact.details), mark)
    head = fact.person if fact.head else case.head
    return _with(case, members={**case.members, fact.person: member}, head=head)


@HOUSEHOLD.evolves(MemberDetailsCompleted)
def _member_details(case: HouseholdCase, fact: MemberDetailsCompleted, mark: Mark) -> HouseholdCase:
    known = case.members.get(fact.person)
    if known is None:
        return case
    member = msgspec.structs.replace(
        known,
        family=known.family if fact.family is None else fact.family,
        details=_filled(known.details, fact.fields, fact.details, fact.cleared),
    )
    head = fact.person if fact.head else case.head
    return _with(case, members={**case.members, fact.person: member}, head=head)


@HOUSEHOLD.evolves(MemberLeft)
def _left(case: HouseholdCase, fact: MemberLeft, mark: Mark) -> HouseholdCase:
    known = case.members.get(fact.person)
    if known is None:
        return case
    members = {**case.members, fact.person: msgspec.structs.replace(known, left=mark)}
    count = None if case.member_count is None else case.member_count - 1
    return _with(case, members=members, member_count=count, head=None if case.head == fact.person else case.head)


@HOUSEHOLD.evolves(PrivacyNoticeGiven)
def _notice(case: HouseholdCase, fact: PrivacyNoticeGiven, mark: Mark) -> HouseholdCase:
    return _with(case, notice=mark)


@HOUSEHOLD.evolves(ProblemNoted)
def _problem(case: HouseholdCase, fact: ProblemNoted, mark: Mark) -> HouseholdCase:
    return _with(case, problems=(*case.problems, Problem(fact.code, fact.text, mark)))


@HOUSEHOLD.evolves(HelpReceived)
def _earlier_help(case: HouseholdCase, fact: HelpReceived, mark: Mark) -> HouseholdCase:
    had = EarlierHelp(fact.agency, fact.kind, fact.baht, fact.note, mark)
    return _with(case, earlier_help=(*case.earlier_help, had))


@HOUSEHOLD.evolves(IncomeStated)
def _income(case: HouseholdCase, fact: IncomeStated, mark: Mark) -> HouseholdCase:
    return _with(case, incomes=(*case.incomes, Income(fact.baht, fact.source, mark)))


@HOUSEHOLD.evolves(DimensionsAssessed)
def _assessed(case: HouseholdCase, fact: DimensionsAssessed, mark: Mark) -> HouseholdCase:
    found = Assessment(fact.verdicts, fact.failed, fact.tier, mark)
    if fact.tier is None:
        return _with(case, latest=found)
    return _in_cycle(_with(case, latest=found, whole=found), assessment=found)


@HOUSEHOLD.evolves(GoalSet)
def _goal(case: HouseholdCase, fact: GoalSet, mark: Mark) -> HouseholdCase:
    goal = Goal(fact.dimension, fact.agency, fact.due, fact.concepts, fact.family, fact.action, mark)
    return _in_cycle(case, goals=(*case.this_cycle.goals, goal))


@HOUSEHOLD.evolves(GoalAchieved)
def _achieved(case: HouseholdCase, fact: GoalAchieved, mark: Mark) -> HouseholdCase:
    return _in_cycle(case, goals=_changed(case.this_cycle.goals, fact.goal, outcome="achieved", ended=mark))


@HOUSEHOLD.evolves(GoalDropped)
def _dropped(case: HouseholdCase, fact: GoalDropped, mark: Mark) -> HouseholdCase:
    return _in_cycle(case, goals=_changed(case.this_cycle.goals, fact.goal, outcome="dropped", ended=mark))


@HOUSEHOLD.evolves(PlanAgreed)
def _agreed(case: HouseholdCase, fact: PlanAgreed, mark: Mark) -> HouseholdCase:
    agreement = PlanAgreement(fact.person, fact.agreed, mark)
    return _in_cycle(case, agreements=(*case.this_cycle.agreements, agreement))


@HOUSEHOLD.evolves(HelpDelivered)
def _helped(case: HouseholdCase, fact: HelpDelivered, mark: Mark) -> HouseholdCase:
    one = Help(
        dimension=fact.dimension,
        agency=fact.agency,
        kind=fact.kind,
        baht=fact.baht,
        person=fact.person,
        cycle=case.cycle,
        note=fact.note,
        mark=mark,
    )
    return _with(case, help={**case.help, mark.version: one})


@HOUSEHOLD.evolves(HelpRuledOut)
def _ruled_out(case: HouseholdCase, fact: HelpRuledOut, mark: Mark) -> HouseholdCase:
    return _in_cycle(case, ruled_out={**case.this_cycle.ruled_out, fact.dimension: mark})


@HOUSEHOLD.evolves(ReferralSent)
def _referred(case: HouseholdCase, fact: ReferralSent, mark: Mark) -> HouseholdCase:
    return _with(case, referrals=(*case.referrals, Referral(fact.agency, fact.due, fact.note, mark)))


@HOUSEHOLD.evolves(ReferralAnswered)
def _answered(case: HouseholdCase, fact: ReferralAnswered, mark: Mark) -> HouseholdCase:
    status = "accepted" if fact.accepted else "declined"
    return _with(case, referrals=_changed(case.referrals, fact.referral, status=status, answered=mark))


@HOUSEHOLD.evolves(ReferralDone)
def _done(case: HouseholdCase, fact: ReferralDone, mark: Mark) -> HouseholdCase:
    return _with(case, referrals=_changed(case.referrals, fact.referral, status="done", done=mark))


@HOUSEHOLD.evolves(Visited)
def _visited(case: HouseholdCase, fact: Visited, mark: Mark) -> HouseholdCase:
    return _with(case, visits=(*case.visits, Visit(fact.note, mark)))


@HOUSEHOLD.evolves(CriteriaJudged)
def _judged(case: HouseholdCase, fact: CriteriaJudged, mark: Mark) -> HouseholdCase:
    judgement = CriteriaJudgement(
        verdicts=fact.verdicts,
        left_out=fact.left_out,
        extra=fact.extra,
        income=fact.income,
        out_of_poverty=fact.out_of_poverty,
        notes=fact.notes,
        mark=mark,
    )
    return _in_cycle(case, judgement=judgement)


@HOUSEHOLD.evolves(RecordedInTpmap)
def _in_tpmap(case: HouseholdCase, fact: RecordedInTpmap, mark: Mark) -> HouseholdCase:
    return _with(case, tpmap={**case.tpmap, **dict.fromkeys(fact.help, mark)})


@HOUSEHOLD.evolves(TpmapRuledOut)
def _not_in_tpmap(case: HouseholdCase, fact: TpmapRuledOut, mark: Mark) -> HouseholdCase:
    return _with(case, tpmap_ruled_out={**case.tpmap_ruled_out, **dict.fromkeys(fact.help, mark)})


@HOUSEHOLD.evolves(CarriedOver)
def _carried_over(case: HouseholdCase, fact: CarriedOver, mark: Mark) -> HouseholdCase:
    return _in_cycle(case, carried_over=CarryOver(fact.until, mark))


@HOUSEHOLD.evolves(ChosenAsExample)
def _example(case: HouseholdCase, fact: ChosenAsExample, mark: Mark) -> HouseholdCase:
    return _with(case, example=mark)


def _with(case: HouseholdCase, **changes: Any) -> HouseholdCase:
    return msgspec.structs.replace(case, **changes)


def _in_cycle(case: HouseholdCase, **changes: Any) -> HouseholdCase:
    return _with(case, this_cycle=msgspec.structs.replace(case.this_cycle, **changes))


def _filled(
    known: Mapping[str, Box], fields: Iterable[str], box: Box | None, cleared: Iterable[str] = ()
) -> Mapping[str, Box]:
    kept = {field: found for field, found in known.items() if field not in cleared}
    return kept if box is None else {**kept, **dict.fromkeys(fields, box)}


def _without_address(members: Mapping[str, Member]) -> Mapping[str, Member]:
    """Where nobody is known any more by a name and this address."""
    return {
        person: msgspec.structs.replace(member, details=_filled(member.details, (), None, ("name_and_address",)))
        for person, member in members.items()
    }


def _changed(parts: tuple[Part, ...], version: int, **changes: Any) -> tuple[Part, ...]:
    return tuple(msgspec.structs.replace(p, **changes) if p.mark.version == version else p for p in parts)
