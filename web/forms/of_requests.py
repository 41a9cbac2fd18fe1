"""Choices of the rights desk's forms: grounds of the law, the decision that waits, the holds of a case."""

from __future__ import annotations

from engine.bilingual import Text
from engine.calendar import show_date
from engine.history import Mark
from web.forms.ground import Ground, Option
from workflows.labels import codes, text


def grounds(ground: Ground) -> list[Option]:
    """Every ground of the law, those for granting first."""
    groups = ("granting_ground", "refusing_ground")
    return [Option(code, text(group, code)) for group in groups for code in codes(group)]


def proposed(ground: Ground) -> list[Option]:
    """The decision that waits for a second person."""
    waiting = ground.state.proposal
    return [] if waiting is None else [_dated(waiting.mark, text("outcome", waiting.outcome))]


def holds(ground: Ground) -> list[Option]:
    """The legal holds of the case."""
    return [_dated(mark, Text("ห้ามลบ", "Hold")) for mark in ground.state.holds.values()]


def _dated(mark: Mark, said: Text) -> Option:
    th, en = (f"{said[lang]} {show_date(mark.on, lang)} ({mark.by})" for lang in ("th", "en"))
    return Option(str(mark.version), Text(th, en))
