"""What an erasure asks for beside its fact: the key destroyed, the files removed, the store scrubbed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from engine.database import Connection
from engine.erasure import Erasure, erased_since
from engine.keys import Vault
from engine.mapper import FactMapper
from engine.recorder import Recorder


class Forgetting:
    """Forgets whom the ledger says were erased; ``files`` removes what lies of them outside the database."""

    def __init__(self, recorder: Recorder, mapper: FactMapper, vault: Vault) -> None:
        self._recorder, self._mapper, self._vault = recorder, mapper, vault
        self.files: Callable[[Iterable[str]], None] = lambda subjects: None
        self.due: set[str] = set()
        """Whom a fact erased and whose erasure isn't finished."""

    def believe(self, connection: Connection, size: int) -> list[Erasure]:
        """What the facts after the first ``size`` erased; the vault opens none of it any more."""
        found = list(erased_since(connection, self._mapper, size))
        self._vault.believe((one.case, one.subject) for one in found)
        return found

    def finish(self) -> None:
        """Destroy the keys of all whom the ledger says were erased, then their files: after a crash or restore, too."""
        self.files(self._destroy_keys())

    def forget(self, erased: Sequence[str]) -> None:
        """After the commit of facts that erased somebody: their keys and files, and what is left of their claims.

        What fails is tried again after the next command, whoever's that is: no receipt says that an erasure is done
        before it is.
        """
        self.due.update(erased)
        if due := set(self.due):
            self._destroy_keys()
            self.files(due)
            self._recorder.scrub()
            self.due -= due

    def _destroy_keys(self) -> list[str]:
        """Destroy the keys of all whom the ledger says were erased. Returns their subjects."""
        with self._recorder.reading() as connection:
            subjects = [one.subject for one in self.believe(connection, 0)]
        self._vault.destroy(subjects)
        return subjects
