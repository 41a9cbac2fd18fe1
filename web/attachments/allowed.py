"""Who may attach files and who may see which: workers of the area, and by field class whoever else reads there (U5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aggregates.attaching import Attachment, DocumentAttached
from engine.kind import Kind
from engine.reader import Reader
from web.access import Access, Person
from web.attachments.keeping import COMMAND, FILE, attached, rules_for
from web.opening import note_export, opener
from web.places import access_to, reach
from web.problems import Problem
from workflows.attachment_rules import AttachmentRules


def may_attach(access: Access, kind: Kind[Any]) -> bool:
    """Whether somebody may attach files here. The command stands apart for its file's sake; it is casework."""
    return access.may_do(kind, replace(kind.decisions[COMMAND], authority="casework"))


def expect_may_attach(reader: Reader, person: Person, kind: Kind[Any], case: str) -> None:
    """Raises CaseNotFound for what is out of reach, Problem for whoever only reads."""
    if not may_attach(reach(reader, person, kind.name, case), kind):
        raise Problem("not-allowed")


def may_see(access: Access, rules: AttachmentRules, found: DocumentAttached) -> bool:
    """Whether what a document shows is open: who people are, or for some sorts their health and the like."""
    return ("sensitive" if rules.sensitive(found.sort) else "personal") in access.sees


def looked_at(reader: Reader, person: Person, kind: Kind[Any], case: str, version: int, use: str) -> Attachment:
    """A document somebody may see, with the look recorded: each file taken away, and each preview if it is observed.

    Raises CaseNotFound for another's document as for none at all, Problem for whom it is closed.
    """
    access = access_to(reader, person, kind.name, case)
    found = attached(reader, kind, case, version)
    if not may_see(access, rules_for(reader, kind, case), found.fact):
        raise Problem("not-allowed" if person.purpose else "no-purpose")
    seen = f"{DocumentAttached.spec.name}.{use}"
    if use == FILE:
        note_export(person, kind.name, case, (seen,))
    elif (made := opener(reader, access, case)) is not None:
        made.opened.add(seen)
    return found
