"""Changing one's own password; somebody whose password was set by another comes here before anything else."""

from __future__ import annotations

from flask import Blueprint, Flask, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from engine.bilingual import Text
from engine.refusal import BadInput
from web.people import changes
from web.people.caller import caller, present
from web.people.front_desk import FrontDesk
from web.people.limits import Limits
from web.people.login import onward

WRONG = Text("รหัสผ่านปัจจุบันไม่ถูกต้อง", "the present password is wrong")
SAME = Text("ต้องต่างจากรหัสผ่านปัจจุบัน", "must differ from the present one")
DIFFERENT = Text("สองช่องไม่ตรงกัน", "the two don't agree")


def add_password(app: Flask, desk: FrontDesk, limits: Limits) -> None:
    """Give ``app`` the page of one's own password."""
    pages = Blueprint("password", __name__, url_prefix="/password")

    @pages.get("")
    def form() -> str:
        return _page({})

    @pages.post("")
    @limits.tries(lambda: caller().id)
    def change() -> ResponseReturnValue:
        now, new = request.form.get("now", ""), request.form.get("new", "")
        if not desk.passwords.holds(caller().account, now):
            return _page({"now": WRONG}), 401
        if new != request.form.get("again", ""):
            return _page({"again": DIFFERENT}), 422
        if new == now:
            return _page({"new": SAME}), 422
        try:
            changes.set_password(desk, caller().account, new, by=caller().id, session=present(), field="new")
        except BadInput as error:
            return _page({error.field: error.text}), 422
        return redirect(onward(request.form.get("next")), 303)

    app.register_blueprint(pages)


def _page(problems: dict[str, Text]) -> str:
    return render_template(
        "password.html", problems=problems, due=g.must_choose, next=onward(request.values.get("next"))
    )
