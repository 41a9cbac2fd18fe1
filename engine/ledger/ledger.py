"""The ledger as doors show it: checkpoints with their witnesses, proofs, and how things stand (T1-T4)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from engine.bilingual import Text
from engine.database import Connection, head
from engine.layout import Place
from engine.ledger import merkle
from engine.ledger.checkpoint import Checkpoint, verified, with_lines
from engine.ledger.note import Line, Note, NoteRefused, VerifierKey
from engine.ledger.policy import Policy, Witnessed
from engine.ledger.record import FILE, Kept, Record, Refusal, Round
from engine.ledger.tiles import subtrees
from engine.refusal import BadInput

NO_LEAF = Text("บัญชีขนาดนี้ไม่มีลำดับที่นี้", "a ledger of this size has no such place")
NO_SIZE = Text("บัญชียังไม่ถึงขนาดนี้", "the ledger hasn't grown to this size")
NO_ORDER = Text("ต้องไม่น้อยกว่าขนาดแรก", "must not be less than the first size")
NOT_OURS = Text("ไม่ใช่ลายเซ็นของพยานที่รู้จักบนจุดตรวจที่มีอยู่", "not a known witness's signature on a checkpoint kept here")


class Standing(NamedTuple):
    """How the ledger stands. Times in microseconds since 1970 UTC, those of witnesses in seconds.

    ``agrees``: the tree as it is kept now gives the root that was signed (the facts themselves are read again by the
    sealer and by verification). ``unsealed_since``: when the first fact was recorded that no checkpoint covers.
    """

    size: int
    checkpoint: Checkpoint | None
    note: Note | None
    sealed_at: int | None
    agrees: bool
    witnessed: tuple[Witnessed, ...]
    needed: int
    unsealed: int
    unsealed_since: int | None
    round: Round | None
    refusal: Refusal | None

    @property
    def valid(self) -> bool:
        """Whether there is a checkpoint with as many cosignatures as the policy needs."""
        return self.note is not None and sum(one.at is not None for one in self.witnessed) >= self.needed

    @property
    def refused(self) -> bool:
        """Whether the sealer's last word was a refusal."""
        return self.refusal is not None and (self.round is None or self.refusal.at >= self.round.at)


class Ledger:
    """Over the facts that ``reading`` shows, their ``record`` where it lies, and the policy in ``folder``."""

    def __init__(
        self, folder: Path, reading: Callable[[], AbstractContextManager[Connection]], record: Place | None = None
    ) -> None:
        self.folder, self._reading = folder, reading
        self._place: Place = folder / FILE if record is None else record

    @cached_property
    def record(self) -> Record:
        return Record(self._place)

    @cached_property
    def policy(self) -> Policy:
        """Which witnesses count. Raises UnsafeStore."""
        return Policy.read(self.folder)

    def close(self) -> None:
        if "record" in self.__dict__:
            self.record.close()

    def key(self) -> VerifierKey | None:
        """What checkpoints are verified with; none before the first."""
        return self.record.key()

    def checkpoint(self, size: int | None = None) -> Note | None:
        """The latest checkpoint, or the one of exactly this size, with every cosignature it has."""
        kept = self.record.latest() if size is None else self.record.checkpoint(size)
        return None if kept is None else self._cosigned(kept)

    def before(self, leaf: int | None) -> Note | None:
        """What a receipt for ``leaf`` names: the last checkpoint before it, the latest for no leaf.

        None also where the record was damaged: what is done is done, and its receipt must go out.
        """
        try:
            kept = self.record.latest(leaf)
        except NoteRefused:
            return None
        return None if kept is None else kept.note

    def inclusion(self, leaf: int, size: int) -> list[bytes]:
        """The proof that a leaf is in the ledger of ``size`` facts. Raises BadInput."""
        with self._reading() as connection:
            _within(connection, "size", size)
            if not 0 <= leaf < size:
                raise BadInput("leaf", NO_LEAF.th, NO_LEAF.en)
            return merkle.inclusion(leaf, size, self._subtree(connection))

    def consistency(self, first: int, second: int) -> list[bytes]:
        """The proof that the ledger of ``second`` facts only added to that of ``first``. Raises BadInput."""
        with self._reading() as connection:
            _within(connection, "second", second)
            if not 0 <= first <= second:
                raise BadInput("second", NO_ORDER.th, NO_ORDER.en)
            return merkle.consistency(first, second, self._subtree(connection))

    def cosign(self, lines: list[Line], size: int | None = None) -> tuple[Note, list[Witnessed]]:
        """Keep signatures of known witnesses on the checkpoint of ``size``, or the latest. Raises BadInput."""
        note = self.checkpoint(size)
        if note is None:
            raise BadInput("size", NO_SIZE.th, NO_SIZE.en)
        known = [line for line in lines if any(line.by(key) for key in self.policy.witnesses)]
        try:
            witnessed = [one for one in self.policy.of(Note(note.text, tuple(known))) if one.at is not None]
        except NoteRefused:
            witnessed = []
        if not witnessed:
            raise BadInput("signature", NOT_OURS.th, NOT_OURS.en)
        self.record.cosign(Checkpoint.read(note.text).size, known)
        return with_lines(note, known), witnessed

    def standing(self) -> Standing:
        """How things stand now; what isn't signed as it claims to be counts as no checkpoint, and nothing agrees."""
        note, checkpoint, at, holds = None, None, None, True
        witnessed: tuple[Witnessed, ...] = ()
        try:
            kept, key = self.record.latest(), self.key()
            if kept is not None and key is not None:
                note, at = self._cosigned(kept), kept.at
                witnessed, checkpoint = self.policy.of(note), verified(note, key)
        except NoteRefused:
            holds = False
        sealed = 0 if checkpoint is None else checkpoint.size
        with self._reading() as connection:
            size = head(connection)[0]
            agrees = holds and (checkpoint is None or self._root(connection, sealed) == checkpoint.root)
            waiting = connection.execute("SELECT recorded_at FROM stored_events WHERE rowid = ?", (sealed + 1,))
            unsealed_since = next(waiting, (None,))[0]
        return Standing(
            size=size,
            checkpoint=checkpoint,
            note=note,
            sealed_at=at,
            agrees=agrees,
            witnessed=witnessed,
            needed=self.policy.needed,
            unsealed=max(0, size - sealed),
            unsealed_since=unsealed_since,
            round=self.record.round(),
            refusal=next(iter(self.record.refusals()), None),
        )

    def _cosigned(self, kept: Kept) -> Note:
        return with_lines(kept.note, self.record.cosignatures(kept.size))

    def _root(self, connection: Connection, size: int) -> bytes | None:
        try:
            return merkle.root_of(size, self._subtree(connection))
        except LookupError:
            return None

    def _subtree(self, connection: Connection) -> merkle.Subtree:
        def hashes(level: int, first: int, count: int) -> list[bytes]:
            if level:
                return self.record.hashes(level, first, count)
            rows = connection.execute(
                "SELECT leaf_hash FROM stored_events WHERE rowid > ? AND rowid <= ? ORDER BY rowid",
                (first, first + count),
            )
            return [hash for (hash,) in rows]

        return subtrees(hashes)


def _within(connection: Connection, field: str, size: int) -> None:
    if not 0 <= size <= head(connection)[0]:
        raise BadInput(field, NO_SIZE.th, NO_SIZE.en)
