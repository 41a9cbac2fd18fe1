"""The page of a community program: where it stands, what is missing, its working group, plan, households, history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Flask, render_template, request

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.casework import Casework
from engine.kind import Decision, Kind
from engine.reader import Reader
from web.access import Access, Person
from web.answers.committee import committee
from web.answers.gate import gates_then
from web.answers.household_rows import HouseholdRow, household_rows
from web.answers.lacking import grouped
from web.answers.meetings import meetings
from web.answers.names import names_of, province_name
from web.answers.rail import rail
from web.answers.standing import unsupported_shown
from web.answers.timeline import timeline
from web.answers.together import TOGETHER
from web.opening import opener
from web.pages.importing import add_import
from web.pages.moments import Moment, asked_moment, state_then
from web.pages.supplying import supplied
from web.pages.together import add_together
from web.people.caller import caller
from web.places import access_to, reach

SHOWN = ("stage", "tier", "officer", "lack")
"""What the household table is narrowed by."""
COMMANDS = {
    "meetings": ("hold_community_meeting", "hold_working_group_meeting", "record_exchange"),
    "seats": ("fill_seat", "declare_seat_absent", "propose_committee", "appoint_committee"),
    "plan": ("record_plan", "plan_activity", "set_approach", "record_activity"),
    "visits": ("record_supervision_visit", "follow_up"),
    "report": ("deliver_report", "draw_lessons", "judge_criteria"),
    "life": ("rename_community", "suspend", "resume", "request_waiver", "return_to", "close", "reopen"),
}
"""The commands offered beside each part of the page."""
ENDED_BY = {"resume": "suspended", "reopen": "closed"}
"""Commands that end a status are offered in no other."""


class Here(NamedTuple):
    """The page itself, for links that come back to it."""

    endpoint: str
    case: str


def add_programs(app: Flask, casework: Casework) -> None:
    """Give ``app`` the page of a community program."""
    pages = Blueprint("programs", __name__)

    @pages.get("/case/program/<string:case>")
    def show(case: str) -> str:
        with casework.reading() as reader:
            access = access_to(reader, caller(), PROGRAM.name, case)
            moment = asked_moment(reader)
            state = state_then(moment, reader, PROGRAM, case)
            here = Here("programs.show", case)
            if state is None:
                return render_template("program_unknown.html", moment=moment, here=here)
            page = _page(reader, access, moment, case, state)
            return render_template("program.html", here=here, moment=moment, **page)

    add_together(pages, casework)
    add_import(pages, casework)
    app.register_blueprint(pages)


def may_do(reader: Reader, person: Person, kind: Kind[Any], case: str, moment: Moment) -> Callable[[Decision], bool]:
    """Whether a command is this person's to give on the page; nothing is, away from now."""
    found = reach(reader, person, kind.name, case)
    return lambda decision: not moment.away and found.may_do(kind, decision)


def _page(reader: Reader, access: Access, moment: Moment, case: str, state: Any) -> dict[str, Any]:
    assert PROGRAM.workflow is not None
    rules = PROGRAM.rules(state, reader, reader.on)
    opens = opener(reader, access, case)
    may = may_do(reader, caller(), PROGRAM, case, moment)
    rows = list(
        household_rows(reader, caller(), moment.cases, moment.cases.members(case), state.adopted, now=not moment.away)
    )
    may_bulk = not moment.away and _may_work(reader, case)
    return {
        "state": state,
        "version": reader.version(case),
        "province": province_name(reader, state.province),
        "rail": rail(PROGRAM.workflow, state.life.stage, state.life, moment.cases.on),
        "gates": gates_then(PROGRAM, case, state, moment.cases, reader, may),
        "unsupported": [] if moment.away else unsupported_shown(reader, PROGRAM, case),
        "names": names_of(reader, rules),
        "rules": rules,
        "seats": committee(state, rules, opens),
        "meetings": meetings(state, names_of(reader, rules)),
        "households": _narrowed(rows, request.args),
        "every_household": rows,
        "chosen": {name: request.args.get(name, "") for name in SHOWN},
        "offered": {part: _offered(names, may, state.life.status) for part, names in COMMANDS.items()},
        "decide": [one for one in state.life.requests if one.about == "move"]
        if may(PROGRAM.decisions["confirm_move"])
        else [],
        "may_bulk": may_bulk,
        "lacking": supplied(case, grouped(rows)) if may_bulk else [],
        "together": [HOUSEHOLD.decisions[name] for name in TOGETHER] if may_bulk else [],
        "told": timeline(
            reader,
            case,
            opens,
            late_days=rules.process.late_days,
            on=moment.on,
            size=moment.size,
            by=request.args.get("by", ""),
            mark=request.args.get("mark", ""),
            whole="all" in request.args,
        ),
    }


def _offered(commands: Iterable[str], may: Callable[[Decision], bool], status: str) -> list[Decision]:
    """Those of the commands that this person may give and that the status of the case allows."""
    decisions = [PROGRAM.decisions[name] for name in commands]
    return [one for one in decisions if may(one) and _fits(one, status)]


def _fits(decision: Decision, status: str) -> bool:
    if decision.name in ENDED_BY:
        return status == ENDED_BY[decision.name]
    return status == "open" or (status == "suspended" and decision.standing != "open")


def _may_work(reader: Reader, case: str) -> bool:
    """Whether this person may open households here, and so work with those that are."""
    return reach(reader, caller(), PROGRAM.name, case).may_do(HOUSEHOLD, HOUSEHOLD.decisions["open_household"])


def _narrowed(rows: Iterable[HouseholdRow], asked: Mapping[str, str]) -> list[HouseholdRow]:
    stage, tier, officer, lack = (asked.get(name, "") for name in SHOWN)
    return [
        row
        for row in rows
        if stage in ("", row.rail.stage)
        and tier in ("", row.tier or "-")
        and officer in ("", row.officer or "-")
        and (not lack or (row.missing > 0) == (lack == "yes"))
    ]
