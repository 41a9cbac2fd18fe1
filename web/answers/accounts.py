"""Accounts for those who keep them, and for their holders: who, in which roles, and what waits for a second person."""

from __future__ import annotations

from typing import Any

from aggregates.account_state import Account, Grant
from engine.reader import Reader
from web.showing import Opens, shown


def account_shown(reader: Reader, case: str, account: Account, opens: Opens | None) -> dict[str, Any]:
    """An account with its grants, those that count today marked."""
    today = account.grants_on(reader.on)
    return {
        "case_id": case,
        "version": reader.version(case),
        "user_name": account.user_name,
        "details": shown(account.details, opens),
        "suspended": account.suspended is not None,
        "grants": [_grant(version, one, one in today) for version, one in account.grants.items()],
        "requests": [_grant(version, one, False) for version, one in account.requests.items()],
        "credentials": sorted(account.credentials),
        "tokens": [
            {"token": id, "label": token.label, "expires": token.expires.isoformat()}
            for id, token in account.tokens.items()
        ],
    }


def _grant(version: int, grant: Grant, today: bool) -> dict[str, Any]:
    return {
        "grant": version,
        "role": grant.role,
        "area": str(grant.area),
        "since": grant.since.isoformat(),
        "until": None if grant.until is None else grant.until.isoformat(),
        "by": grant.mark.by,
        "counts_today": today,
    }
