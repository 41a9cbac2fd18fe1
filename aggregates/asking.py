"""What decisions by two people, and decisions with a reason, have in common (U5)."""

from __future__ import annotations

from aggregates.lifecycle import Living, Request
from engine.kind import Act
from engine.refusal import BadInput, refuse


def reason_of(act: Act) -> str:
    """The written reason a decision needs. Raises BadInput when there is none."""
    if not act.because:
        raise BadInput("because", "ต้องระบุเหตุผล", "a written reason is needed")
    return act.because


def asked_before(case: Living, about: str, subject: str) -> bool:
    """Whether the same request is waiting already."""
    return any(r.about == about and r.subject == subject for r in case.life.requests)


def second_person(case: Living, act: Act, version: int, about: str) -> Request:
    """The request made at ``version``, by somebody else than the one who now decides. Raises Refused."""
    found = case.life.request(version, about)
    if found is None:
        raise refuse("U5", "ไม่มีคำขอที่รอการยืนยันลำดับนี้", f"no such request is waiting at version {version}")
    differs(found.mark.by, act)
    return found


def differs(asked_by: str, act: Act) -> None:
    """Refuse that one person both asks and confirms. Raises Refused."""
    if asked_by == act.by:
        raise refuse("U5", "ผู้ขอยืนยันคำขอของตนเองไม่ได้", "a request must be confirmed by somebody else")
