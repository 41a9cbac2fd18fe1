"""Sealed boxes of copied facts, closed anew: each opens where its copy lies, and each person has a key of their own."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.facts import Recorded, boxes_of
from engine.keys import KeyMissing, Vault
from engine.mapper import encoded
from engine.sealed import InHand, Origin, Sealed

BOX = re.compile(rb'\{"k":"([0-9a-f]{32})","d":"([^"]+)"\}')


class Lay(NamedTuple):
    """What lies in a box, and under which topic and slot."""

    content: dict[str, Any]
    topic: str
    slot: int


def laid(records: Iterable[Recorded], vault: Vault) -> dict[bytes, Lay]:
    """Ciphertext as stored -> what lies in it, for every box of these facts that still opens."""
    found = {}
    for record in records:
        for box in boxes_of(record):
            assert box.origin is not None
            try:
                found[b64encode(box.data)] = Lay(vault.open_raw(box), box.origin.topic, box.origin.slot)
            except KeyMissing:
                continue
    return found


def resealed(stored: bytes, lays: Mapping[bytes, Lay], vault: Vault, case: str, version: int) -> bytes:
    """A fact's state or reason as it is stored, its ids renamed already, with its boxes closed for ``case``."""

    def closed(found: re.Match[bytes]) -> bytes:
        lay = lays.get(found[2])
        if lay is None:
            return found[0]
        content: Any = lay.content
        box = vault.seal(InHand(found[1].decode(), content), Origin(case, version, lay.topic, lay.slot))
        return encoded(Sealed(box.key, box.data))

    return BOX.sub(closed, stored)
