"""What an auditor may take away to check elsewhere: the whole ledger, the cases of an area, or one case (U3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, NamedTuple

from aggregates.areas import Area, read_area
from engine.bundle.writing import Contents, write_bundle
from engine.ledger.ledger import Ledger
from engine.ledger.note import Note
from engine.reader import Reader
from engine.refusal import BadInput
from web.places import within

ALL = "ALL"


class Scope(NamedTuple):
    """What a bundle is of. ``cases`` is None for the whole ledger."""

    name: str
    cases: list[str] | None


def scope_named(reader: Reader, name: str) -> Scope:
    """The scope of this spelling: ALL, an area such as "province:56", or the id of a case.

    Raises BadInput for no area, CaseNotFound for no case.
    """
    if name == ALL:
        return Scope(ALL, None)
    if ":" in name:
        return scope_of_area(reader, read_area(name))
    reader.kind_of(name)
    return Scope(name, [name])


def scope_of_area(reader: Reader, area: Area) -> Scope:
    """Every case that lies in an area."""
    condition, values = within(reader, [area])
    found = reader.connection.execute(f"SELECT case_id FROM caseload WHERE {condition}", values)
    return Scope(str(area), [case for (case,) in found])


def make_bundle(out: IO[bytes], reader: Reader, ledger: Ledger, scope: Scope, sizes: Iterable[int] = ()) -> int:
    """Write the bundle of a scope, proven against the latest checkpoint and those of ``sizes``.

    Returns the number of rows. Raises BadInput while nothing is sealed, or for a size nobody sealed.
    """
    key = ledger.key()
    if key is None:
        raise BadInput("checkpoint", "ยังไม่มีจุดตรวจ สั่ง `chumchon seal` ก่อน", "there is none yet: run `chumchon seal`")
    notes = [note for size in sorted({*sizes}) for note in [_sealed(ledger, size)]]
    latest = ledger.checkpoint()
    if latest is not None and latest.text not in [note.text for note in notes]:
        notes.append(latest)
    keys = [key, *ledger.policy.witnesses]
    return write_bundle(out, reader.connection, Contents(scope.name, scope.cases, notes, keys, ledger.inclusion))


def _sealed(ledger: Ledger, size: int) -> Note:
    note = ledger.checkpoint(size)
    if note is None:
        raise BadInput("checkpoint", f"ไม่มีจุดตรวจขนาด {size}", f"no checkpoint of {size} facts was ever sealed here")
    return note
