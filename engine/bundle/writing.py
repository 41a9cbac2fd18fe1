"""Writes a bundle: rows as they are stored, ciphertext and all, so that whoever checks it needs nobody's key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from typing import IO, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from engine.bundle.stored import Stored, stored
from engine.database import Connection, scan
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.leaves import HASHED
from engine.ledger.note import Note, VerifierKey

FORMAT = "chumchon-bundle/1"
VERIFIER, ROWS, ABOUT = "verify.py", "rows.jsonl", "bundle.json"
GUIDES = ("READ-ME-FIRST.th.md", "READ-ME-FIRST.md")
LATEST = "checkpoint.txt"
WHOLE = f"SELECT {HASHED} FROM stored_events ORDER BY rowid"
OF_CASES = f"""
SELECT {HASHED} FROM stored_events WHERE originator_id IN (SELECT value FROM json_each(?)) ORDER BY rowid
"""
UNDATED = (1980, 1, 1, 0, 0, 0)
"""The time zip gives what has none: the same rows make the same bundle, byte by byte."""


class Contents(NamedTuple):
    """What goes into a bundle. ``cases`` is None for the whole ledger.

    ``checkpoints`` are those to prove the rows against, ``keys`` what they verify with, the ledger's own first;
    ``prove`` gives the inclusion proof of a leaf in the ledger of a size.
    """

    scope: str
    cases: Sequence[str] | None
    checkpoints: Sequence[Note]
    keys: Sequence[VerifierKey]
    prove: Callable[[int, int], list[bytes]]


def write_bundle(out: IO[bytes], connection: Connection, contents: Contents) -> int:
    """Write a bundle from one view of the store. Returns the number of rows."""
    sizes = sorted({Checkpoint.read(note.text).size for note in contents.checkpoints})
    count = 0
    with ZipFile(out, "w", ZIP_DEFLATED) as bundle:
        with bundle.open(ZipInfo(ROWS, UNDATED), "w", force_zip64=True) as rows:
            for row in _rows(connection, contents.cases):
                proofs = {} if contents.cases is None else _proofs(row.leaf, sizes, contents.prove)
                rows.write(msgspec.json.encode({**msgspec.structs.asdict(row), "proofs": proofs}) + b"\n")
                count += 1
        about = {
            "format": FORMAT,
            "scope": contents.scope,
            "whole": contents.cases is None,
            "rows": count,
            "keys": [str(key) for key in contents.keys],
            "checkpoints": [str(note) for note in contents.checkpoints],
        }
        _put(bundle, ABOUT, msgspec.json.format(msgspec.json.encode(about)))
        if contents.checkpoints:
            latest = max(contents.checkpoints, key=lambda note: Checkpoint.read(note.text).size)
            _put(bundle, LATEST, str(latest).encode())
        for name in (VERIFIER, *GUIDES):
            _put(bundle, name, files(__package__).joinpath(name).read_bytes())
    return count


def _rows(connection: Connection, cases: Sequence[str] | None) -> Iterator[Stored]:
    if cases is None:
        return stored(scan(connection, WHOLE))
    return stored(scan(connection, OF_CASES, (msgspec.json.encode(cases).decode(),)))


def _proofs(leaf: int, sizes: Sequence[int], prove: Callable[[int, int], list[bytes]]) -> dict[str, list[str]]:
    covering = [size for size in sizes if leaf < size]
    return {str(size): [step.hex() for step in prove(leaf, size)] for size in covering}


def _put(bundle: ZipFile, name: str, content: bytes) -> None:
    bundle.writestr(ZipInfo(name, UNDATED), content, ZIP_DEFLATED)
