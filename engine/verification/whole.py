"""The verification of a whole store: every check there is, one after the other, in memory that doesn't grow with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

import msgspec

from engine.database import Connection
from engine.keys import Vault
from engine.ledger.note import VerifierKey
from engine.parts import Parts
from engine.rows import ReadRows
from engine.verification.checkpoints import Held, Roots, disagreements, readable
from engine.verification.derived import Derived
from engine.verification.faults import Fault, Faults
from engine.verification.leaves import Leaves
from engine.verification.receipts import receipt_faults
from engine.verification.rows import row_faults
from engine.verification.schema import schema_faults

Progress = Callable[[str], object]


class Report(msgspec.Struct, frozen=True):
    """What a verification looked at and what it found wrong. ``counts`` says how often, also beyond what is listed."""

    size: int
    root: str
    checkpoints: int
    largest_checkpoint: int
    keys: bool
    faults: tuple[Fault, ...]
    counts: dict[str, int]
    first_bad_leaf: int | None

    @property
    def sound(self) -> bool:
        return not self.faults


def verify(
    connection: Connection,
    parts: Parts,
    *,
    held: Sequence[Held] = (),
    key: VerifierKey | None = None,
    vault: Vault | None,
    beside: Iterable[Fault] = (),
    opened: Callable[[], Connection] | None = None,
    schema: Callable[[Connection, ReadRows], Iterable[Fault]] = schema_faults,
    progress: Progress = lambda step: None,
) -> Report:
    """Look at all of a store through one reading transaction of ``connection``.

    ``held`` are checkpoints, wherever they were kept, signed under ``key``. Without a ``vault`` no box is opened.
    ``schema`` says what is wrong with the tables of this kind of store. ``opened`` opens more
    connections that see the same: then other processes help. ``beside`` is what was found wrong with what lies beside
    the store.
    """
    faults = Faults()
    faults.take(beside)
    progress("schema")
    faults.take(schema(connection, parts.rows))
    progress("leaves")
    checkpoints, unsigned = readable(held, key)
    faults.take(unsigned)
    roots = Roots(checkpoint.size for checkpoint, _ in checkpoints)
    of_rows = row_faults(connection, opened, parts.mapper.registry.topics)
    leaves = Leaves(roots.grow)
    faults.take(leaves.walk(connection))
    for found in of_rows:
        faults.add(found)
    faults.take(disagreements(checkpoints, roots, leaves.whole))
    progress("cases")
    faults.take(receipt_faults(connection))
    with closing(Derived(parts.mapper, parts.kinds, parts.rows, vault)) as derived:
        faults.take(derived.fold(connection))
        progress("rows")
        faults.take(derived.compare(connection))
        if derived.boxes is not None:
            faults.take(derived.boxes.unexplained())
    return Report(
        size=leaves.size,
        root=roots.root().hex(),
        checkpoints=len(checkpoints),
        largest_checkpoint=max((checkpoint.size for checkpoint, _ in checkpoints), default=0),
        keys=vault is not None,
        faults=tuple(faults.found),
        counts=dict(faults.counts),
        first_bad_leaf=faults.first_bad_leaf,
    )
