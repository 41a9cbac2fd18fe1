"""The page of a rule set: its thresholds, lists, tiers, seats and milestones, walked through part by part."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from web.docs.markdown import code, flowing, listed, page, table
from web.docs.shapes import field_notes
from workflows.milestone_rules import Evidence, MilestoneSheet
from workflows.rounds import MonthDay
from workflows.rule_terms import Named, Part, Term
from workflows.rules import Rules
from workflows.scales import Scale

INTRODUCTION = """\
Everything a fiscal year may change. Where the [file of this rule set](../../{file}) says "Reading", the guideline
leaves something open and the remark says how it was read. Activating a rule set records its whole text and hash;
every case keeps the rules it was opened under until it is moved to others."""
NAMES = ("th", "en")


def rules_page(rules: Rules, file: str) -> str:
    """One rule set for a reader."""
    title = f"{rules.title.th} · {rules.title.en}"
    return page(title, INTRODUCTION.format(file=file), *_part(rules, "", 1))


def _part(part: msgspec.Struct, path: str, level: int) -> Iterator[str]:
    """A heading for the part, a table of its plain values, and the same for each part within it."""
    if path:
        yield f"{'#' * level} `{path}`" + (f" {part.th} · {part.en}" if isinstance(part, Named) else "")
        yield _said_of(part)
    yield table(("value", "", "what it is"), _plain(part))
    for name in part.__struct_fields__:
        value = getattr(part, name)
        where = f"{path}.{name}" if path else name
        if _is_list(value):
            yield from _list(value, where, field_notes(type(part)).get(name, ""), level + 1)
        elif isinstance(value, Part) and not _fits_a_cell(value):
            yield from _part(value, where, level + 1)


def _plain(part: msgspec.Struct) -> Iterator[tuple[str, str, str]]:
    notes = field_notes(type(part))
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if not _is_list(value) and (not isinstance(value, Part) or _fits_a_cell(value)) and name not in NAMES:
            yield code(name), _cell(value), notes.get(name, "")


def _list(items: Sequence[Any], path: str, note: str, level: int) -> Iterator[str]:
    yield f"{'#' * level} `{path}`"
    yield note or _said_of(items[0])
    if isinstance(items[0], MilestoneSheet):
        for sheet in items:
            yield f"**{sheet.text.th} · {sheet.text.en}** ({sheet.office}, {sheet.round}, weight {sheet.weight})"
            yield _table(sheet.milestones)
    else:
        yield _table(items)


def _table(items: Sequence[Any]) -> str:
    columns = [name for name in items[0].__struct_fields__ if any(getattr(item, name) for item in items)]
    columns.sort(key=lambda name: (name in NAMES, name not in ("number", "level", "code")))
    return table(columns, ([_cell(getattr(item, name)) for name in columns] for item in items))


def _cell(value: Any) -> str:
    """A value that fits into one cell."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case MonthDay(month=month, day=day):
            return f"{day}/{month}"
        case Evidence(piece=piece, conditions=conditions):
            return piece + (f" ({listed(conditions)})" if conditions else "")
        case Scale(points=points, between=between):
            return listed(f"{point.percent} % → {point.score}" for point in points) + f"; {between} between"
        case Term():
            return f"{code(value.code)} {value.th} · {value.en}"
        case Named():
            return f"{value.th} · {value.en}"
        case tuple():
            return listed(map(_cell, value))
        case date():
            return value.isoformat()
    return str(value)


def _fits_a_cell(value: Part) -> bool:
    return isinstance(value, MonthDay | Scale) or (isinstance(value, Named) and type(value) in (Named, Term))


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Part)


def _said_of(part: msgspec.Struct) -> str:
    return "" if type(part) is Term else flowing(inspect.getdoc(type(part)) or "")
