"""What lies beside the facts: the tables of checkpoints, credentials, looks and mail."""

from __future__ import annotations

from engine.layout import Layout
from engine.ledger.record import LAYOUT as LEDGER
from web.people.store import LAYOUT as CREDENTIALS
from web.read_log import LAYOUT as LOOKS

__all__ = ["BESIDE", "CREDENTIALS", "LEDGER", "LOOKS", "MAIL"]

MAIL = Layout(
    name="mail",
    tables=(
        """CREATE TABLE IF NOT EXISTS digests (
            account TEXT NOT NULL, day TEXT NOT NULL, state TEXT NOT NULL, seen INTEGER, tries INTEGER NOT NULL,
            problem TEXT, at INTEGER NOT NULL, PRIMARY KEY (account, day)) WITHOUT ROWID""",
        "CREATE TABLE IF NOT EXISTS wishes (account TEXT PRIMARY KEY, lang TEXT NOT NULL, wanted INTEGER NOT NULL)",
    ),
)
BESIDE = (LEDGER, CREDENTIALS, LOOKS, MAIL)
"""All of them. Where the facts are shared they lie in the same database; keys lie apart."""
