"""Verifies a data folder: the facts through the engine, and the databases that lie beside them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from engine.clock import now
from engine.database import Connection, head
from engine.facts import Registry
from engine.keys import LAYOUT as KEYS
from engine.keys import Vault
from engine.layout import Layout, Place
from engine.ledger.note import NoteRefused, VerifierKey
from engine.ledger.record import Record
from engine.mapper import FactMapper
from engine.parts import Parts
from engine.reader import Reader
from engine.refusal import UnsafeStore
from engine.rows import ReadRows
from engine.shares import copied, open_still
from engine.tables import FileTables
from engine.verification.checkpoints import Held
from engine.verification.faults import Fault, fault
from engine.verification.schema import schema_faults
from engine.verification.whole import Report, verify
from projections.tables import read_rows
from web.attachments.sweeping import attachment_faults
from web.databases import FACTS, facts_address, is_shared, place_of, reading_facts
from web.layouts import BESIDE, CREDENTIALS, LEDGER, LOOKS
from web.people.soundness import credential_faults
from web.read_log import look_faults
from web.wiring import KINDS, MASTER, MASTER_VARIABLE, open_attachments, read_master


def verify_folder(
    data: Path,
    outside: Sequence[Held] = (),
    *,
    key: VerifierKey | None = None,
    still: bool = False,
    progress: Callable[[str], object] = lambda step: None,
) -> Report:
    """Look at everything in a data folder, beside its own checkpoints and those in ``outside``.

    ``key`` is the ledger's public key as it was handed over; the folder's own word is taken otherwise. A folder in use
    is copied first, so that nobody waits; one that stands ``still`` is read in place. Raises UnsafeStore.
    """
    facts, shared = data / FACTS, is_shared()
    if not shared and not facts.is_file():
        raise UnsafeStore(f"there are no facts in {data}")
    with ExitStack() as open_:
        vault = _vault(data)
        closing_vault = open_.enter_context(closing(vault or Vault(":memory:", bytes(32))))
        path = None if shared else str(facts) if still else open_.enter_context(copied(str(facts)))
        connection: Connection = (
            open_.enter_context(reading_facts(data)())
            if path is None
            else open_.enter_context(closing(open_still(path)))
        )
        registry = Registry({cls: None for kind in KINDS for cls in kind.facts})
        kinds = {kind.name: kind for kind in KINDS}
        parts = Parts(kinds, FactMapper(registry, closing_vault), closing_vault, read_rows(KINDS), now)
        kept, own_key, wrong = _checkpoints(data)
        beside = [*wrong, *_beside(data, Reader(parts, connection, head(connection), {}))]
        return verify(
            connection,
            parts,
            held=(*kept, *outside),
            key=key or own_key,
            vault=vault,
            beside=beside,
            opened=_opened(path, connection),
            schema=_schema_faults(shared),
            progress=progress,
        )


def _opened(path: str | None, connection: Connection) -> Callable[[], Connection]:
    """What opens more connections that see what this one does."""
    if path is not None:
        return partial(open_still, path)
    from engine.postgres.views import exported

    return exported(connection, facts_address())


def _schema_faults(shared: bool) -> Callable[[Connection, ReadRows], Iterable[Fault]]:
    if not shared:
        return schema_faults
    from engine.postgres import schema

    return schema.schema_faults


def _vault(data: Path) -> Vault | None:
    """The keys, where they are at hand; none are made. Raises UnsafeStore when they don't belong together."""
    place = _at_hand(data, KEYS)
    if place is None or not ((data / MASTER).is_file() or MASTER_VARIABLE in os.environ):
        return None
    vault = Vault(place, read_master(data))
    try:
        vault.expect_master()
    except BaseException:
        vault.close()
        raise
    return vault


def _at_hand(data: Path, layout: Layout) -> Place | None:
    """Where tables lie; None where there is no such file."""
    place = place_of(data, layout)
    return None if isinstance(place, str | Path) and not Path(place).is_file() else place


def _checkpoints(data: Path) -> tuple[list[Held], VerifierKey | None, list[Fault]]:
    place = _at_hand(data, LEDGER)
    if place is None:
        return [], None, []
    with closing(Record(place)) as record:
        try:
            return [Held(kept.note, f"{LEDGER.name} {kept.size}") for kept in record.after(0)], record.key(), []
        except NoteRefused as refused:
            wrong = fault("signature", f"จุดตรวจที่เก็บไว้เสียหาย: {refused}", f"a kept checkpoint is broken: {refused}")
            return [], None, [wrong]


def _beside(data: Path, reader: Reader) -> Iterator[Fault]:
    yield from attachment_faults(reader, open_attachments(data), now())
    for layout in (KEYS, *BESIDE):
        place = _at_hand(data, layout)
        if place is None:
            continue
        tables = FileTables(place, layout, still=True) if isinstance(place, str | Path) else place.open(layout)
        with closing(tables):
            yield from tables.faults()
            if layout is CREDENTIALS:
                yield from credential_faults(tables, reader)
            elif layout is LOOKS:
                yield from look_faults(tables)
