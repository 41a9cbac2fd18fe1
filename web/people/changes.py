"""Changes that have two halves: a fact that says so, and a secret that stands beside the facts."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from aggregates.account_facts import Credential
from aggregates.account_state import ACCOUNT
from engine.command import Command
from engine.refusal import BadInput, refuse
from web.people.front_desk import FrontDesk
from web.people.passwords import expect_good

# The fact comes first: should the second half fail, the account has lost nothing and the history says who tried.


def set_password(
    desk: FrontDesk, account: str, password: str, *, by: str, session: str = "", field: str = "password"
) -> None:
    """A new password; every session but ``session`` ends. Raises BadInput for a bad one, Refused."""
    expect_good(password, desk.casework.state(ACCOUNT, account).user_name, field)
    _note(desk, account, "password", by)
    desk.passwords.keep(account, password)
    desk.sessions.end_all(account, but=session)


def reset_password(desk: FrontDesk, account: str, *, by: str) -> str:
    """A password to be told its holder, who must choose another with it; every session ends. Raises Refused."""
    state = desk.casework.state(ACCOUNT, account)
    if state.user_name == by or any(grant.role == "administrator" for grant in state.grants.values()):
        # Whoever could set the password of an administrator could act as the second one.
        raise refuse(
            "U5",
            "ตั้งรหัสผ่านของผู้ดูแลระบบหรือของตนเองจากหน้านี้ไม่ได้ ผู้ถือข้อมูลระบบตั้งได้ด้วยคำสั่ง chumchon user password",
            "an administrator's password, or one's own, isn't set here: whoever holds the data folder can",
        )
    password = secrets.token_urlsafe(12)
    _note(desk, account, "password", by)
    desk.passwords.keep(account, password, passing=True)
    desk.sessions.end_all(account)
    return password


def end_sessions(desk: FrontDesk, account: str, *, by: str) -> None:
    """Sign somebody out everywhere at once."""
    _do(desk, account, "end_sessions", by, {})
    desk.sessions.end_all(account)


def need_codes(desk: FrontDesk, account: str, secret: str, code: str, *, by: str) -> None:
    """From now on signing in takes a code, too; ``code`` shows that the person's app makes them. Raises BadInput."""
    if not desk.codes.fits(secret, code, desk.clock()):
        raise BadInput("code", "รหัสไม่ตรง ดูเวลาในโทรศัพท์แล้วลองใหม่", "the code doesn't fit: check the phone's clock")
    _note(desk, account, "one_time_code", by)
    desk.codes.keep(account, secret)


def drop_codes(desk: FrontDesk, account: str, *, by: str) -> None:
    """Signing in takes a password alone again, as when a phone was lost."""
    _note(desk, account, "one_time_code", by, removed=True)
    desk.codes.forget(account)


def link_identity(desk: FrontDesk, account: str, issuer: str, subject: str, *, by: str) -> None:
    """Whoever ``issuer`` vouches for as ``subject`` is this account's holder."""
    _note(desk, account, "identity", by)
    desk.identities.forget(account)
    desk.identities.link(account, issuer, subject)


def issue_token(desk: FrontDesk, account: str, label: str, expires: date, *, by: str) -> str:
    """The secret of a new token, to be shown once. Raises BadInput, Refused."""
    token, secret = desk.tokens.new()
    inputs = {"token": token, "label": label, "expires": expires.isoformat()}
    _do(desk, account, "issue_token", by, inputs)
    desk.tokens.keep(account, token, secret)
    return secret


def withdraw_token(desk: FrontDesk, account: str, token: str, *, by: str) -> None:
    """End a token at once."""
    _do(desk, account, "withdraw_token", by, {"token": token})
    desk.tokens.forget(token)


def _note(desk: FrontDesk, account: str, credential: Credential, by: str, *, removed: bool = False) -> None:
    _do(desk, account, "change_credentials", by, {"credential": credential, "removed": removed})


def _do(desk: FrontDesk, account: str, name: str, by: str, inputs: dict[str, Any]) -> None:
    id = f"{by}/{secrets.token_hex(16)}"
    desk.casework.do(Command(id=id, kind=ACCOUNT.name, name=name, by=by, case=account, inputs=inputs))
