"""The page of personal data: every sealed box, what is in it, whose key closes it, and what it is for."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from engine.facts import Fact
from engine.kind import Kind
from web.docs.clear_texts import clear_texts
from web.docs.markdown import code, listed, page, table
from web.docs.shapes import field_table, is_sealed, named
from web.register import Purpose, Register

INTRODUCTION = """\
Personal data never stands in clear in the store. All that one fact says about one subject is one sealed box:
AES-256-GCM under the key of that person or household, bound to the case, version, topic and slot it was sealed
for. Keys stand in a database of their own, wrapped by the master key. What stands in clear beside the boxes, and
why, says [decision 4](../decisions/0004-what-is-sealed.md).

What is **sensitive** tells of health, disability and the like. Case managers and supervisors see it in their area;
auditors say first what for; administrators don't see it at all. Whatever auditors and administrators open stands in
the read log.

A reason (`because`) given in a case about people is sealed too, under that household's key, on the basis and as long
as the case it is given in.

Every box says on what **basis** of the Personal Data Protection Act B.E. 2562 it is kept and how long. What is
sensitive within it is kept on the basis of {sensitive_basis}. A box that isn't listed stops the build, and so does
a text of a fact about people that stands in clear without a reason below. How somebody is shown all of this, or erased
from it, says [answer a rights request](../how-to/answer-a-rights-request.md)."""
HEADERS = ("fact", "box", "slot", "content", "key of", "what for", "sensitive", "basis", "kept")
BESIDE = ("where", "of", "what, and what for", "basis", "kept")
CLEAR = ("field", "what stands in clear there", "in")
ABOUT_PEOPLE = ("household", "account", "rights_request")
"""The kinds of case in which any free text could say who somebody is."""


class NotExplained(LookupError):
    """The register and the facts don't agree on what is personal."""


def personal_page(kinds: Sequence[Kind[Any]], register: Register) -> str:
    """Every sealed field of every fact, and every text in clear about people. Raises NotExplained for a gap."""
    said = register.boxes
    classes = list(dict.fromkeys(cls for kind in kinds for cls in kind.facts if cls.spec.boxes))
    boxes = {f"{cls.spec.name}.{box}": (cls, box) for cls in classes for box in cls.spec.boxes}
    if differing := sorted(set(boxes) ^ set(said)):
        raise NotExplained(f"personal_data.toml must explain exactly the sealed boxes; see {listed(differing)}")
    contents = {named(content): content for cls, box in boxes.values() for content in [content_of(cls, box)]}
    for name, (cls, box) in boxes.items():
        if unknown := set(said[name].sensitive) - set(content_of(cls, box).__struct_fields__):
            raise NotExplained(f"personal_data.toml names fields {name} doesn't have: {listed(sorted(unknown))}")
    if unknown_terms := register.unknown_terms():
        raise NotExplained(f"no such basis or time of keeping: {listed(unknown_terms)}")
    rows = (_row(cls, box, said[name], register) for name, (cls, box) in sorted(boxes.items()))
    tables = (f"### {name}\n\n{field_table(contents[name])}" for name in sorted(contents))
    introduction = INTRODUCTION.format(sensitive_basis=register.basis[register.sensitive_basis].en)
    beside = ((where, one.subject, one.purpose, *_kept(one, register)) for where, one in register.beside.items())
    return page(
        "Personal data · ข้อมูลส่วนบุคคล",
        introduction,
        table(HEADERS, rows),
        "## Outside the boxes",
        table(BESIDE, beside),
        "## Texts in clear, of cases about people",
        table(CLEAR, _in_clear(kinds, register)),
        "## Contents",
        *tables,
    )


def _in_clear(kinds: Sequence[Kind[Any]], register: Register) -> list[tuple[object, ...]]:
    """The fields of facts about people in which a text stands in clear, with the reason."""
    found: dict[str, set[str]] = {}
    for cls in {cls for kind in kinds if kind.name in ABOUT_PEOPLE for cls in kind.facts}:
        for name in clear_texts(cls):
            found.setdefault(name, set()).add(cls.spec.name)
    if differing := sorted(set(found) ^ set(register.in_clear)):
        raise NotExplained(f"personal_data.toml must say of exactly the texts in clear why: {listed(differing)}")
    return [(code(name), register.in_clear[name], listed(map(code, sorted(found[name])))) for name in sorted(found)]


def _kept(said: Purpose, register: Register) -> tuple[str, str]:
    return register.basis[said.basis].en, register.retention[said.retention].en


def content_of(cls: type[Fact], box: str) -> type[msgspec.Struct]:
    """What is in a box, from the type of its field."""
    return next(_contents(typing.get_type_hints(cls)[box]))


def _contents(hint: Any) -> Iterator[type[msgspec.Struct]]:
    if is_sealed(hint):
        yield typing.get_args(hint)[0]
    for inner in typing.get_args(hint):
        yield from _contents(inner)


def _row(cls: type[Fact], box: str, said: Purpose, register: Register) -> tuple[object, ...]:
    content = named(content_of(cls, box))
    link = f"[{content}](#{content.lower()})"
    sensitive = listed(map(code, said.sensitive))
    return (
        code(cls.spec.name),
        code(box),
        cls.spec.boxes[box],
        link,
        said.subject,
        said.purpose,
        sensitive,
        *_kept(said, register),
    )
