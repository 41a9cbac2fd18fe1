"""What a case already holds, as choices: its people, goals, help, referrals, requests; and cases near it."""

from __future__ import annotations

from typing import Any

from aggregates.areas import Place
from aggregates.household_state import HOUSEHOLD
from engine.bilingual import Text
from engine.calendar import fiscal_year, show_date
from engine.history import Mark
from web.answers.called import household_named
from web.answers.names import community_name
from web.forms.ground import Ground, Option, same
from web.places import within

PROGRAMS = "SELECT case_id, title FROM caseload WHERE kind = 'program' AND {area} ORDER BY title"
OFFICERS = "SELECT DISTINCT officer FROM caseload WHERE officer IS NOT NULL AND {area} ORDER BY officer"


def dated(mark: Mark, th: str, en: str) -> Option:
    """What a fact says, with its day, to choose it by its version."""
    return Option(str(mark.version), Text(f"{th} · {show_date(mark.on, 'th')}", f"{en} · {show_date(mark.on, 'en')}"))


def people(ground: Ground) -> list[Option]:
    """Who belongs to the household now."""
    found = []
    for place, member in enumerate(ground.state.present if ground.state else (), start=1):
        name = ground.said(member.details.get("name"), "name")
        found.append(Option(member.person, Text(name or f"สมาชิกคนที่ {place}", name or f"Member {place}")))
    return found


def families(ground: Ground) -> list[Option]:
    return same(dict.fromkeys(one.family for one in ground.state.present if one.family))


def goals(ground: Ground) -> list[Option]:
    pending = [goal for goal in ground.state.this_cycle.goals if goal.outcome == "pending"]
    return [dated(goal.mark, *[ground.said(goal.action, "text") or goal.agency] * 2) for goal in pending]


def help_given(ground: Ground) -> list[Option]:
    return [dated(one.mark, one.kind, one.kind) for one in ground.state.help.values()]


def referrals(ground: Ground) -> list[Option]:
    return [dated(one.mark, one.agency, one.agency) for one in ground.state.referrals if one.waiting]


def pending(ground: Ground) -> list[Option]:
    """What waits for a second person."""
    life = getattr(ground.state, "life", None)
    found = [dated(one.mark, *_asked(ground, one)) for one in getattr(life, "requests", ())]
    asked = getattr(ground.state, "requests", {})
    return found or [Option(str(version), Text(str(one.area), str(one.area))) for version, one in asked.items()]


def _asked(ground: Ground, request: Any) -> tuple[str, str]:
    workflow = ground.kind.workflow
    if request.about == "move" and workflow is not None:
        label = workflow.stage(request.subject).label
        return label.th, label.en
    if request.about == "late_record":
        return "บันทึกย้อนหลังนาน", "Recorded very late"
    requirement = None if workflow is None else workflow.requirement(request.subject)
    if requirement is not None:
        return requirement.label.th, requirement.label.en
    return f"แก้ไขลำดับ {request.subject}", f"Correction of fact {request.subject}"


def stages_on(ground: Ground) -> list[Option]:
    """The stages that lie ahead; the nearest first."""
    assert ground.kind.workflow is not None
    ways = ground.kind.workflow.ways_from(ground.kind.stage(ground.state))
    return [Option(way.target, ground.kind.workflow.stage(way.target).label) for way in ways if not way.back]


def stages_back(ground: Ground) -> list[Option]:
    assert ground.kind.workflow is not None
    ways = ground.kind.workflow.ways_from(ground.kind.stage(ground.state))
    return [Option(way.target, ground.kind.workflow.stage(way.target).label) for way in ways if way.back]


def waivable(ground: Ground) -> list[Option]:
    """What is missing for the next stage and may be waived (W3)."""
    if ground.case is None:
        return []
    gaps = (gap for _, gate in ground.reader.findings(ground.case) for gap in gate if not gap.holds)
    return [Option(gap.id, gap.label) for gap in gaps if ground.rules.process.waivable(gap.id)]


def officers(ground: Ground) -> list[Option]:
    """Who asks, and everybody who has cases in the same area."""
    area, values = within(ground.reader, ground.person.areas)
    rows = ground.reader.connection.execute(OFFICERS.format(area=area), values)
    return same(dict.fromkeys([ground.person.id, *(row[0] for row in rows)]))


def provinces(ground: Ground) -> list[Option]:
    """Those in the area of whoever asks, by name."""
    reach = ground.person.areas
    found = []
    for code in ground.reference.provinces:
        one = ground.reference.province(code, ground.reader.on)
        place = Place(province=code, zone=ground.reference.zone_of(code, ground.reader.on))
        near = any(area.covers(place) or area.code.partition("/")[0] == code for area in reach)
        if one is not None and (near or not reach):
            found.append(Option(code, Text(one.th, one.en)))
    return sorted(found, key=lambda option: option.label.th)


def community_names(ground: Ground) -> list[Option]:
    """The programs in the area of whoever asks."""
    area, values = within(ground.reader, ground.person.areas)
    return [
        Option(case, community_name(ground.reader, case) or Text(title, title))
        for case, title in ground.reader.connection.execute(PROGRAMS.format(area=area), values)
    ]


def fiscal_years(ground: Ground) -> list[Option]:
    now = fiscal_year(ground.reader.on)
    return same(range(min(now, ground.rules.fiscal_year), now + 2))


def household_names(ground: Ground) -> list[Option]:
    """The households of a program, by whoever heads them."""
    if ground.case is None:
        return []
    cases = ((case, ground.reader.state(HOUSEHOLD, case)) for case in ground.reader.members(ground.case))
    return [Option(case, household_named(state, case, ground.opens)) for case, state in cases]
