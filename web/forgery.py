"""Requests that another site made a browser send: refused before anything looks at them (CSRF)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from web.problems import Problem

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_csrf = CSRFProtect()


def protect(app: Flask) -> None:
    """Give ``app`` tokens for its forms: ``csrf_token()`` in templates, sent back as a field or X-CSRFToken."""
    # Checked by the gate, since only a cookie can be sent without its owner's will; by origin, not by referrer.
    app.config.setdefault("WTF_CSRF_ENABLED", True)
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_SSL_STRICT=False, WTF_CSRF_TIME_LIMIT=None)
    _csrf.init_app(app)


def refuse_foreign() -> None:
    """Refuse a change without a token of ours, or of which the browser says that it comes from elsewhere."""
    if request.method in SAFE or not current_app.config["WTF_CSRF_ENABLED"]:
        return
    origin = request.headers.get("Origin")
    ours = origin is None or urlsplit(origin).netloc == request.host
    if not ours or request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Problem("foreign-request")
    try:
        _csrf.protect()
    except CSRFError:
        raise Problem("foreign-request") from None
