"""The web application: who may come in, what every answer carries, and which doors there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, has_request_context, request

from engine.classes import know_classes
from engine.refusal import StoreBusy, StoreGone
from web import api, gate, pages, problems
from web.assets import ENDPOINT, add_assets
from web.json_answers import JsonAnswers
from web.opening import write_looks
from web.operations.requests import follow_requests
from web.operations.routes import add_routes
from web.operations.watch import Watch
from web.packing import add_packing
from web.people.caller import Callers
from web.people.front_desk import FrontDesk
from web.people.limits import Limits
from web.people.login import add_login
from web.people.oidc import configured
from web.read_log import ReadLog
from web.read_only import add_read_only
from web.showing import PLAIN
from web.wiring import open_attachments

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PATHS = 8_192
"""Addresses that are remembered, of some 300 bytes each."""
NAMING = re.compile(r"[A-Za-z0-9_.:/@-]{0,64}")
"""What stands in an address to name something. Whatever people typed isn't remembered: it may say who somebody is."""
LARGEST_BODY = 10 * 1024 * 1024
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "font-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not "no-referrer": browsers would then name no origin beside our own forms either (see web/forgery.py).
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Door(Flask):
    """Flask, where each view and hook is an ordinary function, and each answer carries ``HEADERS``."""

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None)
        self._path = lru_cache(PATHS)(self._made)

    def url_for(self, /, endpoint: str, *, _external: bool | None = None, **values: Any) -> str:
        """An address as Flask makes it; one without a host is made once, for a page has hundreds of the same."""
        plain = _external is None and has_request_context() and not endpoint.startswith(".")
        if plain and all(_remembered(value) for value in values.values()):
            # With their types: 1 and True are equal, and aren't written the same.
            return self._path(request.script_root, endpoint, *((*item, type(item[1])) for item in values.items()))
        return super().url_for(endpoint, _external=_external, **values)

    def _made(self, root: str, endpoint: str, *values: tuple[str, Any, type]) -> str:
        return super().url_for(endpoint, **{name: value for name, value, _ in values})

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: Flask would look at each of a dozen, in every request, whether it must be awaited."""
        return func

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            # Added last of all, when they are a list: as one of Flask's own each header is checked and copied anew.
            given = {name.lower() for name, _ in headers}
            headers.extend((name, value) for name, value in HEADERS.items() if name.lower() not in given)
            return start_response(status, headers, *error)

        return super().wsgi_app(environ, start)


def _remembered(value: object) -> bool:
    return NAMING.fullmatch(value) is not None if type(value) is str else type(value) in PLAIN


def create_app(desk: FrontDesk, log: ReadLog, watch: Watch) -> Flask:
    """The application over a casework that has passed its checks: its people, the log of what they see, its watch."""
    app = Door(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    # An address has one spelling; no redirects to a tidier one.
    app.url_map.merge_slashes = False
    app.json = JsonAnswers(app)
    follow_requests(app, watch)
    add_read_only(app, desk.casework)
    problems.register(app)
    limits = Limits(desk.tries)
    gate.add_gate(app, Callers(app, desk), desk.casework.kinds.values())
    add_login(app, desk, limits, configured(app))
    add_routes(app, watch)
    files = open_attachments(Path(desk.casework.path).parent)
    api.add_api(app, desk, limits, log, files)
    pages.add_pages(app, desk, limits, log, files)
    add_assets(app)
    add_packing(app)

    @app.after_request
    def leave(response: Response) -> Response:
        try:
            write_looks(log)
        except (StoreBusy, StoreGone):
            # What can't be recorded isn't seen.
            response.close()
            response = problems.try_again()
        if request.endpoint != ENDPOINT:
            response.headers.add("Vary", "Authorization, Purpose, Cookie, Accept-Language")
        return response

    know_classes()
    return app
