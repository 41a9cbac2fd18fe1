"""People for tests: accounts with grants of their own, and tokens and passwords that are known here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from aggregates.account_facts import Role
from aggregates.account_state import ACCOUNT
from engine.casework import Casework
from engine.command import Command
from web.databases import place_of
from web.people import changes
from web.people.front_desk import FrontDesk
from web.people.store import LAYOUT

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "ข้าวเหนียวหมูปิ้งยามเช้า"


def front_desk(folder: Path, casework: Casework) -> FrontDesk:
    """A front desk whose passwords cost next to nothing to try."""
    return FrontDesk(casework, place_of(folder, LAYOUT), CHEAP)


def do(desk: FrontDesk, command: str, case: str | None, by: str, because: str | None = None, **inputs: Any) -> Any:
    """Give a command for an account."""
    id = f"{command}/{secrets.token_hex(8)}"
    order = Command(id=id, kind=ACCOUNT.name, name=command, by=by, case=case, inputs=inputs, because=because)
    return desk.casework.do(order)


def admit(desk: FrontDesk, user_name: str, *grants: tuple[Role, str], password: str | None = None) -> str:
    """The case of a new account with these grants, known by the token ``token of <name>``."""
    case = str(do(desk, "open_account", None, "opener", user_name=user_name, name=f"คุณ{user_name}").case)
    for role, area in grants:
        receipt = do(desk, "grant", case, "asker", role=role, area=area)
        if role == "administrator":
            do(desk, "confirm_grant", case, "confirmer", request=receipt.version)
    if password is not None:
        changes.set_password(desk, case, password, by="opener")
    token = secrets.token_hex(16)
    until = (desk.casework.clock().date() + timedelta(days=365)).isoformat()
    do(desk, "issue_token", case, user_name, token=token, label="การทดสอบ", expires=until)
    desk.tokens.keep(case, token, f"token of {user_name}")
    return case


def admit_all(desk: FrontDesk, people: Mapping[str, tuple[Role, str]]) -> dict[str, str]:
    """The same for several people with one grant each; user name -> case."""
    return {name: admit(desk, name, (role, area)) for name, (role, area) in people.items()}
