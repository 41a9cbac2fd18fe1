"""The demo's accounts: one for each role, and some for smaller areas, each with a password and a token of its own."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import NamedTuple

from aggregates.account import LONGEST_TOKEN
from aggregates.account_facts import Role
from aggregates.account_state import ACCOUNT
from engine.command import Command
from web.people import changes
from web.people.directory import find
from web.people.front_desk import FrontDesk

DEMO_PEOPLE: tuple[tuple[str, str, Role, str], ...] = (
    ("kanda", "กานดา ใจดี", "case_manager", "province:56"),
    ("napa", "นภา พาสุข", "case_manager", "province:40"),
    ("dao", "ดาว เพียรทำ", "case_manager", "district:56/เมืองพะเยา"),
    ("malee", "มาลี ดูแลดี", "supervisor", "zone:9"),
    ("somchai", "สมชาย รักชุมชน", "supervisor", "country"),
    ("pranee", "ปราณี ตรวจทาน", "auditor", "country"),
    ("wichai", "วิชัย ดูแลระบบ", "administrator", "country"),
    ("suda", "สุดา ดูแลระบบ", "administrator", "country"),
)
OPERATOR = "demo"
"""Who makes the accounts, and stands in for the second person."""


class Login(NamedTuple):
    """How to come in as one of them."""

    user_name: str
    role: Role
    area: str
    password: str
    token: str


def open_accounts(desk: FrontDesk) -> list[Login]:
    """Open the accounts that aren't there yet. Returns how to come in by them; nobody is told twice."""
    with desk.casework.reading() as reader:
        missing = [one for one in DEMO_PEOPLE if find(reader, one[0]) is None]
    return [_open(desk, *one) for one in missing]


def _open(desk: FrontDesk, user_name: str, name: str, role: Role, area: str) -> Login:
    def do(command: str, case: str | None = None, by: str = OPERATOR, **inputs: object) -> tuple[str, int]:
        id = f"demo/{user_name}/{command}/{secrets.token_hex(8)}"
        order = Command(id=id, kind=ACCOUNT.name, name=command, by=by, case=case, inputs=inputs)
        receipt = desk.casework.do(order)
        return receipt.case, receipt.version

    account, _ = do("open_account", user_name=user_name, name=name)
    administrators = [id for id, _, known, _ in DEMO_PEOPLE if known == "administrator"]
    if user_name == administrators[0]:
        do("make_first_administrator", account)
    else:
        _, request = do("grant", account, administrators[0], role=role, area=area)
        if role == "administrator":
            do("confirm_grant", account, request=request)
    password = secrets.token_urlsafe(12)
    changes.set_password(desk, account, password, by=OPERATOR)
    until = desk.casework.clock().date() + LONGEST_TOKEN - timedelta(days=2)
    token = changes.issue_token(desk, account, "ทดลองใช้ API", until, by=user_name)
    return Login(user_name, role, area, password, token)
