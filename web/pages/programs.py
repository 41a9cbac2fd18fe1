"""The page of a community program: where it stands, what is missing, its working group, plan, households, history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.casework import Casework
from engine.decision import Decision
from engine.reader import Reader
from web.answers.committee import committee
from web.answers.documents import documents
from web.answers.household_rows import HouseholdRow, household_rows
from web.answers.lacking import grouped
from web.answers.meetings import meetings
from web.answers.names import names_of, province_name
from web.answers.together import TOGETHER
from web.attachments.allowed import may_attach
from web.pages.case_page import CasePage, case_page
from web.pages.five_bars import add_five_bars
from web.pages.importing import add_import
from web.pages.supplying import supplied
from web.pages.together import add_together
from web.pages.tpmap import add_tpmap
from web.people.caller import caller
from web.places import reach
from web.tables.cases import community_table
from web.tables.taking import file_asked, take

SHOWN = ("stage", "tier", "officer", "lack")
"""What the household table is narrowed by."""
COMMANDS = {
    "meetings": ("hold_community_meeting", "hold_working_group_meeting", "record_exchange"),
    "seats": ("fill_seat", "declare_seat_absent", "propose_committee", "appoint_committee"),
    "plan": ("record_plan", "plan_activity", "set_approach", "record_activity"),
    "visits": ("record_supervision_visit", "follow_up"),
    "report": ("deliver_report", "draw_lessons", "judge_criteria"),
    "life": ("rename_community", "put_off", "suspend", "resume", "request_waiver", "return_to", "close", "reopen"),
}
"""The commands offered beside each part of the page."""
ENDED_BY = {"resume": "suspended", "reopen": "closed"}
"""Commands that end a status are offered in no other."""


def add_programs(app: Flask, casework: Casework) -> None:
    """Give ``app`` the page of a community program."""
    pages = Blueprint("programs", __name__)

    @pages.get("/case/program/<string:case>")
    def show(case: str) -> ResponseReturnValue:
        with casework.reading() as reader:
            page = case_page(reader, PROGRAM, "programs.show", case)
            if page.state is None:
                return render_template("program_unknown.html", moment=page.moment, here=page.here)
            if file_asked():
                rows = _narrowed(_households(page), request.args)
                given = {"program": case, "on": page.moment.on, "known": page.moment.known}
                narrowed = {name: value for name in SHOWN if (value := request.args.get(name))}
                return take(reader, "households", HOUSEHOLD.name, [community_table(rows)], {**given, **narrowed})
            return render_template("program.html", **page.shown(), **_community(page))

    add_together(pages, casework)
    add_five_bars(pages, casework)
    add_import(pages, casework)
    add_tpmap(pages, casework)
    app.register_blueprint(pages)


def _community(page: CasePage) -> dict[str, Any]:
    """What only a community program has."""
    reader, state, moment, case = page.reader, page.state, page.moment, page.here.case
    rows = _households(page)
    may_bulk = not moment.away and _may_work(reader, case)
    names = names_of(reader, page.rules)
    return {
        "province": province_name(reader, state.province),
        "names": names,
        "seats": committee(state, page.rules, page.opens),
        "meetings": meetings(state, names),
        "households": _narrowed(rows, request.args),
        "every_household": rows,
        "chosen": {name: request.args.get(name, "") for name in SHOWN},
        "documents": documents(state.attachments, state.erased, page.rules.attachments, page.opens),
        "may_attach": not moment.away and may_attach(page.allowed, PROGRAM),
        "offered": {part: _offered(names, page.may, state.life.status) for part, names in COMMANDS.items()},
        "may_bulk": may_bulk,
        "lacking": supplied(case, grouped(rows)) if may_bulk else [],
        "together": [HOUSEHOLD.decisions[name] for name in TOGETHER] if may_bulk else [],
    }


def _households(page: CasePage) -> list[HouseholdRow]:
    """The households of the community that this person may read, as they stand at the page's moment."""
    moment = page.moment
    members, adopted = moment.cases.members(page.here.case), page.state.adopted
    return list(household_rows(page.reader, caller(), moment.cases, members, adopted, now=not moment.away))


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
