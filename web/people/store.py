"""The database of credentials: apart from the facts, because what is in it must be replaceable and forgettable."""

from __future__ import annotations

from hashlib import sha256

from engine.layout import Layout

TABLES = (
    "CREATE TABLE IF NOT EXISTS passwords (account TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS passing_passwords (account TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS code_secrets (
        account TEXT PRIMARY KEY, key TEXT NOT NULL, data BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS identities (
        issuer TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (issuer, subject)
        ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS tokens (
        digest BLOB PRIMARY KEY, account TEXT NOT NULL, token TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sessions (
        digest BLOB PRIMARY KEY, account TEXT NOT NULL, began INTEGER NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS tries (name BLOB NOT NULL, address BLOB NOT NULL, at REAL NOT NULL)",
    "CREATE INDEX IF NOT EXISTS tries_by_address ON tries (address, at)",
    "CREATE INDEX IF NOT EXISTS sessions_by_account ON sessions (account)",
)


LAYOUT = Layout(name="credentials", tables=TABLES, readable_aside=True)


def digest(secret: str) -> bytes:
    """Under what a random secret is kept: enough for one nobody can guess, and useless to whoever reads it."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
