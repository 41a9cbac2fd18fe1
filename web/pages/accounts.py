"""Accounts and grants on screen, for those who keep them and those who audit them (U4, U5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from aggregates.account_state import ACCOUNT
from aggregates.areas import Place, read_area
from engine.bilingual import Text
from engine.casework import Casework
from engine.decision import Decision
from engine.reader import Reader
from engine.refusal import CaseNotFound
from web.access import Access
from web.answers.accounts import account_shown
from web.fields import Choice, Form, Words
from web.opening import opener
from web.pages.asked import asked
from web.pages.shell import way
from web.people.caller import caller
from web.people.directory import accounts
from web.problems import Problem
from web.scope import scope_of
from web.tables.offices import accounts as accounts_table
from web.tables.taking import file_asked, take
from workflows.labels import text

ROLES = ("case_manager", "supervisor", "auditor", "administrator")
OF_ACTIVE = ("grant", "change_details", "suspend_account")
OF_SUSPENDED = ("reopen_account",)


class Narrowed(Form):
    """Whose accounts: part of a user name or name, a role of today."""

    name = Words()
    role = Choice(ROLES)


def add_accounts(app: Flask, casework: Casework) -> None:
    """Give ``app`` the list of accounts."""
    pages = Blueprint("accounts", __name__)

    @pages.get("/accounts")
    def show() -> ResponseReturnValue:
        query, access = asked(Narrowed), Access(caller(), Place(), ACCOUNT.name)
        if not access.may_read:
            raise Problem("not-allowed")
        with casework.reading() as reader:
            opens = opener(reader, access, "every account")
            found = [account_shown(reader, case, account, opens) for case, account in accounts(reader)]
            areas = {area: area_name(reader, area) for area in dict.fromkeys(_areas(found))}
            mine = [one for one in found if _wanted(one, query.given.get("name", ""), query.given.get("role"))]
            if file_asked() and not query.wrong:
                return take(reader, "accounts", ACCOUNT.name, [accounts_table(mine, areas)], query.given)
        return render_template(
            "accounts.html",
            **{"asked": query, "items": mine, "total": len(found), "areas": areas, "roles": ROLES, "text": text},
            **{
                "waiting": sum(len(one["requests"]) for one in found),
                "may": _given(access, ACCOUNT.decisions.values()),
            },
            **{"of_active": OF_ACTIVE, "of_suspended": OF_SUSPENDED},
        )

    app.register_blueprint(pages)
    way("accounts.show", "บัญชีผู้ใช้", "Accounts", "administrator", "auditor")


def _given(access: Access, decisions: Iterable[Decision]) -> dict[str, Text]:
    """The commands that are this person's to give, with their labels."""
    return {one.name: one.label for one in decisions if access.may_do(ACCOUNT, one)}


def _areas(found: Iterable[dict[str, Any]]) -> Iterable[str]:
    return (grant["area"] for one in found for grant in (*one["grants"], *one["requests"]))


def area_name(reader: Reader, area: str) -> Text:
    """What the area of a grant is called."""
    try:
        return scope_of(reader, read_area(area)).name
    except CaseNotFound:
        return Text(area, area)


def _wanted(one: dict[str, Any], name: str, role: str | None) -> bool:
    names = f"{one['user_name']} {one['details'].get('name') or ''}".lower()
    return name.lower() in names and (
        role is None or any(g["role"] == role for g in one["grants"] if g["counts_today"])
    )
