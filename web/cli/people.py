"""Commands on accounts: for whoever holds the data folder, who makes the first administrator."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import click

from aggregates.account_facts import Role
from aggregates.account_state import ACCOUNT, FIRST_ADMINISTRATOR
from engine.bilingual import Text
from engine.command import Command
from engine.refusal import BadInput
from web.answers.accounts import account_shown
from web.cli.dates import days
from web.cli.desk import Desk, acting, answers, pass_desk
from web.cli.printing import say, say_json, say_table
from web.people import changes
from web.people.directory import account_named, accounts
from workflows.labels import label

HEADERS = (
    Text("ชื่อผู้ใช้", "User name"),
    Text("ชื่อ", "Name"),
    Text("บทบาทและพื้นที่", "Roles and areas"),
    Text("รอผู้ดูแลระบบคนที่สอง", "Waits for a second administrator"),
    Text("ใช้งาน", "In use"),
)


@click.group()
def user() -> None:
    """บัญชีผู้ใช้ · Accounts: who may do what, in which area."""


def because(view: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--because", required=True, help="The reason.")(view)


ROLE = click.Choice(get_args(Role))
AREA = "country, zone:8, province:56, district:56/name or program:id."


@user.command()
@click.argument("user_name")
@click.option("--name", required=True, help="What the officer is called.")
@click.option("--email", default="")
@click.option("--role", type=ROLE, help="Grant this role at once.")
@click.option("--area", default="country", show_default=True, help=AREA)
@acting
@pass_desk
def add(desk: Desk, /, user_name: str, name: str, email: str, role: Role | None, area: str, by: str) -> None:
    """เปิดบัญชี · Open an account and show its first password, this once."""
    account = _record(desk, "open_account", by, user_name=user_name, name=name, email=email)
    password = secrets.token_urlsafe(12)
    changes.set_password(desk.people, account, password, by=by)
    say(f"{user_name.lower()}  รหัสผ่านเริ่มต้น · first password: {password}")
    if role is not None:
        _grant(desk, account, by, role=role, area=area)


@user.command("list")
@answers
@pass_desk
def list_accounts(desk: Desk, /, as_json: bool, lang: str) -> None:
    """รายการบัญชี · Every account, with its roles and what waits for a second administrator."""
    with desk.casework.reading() as reader:
        found = [account_shown(reader, case, one, desk.casework.vault) for case, one in accounts(reader)]
    if as_json:
        return say_json(found)
    rows = [
        (
            one["user_name"],
            one["details"].get("name"),
            ", ".join(f"{g['grant']} {label('role', g['role'], lang)} {g['area']}" for g in one["grants"]),
            ", ".join(f"{g['grant']} {label('role', g['role'], lang)} ({g['by']})" for g in one["requests"]),
            "✗" if one["suspended"] else "✓",
        )
        for one in found
    ]
    say_table(HEADERS, rows, lang)


@user.command()
@click.argument("user_name")
@click.option("--role", type=ROLE, required=True)
@click.option("--area", default="country", show_default=True, help=AREA)
@click.option("--since", help="First day; today if left out.")
@click.option("--until", help="Last day, if it is known.")
@acting
@pass_desk
def grant(desk: Desk, /, user_name: str, role: Role, area: str, by: str, **span: str | None) -> None:
    """ให้บทบาท · Grant a role in an area; one that makes an administrator waits for a second person."""
    given = {name: day.isoformat() for name, day in days(span).items()}
    _grant(desk, _named(desk, user_name), by, role=role, area=area, **given)


@user.command()
@click.argument("user_name")
@click.argument("request", type=int)
@acting
@pass_desk
def confirm(desk: Desk, /, user_name: str, request: int, by: str) -> None:
    """ยืนยันการให้บทบาท · Confirm, as the second person, what was asked in entry REQUEST."""
    _record(desk, "confirm_grant", by, _named(desk, user_name), request=request)


@user.command("end-grant")
@click.argument("user_name")
@click.argument("grant", type=int)
@because
@acting
@pass_desk
def end_grant(desk: Desk, /, user_name: str, grant: int, because: str, by: str) -> None:
    """ยุติบทบาท · End the role granted in entry GRANT."""
    _record(desk, "end_grant", by, _named(desk, user_name), because, grant=grant)


@user.command()
@click.argument("user_name")
@because
@acting
@pass_desk
def suspend(desk: Desk, /, user_name: str, because: str, by: str) -> None:
    """ระงับบัญชี · Suspend an account: its sessions and tokens end at once."""
    _record(desk, "suspend_account", by, _named(desk, user_name), because)


@user.command()
@click.argument("user_name")
@because
@acting
@pass_desk
def reopen(desk: Desk, /, user_name: str, because: str, by: str) -> None:
    """เปิดใช้บัญชีอีกครั้ง · Let a suspended account be used again."""
    _record(desk, "reopen_account", by, _named(desk, user_name), because)


@user.command()
@click.argument("user_name")
@click.option("--without-codes", is_flag=True, help="Also stop asking for one-time codes: the phone is lost.")
@acting
@pass_desk
def password(desk: Desk, /, user_name: str, without_codes: bool, by: str) -> None:
    """ตั้งรหัสผ่านใหม่ · Set a new password and show it, this once; every session ends."""
    account, new = _named(desk, user_name), secrets.token_urlsafe(12)
    changes.set_password(desk.people, account, new, by=by)
    if without_codes:
        changes.drop_codes(desk.people, account, by=by)
    say(f"รหัสผ่านใหม่ · new password: {new}")


@user.command()
@click.argument("user_name")
@click.option("--label", required=True, help="What the token is for.")
@click.option("--expires", required=True, help="Its last day, a year ahead at most.")
@acting
@pass_desk
def token(desk: Desk, /, user_name: str, label: str, expires: str, by: str) -> None:
    """ออกโทเคน · Issue a token for a program and show it, this once."""
    last: date = days({"until": expires})["until"]
    say(changes.issue_token(desk.people, _named(desk, user_name), label, last, by=by))


@user.command()
@click.argument("user_name")
@click.option("--issuer", required=True, help="The provider, as in $CHUMCHON_OIDC_ISSUER.")
@click.option("--subject", required=True, help="The person's lasting id there (sub).")
@acting
@pass_desk
def identity(desk: Desk, /, user_name: str, issuer: str, subject: str, by: str) -> None:
    """ผูกบัญชีของหน่วยงาน · Let the person sign in with their agency's account (OIDC)."""
    changes.link_identity(desk.people, _named(desk, user_name), issuer, subject, by=by)


def _record(
    desk: Desk, name: str, by: str, case: str | None = None, because: str | None = None, /, **inputs: Any
) -> str:
    """Give a command for an account, or open one; returns its case."""
    order = Command(
        id=secrets.token_hex(16), kind=ACCOUNT.name, name=name, by=by, case=case, inputs=inputs, because=because
    )
    return desk.casework.do(order).case


def _named(desk: Desk, user_name: str) -> str:
    with desk.casework.reading() as reader:
        return account_named(reader, user_name)[0]


def _grant(desk: Desk, account: str, by: str, *, role: Role, area: str, **span: str) -> None:
    with desk.casework.reading() as reader:
        first = reader.holder(FIRST_ADMINISTRATOR, "first") is None
    if role == "administrator" and first:
        if area != "country":
            raise BadInput("area", "ผู้ดูแลระบบคนแรกดูแลทั้งประเทศ", "the first administrator is the country's")
        _record(desk, "make_first_administrator", by, account)
        return
    before = desk.casework.state(ACCOUNT, account)
    _record(desk, "grant", by, account, role=role, area=area, **span)
    for request in sorted(set(desk.casework.state(ACCOUNT, account).requests) - set(before.requests)):
        say(f"รอการยืนยันจากอีกคนหนึ่ง · waits for a second person: chumchon user confirm {before.user_name} {request}")
