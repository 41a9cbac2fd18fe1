"""What a command writes, held until it is sure to stay: taking it back then needs no savepoint of the server's."""

from __future__ import annotations

from collections.abc import Callable

from engine.database import Cursor
from engine.postgres.pipeline import Answer, Values

SET = "SAVEPOINT "
Send = Callable[[str, Values], Cursor]


class Held:
    """Stands before ``send``. Within a savepoint, what writes and answers nothing waits for the release.

    A question among what is held can't wait: then the savepoint is set after all, and everything is sent.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._savepoint = ""
        self._writes: list[tuple[str, Values]] = []

    def execute(self, sql: str, parameters: Values = ()) -> Cursor:
        if not self._savepoint:
            if not sql.startswith(SET):
                return self._send(sql, parameters)
            self._savepoint = sql.removeprefix(SET)
        elif sql == f"ROLLBACK TO {self._savepoint}":
            self._writes.clear()
        elif sql == f"RELEASE {self._savepoint}":
            self._let_go()
        elif sql.startswith(("INSERT", "UPDATE", "DELETE")) and "RETURNING" not in sql:
            self._writes.append((sql, parameters))
        else:
            if self._writes or not sql.startswith("SELECT"):
                self._send(f"{SET}{self._savepoint}", ())
                self._let_go()
            return self._send(sql, parameters)
        return Answer()

    def forget(self) -> None:
        """All of the transaction was given up."""
        self._savepoint = ""
        self._writes.clear()

    def _let_go(self) -> None:
        self._savepoint = ""
        for write in self._writes:
            self._send(*write)
        self._writes.clear()
