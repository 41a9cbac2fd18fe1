"""Checkpoints: what the ledger was at one size, signed by the sealer and countersigned by witnesses.

Sources: C2SP tlog-checkpoint (the text) and tlog-cosignature (what a witness signs, and with which time).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from engine.ledger.note import (
    COSIGNATURE,
    SIGNATURE,
    Line,
    Note,
    NoteRefused,
    SigningKey,
    VerifierKey,
    base64,
    unbase64,
)

BODY = re.compile(r"([^\s+\x00-\x1f\x7f]{1,200})\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n")


class Checkpoint(NamedTuple):
    """The root over the first ``size`` facts of the ledger named ``origin``."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64(self.root)}\n"

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """The checkpoint in the text of a note, which has exactly one spelling. Raises NoteRefused."""
        found = BODY.fullmatch(text)
        if found is None:
            raise NoteRefused("a checkpoint is three lines: origin, size, root")
        return cls(found[1], int(found[2]), unbase64(found[3]))


def sign(checkpoint: Checkpoint, key: SigningKey) -> Note:
    """The note that says so under the ledger's own key, which has the ledger's name. Raises NoteRefused."""
    if (key.verifier.name, key.verifier.use) != (checkpoint.origin, SIGNATURE):
        raise NoteRefused(f"this key doesn't sign for {checkpoint.origin}")
    text = checkpoint.text()
    return Note(text, (key.line(text.encode()),))


def verified(note: Note, log: VerifierKey) -> Checkpoint:
    """The checkpoint in a note signed by ``log``. Raises NoteRefused."""
    checkpoint = Checkpoint.read(note.text)
    lines = [line for line in note.lines if line.by(log)]
    if checkpoint.origin != log.name or log.use != SIGNATURE or not lines:
        raise NoteRefused(f"the checkpoint isn't signed by {log.name}")
    for line in lines:
        log.verify(note.text.encode(), line.signature)
    return checkpoint


def cosign(note: Note, key: SigningKey, at: int) -> Line:
    """A witness's signature over the checkpoint of ``note``, given at ``at`` (seconds since 1970 UTC)."""
    if key.verifier.use != COSIGNATURE:
        raise NoteRefused("this key isn't one that cosigns")
    Checkpoint.read(note.text)
    return key.line(_cosigned(note.text, at), at.to_bytes(8))


def cosigned_at(note: Note, witness: VerifierKey) -> int | None:
    """When ``witness`` cosigned (seconds since 1970 UTC), the latest time; None if not. Raises NoteRefused."""
    times = []
    for line in note.lines:
        if witness.use == COSIGNATURE and line.by(witness):
            at = int.from_bytes(line.signature[:8])
            witness.verify(_cosigned(note.text, at), line.signature[8:])
            times.append(at)
    return max(times, default=None)


def with_lines(note: Note, lines: Iterable[Line]) -> Note:
    """The note with signatures added that it doesn't have yet."""
    return Note(note.text, tuple(dict.fromkeys((*note.lines, *lines))))


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
