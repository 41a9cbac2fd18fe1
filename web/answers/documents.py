"""The documents attached to a case, as far as their reader may see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from aggregates.attaching import Attachment
from engine.bilingual import Text
from web.answers.called import content
from web.attachments.allowed import may_see
from web.opening import Opener
from web.showing import text_shown
from workflows.attachment_rules import AttachmentRules


class DocumentRow(NamedTuple):
    """One document: what sort it is always, what is in it only for whom it is open."""

    version: int
    label: Text
    on: str
    by: str
    media_type: str
    size: int
    person: str | None
    title: str
    open: bool
    erased: bool


def documents(
    attachments: Mapping[int, Attachment], erased: Mapping[str, Any], rules: AttachmentRules, opens: Opener | None
) -> list[DocumentRow]:
    """Every document of a case, the newest first."""
    names = {sort.code: sort.text for sort in rules.sorts}
    found = sorted(attachments.values(), key=lambda one: (one.mark.on, one.mark.version), reverse=True)
    return [_row(one, names, one.fact.details.key in erased, rules, opens) for one in found]


def _row(
    one: Attachment, names: Mapping[str, Text], erased: bool, rules: AttachmentRules, opens: Opener | None
) -> DocumentRow:
    fact, mark = one.fact, one.mark
    seen = opens is not None and not erased and may_see(opens.access, rules, fact)
    return DocumentRow(
        version=mark.version,
        label=names.get(fact.sort, Text(fact.sort, fact.sort)),
        on=mark.on.isoformat(),
        by=mark.by,
        media_type=fact.media_type,
        size=fact.size,
        person=fact.person,
        title=content(fact.details, "title", opens) if seen else "",
        open=seen,
        erased=erased,
    )


def documents_shown(rows: list[DocumentRow]) -> list[dict[str, Any]]:
    """The same for a door that answers in JSON."""
    return [{**row._asdict(), "label": text_shown(row.label)} for row in rows]
