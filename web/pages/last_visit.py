"""How much of the ledger somebody had seen when they last looked at their work: kept by their own browser."""

from __future__ import annotations

import re

from flask import Response, request

VISIT = 30 * 60
"""Seconds: looks closer together than that are one visit."""
YEAR = 365 * 24 * 3600
NONE_KNOWN = 0
KEPT = re.compile("([0-9]{1,15})\\.([0-9]{1,15})\\.([0-9]{1,12})")


class Visit:
    """The present look of one person: what the ledger held at the visit before, or none known."""

    def __init__(self, owner: str, size: int, at: int) -> None:
        self._name, self._size, self._at = f"seen-{owner}", size, at
        found = KEPT.fullmatch(request.cookies.get(self._name, ""))
        before, since, seen = map(int, found.groups()) if found else (NONE_KNOWN, size, at)
        self._before = min(since if at - seen > VISIT else before, size)

    @property
    def before(self) -> int | None:
        """How many facts the ledger held at the visit before; None at the first one."""
        return None if self._before == NONE_KNOWN else self._before

    def remember(self, response: Response) -> Response:
        """The answer with what the browser keeps: sizes of the ledger and a time, nothing of any case."""
        kept = f"{self._before}.{self._size}.{self._at}"
        response.set_cookie(
            self._name, kept, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure, path="/work"
        )
        return response
