"""A witness: sees that the ledger only ever grew, keeps every checkpoint for ever, and countersigns it (T2).

To be read in one sitting and run where those who run the ledger have no say: python -m engine.ledger.witness. It
needs this file, checkpoint.py, note.py and merkle.py beside it, and the library cryptography; nothing else of ours.
Source: C2SP tlog-witness, whose add-checkpoint request it takes from a file, an address or standard input.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import sys
import time
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from engine.ledger.checkpoint import Checkpoint, cosign, verified
from engine.ledger.merkle import EMPTY, NotProven, check_consistency
from engine.ledger.note import COSIGNATURE, Line, Note, NoteRefused, SigningKey, VerifierKey, unbase64

DONE, REFUSED, SPLIT, OTHER_SIZE = 0, 1, 2, 3
"""Exit codes: cosigned; not a checkpoint of this ledger; another history; made for another old size."""
SUBMISSION = re.compile(r"old (0|[1-9][0-9]{0,17})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n")
LARGEST = 100_000
TABLES = (
    "CREATE TABLE IF NOT EXISTS seen (size INTEGER PRIMARY KEY, note TEXT NOT NULL, line TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS evidence (at INTEGER NOT NULL, why TEXT NOT NULL, submission TEXT NOT NULL)",
)


class SplitView(Exception):
    """The ledger shows a history that doesn't contain the one this witness saw."""


class OtherSize(Exception):
    """The submission proves growth from another size than this witness saw last."""


class Witness:
    """What one witness knows of one ledger, in its own folder: its key, the ledger's key, and all it ever saw."""

    def __init__(self, folder: Path) -> None:
        self.key = SigningKey.read((folder / "witness.key").read_text(encoding="utf-8").strip())
        self.log = VerifierKey.read((folder / "log.key").read_text(encoding="utf-8").strip())
        self.db = sqlite3.connect(folder / "seen.sqlite3", isolation_level=None, timeout=30.0)
        self.db.execute("PRAGMA synchronous=FULL")
        for table in TABLES:
            self.db.execute(table)

    def latest(self) -> Checkpoint:
        """The largest checkpoint cosigned so far; the empty ledger before the first."""
        row = self.db.execute("SELECT note FROM seen ORDER BY size DESC LIMIT 1").fetchone()
        return Checkpoint(self.log.name, 0, EMPTY) if row is None else verified(Note.read(row[0]), self.log)

    def add(self, submission: str, at: int) -> Line:
        """Cosign what ``submission`` shows, at ``at`` (seconds since 1970 UTC). It is durable when this returns.

        Raises NoteRefused, SplitView or OtherSize; then nothing is signed, and of a split view the proof is kept.
        """
        asked = SUBMISSION.match(submission)
        if asked is None:
            raise NoteRefused("a submission is `old` and a size, the proof's lines, an empty line, and a checkpoint")
        note = Note.read(submission[asked.end() :])
        shown = verified(note, self.log)
        proof = [unbase64(line) for line in asked[2].split()]
        # One at a time: between looking at the last size and keeping the new one nobody else may add another.
        self.db.execute("BEGIN IMMEDIATE")
        try:
            line = self._judged(shown, note, int(asked[1]), proof, at)
        except SplitView as why:
            self.db.execute("INSERT INTO evidence VALUES (?, ?, ?)", (at, str(why), submission))
            raise
        finally:
            self.db.execute("COMMIT")
        return line

    def _judged(self, shown: Checkpoint, note: Note, old: int, proof: Sequence[bytes], at: int) -> Line:
        last = self.latest()
        known = self.db.execute("SELECT note, line FROM seen WHERE size = ?", (shown.size,)).fetchone()
        if known is not None:
            if verified(Note.read(known[0]), self.log).root != shown.root:
                raise SplitView(f"two different ledgers of {shown.size} facts are signed")
            return Line.read(known[1])
        if shown.size < last.size:
            raise SplitView(f"the ledger went back from {last.size} facts to {shown.size}")
        if old != last.size:
            raise OtherSize(f"this witness saw {last.size} facts last: ask for a submission with old {last.size}")
        try:
            check_consistency(old, shown.size, proof, last.root, shown.root)
        except NotProven as why:
            raise SplitView(str(why)) from None
        line = cosign(note, self.key, at)
        self.db.execute("INSERT INTO seen VALUES (?, ?, ?)", (shown.size, str(note), str(line)))
        return line


def begin(folder: Path, name: str, log: str) -> VerifierKey:
    """Make a witness called ``name`` for the ledger whose verifier key is ``log``; its own is the answer."""
    ledger, key = VerifierKey.read(log), SigningKey.new(name, COSIGNATURE)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(folder / "witness.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{key.secret()}\n")
    (folder / "log.key").write_text(f"{ledger}\n", encoding="utf-8")
    return key.verifier


def fetch(source: str, old: int) -> str:
    """The submission in a file, on standard input (-), or at an address, which is told the last size seen."""
    if not re.match("https?://", source):
        return sys.stdin.read(LARGEST) if source == "-" else Path(source).read_text(encoding="utf-8")
    with urllib.request.urlopen(f"{source}?old={old}", timeout=30) as answer:
        return str(answer.read(LARGEST), "utf-8")


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says; the answer is the exit code."""
    parser = argparse.ArgumentParser(prog="witness", description=__doc__)
    parser.add_argument("--folder", type=Path, default=os.environ.get("CHUMCHON_WITNESS", "witness"))
    commands = parser.add_subparsers(dest="command", required=True)
    beginning = commands.add_parser("begin", help="make the key; NAME is this witness's, LOG the ledger's verifier key")
    beginning.add_argument("name")
    beginning.add_argument("log")
    adding = commands.add_parser("add", help="check and cosign the submission in a file, at an address, or on stdin")
    adding.add_argument("source", nargs="?", default="-")
    asked = parser.parse_args(words)
    try:
        if asked.command == "begin":
            print(begin(asked.folder, asked.name, asked.log))
            return DONE
        witness = Witness(asked.folder)
        with closing(witness.db):
            print(witness.add(fetch(asked.source, witness.latest().size), int(time.time())))
        return DONE
    except SplitView as why:
        print(f"อันตราย ประวัติถูกเปลี่ยน ไม่ลงนาม · ALARM, ANOTHER HISTORY, NOT SIGNED: {why}", file=sys.stderr)
        return SPLIT
    except OtherSize as why:
        print(f"ขนาดเดิมไม่ตรง · not signed: {why}", file=sys.stderr)
        return OTHER_SIZE
    except (NoteRefused, OSError, UnicodeDecodeError) as why:
        print(f"ไม่ลงนาม · not signed: {why}", file=sys.stderr)
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())
