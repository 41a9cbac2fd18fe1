"""Signing in and out. Whatever is wrong, the answer is the same; what was asked for before comes next."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from web.people.caller import begin, present
from web.people.front_desk import FrontDesk
from web.people.limits import Limits, name_typed
from web.people.oidc import Provider

WRONG, TOO_MANY = "wrong", "too_many"


def add_login(app: Flask, desk: FrontDesk, limits: Limits, provider: Provider | None) -> None:
    """Give ``app`` its login page."""
    pages = Blueprint("login", __name__)

    @pages.get("/login")
    def form() -> str:
        return _page()

    @pages.post("/login")
    @limits.tries(name_typed, on_breach=_too_many)
    def enter() -> ResponseReturnValue:
        secret = desk.sign_in(
            request.form.get("user_name", ""), request.form.get("password", ""), request.form.get("code", "")
        )
        if secret is None:
            return _page(WRONG), 401
        begin(secret)
        return redirect(onward(request.form.get("next")), 303)

    @pages.post("/logout")
    def leave() -> ResponseReturnValue:
        desk.sessions.end(present())
        session.clear()
        return redirect(url_for("login.form"), 303)

    @pages.get("/login/elsewhere")
    def elsewhere() -> ResponseReturnValue:
        if provider is None:
            return redirect(url_for("login.form"))
        session["next"] = onward(request.args.get("next"))
        return provider.send(url_for("login.back", _external=True))

    @pages.get("/login/back")
    def back() -> ResponseReturnValue:
        subject = None if provider is None else provider.subject()
        secret = None if provider is None or subject is None else desk.vouched(provider.issuer, subject)
        if secret is None:
            return _page(WRONG), 401
        following = session.get("next")
        begin(secret)
        return redirect(onward(following), 303)

    def _page(problem: str = "") -> str:
        return _rendered(problem, provider is not None)

    app.register_blueprint(pages)


def onward(asked: str | None) -> str:
    """Where to go after signing in: a page of ours, never another site's."""
    if asked and asked.startswith("/") and not asked.startswith(("//", "/\\")) and asked.isprintable():
        return asked
    return "/"


def _too_many(wait: int) -> Response:
    response = make_response(_rendered(TOO_MANY, False), 429)
    response.headers["Retry-After"] = str(wait)
    return response


def _rendered(problem: str, elsewhere: bool) -> str:
    return render_template(
        "login.html",
        problem=problem,
        elsewhere=elsewhere,
        user_name=request.form.get("user_name", ""),
        next=onward(request.values.get("next")),
    )
