"""One-time codes of an authenticator app (TOTP): each is good once."""

from __future__ import annotations

from datetime import datetime

import pyotp

from engine.keys import Vault
from engine.layout import Tables
from engine.sealed import InHand, Note, Origin, Sealed

ISSUER = "Chumchon"
USE = "UPDATE code_secrets SET used = ?1 WHERE account = ?2 AND used < ?1 RETURNING used"
KEEP = """
INSERT INTO code_secrets VALUES (?, ?, ?, 0)
ON CONFLICT (account) DO UPDATE SET key = excluded.key, data = excluded.data, used = excluded.used
"""
STEP = 30
"""Seconds a code stands; the one before and the one after count, too, for clocks that differ."""


class Codes:
    """Keeps the secrets that make the codes, sealed like personal data."""

    def __init__(self, tables: Tables, vault: Vault) -> None:
        self._db, self._vault = tables, vault

    def new_secret(self) -> str:
        """A secret to show once, for the person's app."""
        return pyotp.random_base32()

    def address(self, secret: str, user_name: str) -> str:
        """What a QR code for an authenticator app says."""
        return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=user_name, issuer_name=ISSUER)

    def fits(self, secret: str, code: str, at: datetime) -> bool:
        """Whether a code comes from a secret: asked before it is kept."""
        return _step(secret, code, at) is not None

    def keep(self, account: str, secret: str) -> None:
        """From now on the account needs codes made of this secret."""
        box = self._vault.seal(InHand(self._vault.new_subject(), Note(secret)), _origin(account))
        self._db.execute(KEEP, (account, box.key, box.data))

    def forget(self, account: str) -> None:
        self._db.execute("DELETE FROM code_secrets WHERE account = ?", (account,))

    def needed(self, account: str) -> bool:
        return self._row(account) is not None

    def holds(self, account: str, code: str, at: datetime) -> bool:
        """Whether it is a code of this moment that wasn't used yet; it is used now. True where none is needed."""
        row = self._row(account)
        if row is None:
            return True
        secret: str = self._vault.open(Sealed(row[0], row[1], _origin(account)), Note).text
        step = _step(secret, code, at)
        if step is None:
            return False
        used = self._db.execute(USE, (step, account))
        return len(used.fetchall()) == 1

    def _row(self, account: str) -> tuple[str, bytes] | None:
        found: tuple[str, bytes] | None = self._db.execute(
            "SELECT key, data FROM code_secrets WHERE account = ?", (account,)
        ).fetchone()
        return found


def _step(secret: str, code: str, at: datetime) -> int | None:
    now = int(at.timestamp()) // STEP
    totp = pyotp.TOTP(secret, interval=STEP)
    digits = code.replace(" ", "")
    return next((s for s in (now - 1, now, now + 1) if pyotp.utils.strings_equal(digits, totp.generate_otp(s))), None)


def _origin(account: str) -> Origin:
    return Origin(account, 0, "code_secret", 1)
