"""The cipher under which a browser keeps what somebody typed: theirs alone, and only while they are signed in."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import NamedTuple

from flask import Flask

from web.access import Person

OWNER_LENGTH = 12


class DraftSeal(NamedTuple):
    """Whose drafts they are, in a name that tells nobody; and the key of their cipher (AES-256-GCM)."""

    owner: str
    key: str


def seal_of(app: Flask, person: Person) -> DraftSeal:
    """The seal of somebody who is signed in."""
    assert isinstance(app.secret_key, bytes)
    return draft_seal(app.secret_key, person.account)


def draft_seal(secret: bytes, account: str) -> DraftSeal:
    """The same at every sign-in of one person. A shared computer keeps only what this key opens (U4)."""
    owner, key = (hmac.digest(secret, f"{use}/{account}".encode(), hashlib.sha256) for use in ("owner", "drafts"))
    return DraftSeal(owner.hex()[:OWNER_LENGTH], base64.b64encode(key).decode())
