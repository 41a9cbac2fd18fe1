"""What people do with their own account: see it, change the password, use one-time codes, issue tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus as S
from typing import Any

from aggregates.account_state import ACCOUNT
from web.answers.accounts import account_shown
from web.api.answers import MeAnswer
from web.api.doors import Blueprint, caller
from web.api.marks import documented
from web.fields import Day, Form, Words
from web.people import changes
from web.people.caller import present
from web.people.front_desk import FrontDesk
from web.people.limits import Limits
from web.problems import Problem

PROBLEMS = (S.BAD_REQUEST, S.UNAUTHORIZED, S.FORBIDDEN, S.CONFLICT, S.UNPROCESSABLE_ENTITY, S.TOO_MANY_REQUESTS)


class Proven(Form):
    """Proof that it is still the same person: a session left open isn't enough to change how they sign in."""

    password = Words(required=True, metadata={"description": "Your present password."})


class NewPassword(Proven):
    """A password to come."""

    new = Words(required=True, metadata={"description": "12 characters or more; a phrase you remember."})


class NewCodes(Proven):
    """The secret that was begun with, and a code the app made of it."""

    secret = Words(required=True)
    code = Words(required=True)


class NewToken(Proven):
    """What a token is for, and its last day."""

    label = Words(required=True)
    expires = Day(required=True, metadata={"description": "Its last day, a year ahead at most."})


def add_me(routes: Blueprint, desk: FrontDesk, limits: Limits) -> None:
    """Add the routes under /me."""

    @documented(routes, "/me", "me", MeAnswer)
    @routes.response(200, description="Who you are, your roles and areas today, your tokens.")
    def me() -> Any:
        """บัญชีของฉัน · My account"""
        person = caller()
        with desk.casework.reading() as reader:
            account = reader.state(ACCOUNT, person.account)
            shown = account_shown(reader, person.account, account, reader.parts.vault)
        return {**shown, "today": [{"role": g.role, "area": str(g.area)} for g in person.grants]}

    def changing(path: str, name: str, form: type[Form]) -> Callable[[Any], Any]:
        """Register a change that takes the present password; wrong ones are counted as at the login page."""

        def keep(function: Callable[..., Any]) -> Any:
            def view(body: Mapping[str, Any], **place: str) -> Any:
                if not desk.passwords.holds(caller().account, body["password"]):
                    raise Problem("wrong-password")
                return function(body, **place)

            # The limits are kept by the view's name.
            view.__name__, view.__doc__ = name, function.__doc__
            limited: Any = limits.tries(lambda: caller().id)(view)
            limited = routes.response(200)(limited)
            limited = routes.arguments(form)(limited)
            limited = routes.problems(*PROBLEMS, operationId=f"me.{name}")(limited)
            return routes.route(path, methods=["POST"], endpoint=name, tags=["me"])(limited)

        return keep

    @changing("/me/password", "change_password", NewPassword)
    def change_password(body: Mapping[str, Any]) -> Any:
        """เปลี่ยนรหัสผ่าน · Change the password; every other session ends"""
        person = caller()
        changes.set_password(desk, person.account, body["new"], by=person.id, session=present(), field="new")
        return {}

    @changing("/me/codes", "begin_codes", Proven)
    def begin_codes(body: Mapping[str, Any]) -> Any:
        """เริ่มใช้รหัสใช้ครั้งเดียว · A secret for an authenticator app; nothing changes yet"""
        secret = desk.codes.new_secret()
        return {"secret": secret, "address": desk.codes.address(secret, caller().id)}

    @changing("/me/codes/confirm", "need_codes", NewCodes)
    def need_codes(body: Mapping[str, Any]) -> Any:
        """ยืนยันรหัสใช้ครั้งเดียว · From now on, signing in takes a code, too"""
        changes.need_codes(desk, caller().account, body["secret"], body["code"], by=caller().id)
        return {}

    @changing("/me/tokens", "issue_token", NewToken)
    def issue_token(body: Mapping[str, Any]) -> Any:
        """ออกโทเคน · A token for a program that works in your name; it is shown this once"""
        return {"token": changes.issue_token(desk, caller().account, body["label"], body["expires"], by=caller().id)}

    @changing("/me/tokens/<string:token>/withdraw", "withdraw_token", Proven)
    def withdraw_token(body: Mapping[str, Any], token: str) -> Any:
        """ถอนโทเคน · End one of your tokens"""
        changes.withdraw_token(desk, caller().account, token, by=caller().id)
        return {}
