"""The family folder's plan: goals for what the household lacks, and its agreement (H4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from aggregates.asking import reason_of
from aggregates.choosing import agency as known_agency
from aggregates.choosing import among, term
from aggregates.household_facts import GoalAchieved, GoalDropped, GoalSet, PlanAgreed
from aggregates.household_parts import Goal
from aggregates.household_state import HOUSEHOLD, HouseholdCase
from aggregates.household_values import Agreement, FamilyLabel, Short, Words
from engine.kind import Act
from engine.refusal import BadInput, refuse
from engine.sealed import Note, sealed_for
from workflows.program_rules import Concept


@HOUSEHOLD.decides(GoalSet, th="กำหนดเป้าหมาย", en="Set a goal")
def set_goal(
    case: HouseholdCase,
    act: Act,
    *,
    action: Words,
    agency: Short,
    due: date,
    concepts: tuple[str, ...],
    dimension: str | None = None,
    family: FamilyLabel = "",
) -> Iterator[GoalSet]:
    """Plan an action: who is responsible, by when, and the concepts it uses (H4, P4.3).

    A concept is a code of the rule set, or one with its part such as welfare.housing.
    """
    if dimension is not None:
        term("dimension", dimension, act.rules.household.dimensions)
    if due < act.on:
        raise BadInput("due", "วันครบกำหนดต้องไม่ก่อนวันที่กำหนดเป้าหมาย", "must not lie before the day the goal is set")
    choices = tuple(_codes(act.rules.program.concepts))
    if not concepts:
        listed = ", ".join(choices)
        raise BadInput("concepts", f"ระบุแนวคิดอย่างน้อย 1 ข้อ: {listed}", f"name at least one of: {listed}")
    for place, concept in enumerate(concepts):
        among(f"concepts[{place}]", concept, choices)
    if family:
        among("family", family, dict.fromkeys(member.family for member in case.present if member.family))
    yield GoalSet(
        dimension=dimension,
        agency=known_agency("agency", agency, act),
        due=due,
        concepts=tuple(dict.fromkeys(concepts)),
        family=family,
        action=sealed_for(case.subject, Note(action)),
    )


@HOUSEHOLD.decides(GoalAchieved, th="บรรลุเป้าหมาย", en="Achieve a goal")
def achieve_goal(case: HouseholdCase, act: Act, *, goal: int) -> Iterator[GoalAchieved]:
    """Say that the goal set at version ``goal`` was reached."""
    found = _goal(case, goal)
    if found.dropped:
        raise refuse("H4", "เป้าหมายนี้ยกเลิกแล้ว", "this goal was given up")
    if found.outcome == "pending":
        yield GoalAchieved(goal=goal)


@HOUSEHOLD.decides(GoalDropped, th="ยกเลิกเป้าหมาย", en="Drop a goal")
def drop_goal(case: HouseholdCase, act: Act, *, goal: int) -> Iterator[GoalDropped]:
    """Give up the goal set at version ``goal``, with a reason."""
    reason_of(act)
    found = _goal(case, goal)
    if found.outcome == "achieved":
        raise refuse("H4", "เป้าหมายนี้บรรลุแล้ว", "this goal was reached already")
    if found.outcome == "pending":
        yield GoalDropped(goal=goal)


@HOUSEHOLD.decides(PlanAgreed, th="บันทึกความเห็นชอบของครัวเรือน", en="Record the household's agreement")
def agree_plan(case: HouseholdCase, act: Act, *, person: str | None = None, name: str = "") -> Iterator[PlanAgreed]:
    """Record that a member, or somebody else by name, agreed to the plan for the household (H4)."""
    if bool(person) == bool(name):
        raise BadInput(
            "person", "ระบุสมาชิก หรือชื่อผู้เห็นชอบ อย่างใดอย่างหนึ่ง", "give either a member or the name of who agreed"
        )
    if person:
        among("person", person, (member.person for member in case.present))
    if name or (person, act.on) not in [(a.person, a.mark.on) for a in case.this_cycle.agreements]:
        agreed = sealed_for(case.subject, Agreement(name=name)) if name else None
        yield PlanAgreed(person=person or None, agreed=agreed)


def _goal(case: HouseholdCase, version: int) -> Goal:
    goals = {goal.mark.version: goal for goal in case.this_cycle.goals}
    among("goal", str(version), map(str, goals))
    return goals[version]


def _codes(concepts: Iterable[Concept]) -> Iterator[str]:
    for concept in concepts:
        yield concept.code
        yield from (f"{concept.code}.{part.code}" for part in concept.parts)
