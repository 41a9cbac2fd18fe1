"""The language of an answer: Thai, unless the reader asks for English."""

from __future__ import annotations

from flask import g, request

LANGUAGES = ("th", "en")
CHOSEN = "language"
"""The cookie that remembers a choice."""


def language() -> str:
    """What ``?lang=`` on a page asks for, or what was chosen on one before, or else Accept-Language."""
    if "language" not in g:
        g.language = _asked_for()
    found: str = g.language
    return found


def _asked_for() -> str:
    for asked in (request.args.get("lang"), request.cookies.get(CHOSEN)):
        if asked in LANGUAGES:
            return asked
    return request.accept_languages.best_match(LANGUAGES) or "th"
