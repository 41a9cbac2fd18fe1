"""Trying a rule set on everything within one view of the store, for the web's doors (S3.4, W6)."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.reader import Reader
from engine.shares import EVERYTHING
from projections.what_if import changes
from projections.what_if_offices import offices
from web.answers.rule_choice import of_text
from web.answers.what_if import what_if_shown


def tried(reader: Reader, toml: str, on: date | None = None) -> dict[str, Any]:
    """What the rules of this text would change, as of a day, today unless told. Raises BadInput."""
    others, day = of_text(toml), on or reader.on
    found = changes(reader, EVERYTHING, others.rules, day)
    return what_if_shown(found, offices(reader, others, day), others.rules, day)
