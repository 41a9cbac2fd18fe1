"""What waits for a second person on a case, with the ways to answer it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from aggregates.lifecycle import Life, Request
from engine.bilingual import Text
from engine.decision import Decision
from engine.kind import Kind

FIELD = {"move": "request", "waiver": "request", "correction": "proposal", "late_record": "request"}


class Waiting(NamedTuple):
    """One request."""

    text: Text
    request: Request
    field: str
    """The field of the answering commands that names the request."""
    answers: list[Decision]


def requests_shown(kind: Kind[Any], life: Life, may: Callable[[Decision], bool]) -> list[Waiting]:
    """Every pending request, with the commands by which this person may answer it."""
    return [
        Waiting(
            _said(kind, one),
            one,
            FIELD[one.about],
            [d for verb in ("confirm", "decline") if may(d := kind.decisions[f"{verb}_{one.about}"])],
        )
        for one in life.requests
    ]


def _said(kind: Kind[Any], request: Request) -> Text:
    if request.about == "late_record":
        at = request.mark.version
        return Text(f"บันทึกย้อนหลังนานในรายการที่ {at}", f"Recorded entry {at} very late")
    workflow = kind.workflow
    assert workflow is not None
    if request.about == "move":
        label = workflow.stage(request.subject).label
        return Text(f"ขอเลื่อนเป็น “{label.th}”", f"Asked to move to “{label.en}”")
    if request.about == "waiver":
        requirement = workflow.requirement(request.subject)
        label = Text(request.subject, request.subject) if requirement is None else requirement.label
        return Text(f"ขอยกเว้น “{label.th}”", f"Asked to waive “{label.en}”")
    return Text(f"เสนอแก้ไขรายการที่ {request.subject}", f"Proposed a correction of entry {request.subject}")
