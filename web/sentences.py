"""What each fact says in one sentence, for the doors."""

from __future__ import annotations

from typing import Any

from engine.facts import Recorded
from engine.kind import Kind
from web.showing import text_shown


def told(kind: Kind[Any], record: Recorded) -> dict[str, str] | None:
    """The sentence of a fact in both languages: the name of the command that records it."""
    for decision in kind.decisions.values():
        if type(record.fact) in decision.records:
            return text_shown(decision.label)
    return None
