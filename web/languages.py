"""The language of an answer: Thai, unless the reader asks for English."""

from __future__ import annotations

from flask import g, request

LANGUAGES = ("th", "en")
CHOSEN = "language"
"""The cookie that remembers a choice."""


def language() -> str:
    """What ``?lang=`` on a page asks for, or what was chosen on one before, or else Accept-Language."""
    here = g._get_current_object()
    try:
        found: str = here.language
    except AttributeError:
        found = here.language = _asked_for()
    return found


def _asked_for() -> str:
    for asked in (request.args.get("lang"), request.cookies.get(CHOSEN)):
        if asked in LANGUAGES:
            return asked
    return request.accept_languages.best_match(LANGUAGES) or "th"
