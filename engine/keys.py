"""The key database: one key per person or household, apart from the facts, wrapped by a master key."""

from __future__ import annotations

import hmac
import os
import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV

from engine.layout import Layout, Place
from engine.refusal import UnsafeStore
from engine.sealed import InHand, Origin, Sealed
from engine.tables import open_tables

T = TypeVar("T")

NONCE = 12
SAME_FOR_ALL = bytes(NONCE)
"""The nonce of files: this cipher allows one for all, and so the same file is closed to the same bytes."""
AHEAD = 256
IN_MEMORY = 2_048
"""How many keys are kept at hand, of 2.6 KB each."""
LAYOUT = Layout(
    name="keys",
    tables=("CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID",),
    add_only=("keys",),
    erased={"keys": "id"},
    apart=True,
)


class KeyMissing(LookupError):
    """The key that closed a box isn't there though nobody erased its subject: somebody must look into it."""


class Erased(KeyMissing):
    """The subject of a box was erased: a fact in the ledger says so."""


class Vault:
    """Seals and opens personal data, and makes keyed digests that can't be guessed without the master key.

    Keys are created ahead in blocks, because two databases can't commit together: an unused key is
    harmless, while every sealed value names a key that is already durable.
    """

    def __init__(self, place: Place, master: bytes) -> None:
        if len(master) != 32:
            raise UnsafeStore("the master key must be 32 bytes")
        self._wrap = AESGCM(_derived(master, "wrap"))
        self._blind = _derived(master, "blind")
        self._digest = _derived(master, "digest")
        self._tombstone = _derived(master, "tombstone")
        self._db = open_tables(place, LAYOUT)
        self._lock = threading.Lock()
        self._unused: deque[str] = deque()
        self._open: OrderedDict[str, AESGCM] = OrderedDict()
        self._erased: set[tuple[str, str]] = set()

    def close(self) -> None:
        self._db.close()

    def create(self) -> None:
        """Create the key database where that is a step of its own."""
        self._db.create()

    def check(self) -> None:
        """Refuse a key database that isn't there, isn't durable, or is another master key's. Raises UnsafeStore."""
        self._db.check()
        self.expect_master()

    def new_subject(self) -> str:
        """The id of a subject not yet in use; its key is already durable."""
        while True:
            try:
                return self._unused.popleft()
            except IndexError:
                self._create_ahead()

    def seal(self, in_hand: InHand, origin: Origin) -> Sealed[Any]:
        """Close ``in_hand`` under its subject's key, bound to the place where it will be stored.

        Raises Erased: nothing more is kept of somebody who was.
        """
        nonce = os.urandom(NONCE)
        plain = msgspec.json.encode(in_hand.content)
        data = self._key(in_hand.subject, origin).encrypt(nonce, plain, origin.bound())
        return Sealed(in_hand.subject, nonce + data, origin)

    def open(self, box: Sealed[T], form: type[T]) -> T:
        """The content of a box. Raises Erased once the subject is, UnsafeStore if it was moved."""
        return msgspec.json.decode(self._plain(box), type=form)

    def open_raw(self, box: Sealed[Any]) -> dict[str, Any]:
        """The content of a box as plain fields, for a door that shows whatever is inside."""
        return cast("dict[str, Any]", msgspec.json.decode(self._plain(box)))

    def ready(self, subjects: Iterable[str]) -> None:
        """Fetch keys together: for whoever opens boxes of a few hundred subjects, one after another."""
        with self._lock:
            wanted = [one for one in dict.fromkeys(subjects) if one not in self._open]
        if not wanted:
            return
        marks = ", ".join("?" * len(wanted))
        found = self._db.execute(f"SELECT id, wrapped FROM keys WHERE id IN ({marks})", wanted).fetchall()
        with self._lock:
            for subject, wrapped in found:
                self._remember(subject, self._unwrap(subject, wrapped))

    def seal_file(self, subject: str, case: str, use: str, content: bytes) -> bytes:
        """Close a file of ``subject`` that lies outside the database, bound to its case and what it is used as there.

        The same file comes out the same each time, so who sends it again sends nothing new. Raises Erased, KeyMissing.
        """
        return self._of_files(subject, case).encrypt(SAME_FOR_ALL, content, f"{case}|{use}".encode())

    def open_file(self, subject: str, case: str, use: str, sealed: bytes) -> bytes:
        """A file closed by ``seal_file``. Raises Erased, KeyMissing, UnsafeStore when it was altered or moved."""
        try:
            return self._of_files(subject, case).decrypt(SAME_FOR_ALL, sealed, f"{case}|{use}".encode())
        except (InvalidTag, ValueError):
            raise UnsafeStore(f"a sealed file of case {case} was altered or moved") from None

    def blind(self, kind: str, text: str) -> str:
        """A keyed index of ``text``: equal texts give equal values, and nobody without the key can try them out."""
        return blake2b(f"{kind}\0{text}".encode(), key=self._blind, digest_size=32).hexdigest()

    def digest(self, request: bytes) -> bytes:
        """A keyed digest of a request (a plain hash of one with a national ID could be guessed)."""
        return blake2b(request, key=self._digest, digest_size=32).digest()

    def tombstone(self, kind: str, text: str) -> str:
        """The same under a key of its own: by it what was erased is recognised when it comes again."""
        return blake2b(f"{kind}\0{text}".encode(), key=self._tombstone, digest_size=32).hexdigest()

    def holds(self, subject: str) -> bool:
        """Whether the key of a subject is there."""
        return self._db.execute("SELECT 1 FROM keys WHERE id = ?", (subject,)).fetchone() is not None

    def expect_master(self) -> None:
        """Refuse a key database that was wrapped by another master key. Raises UnsafeStore."""
        row = self._db.execute("SELECT id FROM keys LIMIT 1").fetchone()
        if row is not None:
            self._key(row[0], Origin("", 0, "", 0))

    def believe(self, erased: Iterable[tuple[str, str]]) -> None:
        """From now on open nothing of these subjects in these cases, whether their keys are destroyed yet or not."""
        with self._lock:
            for case, subject in erased:
                self._erased.add((case, subject))
                self._open.pop(subject, None)

    def destroy(self, subjects: Iterable[str]) -> None:
        """Destroy keys so that nothing of them is left in the database or beside it; safe to repeat.

        Raises UnsafeStore while somebody else reads: the work is taken up again the next time.
        """
        self._db.erase("keys", subjects)

    def _plain(self, box: Sealed[Any]) -> bytes:
        if box.origin is None:
            raise UnsafeStore("a box without its origin can't be opened")
        try:
            return self._key(box.key, box.origin).decrypt(box.data[:NONCE], box.data[NONCE:], box.origin.bound())
        except InvalidTag:
            raise UnsafeStore(f"a sealed value of case {box.origin.case} was altered or moved") from None

    def _key(self, subject: str, origin: Origin) -> AESGCM:
        with self._lock:
            if (origin.case, subject) in self._erased:
                raise Erased(subject)
            found = self._open.get(subject)
            if found is not None:
                self._open.move_to_end(subject)
                return found
        # Not under the lock: who waits for a database that is gone must keep nobody from what is at hand.
        raw = self._unwrapped(subject)
        with self._lock:
            if (origin.case, subject) in self._erased:
                raise Erased(subject)
            return self._remember(subject, raw)

    def _of_files(self, subject: str, case: str) -> AESGCMSIV:
        """The key of a subject's files, which follows from the subject's own."""
        raw = None if (case, subject) in self._erased else self._unwrapped(subject)
        if raw is None or (case, subject) in self._erased:
            raise Erased(subject)
        return AESGCMSIV(_derived(raw, "file"))

    def _unwrapped(self, subject: str) -> bytes:
        row = self._db.execute("SELECT wrapped FROM keys WHERE id = ?", (subject,)).fetchone()
        if row is None:
            raise KeyMissing(subject)
        return self._unwrap(subject, row[0])

    def _unwrap(self, subject: str, wrapped: bytes) -> bytes:
        try:
            return self._wrap.decrypt(wrapped[:NONCE], wrapped[NONCE:], subject.encode())
        except InvalidTag:
            raise UnsafeStore("the key database doesn't belong to this master key") from None

    def _remember(self, subject: str, raw: bytes) -> AESGCM:
        cipher = self._open[subject] = AESGCM(raw)
        if len(self._open) > IN_MEMORY:
            self._open.popitem(last=False)
        return cipher

    def _create_ahead(self) -> None:
        fresh = {secrets.token_hex(16): AESGCM.generate_key(256) for _ in range(AHEAD)}
        rows = []
        for subject, raw in fresh.items():
            nonce = os.urandom(NONCE)
            rows.append((subject, nonce + self._wrap.encrypt(nonce, raw, subject.encode())))
        with self._db.writing():
            self._db.executemany("INSERT INTO keys VALUES (?, ?)", rows)
        # Handed out only once durable: a value sealed under a key that was never stored would be lost.
        with self._lock:
            for subject, raw in fresh.items():
                self._remember(subject, raw)
                self._unused.append(subject)


def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, f"chumchon/{purpose}/v1".encode(), "sha256")


def master_key(path: Path) -> bytes:
    """The master key kept in ``path`` (created once, readable by its owner only)."""
    if not path.exists():
        _create_master_key(path)
    if path.stat().st_mode & 0o077:
        raise UnsafeStore(f"{path.name} may be read by others; make it readable by its owner only")
    return bytes.fromhex(path.read_text().strip())


def _create_master_key(path: Path) -> None:
    """Written whole beside its place and then linked there: a crash leaves no half key, a race one winner."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_bytes(32).hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
