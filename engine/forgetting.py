"""What an erasure asks for beside its fact: the key destroyed, the files removed, the store scrubbed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.command import Receipt
from engine.database import Connection
from engine.erasure import erased_since
from engine.keys import Vault
from engine.mapper import FactMapper
from engine.recorder import Recorder
from engine.refusal import ErasureUnfinished, UnsafeStore

Erased = Mapping[int, tuple[str, str]]
"""The leaf of a fact -> the case, and whom of it that fact erased."""


class Forgetting:
    """Forgets whom the ledger says were erased; ``files`` removes what lies of them outside the database."""

    def __init__(self, recorder: Recorder, mapper: FactMapper, vault: Vault) -> None:
        self._recorder, self._mapper, self._vault = recorder, mapper, vault
        self.files: Callable[[Iterable[str]], None] = lambda subjects: None
        self._due: dict[int, tuple[str, str]] = {}
        self._failed = False

    @property
    def unfinished(self) -> int:
        """How many erasures, at most, the last try left with traces; 0 where it left none with any."""
        return len(self._due) if self._failed else 0

    # What the ledger says

    def learn(self, connection: Connection, size: int) -> None:
        """Take up what the facts after the first ``size`` erased, by whomever: it is opened here no more.

        Whoever recorded it finishes it, unless they died before, so it is due here as well. With ``size`` 0 nothing is
        added: all of it is what ``begin`` has seen to.
        """
        erased = self._erased(connection, size)
        self._vault.believe(erased.values())
        if size:
            self._due.update(erased)

    def owe(self, erased: Erased) -> None:
        """Take up what a transaction of ours made durable."""
        self._vault.believe(erased.values())
        self._due.update(erased)

    # What follows from it

    def begin(self) -> None:
        """``finish``; but what can't be done now keeps nobody from work. It is due, and opened by nobody meanwhile.

        All erasures are due then: nobody knows of which of them traces are left.
        """
        erased = self._all()
        try:
            self._forget(erased)
        except Exception:
            self._due.update(erased)
            self._failed = True

    def finish(self) -> None:
        """Destroy the keys of all whom the ledger says were erased, then their files: after a crash or restore, too."""
        self._forget(self._all())

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
        due = dict(self._due)
        if not due:
            return
        try:
            self._forget(due)
            if not self._recorder.scrub():
                raise UnsafeStore("somebody reads the facts: traces of what was erased wait for the next try")
        except BaseException:
            self._failed = True
            raise
        for leaf in due:
            self._due.pop(leaf, None)
        self._failed = False

    def _forget(self, erased: Erased) -> None:
        subjects = [subject for _, subject in erased.values()]
        # Also where there are none: traces that somebody left stay in the database of keys until the next try.
        self._vault.destroy(subjects)
        self.files(subjects)

    def _all(self) -> Erased:
        with self._recorder.reading() as connection:
            erased = self._erased(connection, 0)
        self._vault.believe(erased.values())
        return erased

    def _erased(self, connection: Connection, size: int) -> Erased:
        return {one.leaf: (one.case, one.subject) for one in erased_since(connection, self._mapper, size)}
