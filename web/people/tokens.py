"""What programs and providers of identities are known by: tokens, and the subjects of sign-ins elsewhere."""

from __future__ import annotations

import secrets

from engine.layout import Tables
from web.people.store import digest

LINK = """
INSERT INTO identities VALUES (?, ?, ?) ON CONFLICT (issuer, subject) DO UPDATE SET account = excluded.account
"""


class Tokens:
    """Keeps digests only. Whether a token still counts, its account says."""

    def __init__(self, tables: Tables) -> None:
        self._db = tables

    def new(self) -> tuple[str, str]:
        """A token: its public id, and the secret that is shown once."""
        return secrets.token_hex(16), f"chumchon_{secrets.token_urlsafe(32)}"

    def keep(self, account: str, token: str, secret: str) -> None:
        self._db.execute("INSERT INTO tokens VALUES (?, ?, ?)", (digest(secret), account, token))

    def holder(self, secret: str) -> tuple[str, str] | None:
        """The account and the id of the token with this secret."""
        found: tuple[str, str] | None = self._db.execute(
            "SELECT account, token FROM tokens WHERE digest = ?", (digest(secret),)
        ).fetchone()
        return found

    def forget(self, token: str) -> None:
        self._db.execute("DELETE FROM tokens WHERE token = ?", (token,))


class Identities:
    """Which account somebody holds whom a provider of identities (OIDC) vouches for."""

    def __init__(self, tables: Tables) -> None:
        self._db = tables

    def link(self, account: str, issuer: str, subject: str) -> None:
        self._db.execute(LINK, (issuer, subject, account))

    def forget(self, account: str) -> None:
        self._db.execute("DELETE FROM identities WHERE account = ?", (account,))

    def account(self, issuer: str, subject: str) -> str | None:
        row = self._db.execute(
            "SELECT account FROM identities WHERE issuer = ? AND subject = ?", (issuer, subject)
        ).fetchone()
        return None if row is None else str(row[0])
