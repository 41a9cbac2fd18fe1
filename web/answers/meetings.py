"""The meetings of a community program as a register: who called them, who came, what was dealt with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from aggregates.committee_facts import CommunityMeetingHeld
from aggregates.program_facts import AreaChosen, HouseholdDataStudied, IssuesSummarised, OneHomeBriefed
from aggregates.program_plan_facts import ApproachSet, HouseholdsAdopted, WorkingGroupMet
from aggregates.program_record import Program
from aggregates.program_work_facts import LearningExchanged
from engine.bilingual import Text
from engine.history import Mark
from projections.names import Names

SORTS: dict[type[Any], Text] = {
    OneHomeBriefed: Text("ชี้แจงทีม One Home", "One Home briefing"),
    AreaChosen: Text("เลือกพื้นที่", "Choice of the area"),
    HouseholdDataStudied: Text("ศึกษาข้อมูลครัวเรือน", "Study of household data"),
    CommunityMeetingHeld: Text("ประชุมประชาคม", "Community meeting"),
    IssuesSummarised: Text("สรุปประเด็น", "Summary of issues"),
    HouseholdsAdopted: Text("คณะทำงาน: รับครัวเรือนเป้าหมาย", "Working group: adoption"),
    ApproachSet: Text("กำหนดแนวทางร่วมกัน", "Agreement on the approach"),
    WorkingGroupMet: Text("ประชุมคณะทำงาน", "Working group"),
    LearningExchanged: Text("แลกเปลี่ยนเรียนรู้", "Exchange of learning"),
}


class Meeting(NamedTuple):
    """One meeting."""

    on: date
    sort: str
    label: Text
    present: tuple[Text, ...]
    """The bodies that called it or took part."""
    attendees: int | None
    about: tuple[Text | str, ...]
    minutes: str
    mark: Mark


def meetings(program: Program, names: Names) -> list[Meeting]:
    """Every meeting on record, earliest first."""
    found = [_meeting(evidence.fact, evidence.mark, names) for evidence in _held(program)]
    return sorted(found, key=lambda meeting: (meeting.on, meeting.mark.version))


def _held(program: Program) -> Iterator[Any]:
    yield from (one for one in (program.briefing, program.area) if one is not None)
    for part in ("household_studies", "community_meetings", "summaries", "adoption_meetings", "approaches"):
        yield from getattr(program, part)
    yield from program.meetings
    yield from program.exchanges


def _meeting(fact: Any, mark: Mark, names: Names) -> Meeting:
    present: tuple[Text, ...] = ()
    for field in ("convened_by", "participants"):
        present += names.bodies(getattr(fact, field, ()))
    present += tuple(names.agency(one.kind or one.name) for one in getattr(fact, "partners", ()))
    if isinstance(fact, OneHomeBriefed):
        present = tuple(names.agency(one) for one in fact.agencies)
    return Meeting(
        on=mark.on,
        sort=type(fact).spec.name,
        label=SORTS[type(fact)],
        present=tuple(dict.fromkeys(present)),
        attendees=getattr(fact, "attendees", None),
        about=_about(fact, names),
        minutes=getattr(fact, "minutes", "") or getattr(fact, "findings", ""),
        mark=mark,
    )


def _adopted(number: int) -> Text:
    """How many households a meeting took in."""
    some = "household" if number == 1 else "households"
    return Text(f"รับ {number:,} ครัวเรือน", f"{number:,} {some} adopted")


def _about(fact: Any, names: Names) -> tuple[Text | str, ...]:
    match fact:
        case CommunityMeetingHeld():
            return names.terms("agenda", fact.agenda)
        case HouseholdsAdopted(households=households):
            return (*fact.issues, _adopted(len(households)))
        case WorkingGroupMet():
            return (*fact.agenda, *fact.issues)
        case ApproachSet():
            return tuple(fact.solutions)
        case AreaChosen():
            return (fact.scope,)
        case LearningExchanged():
            return (fact.topic,)
    return ()
