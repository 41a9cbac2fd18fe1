"""What a document is: what it is called, whose case it is drawn from, and what it gathers for its template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from engine.bilingual import Text
from engine.kind import Cases
from engine.reader import Reader
from projections.as_of import AsKnown, as_known
from web.access import Person
from web.papers.pen import Pen
from web.showing import Opens


class Eyes(Protocol):
    """What whoever prints may see."""

    @property
    def person(self) -> Person | None:
        """None for the holder of the data folder, to whom nothing is out of reach."""
        ...

    def opens(self, kind: str, case: str) -> Opens | None:
        """What boxes of a case are opened with; None where people are closed. Raises CaseNotFound, as for no case."""
        ...


class Copy(NamedTuple):
    """One copy of a document: for whose eyes, in which hand, as of which moment."""

    reader: Reader
    cases: Cases
    """All cases as they stood at the moment."""
    size: int
    """How many facts of the ledger were known then."""
    eyes: Eyes
    pen: Pen
    of: int | None = None
    """Which fact of the case a document of one fact is about, by its version; the latest one unless told."""

    @property
    def on(self) -> date:
        return self.cases.on

    @property
    def moment(self) -> dict[str, Any]:
        """What figures are asked for with: the moment, or nothing for now."""
        return {"on": self.on, "known": self.size} if isinstance(self.cases, AsKnown) else {}


def copy_of(
    reader: Reader,
    eyes: Eyes,
    pen: Pen,
    *,
    on: date | None = None,
    known: int | datetime | None = None,
    of: int | None = None,
) -> Copy:
    """A copy as of a moment; now, unless told. Raises BadInput."""
    if on is None and known is None:
        return Copy(reader, reader, reader.size, eyes, pen, of)
    then = as_known(reader, on, known)
    return Copy(reader, then, then.size, eyes, pen, of)


class Document(NamedTuple):
    """A kind of paper. ``gather`` takes a copy and the id of a case, and raises CaseNotFound for one out of reach."""

    code: str
    title: Text
    kinds: tuple[str, ...]
    """The kinds of case it is drawn from; the offer stands on the page of each."""
    template: str
    gather: Callable[[Copy, str], dict[str, Any]]
    """Its content, JSON-ready. The key ``about`` says in a few words which case it is of."""
