"""Between facts in hand and rows in the store: sealing, encoding, hashing, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, cast

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from msgspec.structs import force_setattr

from engine.facts import Fact, Recorded, Registry, located
from engine.history import REPLACING, Replacement
from engine.keys import Vault
from engine.refusal import BadInput, UnsafeStore
from engine.sealed import InHand, Note, Origin, Sealed

LEAF = b"\x00chumchon/fact/v1|"
NO_STAMP = (None, None, None)
HASHED = 5
"""Where the leaf hash stands among the columns of ``FactMapper.to_columns``."""

_reason = msgspec.json.Decoder(Sealed[Note] | str)
day = lru_cache(maxsize=4096)(date.fromisoformat)
"""A field date as it was stored; the same few stand in very many rows."""
iso = lru_cache(maxsize=4096)(date.isoformat)
"""A field date as it is stored."""


@dataclass(frozen=True, slots=True)
class StoredFact(StoredEvent):
    """A row as the library reads it: its own four columns, and the envelope.

    ``at`` is microseconds since 1970 UTC; ``leaf`` counts from 0 without gaps.
    """

    leaf: int
    by: str
    on: str
    at: int
    because: bytes | None


def stored_fact(row: Sequence[Any]) -> StoredFact:
    """A row of COLUMNS as the library reads it."""
    leaf, case, version, topic, state, by, on, at, because = row
    return StoredFact(
        originator_id=case,
        originator_version=version,
        topic=topic,
        state=state,
        leaf=leaf,
        by=by,
        on=on,
        at=at,
        because=because,
    )


class FactMapper(Mapper[str]):
    """The library's mapper, with msgspec for JSON and boxes closed on the way in, never opened on the way out."""

    def __init__(self, registry: Registry, vault: Vault) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self.registry = registry
        self.vault = vault

    def seal(self, given: Fact, case: str, version: int) -> Fact:
        """``given`` with every box in hand closed for its place in the store, which ``to_columns`` tells it."""
        replacement = getattr(given, "replacement", None)
        if isinstance(replacement, Fact):
            inner = self.seal(replacement, case, version)
            raw = Replacement(inner.spec.topic, msgspec.Raw(encoded(inner)))
            return msgspec.structs.replace(given, replacement=raw)
        changes = {}
        for name, slot in given.spec.boxes.items():
            value = getattr(given, name)
            if isinstance(value, InHand):
                changes[name] = _bare(self.vault.seal(value, Origin(case, version, given.spec.topic, slot)))
            elif value is not None:
                raise TypeError(f"{given.spec.topic}: the box {name} belongs to another fact and would not open here")
        return msgspec.structs.replace(given, **changes) if changes else given

    def seal_reason(
        self, because: str | None, subject: str | None, case: str, version: int
    ) -> Sealed[Note] | str | None:
        """A reason may speak of people: in a case about people it is sealed for ``subject``."""
        if because is None or subject is None:
            return because
        return self.vault.seal(InHand(subject, Note(because)), _of_reason(case, version))

    def to_columns(self, record: Recorded, stamp: tuple[str, bytes, int] | None = None) -> tuple[Any, ...]:
        """The row for a sealed fact, in the order of ``engine.sqlite.INSERT``.

        ``stamp`` is the id, keyed digest and number of facts of the command, on its first fact only.
        Refuses, with BadInput, whatever would not come back as it went in.
        """
        state = encoded(record.fact)
        topic = record.fact.spec.topic
        try:
            survives = self.registry.read(topic, state) == record.fact
        except msgspec.ValidationError:
            survives = False
        if not survives:
            raise BadInput("fact", "ข้อมูลนี้จัดเก็บแล้วอ่านกลับไม่ได้เหมือนเดิม", "this content doesn't survive being stored")
        located(record.fact, record.case, record.version)
        because = None if record.because is None else encoded(_bare(record.because))
        on = iso(record.on)
        identity = (record.case, record.version, topic)
        hashed = leaf_hash(record.leaf, *identity, record.by, on, record.at, because, stamp, state)
        return (record.leaf + 1, *identity, state, hashed, record.by, on, record.at, because, *(stamp or NO_STAMP))

    def from_row(self, row: Sequence[Any]) -> Recorded:
        """The fact in a row ``(leaf, case, version, topic, state, by, on, at, because)``."""
        leaf, case, version, topic, state, by, on, at, because = row
        found = self.registry.decode(topic, state, case, version)
        replacement = None
        if isinstance(found, REPLACING) and found.replacement is not None:
            inner = found.replacement
            replacement = self.registry.decode(inner.topic, bytes(inner.state), case, version)
        reason: Sealed[Note] | str | None = None
        if because is not None:
            reason = _reason.decode(because)
            if isinstance(reason, Sealed):
                force_setattr(reason, "origin", _of_reason(case, version))
        return Recorded(case, version, leaf, day(on), at, by, reason, found, replacement)

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        raise UnsafeStore("facts are written by casework only, under its guards")

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        if not isinstance(stored_event, StoredFact):
            raise UnsafeStore("a row was read without its envelope")
        s = stored_event
        columns = (
            s.leaf,
            s.originator_id,
            s.originator_version,
            s.topic,
            s.state,
            s.by,
            s.on,
            s.at,
            s.because,
        )
        return cast("DomainEventProtocol[str]", self.from_row(columns))


def _of_reason(case: str, version: int) -> Origin:
    return Origin(case, version, "because", 0)


def _bare(value: Any) -> Any:
    """A box as it is stored: the row it lies in says where it was sealed."""
    return Sealed(value.key, value.data) if isinstance(value, Sealed) else value


def leaf_hash(
    leaf: int,
    case: str,
    version: int,
    topic: str,
    by: str,
    on: str,
    at: int,
    because: bytes | None,
    stamp: tuple[str | None, bytes | None, int | None] | None,
    state: bytes,
) -> bytes:
    """The RFC 6962 leaf hash of a row: every column that says something, free ones with their length before them."""
    command_id, digest, facts = stamp or NO_STAMP
    who, asked, why = by.encode(), (command_id or "").encode(), because or b""
    head = f"{leaf}|{case}|{version}|{topic}|{on}|{at}|{facts or 0}|{(digest or b'').hex()}"
    free = (len(who), who, len(asked), asked, len(why), why, len(state), state)
    return sha256(LEAF + head.encode() + b"|%d:%b|%d:%b|%d:%b|%d:%b" % free).digest()


def encoded(value: Any, *, in_order: bool = False) -> bytes:
    """``value`` as JSON, with sorted keys if ``in_order``. Raises BadInput for what JSON can't hold."""
    try:
        return msgspec.json.encode(value, order="deterministic" if in_order else None)
    except UnicodeEncodeError:
        raise BadInput("text", "ข้อความมีอักขระเสีย", "the text holds a broken character (half of a pair)") from None
    except (OverflowError, ValueError) as error:
        raise BadInput("value", "ค่านี้จัดเก็บไม่ได้", f"this value can't be stored: {error}") from None
