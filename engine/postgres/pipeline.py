"""Statements sent one after the other without waiting for answers, through libpq's own pipeline.

psycopg has one too. It makes a cursor of each statement, which costs six times as much as the statement.
"""

from __future__ import annotations

import select
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, PipelineStatus
from psycopg.pq.abc import PGresult

from engine.postgres.translation import numbered

MOST = 1_000
"""Answers that may be under way: far less than what the way back holds."""
Values = Sequence[Any] | Mapping[str, Any]


class Answer:
    """What a statement will have answered: a cursor that waits for its rows when it is asked for them; now, none."""

    description = None

    def __init__(self, pipeline: Pipeline | None = None) -> None:
        self._pipeline = pipeline
        self._rows: Iterator[Any] = iter(())

    def arrived(self, rows: list[Any]) -> None:
        self._pipeline, self._rows = None, iter(rows)

    def _awaited(self) -> Iterator[Any]:
        if self._pipeline is not None:
            self._pipeline.wait()
        return self._rows

    def fetchone(self) -> Any:
        return next(self._awaited(), None)

    def fetchall(self) -> list[Any]:
        return list(self._awaited())

    def __iter__(self) -> Iterator[Any]:
        return self._awaited()

    def __next__(self) -> Any:
        return next(self._awaited())


class Pipeline:
    """The pipeline of one connection, which remembers what the server has prepared. Raises psycopg's errors."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._raw, self._libpq = raw, raw.pgconn
        self._prepared: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._count = 0
        self._commits = False
        self._expected: deque[Answer | None] = deque()
        self._readable = select.poll()
        self._readable.register(self._libpq.socket, select.POLLIN)
        self._both = select.poll()
        self._both.register(self._libpq.socket, select.POLLIN | select.POLLOUT)

    @property
    def open(self) -> bool:
        """Whether statements are sent ahead."""
        return self._libpq.pipeline_status != PipelineStatus.OFF

    def enter(self) -> None:
        self._libpq.enter_pipeline_mode()

    def leave(self) -> None:
        """Wait for everything, and send nothing ahead any more."""
        try:
            self.wait()
        finally:
            if self._libpq.status == ConnStatus.OK:
                self._libpq.exit_pipeline_mode()

    def send(self, sql: str, parameters: Values = ()) -> Answer:
        """Send a statement on. Whatever goes wrong with it shows when an answer is awaited."""
        statement, keys = numbered(sql)
        values = [parameters[key] for key in keys]  # type: ignore[index]
        adapted = Transformer(self._raw)
        sent = adapted.dump_sequence(values, [PyFormat.AUTO] * len(values))
        name = self._prepared.get((statement, adapted.types or ()))
        if name is None:
            name = self._prepare(statement, adapted.types or ())
        self._libpq.send_query_prepared(name, sent, adapted.formats)
        answer = Answer(self)
        self._expected.append(answer)
        self._commits = sql == "COMMIT"
        if len(self._expected) >= MOST:
            self.wait()
        return answer

    def _prepare(self, statement: str, types: tuple[int, ...]) -> bytes:
        self._count += 1
        name = self._prepared[statement, types] = b"sent_%d" % self._count
        self._libpq.send_prepare(name, statement.encode(), types)
        self._expected.append(None)
        return name

    def wait(self) -> None:
        """Until all that was sent is answered."""
        if not self._expected:
            return
        expected, self._expected = self._expected, deque()
        self._libpq.pipeline_sync()
        failure: psycopg.Error | None = None
        done: bytes | None = None
        while (result := self._next()).status != ExecStatus.PIPELINE_SYNC:
            answer = expected.popleft()
            if result.status == ExecStatus.FATAL_ERROR:
                failure = failure or error_from_result(result, encoding="utf-8")
            elif answer is not None:
                answer.arrived(self._rows(result))
            done = result.command_status
        if failure is None and self._commits and done != b"COMMIT":
            failure = taken_back()
        if failure is not None:
            # What came after it was not carried out, nor prepared.
            self._prepared.clear()
            raise failure

    def _next(self) -> PGresult:
        """The next result; what parts one statement's from the next statement's is passed over."""
        while True:
            while self._libpq.flush():
                self._both.poll()
                self._libpq.consume_input()
            while self._libpq.is_busy():
                self._readable.poll()
                self._libpq.consume_input()
            result = self._libpq.get_result()
            if result is not None:
                return result
            if self._libpq.status != ConnStatus.OK:
                raise psycopg.OperationalError("the connection was lost")

    def _rows(self, result: PGresult) -> list[Any]:
        if result.status != ExecStatus.TUPLES_OK or not result.ntuples:
            return []
        adapted = Transformer(self._raw)
        adapted.set_pgresult(result)
        return adapted.load_rows(0, result.ntuples, tuple)


def taken_back() -> psycopg.Error:
    """What is raised where COMMIT undid a transaction that an error had broken: the server calls that no error."""
    return psycopg.errors.InFailedSqlTransaction("the transaction was broken before: nothing of it was kept")
