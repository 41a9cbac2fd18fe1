"""Every document there is; the address, the offer on the page of a case and the command line follow from it."""

from __future__ import annotations

from collections.abc import Mapping

from web.papers.document import Document
from web.papers.family_folder import FAMILY_FOLDER, FAMILY_FOLDERS

DOCUMENTS: Mapping[str, Document] = {one.code: one for one in (FAMILY_FOLDER, FAMILY_FOLDERS)}


def offered(kind: str) -> list[Document]:
    """The documents that are drawn from a kind of case."""
    return [one for one in DOCUMENTS.values() if one.kind == kind]
