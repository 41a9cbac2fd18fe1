"""Personal data as it lies in facts, state and rows: closed boxes that only a door opens."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where a box was sealed. Bound into the encryption, so a box moved elsewhere doesn't open."""

    case: str
    version: int
    topic: str
    slot: int

    def bound(self) -> bytes:
        return f"{self.case}|{self.version}|{self.topic}|{self.slot}".encode()


class Sealed(msgspec.Struct, Generic[T], frozen=True, gc=False, omit_defaults=True, rename={"key": "k", "data": "d"}):
    """All personal fields of one subject in one fact, encrypted under that subject's key.

    ``key`` names the subject (a person or a household); ``data`` is nonce, ciphertext and tag.
    The origin isn't stored with the box: it is known from the row the box is found in.
    """

    key: str
    data: bytes
    origin: Origin | None = None


class InHand:
    """Personal content a decision has just been given; stands where its sealed form will be stored.

    Deliberately no msgspec type: whatever still holds one can't be encoded, so it can't leak.
    """

    __slots__ = ("content", "subject")

    def __init__(self, subject: str, content: msgspec.Struct) -> None:
        self.subject, self.content = subject, content


def sealed_for(subject: str, content: T) -> Sealed[T]:
    """Hand personal ``content`` of ``subject`` to a fact; casework seals it before anything is written."""
    in_hand: Any = InHand(subject, content)  # type: ignore[arg-type]
    return in_hand  # type: ignore[no-any-return]


class Note(msgspec.Struct, frozen=True):
    """Free text about people: a reason, an observation, findings of a visit."""

    text: str
