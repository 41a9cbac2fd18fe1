"""The page of a household: the family folder, at any moment, with the controls that carry it on."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, render_template, request

from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.casework import Casework
from engine.kind import Decision
from engine.reader import Reader
from web.access import Access
from web.answers.called import content, household_named
from web.answers.family_folder import family_folder
from web.answers.gate import gates_then
from web.answers.rail import rail
from web.answers.standing import unsupported_shown
from web.answers.timeline import timeline
from web.opening import opener
from web.pages.moments import Moment, asked_moment, state_then
from web.pages.programs import Here, may_do
from web.pages.requests import requests_shown
from web.people.caller import caller
from web.places import access_to

COMMANDS = {
    "people": ("add_member", "complete_member", "remove_member", "complete_details", "add_source"),
    "needs": ("assess_dimensions", "state_income", "note_problem", "note_help_received", "give_privacy_notice"),
    "plan": ("set_goal", "achieve_goal", "drop_goal", "agree_plan"),
    "help": ("deliver_help", "rule_out_help", "record_in_tpmap", "rule_out_tpmap"),
    "visits": ("visit", "carry_over"),
    "referrals": ("send_referral", "answer_referral", "finish_referral"),
    "criteria": ("judge_criteria", "choose_as_example"),
    "life": (
        "assign_manager",
        "transfer_manager",
        "request_waiver",
        "return_to",
        "suspend",
        "resume",
        "close",
        "reopen",
    ),
}
"""The commands offered beside each part of the page."""


def add_household(app: Flask, casework: Casework) -> None:
    """Give ``app`` the page of a household."""
    pages = Blueprint("households", __name__)

    @pages.get("/case/household/<string:case>")
    def show(case: str) -> str:
        with casework.reading() as reader:
            access = access_to(reader, caller(), HOUSEHOLD.name, case)
            moment = asked_moment(reader)
            state = state_then(moment, reader, HOUSEHOLD, case)
            here = Here("households.show", case)
            if state is None:
                return render_template("household_unknown.html", moment=moment, here=here)
            return render_template(
                "household.html", here=here, moment=moment, **_page(reader, access, moment, case, state)
            )

    app.register_blueprint(pages)


def _page(reader: Reader, access: Access, moment: Moment, case: str, state: HouseholdCase) -> dict[str, Any]:
    assert HOUSEHOLD.workflow is not None
    rules, day = HOUSEHOLD.rules(state, reader, reader.on), moment.cases.on
    opens = opener(reader, access, case)
    may = may_do(reader, caller(), HOUSEHOLD, case, moment)
    return {
        "state": state,
        "name": household_named(state, case, opens),
        "program": moment.cases.state(PROGRAM, state.program).community,
        "version": reader.version(case),
        "key": secrets.token_hex(16),
        "rail": rail(HOUSEHOLD.workflow, state.life.stage, state.life, day),
        "gates": gates_then(HOUSEHOLD, case, state, moment.cases, reader, may),
        "unsupported": [] if moment.away else unsupported_shown(reader, HOUSEHOLD, case),
        "folder": family_folder(reader, state, reader.facts(case, moment.size), rules, opens, day),
        "content": lambda box, field: content(box, field, opens),
        "rules": rules,
        "offered": {part: _offered(state, names, may) for part, names in COMMANDS.items()},
        "requests": requests_shown(HOUSEHOLD, state.life, may),
        "may_move": may(HOUSEHOLD.decisions["advance"]) and state.life.status == "open",
        "may_correct": may(HOUSEHOLD.decisions["correct"]),
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


def _offered(state: HouseholdCase, names: tuple[str, ...], may: Callable[[Decision], bool]) -> list[Decision]:
    """What may be done now: nothing that has no object, such as an answer to a referral that nobody sent."""
    goals = any(goal.outcome == "pending" for goal in state.this_cycle.goals)
    waiting = any(referral.waiting for referral in state.referrals)
    holds = {
        "complete_member": bool(state.present),
        "remove_member": bool(state.present),
        "achieve_goal": goals,
        "drop_goal": goals,
        "record_in_tpmap": bool(state.help),
        "rule_out_tpmap": bool(state.help),
        "answer_referral": waiting,
        "finish_referral": waiting,
        "assign_manager": state.life.officer is None,
        "transfer_manager": state.life.officer is not None,
        "suspend": state.life.status == "open",
        "resume": state.life.status == "suspended",
        "return_to": state.life.status == "open" and len(state.life.passages) > 1,
        "reopen": state.life.status == "closed",
    }
    ends = state.life.status == "closed"
    found = (HOUSEHOLD.decisions[name] for name in names if holds.get(name, True))
    return [one for one in found if may(one) and (not ends or one.standing == "closed")]
