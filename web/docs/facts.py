"""The page of facts: what can be on record, under which topic, with which fields."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from engine.facts import Fact
from engine.kind import Kind
from web.docs.markdown import code, flowing, listed, page, table
from web.docs.shapes import field_notes, fields, in_words, optional, part_tables, parts

SHARED = "case."
INTRODUCTION = """\
A fact is something that happened, in the past tense. It is never changed or deleted; a later fact corrects it.
Its topic and field names are a storage format: they stay for ever, and an older version is read by upcasting.

Every fact stands in an envelope: `case`, `version` (its number within the case), `leaf` (its number in the
ledger), `on` (the day it happened), `at` (the moment it was recorded), `by` (who recorded it), and `because`
(a reason, sealed where the case is about people).

An **ordered** fact can't be dated before the case's previous ordered fact and can't be retracted; only its date
can be corrected. A **sealed** field holds personal data, encrypted under its subject's key; what is in it stands
in [personal data](personal-data.md)."""


def facts_page(kinds: Sequence[Kind[Any]]) -> str:
    """Every fact that any kind of case may hold."""
    every = list(dict.fromkeys(cls for kind in kinds for cls in kind.facts))
    shared = [cls for cls in every if cls.spec.name.startswith(SHARED)]
    found = parts(f.type for cls in every for f in fields(cls))
    sections = [_section("Facts that kinds of case share", shared, kinds)]
    for kind in kinds:
        own = [cls for cls in kind.facts if cls not in shared]
        sections.append(_section(f"{kind.label.th} · {kind.label.en} (`{kind.name}`)", own))
    tables = "\n\n".join(part_tables(found))
    return page("Facts · ข้อเท็จจริง", INTRODUCTION, *sections, "## What their fields are made of", tables)


def _section(title: str, classes: Iterable[type[Fact]], kinds: Sequence[Kind[Any]] = ()) -> str:
    return "\n\n".join((f"## {title}", *(_fact(cls, kinds) for cls in sorted(classes, key=lambda c: c.spec.name))))


def _fact(cls: type[Fact], kinds: Sequence[Kind[Any]]) -> str:
    older = [f"`{cls.spec.name}@{version}`" for version in sorted(cls.spec.upcasts)]
    said = [flowing(inspect.getdoc(cls) or "")]
    if kinds:
        said.append(f"In: {listed(code(kind.name) for kind in kinds if cls in kind.facts)}.")
    said.append("Ordered." if cls.spec.ordered else "")
    said.append(f"Also read: {listed(older)}." if older else "")
    return "\n\n".join(filter(None, (f"### {cls.spec.topic}", " ".join(filter(None, said)), _fields(cls))))


def _fields(cls: type[Fact]) -> str:
    return table(("field", "what it holds", "", "note"), _rows(cls))


def _rows(cls: type[Fact]) -> Iterator[tuple[str, str, str, str]]:
    notes = field_notes(cls)
    for field in fields(cls):
        slot = cls.spec.boxes.get(field.name)
        holds = in_words(field.type) if slot is None else f"**sealed**, slot {slot}"
        yield code(field.name), holds, "optional" if optional(field) else "", notes.get(field.name, "")
