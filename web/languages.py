"""The language of an answer: Thai, unless the reader asks for English."""

from __future__ import annotations

from flask import request

LANGUAGES = ("th", "en")


def language() -> str:
    """What ``?lang=`` on a page or else Accept-Language asks for."""
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    return request.accept_languages.best_match(LANGUAGES) or "th"
