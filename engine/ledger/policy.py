"""Which witnesses count, and how many of them make a checkpoint valid: data of the deployment, not code."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

from engine.ledger.checkpoint import cosigned_at
from engine.ledger.note import COSIGNATURE, Note, NoteRefused, VerifierKey
from engine.refusal import UnsafeStore

FILE = "witnesses.toml"


class Witnessed(NamedTuple):
    """A witness that counts, and when it cosigned (seconds since 1970 UTC); None when it hasn't."""

    witness: VerifierKey
    at: int | None


class Policy(NamedTuple):
    """The known witnesses, and how many of them are needed; without any, the sealer's word stands alone."""

    witnesses: tuple[VerifierKey, ...] = ()
    needed: int = 0

    @classmethod
    def read(cls, folder: Path) -> Policy:
        """The policy in ``witnesses.toml`` of a data folder; nobody when there is none. Raises UnsafeStore."""
        path = folder / FILE
        if not path.exists():
            return cls()
        try:
            given: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
            found = cls(tuple(VerifierKey.read(key) for key in given.pop("witnesses")), int(given.pop("needed")))
        except (ValueError, KeyError, TypeError, AttributeError, NoteRefused) as error:
            raise UnsafeStore(f"{FILE} needs `needed = 2` and `witnesses = [...]` with their keys: {error}") from None
        names = {key.name for key in found.witnesses}
        known = all(key.use == COSIGNATURE for key in found.witnesses) and len(names) == len(found.witnesses)
        if given or not known or not 0 <= found.needed <= len(found.witnesses):
            raise UnsafeStore(f"{FILE} names each witness once, and needs no more of them than there are")
        return found

    def of(self, note: Note) -> tuple[Witnessed, ...]:
        """What each witness says of the checkpoint in ``note``. Raises NoteRefused for a false signature."""
        return tuple(Witnessed(key, cosigned_at(note, key)) for key in self.witnesses)

    def met(self, note: Note) -> bool:
        """Whether enough of them cosigned."""
        return sum(one.at is not None for one in self.of(note)) >= self.needed
