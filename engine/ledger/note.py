"""Signed notes: a text with signature lines under it, and the Ed25519 keys that sign and verify (C2SP signed-note)."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE, COSIGNATURE = 1, 4
"""What a key is for, as it stands in the key itself: signing a note, or countersigning one with the time."""
PRIVATE = "PRIVATE+KEY+"
LARGEST = 16_384
"""Characters a note may have, and more than enough: a checkpoint with ten cosignatures has 1,500."""
MOST_SIGNATURES = 32
NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,200}")
LINE = re.compile(r"\u2014 (\S+) (\S+)")


class NoteRefused(ValueError):
    """A note, key or signature has the wrong form, or a signature isn't what it claims to be."""


class VerifierKey(NamedTuple):
    """The public half of a key, with the name it signs under; as text: ``name+id+key``."""

    name: str
    use: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that say which key a signature line is from."""
        return sha256(self.name.encode() + b"\n" + bytes([self.use]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64(bytes([self.use]) + self.public)}"

    @classmethod
    def read(cls, text: str) -> VerifierKey:
        """The key in ``text``. Raises NoteRefused."""
        name, id, raw = _key_parts(text)
        found = cls(name, raw[0], raw[1:])
        if found.id.hex() != id:
            raise NoteRefused("the key doesn't belong to its name")
        return found

    def verify(self, message: bytes, signature: bytes) -> None:
        """Raises NoteRefused unless ``signature`` is this key's over ``message``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            raise NoteRefused(f"the signature of {self.name} doesn't hold") from None


class SigningKey(NamedTuple):
    """The secret half of a key; as text: ``PRIVATE+KEY+name+id+key``, to be kept where the server can't read it."""

    verifier: VerifierKey
    private: Ed25519PrivateKey

    @classmethod
    def new(cls, name: str, use: int) -> SigningKey:
        """A fresh key. Raises NoteRefused for a name that a signature line couldn't hold."""
        if not NAME.fullmatch(name):
            raise NoteRefused("a key's name has 1-200 characters, no space and no plus sign")
        return cls._of(name, use, Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, text: str) -> SigningKey:
        """The key in ``text``. Raises NoteRefused."""
        if not text.startswith(PRIVATE):
            raise NoteRefused("this is no signing key")
        name, id, raw = _key_parts(text.removeprefix(PRIVATE))
        found = cls._of(name, raw[0], Ed25519PrivateKey.from_private_bytes(raw[1:]))
        if found.verifier.id.hex() != id:
            raise NoteRefused("the key doesn't belong to its name")
        return found

    @classmethod
    def _of(cls, name: str, use: int, private: Ed25519PrivateKey) -> SigningKey:
        return cls(VerifierKey(name, use, private.public_key().public_bytes_raw()), private)

    def secret(self) -> str:
        """The key as text, for its own file."""
        name, use = self.verifier.name, bytes([self.verifier.use])
        return f"{PRIVATE}{name}+{self.verifier.id.hex()}+{base64(use + self.private.private_bytes_raw())}"

    def line(self, message: bytes, before: bytes = b"") -> Line:
        """The signature line over ``message``; ``before`` stands between the key's id and the signature."""
        return Line(self.verifier.name, self.verifier.id, before + self.private.sign(message))


class Line(NamedTuple):
    """One signature under a note: whose key, and what follows the key's id."""

    name: str
    id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"\u2014 {self.name} {base64(self.id + self.signature)}"

    @classmethod
    def read(cls, text: str) -> Line:
        """The line in ``text``, without its newline. Raises NoteRefused."""
        found = LINE.fullmatch(text)
        if found is None or not NAME.fullmatch(found[1]):
            raise NoteRefused("a signature line is a dash, a name and base64")
        raw = unbase64(found[2])
        if len(raw) < 5:
            raise NoteRefused("a signature is longer than its key's id")
        return cls(found[1], raw[:4], raw[4:])

    def by(self, key: VerifierKey) -> bool:
        """Whether the line claims to be ``key``'s."""
        return (self.name, self.id) == (key.name, key.id)


class Note(NamedTuple):
    """A text that ends with a newline, and the signatures under it."""

    text: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return f"{self.text}\n" + "".join(f"{line}\n" for line in self.lines)

    @classmethod
    def read(cls, given: str) -> Note:
        """The note in ``given``, which has exactly one spelling. Raises NoteRefused."""
        if len(given) > LARGEST:
            raise NoteRefused("the note is too long")
        text, gap, signatures = given.rpartition("\n\n")
        if not gap or not signatures.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f\x7f]", given):
            raise NoteRefused("a note is a text, an empty line, and signature lines")
        # Not splitlines(), which knows more ends of line than the newline.
        lines = tuple(Line.read(one) for one in signatures[:-1].split("\n"))
        if len(lines) > MOST_SIGNATURES:
            raise NoteRefused("the note has too many signatures")
        return cls(text + "\n", lines)


def base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def unbase64(text: str) -> bytes:
    """The bytes in ``text``, which has exactly one spelling. Raises NoteRefused."""
    try:
        raw = b64decode(text, validate=True)
    except (Error, ValueError):
        raw = b""
    if not raw or base64(raw) != text:
        raise NoteRefused("this is not base64")
    return raw


def _key_parts(text: str) -> tuple[str, str, bytes]:
    """The name, the id, and the use with the 32 bytes of a key in ``text``."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not NAME.fullmatch(parts[0]):
        raise NoteRefused("a key is written name+id+base64")
    raw = unbase64(parts[2])
    if len(raw) != 33 or raw[0] not in (SIGNATURE, COSIGNATURE):
        raise NoteRefused("only Ed25519 keys are known")
    return parts[0], parts[1], raw
