"""A connection to PostgreSQL that takes the statements the rest of the engine is written in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from itertools import count
from typing import Any, cast

import psycopg
from psycopg.adapt import Buffer, Dumper, Loader
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from engine.database import Cursor, Question
from engine.postgres.address import parts_of
from engine.postgres.held import Held
from engine.postgres.pipeline import Pipeline, Values, taken_back
from engine.postgres.translation import translated
from engine.refusal import StoreBusy, StoreGone, UnsafeStore

IDLE = psycopg.pq.TransactionStatus.IDLE
CONNECTING = 2
"""Seconds in which a database must answer."""
VANISHED = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4, "tcp_user_timeout": 30_000}
"""After half a minute a server is given up that went away without a word, unless the address says otherwise.

Whoever waits for it holds the turn of all who write; the system's own patience is two hours.
"""
LEFT = psycopg.errors.IdleInTransactionSessionTimeout | psycopg.errors.ReadOnlySqlTransaction
"""A server that has ended our transaction, or takes no writes since another does."""
AT_ONCE = 2_000
"""Rows of a large answer."""
AGAIN = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
"""What statements begin with that are worth preparing."""
APPLICATION = "chumchon_app"
"""The role that serves: it may add facts, and neither change nor remove any."""


class PostgresConnection:
    """Takes SQL with ``?`` or ``:name`` and answers rows as tuples of the types that SQLite would answer."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.raw = raw
        self.in_transaction = False
        self._numbers = count()
        self._pipeline = Pipeline(raw)
        self._held = Held(self._pipeline.send)
        self._answered: dict[Question, Cursor] = {}

    def begin(self, lock: str, *questions: Question) -> None:
        """Begin, take a lock and ask what will be asked first, all in one message. Raises psycopg's errors.

        Each of them sees what was committed when its turn came. From then on statements are sent without waiting;
        an error shows when an answer is asked for, or at the end.
        """
        self._pipeline.enter()
        self._pipeline.send("BEGIN")
        self._pipeline.send(lock)
        self._answered = {question: self._pipeline.send(*question) for question in questions}
        self._pipeline.wait()
        self.in_transaction = True

    def execute(self, sql: str, parameters: Values = (), /) -> Cursor:
        if self._pipeline.open:
            found = self._sent_ahead(sql, parameters)
        else:
            statement, order = translated(sql)
            if order is not None:
                values = cast("Sequence[Any]", parameters)
                parameters = [values[index] for index in order]
            # Also so that psycopg doesn't take ROLLBACK TO for a reason to forget what it has prepared.
            self.raw.prepare_threshold = 0 if statement.lstrip().startswith(AGAIN) else None
            found = done = self.raw.execute(statement, parameters)
            if sql == "COMMIT" and done.statusmessage != sql:
                raise taken_back()
        if sql.startswith("BEGIN"):
            self.in_transaction = True
        elif sql in ("COMMIT", "ROLLBACK"):
            self.in_transaction = False
        return found

    def _sent_ahead(self, sql: str, parameters: Values) -> Cursor:
        if self._answered:
            if type(parameters) is tuple and (answered := self._answered.pop((sql, parameters), None)):
                return answered
            if not sql.startswith("SELECT"):
                self._answered = {}
        return self._held.execute(sql, parameters)

    def scan(self, sql: str, parameters: Values, /) -> Iterator[Any]:
        """The rows of a large answer, some thousand at a time, through a cursor of the server's."""
        statement, order = translated(sql)
        values = parameters if order is None else [cast("Sequence[Any]", parameters)[index] for index in order]
        with self.raw.cursor(f"scan_{next(self._numbers)}") as cursor:
            cursor.itersize = AT_ONCE
            yield from cursor.execute(statement, values)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> None:
        if self._pipeline.open:
            for values in parameters:
                self.execute(sql, values)
        else:
            self.raw.cursor().executemany(translated(sql)[0], parameters)

    def fill(self, table: str, rows: Iterable[Sequence[Any]], /) -> None:
        with self.raw.cursor() as cursor, cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy:
            for row in rows:
                copy.write_row(row)

    def wait_for_all(self) -> None:
        """Wait for all that was sent ahead. Raises psycopg's errors."""
        self._answered = {}
        self._held.forget()
        if self._pipeline.open:
            self._pipeline.leave()

    def roll_back(self) -> None:
        """Give up what was begun; a connection that can't is closed."""
        with suppress(psycopg.Error):
            self.wait_for_all()
        try:
            self.execute("ROLLBACK")
        except psycopg.Error:
            self.close()
        self.in_transaction = False

    @property
    def unfinished(self) -> bool:
        """Whether a transaction is still open, or something was sent and not waited for."""
        return self._pipeline.open or self.in_transaction or self.raw.info.transaction_status != IDLE

    def close(self) -> None:
        self.raw.close()


def connect(
    url: str, *, role: str | None = APPLICATION, patience: float | None, schema: str = "chumchon", plans: str = "auto"
) -> PostgresConnection:
    """A connection that serves as ``role``; None for who owns the tables.

    It waits for others no longer than ``patience`` seconds, or as long as it takes; ``plans`` is its plan_cache_mode.
    Raises StoreGone, or UnsafeStore for who may not act as ``role``.
    """
    wait = "0" if patience is None else f"{round(patience * 1000)}ms"
    settings = {
        "search_path": schema,
        "plan_cache_mode": plans,
        "lock_timeout": wait,
        "statement_timeout": "0" if patience is None else "30s",
        "idle_in_transaction_session_timeout": "0" if patience is None else "60s",
    }
    pairs = [*settings], [*settings.values()]
    address = make_conninfo("", **(VANISHED | parts_of(url)))
    with ExitStack() as unless_ready:
        try:
            made = psycopg.connect(address, autocommit=True, connect_timeout=CONNECTING)
            raw = unless_ready.enter_context(closing(made))
            raw.execute(
                "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS one (name, value)", pairs
            )
            if role is not None:
                raw.execute("SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = %s", (role,))
        except psycopg.OperationalError as error:
            raise StoreGone from error
        except psycopg.errors.InsufficientPrivilege:
            raise may_not_serve() from None
        unless_ready.pop_all()
    raw.prepared_max = 1_000
    raw.adapters.register_dumper(int, _Whole)
    raw.adapters.register_dumper(bool, _Truth)
    raw.adapters.register_loader("numeric", _Number)
    return PostgresConnection(raw)


def may_not_serve() -> UnsafeStore:
    """What to say to who may not act as the role that serves."""
    return UnsafeStore(f"who serves must be able to act as the role {APPLICATION}: run `chumchon migrate`")


def told(error: psycopg.Error) -> Exception:
    """What an error means to whoever asked: busy, gone, or the error itself."""
    if isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.QueryCanceled):
        return StoreBusy()
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError | LEFT):
        return StoreGone()
    return error


class _Whole(Dumper):
    """Whole numbers always as the same type, so that a statement is prepared once."""

    oid = psycopg.adapters.types["int8"].oid

    def dump(self, obj: int) -> Buffer:
        return b"%d" % obj

    def quote(self, obj: int) -> Buffer:
        return b" %d" % obj


class _Truth(_Whole):
    """Yes and no as one and nought, as SQLite keeps them."""


class _Number(Loader):
    """Sums of whole numbers as whole numbers."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)
