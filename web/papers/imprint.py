"""What every paper bears: how much was known when it was drawn, who printed it, and a checkpoint to prove it by."""

from __future__ import annotations

import io
from typing import Any

from engine.ledger.checkpoint import Checkpoint
from engine.ledger.ledger import Ledger
from engine.refusal import CaseNotFound
from web.checkpoint_code import code, read_out
from web.papers.document import Copy, Document


def paper(document: Document, copy: Copy, case: str, ledger: Ledger, by: str) -> dict[str, Any]:
    """A paper as its template takes it, printed by somebody of this name.

    Raises CaseNotFound for a case of a kind it isn't drawn from, as for one out of reach.
    """
    if copy.reader.kind_of(case).name not in document.kinds:
        raise CaseNotFound(document.code, case)
    content = document.gather(copy, case)
    return {
        "lang": copy.pen.lang,
        "thai_digits": copy.pen.thai_digits and copy.pen.lang == "th",
        **copy.pen.finished(
            {
                "title": copy.pen.said(document.title),
                "about": content["about"],
                "content": content,
                "size": copy.pen.number(copy.size),
                "on": copy.pen.day(copy.on),
                "by": by,
                "printed": copy.pen.day(copy.reader.on),
            }
        ),
        "checkpoint": _checkpoint(copy, ledger),
    }


def _checkpoint(copy: Copy, ledger: Ledger) -> dict[str, Any] | None:
    """The last signed one; none while nothing is sealed."""
    note = ledger.before(None)
    if note is None:
        return None
    found = Checkpoint.read(note.text)
    drawn = io.BytesIO()
    code(str(note)).save(drawn, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None)
    return {
        "origin": found.origin,
        "size": copy.pen.finished(copy.pen.number(found.size)),
        "root": read_out(found.root),
        "code": drawn.getvalue().decode(),
    }
