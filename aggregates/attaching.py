"""Documents attached to a case: photographs, scans, signed orders, kept outside the database under their hash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Literal, Protocol, TypeVar

import msgspec

from aggregates.choosing import among, term
from aggregates.household_values import Sealable, Sha256
from engine.facts import Fact, fact
from engine.history import Mark
from engine.kind import Act, Kind
from engine.refusal import refuse
from engine.sealed import Sealed, sealed_for

MediaType = Literal["image/jpeg", "image/png", "image/webp", "application/pdf"]
Title = Annotated[str, msgspec.Meta(max_length=120)]
Bytes = Annotated[int, msgspec.Meta(ge=1)]

# The names and fields below are a storage format: what is written stays for ever.


class AttachedDetails(Sealable, frozen=True):
    """What an attached document is, in words, and the SHA-256 of the file as it was sent."""

    sent: str
    title: str = ""


@fact("case.document_attached", boxes={"details": 1})
class DocumentAttached(Fact, frozen=True, kw_only=True):
    """A document was attached. Its file lies sealed in the store of attachments under the subject of ``details``.

    ``file`` and ``preview`` are the SHA-256 of the sealed files, by which they are found and proven; ``size`` is that
    of the opened file in bytes.
    """

    sort: str
    file: str
    preview: str
    size: int
    media_type: MediaType
    details: Sealed[AttachedDetails]
    person: str | None = None
    """The member it is about, with whom it is erased; otherwise it belongs to the whole case."""


class Attachment(msgspec.Struct, frozen=True):
    """A document that counts."""

    fact: DocumentAttached
    mark: Mark


class Filed(Protocol):
    """A state that holds documents."""

    @property
    def attachments(self) -> Mapping[int, Attachment]: ...
    @property
    def erased(self) -> Mapping[str, Mark]: ...


A = TypeVar("A", bound=Filed)


def attaching(kind: Kind[A], people: Callable[[A], Iterable[str]] = lambda state: ()) -> None:
    """Give ``kind`` its documents, each of the whole case or about one of its ``people``."""

    @kind.evolves(DocumentAttached)
    def _(state: A, fact: DocumentAttached, mark: Mark) -> A:
        attachments = {**state.attachments, mark.version: Attachment(fact, mark)}
        found: A = msgspec.structs.replace(state, attachments=attachments)  # type: ignore[type-var]
        return found

    @kind.decides(DocumentAttached, th="แนบเอกสาร", en="Attach a document", standing="closed", authority="apart")
    def attach_document(
        case: A,
        act: Act,
        *,
        sort: str,
        file: Sha256,
        preview: Sha256,
        size: Bytes,
        media_type: MediaType,
        sent: Sha256,
        kept_for: str,
        title: Title = "",
        person: str | None = None,
    ) -> Iterator[DocumentAttached]:
        """Attach a document whose file already lies in the store of attachments, sealed for ``kept_for``."""
        rules = act.rules.attachments
        term("sort", sort, rules.sorts_of(kind.name))
        if person is not None:
            among("person", person, people(case))
        theirs = holder(kind, case, person)
        if theirs is not None:
            among("kept_for", kept_for, (theirs,))
        if any(one.fact.file == file for one in case.attachments.values()):
            return
        if len(case.attachments) >= rules.most:
            raise refuse(
                "U1", f"แนบเอกสารได้ไม่เกิน {rules.most} รายการ", f"no more than {rules.most} documents can be attached"
            )
        yield DocumentAttached(
            sort=sort,
            file=file,
            preview=preview,
            size=size,
            media_type=media_type,
            details=sealed_for(kept_for, AttachedDetails(title=title, sent=sent)),
            person=person,
        )


def holder(kind: Kind[A], case: A, person: str | None) -> str | None:
    """Under whose key a document lies: of the member it is about, or of the case.

    None for the first document of a kind that seals nothing else for the whole case: it gets a new subject.
    """
    if person is not None:
        return person
    known = (one.fact.details.key for one in case.attachments.values() if one.fact.person is None)
    return kind.subject(case) or next((one for one in known if one not in case.erased), None)
