"""One account on screen: its roles, what its holder signs in with, and what an administrator can do about it (U4)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from aggregates.account_state import ACCOUNT
from aggregates.areas import Place
from engine.bilingual import Text
from engine.reader import Reader
from engine.refusal import Refused
from web.access import Access
from web.answers.accounts import account_shown
from web.answers.sentences import history_told
from web.opening import opener
from web.pages.accounts import area_name
from web.people import changes
from web.people.caller import caller
from web.people.front_desk import FrontDesk
from web.people.limits import Limits
from web.problems import Problem
from workflows.labels import text

IN_CHARGE = "SELECT count(*) FROM caseload WHERE officer = ? AND status != 'closed'"
LATEST = 20


def add_account(app: Flask, desk: FrontDesk, limits: Limits) -> None:
    """Give ``app`` the page of each account."""
    pages = Blueprint("account_page", __name__, url_prefix="/accounts")

    @pages.get("/<string:case>")
    def one(case: str) -> str:
        return _page(desk, case)

    @pages.post("/<string:case>/password")
    def reset_password(case: str) -> ResponseReturnValue:
        _name(desk, case)
        try:
            password = changes.reset_password(desk, case, by=caller().id)
            if request.form.get("codes") == "drop":
                changes.drop_codes(desk, case, by=caller().id)
        except Refused as error:
            return _page(desk, case, problem=(error.findings[0].needed or error.findings[0].label)), 409
        return _page(desk, case, password=password)

    @pages.post("/<string:case>/sessions/end")
    def end_sessions(case: str) -> ResponseReturnValue:
        _name(desk, case)
        changes.end_sessions(desk, case, by=caller().id)
        return redirect(url_for("account_page.one", case=case, done="sessions"), 303)

    @pages.post("/<string:case>/pardon")
    def pardon(case: str) -> ResponseReturnValue:
        limits.pardon(_name(desk, case))
        return redirect(url_for("account_page.one", case=case, done="pardon"), 303)

    app.register_blueprint(pages)


def _name(desk: FrontDesk, case: str) -> str:
    """The user name of an account that the caller keeps. Raises CaseNotFound, Problem."""
    if not Access(caller(), Place(), ACCOUNT.name).may_read:
        raise Problem("not-allowed")
    return str(desk.casework.state(ACCOUNT, case).user_name)


def _page(desk: FrontDesk, case: str, password: str = "", problem: Text | None = None) -> str:
    access = Access(caller(), Place(), ACCOUNT.name)
    if not access.may_read:
        raise Problem("not-allowed")
    with desk.casework.reading() as reader:
        account = reader.open_file(ACCOUNT.name, case).state
        opens = opener(reader, access, case)
        found = account_shown(reader, case, account, opens)
        (in_charge,) = reader.connection.execute(IN_CHARGE, (account.user_name,)).fetchone()
        history = history_told(reader, case, opens)[::-1]
        areas = _areas(reader, found)
    may: dict[str, Text] = {d.name: d.label for d in ACCOUNT.decisions.values() if access.may_do(ACCOUNT, d)}
    return render_template(
        "account.html",
        **{"one": found, "areas": areas, "may": may, "text": text, "in_charge": in_charge, "history": history[:LATEST]},
        **{"sessions": desk.sessions.open(case, desk.clock()), "new": password, "problem": problem},
        **{"must_choose": desk.passwords.passing(case), "mine": account.user_name == caller().id},
        keeper="administrator" in caller().roles,
    )


def _areas(reader: Reader, found: dict[str, Any]) -> dict[str, Text]:
    return {g["area"]: area_name(reader, g["area"]) for g in (*found["grants"], *found["requests"])}
