"""Attaches a file to a case: examined, sealed, kept durably, and only then told in a fact."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from aggregates.attaching import Attachment, holder
from aggregates.choosing import among
from aggregates.household_state import HOUSEHOLD
from aggregates.program_state import PROGRAM
from engine.casework import Casework
from engine.command import Command, Receipt
from engine.keys import Erased, KeyMissing
from engine.kind import Kind
from engine.reader import Reader
from engine.refusal import BadInput, CaseNotFound, Refused
from web.attachments.examining import examined
from web.attachments.store import Store
from workflows.attachment_rules import AttachmentRules

KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in (HOUSEHOLD, PROGRAM)}
"""The kinds of case that files are attached to."""
COMMAND = "attach_document"
FILE, PREVIEW = "file", "preview"
"""What a sealed file is used as: a preview doesn't open as the file."""


class Sent(NamedTuple):
    """A file as somebody sends it. Its name on their machine is nobody's business and isn't kept."""

    content: bytes
    sort: str
    title: str = ""
    person: str | None = None
    on: date | None = None


def kind_of(name: str) -> Kind[Any]:
    """A kind of case that files are attached to. Raises CaseNotFound: to no other is anything attached."""
    if name not in KINDS:
        raise CaseNotFound(name, "")
    return KINDS[name]


def rules_for(reader: Reader, kind: Kind[Any], case: str) -> AttachmentRules:
    """What may be attached to a case now. Raises CaseNotFound."""
    found: AttachmentRules = kind.rules(reader.state(kind, case), reader, reader.on).attachments
    return found


def attach(casework: Casework, store: Store, kind: Kind[Any], case: str, sent: Sent, *, by: str, id: str) -> Receipt:
    """Attach a file; sent again under the same ``id`` it is answered as before.

    The file is durable before the fact: a crash in between leaves a file that nothing speaks of, never a fact without
    its file. Raises FileNotTaken, BadInput, Refused, CaseNotFound.
    """
    with casework.reading() as reader:
        state = reader.state(kind, case)
        rules = rules_for(reader, kind, case)
    among("sort", sent.sort, (one.code for one in rules.sorts_of(kind.name)))
    found = examined(sent.content, rules)
    subject = holder(kind, state, sent.person) or casework.vault.new_subject()
    names = []
    for use, content in ((FILE, found.content), (PREVIEW, found.preview)):
        try:
            sealed = casework.vault.seal_file(subject, case, use, content)
        except Erased:
            raise BadInput("person", "ข้อมูลของบุคคลนี้ถูกลบแล้ว", "this person was erased") from None
        except KeyMissing:
            raise BadInput("person", "ไม่ใช่สมาชิกของครัวเรือนนี้", "not a member of this household") from None
        names.append(store.put(subject, sealed))
    inputs = {
        "sort": sent.sort,
        "file": names[0],
        "preview": names[1],
        "size": len(found.content),
        "media_type": found.media_type,
        "sent": sha256(sent.content).hexdigest(),
        "kept_for": subject,
        "title": sent.title,
        "person": sent.person,
    }
    try:
        return casework.do(Command(id=id, kind=kind.name, name=COMMAND, by=by, case=case, inputs=inputs, on=sent.on))
    except Refused:
        if not casework.vault.holds(subject):
            # Erased meanwhile: the file came after the folder was emptied.
            store.forget([subject])
        raise


def attached(reader: Reader, kind: Kind[Any], case: str, version: int) -> Attachment:
    """A document that counts. Raises CaseNotFound for one that isn't there, was retracted, or was erased."""
    state = reader.state(kind, case)
    found: Attachment | None = state.attachments.get(version)
    if found is None or found.fact.details.key in state.erased:
        raise CaseNotFound(kind.name, case)
    return found


def opened(casework: Casework, store: Store, case: str, found: Attachment, use: str) -> bytes:
    """The file of a document, or its preview. Raises UnsafeStore when it was altered, Missing, KeyMissing."""
    fact = found.fact
    sealed = store.get(fact.details.key, fact.file if use == FILE else fact.preview)
    return casework.vault.open_file(fact.details.key, case, use, sealed)
