"""Where attached files lie: sealed, outside the database, each under whom it belongs to and the hash of its bytes."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

from engine.backup import make_durable
from engine.refusal import StoreGone, UnsafeStore

SUBJECT, NAME = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{64}|draft-[0-9a-f]{16}")


class Kept(NamedTuple):
    """One file in a store, and when it came."""

    subject: str
    name: str
    at: datetime


class Missing(UnsafeStore):
    """A file that a fact names isn't in the store."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the attached file {name} is missing: run `chumchon verify`")


class Unreachable(StoreGone):
    """The store of attached files doesn't answer: ask again with the same command id."""


class Store(Protocol):
    """Keeps sealed files. Nobody can read them there, or tell whose they are. Each raises Unreachable, UnsafeStore."""

    def put(self, subject: str, sealed: bytes) -> str:
        """Keep a file; durable when it returns its name, the SHA-256 of its bytes. Again is as if it came now."""
        ...

    def get(self, subject: str, name: str) -> bytes:
        """A file as it was put. Raises Missing."""
        ...

    def remove(self, subject: str, name: str, before: datetime) -> None:
        """Remove a file that came before then; there or not."""
        ...

    def forget(self, subjects: Iterable[str]) -> None:
        """Remove every file of these; safe to repeat."""
        ...

    def kept(self) -> Iterator[Kept]:
        """Every file there is."""
        ...


def name_of(sealed: bytes) -> str:
    """What a sealed file is called."""
    return sha256(sealed).hexdigest()


class Folder:
    """A store in a folder of this machine, which is made when the first file comes."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def put(self, subject: str, sealed: bytes) -> str:
        name = name_of(sealed)
        folder = self._file(subject, name).parent
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f"draft-{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(folder / name)
        finally:
            draft.unlink(missing_ok=True)
        for made in (folder / name, folder, self.place):
            make_durable(made)
        return name

    def get(self, subject: str, name: str) -> bytes:
        try:
            return self._file(subject, name).read_bytes()
        except FileNotFoundError:
            raise Missing(name) from None

    def remove(self, subject: str, name: str, before: datetime) -> None:
        file = self._file(subject, name)
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(file.stat().st_mtime, UTC) < before:
                file.unlink()

    def forget(self, subjects: Iterable[str]) -> None:
        for subject in subjects:
            folder = self.place / subject
            if SUBJECT.fullmatch(subject) and folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)
                make_durable(self.place)
                if folder.is_dir():
                    # Somebody may still be putting a file there.
                    raise UnsafeStore("not every file of whom was erased could be removed: it waits for the next try")

    def kept(self) -> Iterator[Kept]:
        for file in sorted(self.place.glob("*/*")):
            # A draft is what a crash left of a file that nobody was told was kept. What else lies there isn't ours.
            if SUBJECT.fullmatch(file.parent.name) and NAME.fullmatch(file.name):
                with suppress(FileNotFoundError):
                    yield Kept(file.parent.name, file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC))

    def _file(self, subject: str, name: str) -> Path:
        expect_named(subject, name)
        return self.place / subject / name


def expect_named(subject: str, name: str) -> None:
    """Raises UnsafeStore for what no fact of ours ever names, such as a path that leads elsewhere."""
    if not SUBJECT.fullmatch(subject) or not NAME.fullmatch(name):
        raise UnsafeStore("no file of the store of attachments has such a name")
