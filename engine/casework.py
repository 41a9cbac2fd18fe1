"""Casework: a command loads state, decides, and writes facts, claims and read rows in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper

from engine import guards
from engine.classes import know_classes
from engine.clock import Clock, now
from engine.command import Command, Receipt
from engine.database import Connection, Question, head
from engine.facts import Recorded, Registry
from engine.forgetting import Forgetting
from engine.given_before import asked_before
from engine.history import fold
from engine.keys import Vault
from engine.kind import Kind
from engine.layout import Place
from engine.ledger.ledger import Ledger
from engine.mapper import FactMapper
from engine.parts import Parts
from engine.reader import Reader
from engine.rebuild import rebuild
from engine.recorder import Recorder, Views
from engine.refusal import (
    BadInput,
    CaseNotFound,
    CommandReused,
    Finding,
    Refused,
    StaleVersion,
    StoreBusy,
    StoreGone,
    UnsafeStore,
)
from engine.rows import ReadRows
from engine.shares import Share
from engine.sources import ReadOnly, Sources
from engine.sqlite import FactRecorder
from engine.together import Together
from engine.work import Work
from engine.workflow import Move

S = TypeVar("S")
T = TypeVar("T")

BATCH = 500
TRIES = 5
"""How often a batch is asked for while other processes write."""

Answer = Receipt | Refused | BadInput | StaleVersion | CaseNotFound | CommandReused


class Casework(Application[str]):
    """The application: commands in, receipts out; states, histories and findings to read.

    ``path`` is where SQLite keeps the facts, and beside it lies what belongs to them; ``recorder`` opens the store,
    there or in a database that others share, and ``replica`` follows it; ``record`` says where that of checkpoints
    lies. ``clock`` is what "recorded at" comes from; only tests and the demo set another one.
    """

    env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": ":memory:", "CREATE_TABLE": "no"}  # noqa: RUF012

    def __init__(
        self,
        path: str,
        vault: Vault,
        kinds: Iterable[Kind[Any]],
        rows: ReadRows,
        clock: Clock = now,
        *,
        recorder: Callable[[str], Recorder] = FactRecorder,
        replica: Views | None = None,
        record: Place | None = None,
    ) -> None:
        self.path, self.vault, self.rows = path, vault, rows
        self._make_recorder = recorder
        self.kinds = {kind.name: kind for kind in kinds}
        know_classes()
        self.registry = Registry({cls: None for kind in self.kinds.values() for cls in kind.facts})
        self._together = Together(self._do_alone, self._do_several)
        super().__init__()
        self.ledger = Ledger(Path(path).parent, self.facts_recorder.reading, record)
        self.parts = Parts(self.kinds, self.facts_mapper, vault, rows, clock)
        self.forgetting = Forgetting(self.facts_recorder, self.facts_mapper, vault)
        self.sources = Sources(self.facts_recorder, replica, self.parts, self.forgetting.learn)
        self._at_hand = self.sources.store.at_hand

    @property
    def clock(self) -> Clock:
        """What "recorded at" comes from; the demo sets its own, day by day."""
        return self.parts.clock

    @clock.setter
    def clock(self, clock: Clock) -> None:
        self.parts.clock = clock

    def construct_mapper(self) -> Mapper[str]:
        self.facts_mapper = FactMapper(self.registry, self.vault)
        return self.facts_mapper

    def construct_recorder(self) -> Any:
        self.facts_recorder = self._make_recorder(self.path)
        return self.facts_recorder

    def close(self) -> None:
        self.ledger.close()
        self.sources.close()
        super().close()

    def migrate(self) -> None:
        """Create the tables that are missing; an explicit step, never a side effect of serving."""
        self.vault.create()
        self.facts_recorder.migrate(self.rows)

    def check(self) -> None:
        """Refuse to serve from a store that can't be trusted, and finish what erasures left. Raises UnsafeStore."""
        self.facts_recorder.check(self.registry.topics)
        self.vault.check()
        with self.facts_recorder.reading() as connection:
            misfits = self.rows.misfits(connection)
        if misfits:
            raise UnsafeStore(
                f"read rows are missing or of another version: {', '.join(misfits)}; run `chumchon rebuild`"
            )
        self.sources.expect_one_ledger()
        self.forgetting.begin()

    def try_guards(self) -> None:
        """Refuse to serve from a store whose guards don't act when tried, or that isn't what was last signed.

        Raises UnsafeStore.
        """
        self.facts_recorder.try_guards()
        self.ledger.record.check()
        guards.expect_checkpoint(self.ledger)

    def rebuild(self, progress: Callable[[int], None] = lambda facts: None) -> int:
        """Replace all read rows by what the facts say. Returns the number of facts replayed."""
        self.facts_recorder.scrub()
        with self.facts_recorder.reshaping(self.rows) as connection:
            return rebuild(connection, self.facts_recorder, self.facts_mapper, self.kinds, self.rows, progress)

    # Commands

    def do(self, command: Command) -> Receipt:
        """Carry out one command: all of it is durable when this returns, or nothing was written.

        Commands that wait for each other share a transaction, each under its own savepoint.
        Raises Refused, BadInput, StaleVersion, CaseNotFound, CommandReused or StoreBusy, and ErasureUnfinished after
        a command that erased somebody.
        """
        receipt = self._together.ask(command)
        self.forgetting.expect_done(receipt)
        return receipt

    def _do_alone(self, command: Command) -> Receipt:
        return self._durably([command], lambda work: work.run(command))

    def _do_several(self, commands: Sequence[Command]) -> Sequence[Receipt | Exception]:
        try:
            return [answer for _, answer in self._try_batch(commands)]
        except (StoreBusy, StoreGone) as error:
            return [type(error)() for _ in commands]

    def do_many(self, commands: Iterable[Command], batch: int = BATCH) -> Iterator[tuple[Command, Answer]]:
        """Carry out many commands, up to ``batch`` a transaction, each under its own savepoint.

        A refusal undoes only its own command. An answer is handed out after its transaction's COMMIT. Raises
        ErasureUnfinished after a transaction that erased somebody; asked again, it answers as it would have.
        """
        waiting: list[Command] = []
        for command in commands:
            waiting.append(command)
            if len(waiting) >= batch:
                yield from self._do_batch(waiting)
                waiting = []
        if waiting:
            yield from self._do_batch(waiting)

    def rehearse(self, commands: Sequence[Command]) -> list[tuple[Command, Answer]]:
        """What ``do_many`` would answer; nothing is kept (only keys made ahead are used up, which is harmless)."""
        given_before = asked_before(commands)
        with self.facts_recorder.writing(given_before) as connection:
            work = self._work(connection, given_before)
            answers = [(command, work.attempt(command)) for command in commands]
            connection.execute("ROLLBACK")
        return answers

    def _do_batch(self, commands: Sequence[Command]) -> list[tuple[Command, Answer]]:
        answers = self._insist(commands)
        for _, answer in answers:
            if isinstance(answer, Receipt):
                self.forgetting.expect_done(answer)
        return answers

    def _insist(self, commands: Sequence[Command]) -> list[tuple[Command, Answer]]:
        """Busy now is not busy for long; asking again is safe, since commands have names."""
        for _ in range(TRIES - 1):
            try:
                return self._try_batch(commands)
            except StoreBusy:
                continue
        return self._try_batch(commands)

    def _try_batch(self, commands: Sequence[Command]) -> list[tuple[Command, Answer]]:
        return self._durably(commands, lambda work: [(command, work.attempt(command)) for command in commands])

    def _durably(self, commands: Sequence[Command], carry_out: Callable[[Work], T]) -> T:
        """What ``carry_out`` answers for these commands, after the COMMIT of what it wrote."""
        given_before = asked_before(commands)
        with self.facts_recorder.writing(given_before, *self._at_hand.expected) as connection:
            work = self._work(connection, given_before)
            answer = carry_out(work)
            work.finish()
        # Before its facts count as known: whoever looks from then on opens nothing of whom they erased.
        self.forgetting.owe(work.erased)
        self._at_hand.keep(work.size, work.touched)
        return answer

    def _work(self, connection: Connection, given_before: Question) -> Work:
        end = head(connection)
        if end[0] < self._at_hand.size:
            # Rows are numbered by how many there are: a shorter ledger would use numbers a second time.
            raise UnsafeStore(
                f"the ledger held {self._at_hand.size} facts and now holds {end[0]}: stop, and run `chumchon verify`"
            )
        return Work(self.parts, connection, end, self._at_hand.at(connection, end[0]), given_before)

    # Questions

    def reading(self) -> AbstractContextManager[Reader]:
        """One consistent view for several questions; of the store, but for who only reads. Raises StoreGone."""
        return self.sources.reader()

    def read_only(self, who: Callable[[], str | None] = lambda: None) -> AbstractContextManager[ReadOnly]:
        """From here to the end this thread decides nothing, and a replica may answer it; see ``Sources``."""
        return self.sources.read_only(who)

    def over_all_cases(self, work: Callable[[Reader, Share], Iterator[T]]) -> Iterator[T]:
        """What ``work`` yields for the cases of each share, in no certain order, by as many processes as pay.

        All of it sees the store as it is now; commands go on meanwhile. Not for a process with several threads.
        """
        return self.facts_recorder.everywhere(
            lambda reading, share: work(Reader(self.parts, reading, head(reading), {}), share)
        )

    def state(self, kind: Kind[S], case: str, *, on: date | None = None, known: int | datetime | None = None) -> S:
        """The state of a case as of the field date ``on`` and as known at ``known`` (default: all and now).

        ``known`` is a ledger size or a time. Raises CaseNotFound, also when nothing was known yet.
        """
        with self.reading() as reader:
            if on is None and known is None:
                return reader.state(kind, case)
            of_kind = reader.kind_of(case) is kind
            found = fold(kind.evolve, reader.facts(case, reader.position(known)), on) if of_kind else None
        if found is None:
            raise CaseNotFound(kind.name, case)
        return found

    def facts(self, case: str, *, known: int | datetime | None = None) -> list[Recorded]:
        """The facts of a case in the order they were recorded, as known at ``known``; none for an unknown case."""
        with self.reading() as reader:
            return reader.facts(case, reader.position(known))

    def kind_of(self, case: str) -> Kind[Any]:
        """What kind of case this is. Raises CaseNotFound."""
        with self.reading() as reader:
            return reader.kind_of(case)

    def findings(self, case: str) -> list[tuple[Move, tuple[Finding, ...]]]:
        """Every way on from where the case stands, with what each requirement of its gate finds."""
        with self.reading() as reader:
            return reader.findings(case)
