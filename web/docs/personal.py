"""The page of personal data: every sealed box, what is in it, whose key closes it, and what it is for."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from engine.facts import Fact
from engine.kind import Kind
from web.docs.markdown import code, listed, page, table
from web.docs.shapes import field_table, is_sealed, named
from web.register import Purpose

INTRODUCTION = """\
Personal data never stands in clear in the store. All that one fact says about one subject is one sealed box:
AES-256-GCM under the key of that person or household, bound to the case, version, topic and slot it was sealed
for. Keys stand in a database of their own, wrapped by the master key. What stands in clear beside the boxes, and
why, says [decision 4](../decisions/0004-what-is-sealed.md).

What is **sensitive** tells of health, disability and the like. Case managers and supervisors see it in their area;
auditors say first what for; administrators don't see it at all. Whatever auditors and administrators open stands in
the read log.

A reason (`because`) given in a case about people is sealed too, under that household's key."""
HEADERS = ("fact", "box", "slot", "content", "key of", "what for", "sensitive")


class NotExplained(LookupError):
    """A box has no entry in the list of purposes, or an entry has no box."""


def personal_page(kinds: Sequence[Kind[Any]], said: Mapping[str, Purpose]) -> str:
    """Every sealed field of every fact. Raises NotExplained unless ``said`` explains exactly those."""
    classes = list(dict.fromkeys(cls for kind in kinds for cls in kind.facts if cls.spec.boxes))
    boxes = {f"{cls.spec.name}.{box}": (cls, box) for cls in classes for box in cls.spec.boxes}
    if differing := sorted(set(boxes) ^ set(said)):
        raise NotExplained(f"personal_data.toml must explain exactly the sealed boxes; see {listed(differing)}")
    contents = {named(content): content for cls, box in boxes.values() for content in [content_of(cls, box)]}
    for name, (cls, box) in boxes.items():
        if unknown := set(said[name].sensitive) - set(content_of(cls, box).__struct_fields__):
            raise NotExplained(f"personal_data.toml names fields {name} doesn't have: {listed(sorted(unknown))}")
    rows = (_row(cls, box, said[name]) for name, (cls, box) in sorted(boxes.items()))
    tables = (f"### {name}\n\n{field_table(contents[name])}" for name in sorted(contents))
    return page("Personal data · ข้อมูลส่วนบุคคล", INTRODUCTION, table(HEADERS, rows), "## Contents", *tables)


def content_of(cls: type[Fact], box: str) -> type[msgspec.Struct]:
    """What is in a box, from the type of its field."""
    return next(_contents(typing.get_type_hints(cls)[box]))


def _contents(hint: Any) -> Iterator[type[msgspec.Struct]]:
    if is_sealed(hint):
        yield typing.get_args(hint)[0]
    for inner in typing.get_args(hint):
        yield from _contents(inner)


def _row(cls: type[Fact], box: str, said: Purpose) -> tuple[object, ...]:
    content = named(content_of(cls, box))
    link = f"[{content}](#{content.lower()})"
    sensitive = listed(map(code, said.sensitive))
    return code(cls.spec.name), code(box), cls.spec.boxes[box], link, said.subject, said.purpose, sensitive
