"""The web application: who may come in, what every answer carries, and which doors there are."""

from __future__ import annotations

from flask import Flask, Response, g, request

from engine.casework import Casework
from web import api, pages, problems
from web.access import Person
from web.problems import Problem
from web.tokens import Tokens

LARGEST_BODY = 10 * 1024 * 1024
PUBLIC = frozenset({"start", "static"}) | api.PUBLIC
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(casework: Casework, tokens: Tokens) -> Flask:
    """The application over a casework that has passed its checks."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    # An address has one spelling; no redirects to a tidier one.
    app.url_map.merge_slashes = False
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    problems.register(app)
    api.add_api(app, casework)
    pages.add_pages(app, casework)

    @app.before_request
    def known_callers_only() -> None:
        # A route that nobody listed as public needs a token; an unknown URL does too, so that it tells nothing.
        if request.endpoint not in PUBLIC:
            g.person = _caller(tokens)

    @app.after_request
    def protected(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.add("Vary", "Authorization, Accept-Language")
        return response

    return app


def _caller(tokens: Tokens) -> Person:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    person = tokens.person(token.strip()) if scheme.lower() == "bearer" else None
    if person is None:
        raise Problem("no-token", headers={"WWW-Authenticate": 'Bearer realm="chumchon"'})
    return person
