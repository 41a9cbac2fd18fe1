"""One line for each request: its route, never its address; what came of it, how long it took, whose account it was."""

from __future__ import annotations

import secrets
import time

from flask import Flask, Response, current_app, g, request

from web.operations.watch import Watch

REFUSED = {401: "secret_refused", 403: "access_refused", 429: "locked_out"}
ADMINISTERED = ("account.", "me.", "operations.")


def follow_requests(app: Flask, watch: Watch) -> None:
    """Number, time and write down every request. Before anything else of ``app`` that looks at requests."""
    app.extensions["watch"] = watch

    @app.before_request
    def begun() -> None:
        g.request_id, g.began = secrets.token_hex(8), time.perf_counter()
        watch.look_at_clock()

    @app.after_request
    def answered(response: Response) -> Response:
        route, seconds = route_asked(), time.perf_counter() - g.began
        response.headers["Request-Id"] = g.request_id
        watch.metrics.count(request.method, route, response.status_code, seconds)
        watch.log.info(
            "request",
            request=g.request_id,
            method=request.method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            account=account(),
        )
        _note_security(watch, response)
        return response


def route_asked() -> str:
    """The pattern of the route, such as /api/v1/household/<string:case>: an address may hold what somebody typed."""
    return request.url_rule.rule if request.url_rule is not None else "none"


def account() -> str | None:
    """The case of the account that asks, if anybody is known to."""
    person = g.get("person")
    return None if person is None else person.account


def note(event: str, **fields: object) -> None:
    """Write an event of the present request into the security log."""
    watch: Watch = current_app.extensions["watch"]
    place = watch.security.pseudonym(request.remote_addr or "")
    watch.note(event, request=g.request_id, route=route_asked(), account=account(), place=place, **fields)


def _note_security(watch: Watch, response: Response) -> None:
    status, endpoint = response.status_code, request.endpoint or ""
    if status in REFUSED and not (status == 401 and _nobody_tried()):
        note(REFUSED[status], status=status, **_typed_name(watch))
    elif endpoint in ("login.enter", "login.back") and status == 303:
        note("signed_in")
    elif request.method == "POST" and status < 300 and endpoint.startswith(ADMINISTERED):
        note("account_changed", act=endpoint)
    for what in g.get("exported", ()):
        note("exported", what=what)


def _nobody_tried() -> bool:
    """Whether the request bore no secret at all: somebody who has yet to sign in, not one who was turned away."""
    return request.method == "GET" and "Authorization" not in request.headers


def _typed_name(watch: Watch) -> dict[str, str]:
    name = request.form.get("user_name", "") if request.endpoint == "login.enter" else ""
    return {"name": watch.security.pseudonym(name.strip().lower())} if name else {}
