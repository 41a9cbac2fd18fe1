"""The family folder (สมุดพกครอบครัว): one household to keep and to sign, and all of a community in one batch (H1-H6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from aggregates.household_parts import Goal, Help
from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.bilingual import Text
from engine.refusal import BadInput, CaseNotFound
from web.answers.called import content, household_named
from web.answers.family_folder import FamilyFolder, PersonRow, family_folder
from web.answers.names import names_of, province_name
from web.answers.rail import rail
from web.papers.document import Copy, Document
from web.showing import Opens
from workflows.labels import text

MOST_FOLDERS = 200
"""Households in one batch: some 600 pages. A community adopts some 35."""


def _one(copy: Copy, case: str) -> dict[str, Any]:
    folder = _folder(copy, case)
    return {"about": folder["name"], "folders": [folder]}


def _batch(copy: Copy, case: str) -> dict[str, Any]:
    """The target households of a community, before adoption all that are open; those out of reach are left out.

    Raises BadInput for more than a batch holds.
    """
    copy.eyes.opens(PROGRAM.name, case)
    program = copy.cases.state(PROGRAM, case)
    members = copy.cases.members(case)
    chosen = [one for one in members if one in program.adopted] or list(members)
    if len(chosen) > MOST_FOLDERS:
        raise BadInput(
            "document",
            f"มี {len(chosen):,} ครัวเรือน พิมพ์รวมได้ไม่เกิน {MOST_FOLDERS:,} ให้พิมพ์จากหน้าของแต่ละครัวเรือน",
            f"there are {len(chosen):,} households and a batch holds {MOST_FOLDERS:,}: print them from their own pages",
        )
    return {"about": copy.pen.said(program.community), "folders": list(_folders(copy, chosen))}


def _folders(copy: Copy, cases: Iterable[str]) -> Iterator[dict[str, Any]]:
    for case in cases:
        try:
            yield _folder(copy, case)
        except CaseNotFound:
            continue


FAMILY_FOLDER = Document(
    "family-folder", Text("สมุดพกครอบครัว", "Family folder"), (HOUSEHOLD.name,), "family_folder.typ", _one
)
FAMILY_FOLDERS = Document(
    "family-folders",
    Text("สมุดพกครอบครัวทั้งชุมชน", "Family folders of the community"),
    (PROGRAM.name,),
    "family_folder.typ",
    _batch,
)


def _folder(copy: Copy, case: str) -> dict[str, Any]:
    opens, pen, reader = copy.eyes.opens(HOUSEHOLD.name, case), copy.pen, copy.reader
    state = copy.cases.state(HOUSEHOLD, case)
    rules = HOUSEHOLD.rules(state, reader, reader.on)
    folder = family_folder(reader, state, reader.facts(case, copy.size), rules, opens, copy.on)
    names = names_of(reader, rules)
    assert HOUSEHOLD.workflow is not None
    way = rail(HOUSEHOLD.workflow, state.life.stage, state.life, copy.on)
    cycle = state.this_cycle
    return {
        "name": pen.said(household_named(state, case, opens)),
        "case": case,
        "place": _place(copy, state, folder),
        "community": pen.said(copy.cases.state(PROGRAM, state.program).community),
        "province": pen.said(province_name(reader, state.province)),
        "house_code": content(state.details.get("house_code"), "house_code", opens),
        "officer": state.life.officer or "",
        "cycle": pen.number(state.life.cycle),
        "joined": pen.day(state.life.opened.on),
        "notice": pen.day(None if state.notice is None else state.notice.on),
        "sources": ", ".join(pen.said(text("source", one)) for one in state.sources),
        "people": pen.number(state.size),
        "stage": pen.said(way.label),
        "steps": [
            {"label": pen.said(step.label), "standing": step.standing, "since": pen.day(step.since)}
            for step in way.steps
        ],
        "tiers": {"before": folder.tiers[0], "after": folder.tiers[1]},
        "assessed_on": [pen.day(day) for day in folder.assessed_on],
        "members": [_member(one, copy) for one in folder.people],
        "problems": [
            pen.said(names.term("problem", one.code)) if one.code else content(one.text, "text", opens)
            for one in state.problems
        ],
        "earlier_help": [
            {"agency": pen.said(names.agency(one.agency)), "kind": one.kind, "baht": pen.number(one.baht)}
            for one in state.earlier_help
        ],
        "dimensions": [
            {
                "label": pen.said(one.label),
                "before": one.before,
                "after": one.after,
                "words": one.words,
                "ruled_out": one.ruled_out,
            }
            for one in folder.dimensions
        ],
        "goals": [_goal(one, folder, copy, opens) for one in cycle.goals],
        "agreed": pen.day(None if cycle.agreement is None else cycle.agreement.on),
        "help": [_help(version, one, state, folder, copy, opens) for version, one in state.help.items()],
        "help_total": pen.number(sum(one.baht or 0 for one in state.help.values())),
        "referrals": [
            {
                "on": pen.day(one.mark.on),
                "agency": _agency(one.agency, folder, copy),
                "due": pen.day(one.due),
                "status": one.status,
            }
            for one in state.referrals
        ],
        "visits": [
            {
                "on": pen.day(one.mark.on),
                "seen": content(one.note, "seen", opens),
                "visitor": content(one.note, "visitor", opens),
            }
            for one in state.visits
        ],
        "incomes": [
            {"on": pen.day(one.mark.on), "baht": pen.number(one.baht)}
            for one in dict.fromkeys(filter(None, (state.joining_income, state.income)))
        ],
        "criteria": [
            {"number": pen.number(one.number), "label": pen.said(one.label), "verdict": one.verdict, "said": one.said}
            for one in folder.criteria
        ],
        "judged": pen.day(None if cycle.judgement is None else cycle.judgement.mark.on),
        "out_of_poverty": state.out_of_poverty,
    }


def _place(copy: Copy, state: HouseholdCase, folder: FamilyFolder) -> str:
    th = copy.pen.lang == "th"
    subdistrict = f"ต.{state.subdistrict}" if th and state.subdistrict else state.subdistrict
    district = f"อ.{state.district}" if th and state.district else state.district
    province = copy.pen.said(province_name(copy.reader, state.province))
    return " ".join(filter(None, (folder.house, subdistrict, district, f"จ.{province}" if th else province)))


def _member(one: PersonRow, copy: Copy) -> dict[str, Any]:
    pen, details = copy.pen, dict(one.details)
    return {
        "name": one.name or pen.said(one.gone) or pen.said(Text("(ไม่เปิดเผย)", "(not shown)")),
        "head": one.head,
        "age": pen.number(one.age),
        "sex": pen.said(one.sex),
        "left": pen.day(one.left),
        "family": one.family,
        **{
            field: details.get(text("detail", field), "")
            for field in ("relation", "occupation", "disability", "national_id")
        },
    }


def _goal(one: Goal, folder: FamilyFolder, copy: Copy, opens: Opens | None) -> dict[str, Any]:
    labels = {dimension.code: dimension.label for dimension in folder.dimensions}
    return {
        "dimension": copy.pen.said(labels.get(one.dimension or "")),
        "action": content(one.action, "text", opens),
        "agency": _agency(one.agency, folder, copy),
        "due": copy.pen.day(one.due),
        "outcome": one.outcome,
        "ended": copy.pen.day(None if one.ended is None else one.ended.on),
    }


def _help(
    version: int, one: Help, state: HouseholdCase, folder: FamilyFolder, copy: Copy, opens: Opens | None
) -> dict[str, Any]:
    recorded = state.tpmap.get(version)
    return {
        "on": copy.pen.day(one.mark.on),
        "kind": one.kind,
        "note": content(one.note, "text", opens),
        "agency": _agency(one.agency, folder, copy),
        "baht": copy.pen.number(one.baht),
        "tpmap": copy.pen.day(None if recorded is None else recorded.on),
        "tpmap_ruled_out": version in state.tpmap_ruled_out,
    }


def _agency(code: str, folder: FamilyFolder, copy: Copy) -> str:
    return copy.pen.said(folder.agencies.get(code, Text(code, code)))
