"""How a requirement words what it needs: lists of names in both languages, joined by commas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from engine.bilingual import Text
from engine.history import Mark
from engine.refusal import Cite
from engine.requirement import Judgement, missing
from workflows.labels import text
from workflows.rule_terms import Term

Body = Literal["zone_office", "provincial_office", "one_home", "working_group", "community", "partners"]
"""Who takes part in a meeting or convenes it."""


def joined(texts: Iterable[Text]) -> Text:
    """The texts in one line."""
    row = tuple(texts)
    return Text(", ".join(t.th for t in row), ", ".join(t.en for t in row))


def terms(found: Iterable[Term]) -> Text:
    """The names of terms of the rule set in one line."""
    return joined(term.text for term in found)


def bodies(found: Iterable[str]) -> Text:
    """The names of bodies in one line."""
    return joined(text("body", body) for body in found)


def lacking(th: str, en: str, what: Text, *by: Mark | Cite) -> Judgement:
    """Not met: the sentence, then what exactly is lacking; ``by`` as ``missing`` takes it."""
    return missing(f"{th}: {what.th}", f"{en}: {what.en}", *by)
