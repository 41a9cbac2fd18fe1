"""The page of a household: the family folder, at any moment, with the controls that carry it on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, render_template

from aggregates.household_record import HouseholdCase
from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.casework import Casework
from engine.decision import Decision
from web.answers.called import content, household_named
from web.answers.documents import documents
from web.answers.family_folder import family_folder
from web.attachments.allowed import may_attach
from web.pages.case_page import CasePage, case_page

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
        "put_off",
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
            page = case_page(reader, HOUSEHOLD, "households.show", case)
            if page.state is None:
                return render_template(
                    "household_unknown.html",
                    moment=page.moment,
                    here=page.here,
                    asked_for_purpose=page.allowed.asked_for_purpose,
                )
            return render_template("household.html", **page.shown(), **_folder(page))

    app.register_blueprint(pages)


def _folder(page: CasePage) -> dict[str, Any]:
    """What only a household has."""
    reader, state, moment, opens = page.reader, page.state, page.moment, page.opens
    case, day = page.here.case, moment.cases.on
    folder = family_folder(reader, state, reader.facts(case, moment.size), page.rules, opens, day)
    return {
        "name": household_named(state, case, opens),
        "program": moment.cases.state(PROGRAM, state.program).community,
        "folder": folder,
        "called": {row.person: row.name for row in folder.people},
        "content": lambda box, field: content(box, field, opens),
        "documents": documents(state.attachments, state.erased, page.rules.attachments, opens),
        "may_attach": not moment.away and may_attach(page.allowed, HOUSEHOLD),
        "offered": {part: _offered(state, names, page.may) for part, names in COMMANDS.items()},
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
