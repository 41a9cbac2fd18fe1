"""Where a signing key lies: in a folder of its own, readable by its owner only, never within the server's reach."""

from __future__ import annotations

import os
from pathlib import Path

from engine.ledger.note import PRIVATE, SigningKey
from engine.refusal import UnsafeStore

LARGEST = 1_000
"""Bytes a key file may have; larger files aren't looked into."""


def make_key(path: Path, name: str, use: int) -> SigningKey:
    """A new key, kept in ``path``. Raises UnsafeStore when there is one already, NoteRefused for a bad name."""
    key = SigningKey.new(name, use)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UnsafeStore(f"there is a key in {path.name} already; it is never replaced") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{key.secret()}\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def read_key(path: Path) -> SigningKey:
    """The key kept in ``path``. Raises UnsafeStore when it isn't there or others may read it."""
    if not path.exists():
        raise UnsafeStore(f"there is no key yet ({path.name}): make one first")
    if path.stat().st_mode & 0o077:
        raise UnsafeStore(f"{path.name} may be read by others; make it readable by its owner only")
    return SigningKey.read(path.read_text(encoding="utf-8").strip())


def refuse_signing_keys(folder: Path) -> None:
    """Refuse a data folder with a signing key in it: whoever serves must not be able to sign. Raises UnsafeStore."""
    for where, _, names in os.walk(folder):
        for name in names:
            path = Path(where, name)
            if path.stat().st_size <= LARGEST and path.read_bytes().lstrip().startswith(PRIVATE.encode()):
                raise UnsafeStore(f"{name} is a signing key in the data folder; the server must not hold one")


def refuse_nested(folder: Path, data: Path) -> None:
    """Refuse a key's folder inside the data folder, or around it. Raises UnsafeStore."""
    mine, theirs = folder.resolve(), data.resolve()
    if mine.is_relative_to(theirs) or theirs.is_relative_to(mine):
        raise UnsafeStore("the key needs a folder of its own, apart from the data folder")
