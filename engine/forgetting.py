"""What an erasure asks for beside its fact: the key destroyed, the files removed, the store scrubbed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.command import Receipt
from engine.database import Connection
from engine.erasure import Erasure, erased_since
from engine.keys import Vault
from engine.mapper import FactMapper
from engine.recorder import Recorder
from engine.refusal import ErasureUnfinished, StoreGone, UnsafeStore


class Forgetting:
    """Forgets whom the ledger says were erased; ``files`` removes what lies of them outside the database."""

    def __init__(self, recorder: Recorder, mapper: FactMapper, vault: Vault) -> None:
        self._recorder, self._mapper, self._vault = recorder, mapper, vault
        self.files: Callable[[Iterable[str]], None] = lambda subjects: None
        self._due: dict[int, str] = {}

    @property
    def due(self) -> int:
        """How many erasures stand in the ledger and aren't finished: something stood in the way."""
        return len(self._due)

    def believe(self, connection: Connection, size: int) -> list[Erasure]:
        """What the facts after the first ``size`` erased; the vault opens none of it any more."""
        found = list(erased_since(connection, self._mapper, size))
        self._vault.believe((one.case, one.subject) for one in found)
        return found

    def finish(self) -> None:
        """Destroy the keys of all whom the ledger says were erased, then their files: after a crash or restore, too."""
        self.files(self._destroy_keys().values())

    def begin(self) -> None:
        """``finish``; but what can't be done now keeps nobody from work. It is due, and opened by nobody meanwhile."""
        try:
            self.finish()
        except (StoreGone, UnsafeStore):
            self._due.update(self._erased())

    def owe(self, erased: Mapping[int, str]) -> None:
        """Take up what a transaction made durable: leaf -> the subject which that fact erased."""
        self._due.update(erased)

    def expect_done(self, receipt: Receipt) -> None:
        """Finish what is due where a command erased somebody, also when it was given before.

        Nobody else waits for it. Raises ErasureUnfinished: no receipt says that an erasure is done before it is.
        """
        if self._due and receipt.leaf is not None:
            leaves = range(receipt.leaf, receipt.leaf + receipt.facts)
            if any(leaf in leaves for leaf in tuple(self._due)):
                try:
                    self.again()
                except Exception as error:
                    # Whatever it is: the command was recorded, which no other answer would say.
                    raise ErasureUnfinished from error

    def again(self) -> None:
        """Try to finish what is due, if anything is. Raises what stands in the way."""
        if due := dict(self._due):
            self._destroy_keys()
            self.files(due.values())
            self._recorder.scrub()
            for leaf in due:
                self._due.pop(leaf, None)

    def _destroy_keys(self) -> dict[int, str]:
        """Destroy the keys of all whom the ledger says were erased. Returns whom, by leaf."""
        erased = self._erased()
        self._vault.destroy(erased.values())
        return erased

    def _erased(self) -> dict[int, str]:
        with self._recorder.reading() as connection:
            return {one.leaf: one.subject for one in self.believe(connection, 0)}
