"""What files may be attached to a case: sorts of documents, and how large, long and many they may be (U1)."""

from __future__ import annotations

from typing import Literal

from workflows.rule_terms import Part, Positive, Term, expect, expect_distinct

Attached = Literal["household", "program"]


class DocumentSort(Term, frozen=True, kw_only=True):
    """A sort of document. What is sensitive tells of health, disability and the like, and is shown to fewer people."""

    of: tuple[Attached, ...] = ("household", "program")
    sensitive: bool = False


class AttachmentRules(Part, frozen=True, kw_only=True):
    """Holds unless a rule set says otherwise: sets of earlier editions say nothing of attachments."""

    largest_kilobytes: Positive = 8_192
    """A larger file is refused before it is looked at."""
    most: Positive = 60
    """So many documents may be attached to one case."""
    largest_megapixels: Positive = 40
    """A picture of more is refused: it may be small as a file and take all memory once it is opened."""
    longest_edge: Positive = 3_000
    """A larger picture is made smaller, to so many pixels along its longer edge: enough to read a page of A4."""
    preview_edge: Positive = 480
    most_pages: Positive = 200
    """Of a PDF."""
    unused_days: Positive = 3
    """A file that no fact speaks of so long after it came, because its command was refused, is removed."""
    sorts: tuple[DocumentSort, ...] = (
        DocumentSort(code="photo", th="ภาพถ่าย", en="Photograph"),
        DocumentSort(code="document", th="เอกสาร", en="Document", sensitive=True),
    )

    def __post_init__(self) -> None:
        expect_distinct("sorts", (sort.code for sort in self.sorts))
        for kind in ("household", "program"):
            offered = any(kind in sort.of for sort in self.sorts)
            expect(offered, "sorts", f"ต้องมีเอกสารของ {kind}", f"at least one sort for a {kind}")

    def sorts_of(self, kind: str) -> tuple[DocumentSort, ...]:
        """The sorts that may be attached to a kind of case."""
        return tuple(sort for sort in self.sorts if kind in sort.of)

    def sensitive(self, sort: str) -> bool:
        """Whether a sort is shown to fewer people; one that the list no longer has is."""
        return next((one.sensitive for one in self.sorts if one.code == sort), True)
