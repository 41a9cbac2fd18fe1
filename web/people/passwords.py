"""Passwords: what a good one is, and whether one holds; as slow for a person who doesn't exist."""

from __future__ import annotations

import unicodedata
from functools import cache, cached_property
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from engine.keys import Vault
from engine.layout import Tables
from engine.refusal import BadInput

SHORTEST, LONGEST = 12, 256
FEWEST_SIGNS = 5
KEEP = "INSERT INTO passwords VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET hash = excluded.hash"


class Passwords:
    """Keeps argon2id hashes of passwords, peppered with the master key: without it, the database alone tells nothing.

    ``hasher`` sets what one try costs; only tests make it cheap.
    """

    def __init__(self, tables: Tables, vault: Vault, hasher: PasswordHasher) -> None:
        self._db, self._vault, self._hasher = tables, vault, hasher

    def keep(self, account: str, password: str, *, passing: bool = False) -> None:
        """From now on this is the account's password; a ``passing`` one only lets its holder choose another."""
        found = self._hasher.hash(self._peppered(password))
        if passing:
            self._db.execute("INSERT INTO passing_passwords VALUES (?) ON CONFLICT DO NOTHING", (account,))
        self._db.execute(KEEP, (account, found))
        if not passing:
            self._db.execute("DELETE FROM passing_passwords WHERE account = ?", (account,))

    def passing(self, account: str) -> bool:
        """Whether somebody else set the account's password, so that its holder must choose another."""
        found = self._db.execute("SELECT 1 FROM passing_passwords WHERE account = ?", (account,)).fetchone()
        return found is not None

    def forget(self, account: str) -> None:
        self._db.execute("DELETE FROM passwords WHERE account = ?", (account,))

    def holds(self, account: str | None, password: str) -> bool:
        """Whether it is the account's password. The answer for nobody, or no password, takes the same work."""
        row = self._db.execute("SELECT hash FROM passwords WHERE account = ?", (account,)).fetchone()
        nobody = self._nobodys
        try:
            self._hasher.verify(row[0] if row else nobody, self._peppered(password[:LONGEST]))
        except VerifyMismatchError:
            return False
        return row is not None

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("")

    def _peppered(self, password: str) -> str:
        return self._vault.blind("password", unicodedata.normalize("NFKC", password))


def expect_good(password: str, user_name: str, field: str = "password") -> None:
    """Long, not among the commonest, not the user name, not a few signs over and over. Raises BadInput."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if not SHORTEST <= len(plain) <= LONGEST:
        th, en = f"ต้องยาว {SHORTEST}-{LONGEST} ตัวอักษร", f"must be {SHORTEST}-{LONGEST} characters long"
        raise BadInput(field, th, en)
    if plain in _commonest() or user_name in plain or len(set(plain)) < FEWEST_SIGNS:
        raise BadInput(field, "เดาง่ายเกินไป ใช้วลียาว ๆ ที่จำได้", "is too easy to guess: take a long phrase you remember")


@cache
def _commonest() -> frozenset[str]:
    text = (files("web.people") / "commonest_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
