"""What the store of attachments should hold, by the facts; and what of it no fact speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from aggregates.attaching import DocumentAttached
from aggregates.rules_in_force import pin_in_force, rules_of
from engine.database import COLUMNS
from engine.erasure import erased_subjects
from engine.reader import Reader
from engine.verification.faults import Fault, fault
from web.attachments.store import Kept, Missing, Store, name_of


class Named(NamedTuple):
    """A file that a fact names."""

    subject: str
    name: str


def named(reader: Reader) -> dict[Named, int]:
    """Every file that a fact names, retracted or not, and the ledger leaf that does; none of the erased."""
    erased, topics = erased_subjects(reader), sorted(reader.parts.mapper.registry.topics_of([DocumentAttached]))
    wanted = f"SELECT {COLUMNS} FROM stored_events WHERE topic IN ({', '.join('?' * len(topics))}) ORDER BY rowid"
    found = {}
    for row in reader.connection.execute(wanted, topics):
        record = reader.parts.mapper.from_row(row)
        assert isinstance(record.fact, DocumentAttached)
        subject = record.fact.details.key
        if (record.case, subject) not in erased:
            for name in (record.fact.file, record.fact.preview):
                found[Named(subject, name)] = record.leaf
    return found


def unused_days(reader: Reader) -> int:
    """After how many days the rules in force let a file go that no fact speaks of."""
    return rules_of(reader, pin_in_force(reader, reader.on).sha256).attachments.unused_days


def unused(reader: Reader, store: Store, now: datetime) -> list[Kept]:
    """The files that no fact speaks of and that came long enough ago: their commands were refused, or never given."""
    known, before = named(reader), now - timedelta(days=unused_days(reader))
    return [one for one in store.kept() if one.at < before and Named(one.subject, one.name) not in known]


def sweep(reader: Reader, store: Store, now: datetime) -> int:
    """Remove what nothing speaks of; returns how many files. One that comes again meanwhile is as new."""
    found, before = unused(reader, store, now), now - timedelta(days=unused_days(reader))
    for one in found:
        store.remove(one.subject, one.name, before)
    return len(found)


def attachment_faults(reader: Reader, store: Store, now: datetime) -> Iterator[Fault]:
    """Files that are missing, altered, left of somebody erased, or that nothing speaks of though they are old."""
    try:
        known, erased = named(reader), {subject for _, subject in erased_subjects(reader)}
        before = now - 2 * timedelta(days=unused_days(reader))
    except Exception:
        # What is wrong with the facts themselves is told where facts are looked at.
        return
    for one, leaf in known.items():
        try:
            sealed = store.get(*one)
        except Missing:
            th, en = "ไม่พบไฟล์แนบที่ข้อเท็จจริงนี้อ้างถึง", "the attached file this fact names is missing"
            yield fault("attachment", th, en, leaf=leaf, where=one.name)
            continue
        if name_of(sealed) != one.name:
            th, en = "ไฟล์แนบถูกแก้ไข ไม่ตรงกับข้อเท็จจริง", "an attached file was altered: it isn't what the fact names"
            yield fault("attachment", th, en, leaf=leaf, where=one.name)
    for kept in store.kept():
        if kept.subject in erased:
            th, en = "ไฟล์แนบของผู้ที่ถูกลบยังอยู่", "a file of somebody who was erased is still there"
            yield fault("attachment", th, en, where=kept.name)
        elif kept.at < before and Named(kept.subject, kept.name) not in known:
            th, en = "มีไฟล์แนบที่ไม่มีข้อเท็จจริงใดอ้างถึง", "no fact speaks of this attached file"
            yield fault("attachment", th, en, where=kept.name)
