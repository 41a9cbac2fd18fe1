"""The ledger beside its checkpoints: each says what the tree was at one size, wherever it was kept since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.ledger.checkpoint import Checkpoint, verified
from engine.ledger.merkle import EMPTY, Frontier
from engine.ledger.note import Note, NoteRefused, VerifierKey
from engine.verification.faults import Fault, fault

AT_ONCE = 4_096
"""How many leaves wait to be hashed into the tree together."""


class Held(NamedTuple):
    """A checkpoint and where it was kept. Typed in from paper it is no note and has no signature."""

    checkpoint: Checkpoint | Note
    where: str


def held_from(text: str, where: str) -> Held:
    """A checkpoint as somebody kept it: the note, or its three lines as typed from paper. Raises NoteRefused."""
    if "\n\n" in text:
        return Held(Note.read(text), where)
    return Held(Checkpoint.read("\n".join(text.split()[:3]) + "\n"), where)


class Roots:
    """The roots a growing tree passes through, at the sizes that are asked for and at its end."""

    def __init__(self, sizes: Iterable[int]) -> None:
        self._asked = set(sizes)
        self._tree = Frontier()
        self._waiting: list[bytes] = []
        self.at = {0: EMPTY}
        self.size = 0

    def grow(self, leaf_hash: bytes) -> None:
        self._waiting.append(leaf_hash)
        self.size += 1
        if self.size in self._asked:
            self.at[self.size] = self.root()
        elif len(self._waiting) >= AT_ONCE:
            self._settle()

    def root(self) -> bytes:
        self._settle()
        return self._tree.root()

    def _settle(self) -> None:
        self._tree.extend(self._waiting)
        self._waiting.clear()


def readable(held: Iterable[Held], key: VerifierKey | None) -> tuple[list[tuple[Checkpoint, str]], list[Fault]]:
    """The checkpoints whose signature holds, or that bear none, and what is wrong with the others."""
    good: list[tuple[Checkpoint, str]] = []
    wrong: list[Fault] = []
    for given, where in held:
        if isinstance(given, Checkpoint):
            good.append((given, where))
            continue
        try:
            if key is None:
                raise NoteRefused("no public key is at hand")
            good.append((verified(given, key), where))
        except NoteRefused as refused:
            wrong.append(
                fault(
                    "signature",
                    f"จุดตรวจลงนามไม่ถูกต้อง: {refused}",
                    f"a checkpoint isn't what was signed: {refused}",
                    where=where,
                )
            )
    return good, wrong


def disagreements(checkpoints: Iterable[tuple[Checkpoint, str]], roots: Roots, whole: bool) -> Iterator[Fault]:
    """Yields where the tree is not what a checkpoint says; ``whole`` is False when leaves are missing from it."""
    agreed = 0
    for checkpoint, where in sorted(checkpoints, key=lambda one: one[0].size):
        size = checkpoint.size
        if size > roots.size:
            if whole:
                yield fault(
                    "shorter",
                    f"มีเพียง {roots.size} รายการ แต่จุดตรวจมี {size}: ประวัติถูกตัดหรือเป็นสำเนาเก่า",
                    f"only {roots.size} leaves, where a checkpoint has {size}: cut short, or an old copy",
                    leaf=roots.size,
                    where=where,
                )
        elif roots.at[size] != checkpoint.root:
            yield fault(
                "rewritten",
                f"รายการ {agreed} ถึง {size - 1} ไม่ตรงกับจุดตรวจ",
                f"somewhere in leaves {agreed} to {size - 1} the history is not the one of the checkpoint",
                leaf=agreed,
                where=where,
                exact=False,
            )
        else:
            agreed = size
