"""Erasure: the fact that a subject is forgotten, and the values by which nobody comes back unnoticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from engine.calendar import show_date
from engine.claims import Watch
from engine.database import COLUMNS, Connection
from engine.facts import Fact, fact
from engine.keys import Vault
from engine.kind import Secret
from engine.mapper import FactMapper
from engine.reader import Reader
from engine.refusal import Cite, refuse
from engine.store import overwrite_what_is_deleted

# The names and fields below are a storage format: what is written stays for ever.


@fact("case.subject_erased", two_persons=True)
class SubjectErased(Fact, frozen=True):
    """Nothing sealed for this subject of the case may be opened again; its key is destroyed once this stands."""

    subject: str
    request: str
    """The case of the request that two people granted."""
    ground: str
    remembered_until: date
    """Up to this day whoever records the same person or house again must say why."""


class Erasure(NamedTuple):
    """A subject of a case that the ledger says was erased."""

    case: str
    subject: str
    leaf: int
    on: date
    request: str
    remembered_until: date


SINCE = f"SELECT {COLUMNS} FROM stored_events WHERE topic = '{SubjectErased.spec.topic}' AND rowid > ? ORDER BY rowid"


REMEMBER = """
INSERT INTO tombstones VALUES (?, ?, ?, ?, ?)
ON CONFLICT (kind, key) DO UPDATE SET request = excluded.request, erased_on = excluded.erased_on, until = excluded.until
"""


def erased_subjects(reader: Reader) -> dict[tuple[str, str], Erasure]:
    """Case and subject -> the fact that erased it: a box without a key counts as erased by such a fact only (F10)."""
    found = erased_since(reader.connection, reader.parts.mapper, 0)
    return {(one.case, one.subject): one for one in found if one.leaf < reader.size}


def erased_since(connection: Connection, mapper: FactMapper, size: int) -> Iterator[Erasure]:
    """What was erased by facts after the first ``size`` of the ledger."""
    for row in connection.execute(SINCE, (size,)):
        record = mapper.from_row(row)
        found = record.fact
        assert isinstance(found, SubjectErased)
        yield Erasure(record.case, found.subject, record.leaf, record.on, found.request, found.remembered_until)


# Tombstones: keyed values of what people and houses are recognised by. They stand apart from the keys and expire.


def entomb(
    connection: Connection, vault: Vault, recognised: Mapping[str, Secret], erased: SubjectErased, on: date
) -> None:
    """Keep what a subject would be recognised by, for a time: ``recognised`` maps kinds of claim to where it stands."""
    # Of the claims that are given back now nothing stays in free pages either.
    overwrite_what_is_deleted(connection)
    connection.execute("DELETE FROM tombstones WHERE until < ?", (on.isoformat(),))
    for kind, source in recognised.items():
        text = vault.open_raw(source.box).get(source.field)
        if text:
            row = kind, vault.tombstone(kind, str(text)), erased.request, on.isoformat()
            until = erased.remembered_until.isoformat()
            connection.execute(REMEMBER, (*row, until))


def watching(connection: Connection, vault: Vault, today: date, because: str | None) -> Watch:
    """What looks out for those who were erased, for a command given for this reason or none."""
    return lambda kind, text: _expect_not_erased(connection, vault, kind, text, today, because)


def _expect_not_erased(
    connection: Connection, vault: Vault, kind: str, text: str, today: date, because: str | None
) -> None:
    """Refuse to record without a reason what was erased; with one, it is no longer remembered. Raises Refused."""
    key = vault.tombstone(kind, text)
    row = connection.execute(
        "SELECT request, erased_on FROM tombstones WHERE kind = ? AND key = ? AND until >= ?",
        (kind, key, today.isoformat()),
    ).fetchone()
    if row is None:
        return
    request, erased_on = row[0], date.fromisoformat(row[1])
    if because is None:
        raise refuse(
            "U4",
            f"ข้อมูลของบุคคลหรือบ้านนี้ถูกลบตามคำขอเมื่อ {show_date(erased_on, 'th')} (คำขอ {request}) หากจะบันทึกใหม่ต้องระบุเหตุผล",
            f"this person or house was erased on request on {show_date(erased_on, 'en')} (request {request}): "
            "to record them again, give a reason",
            Cite(0, request),
        )
    connection.execute("DELETE FROM tombstones WHERE kind = ? AND key = ?", (kind, key))
