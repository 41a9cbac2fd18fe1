"""A hot standby that follows the tests' PostgreSQL, which a test may hold back, let go on, stop and start."""

from __future__ import annotations

import subprocess
import tempfile
import time
from atexit import register
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.postgres import PROGRAMS, server


class Standby:
    """Started from a base backup of the server; it has all of its databases."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        first = server()
        self._user = first.system_user
        folder.parent.chmod(0o777)
        source = f"host={first.pgdata} user=postgres"
        self._run("pg_basebackup", "-D", str(folder), "-R", "-X", "stream", "-c", "fast", "-d", source)
        # The copy took along the sign that somebody listens there.
        for sign in folder.glob(".s.PGSQL*"):
            sign.unlink()
        self.start()

    def start(self) -> None:
        listening = f"-h '' -k {self.folder}"
        self._run("pg_ctl", "-D", str(self.folder), "-l", str(self.folder / "log"), "-o", listening, "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "-w", "stop")

    def url(self, of: str) -> str:
        """The address of the copy of the database at ``of``."""
        return of.replace(str(conninfo_to_dict(of)["host"]), str(self.folder))

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """It stays where it is meanwhile, and goes on after."""
        self.caught_up()
        self._ask("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            self._ask("SELECT pg_wal_replay_resume()")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """It is gone meanwhile."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def looking(self, of: str) -> Iterator[None]:
        """Somebody holds a view of the copy of ``of``, and its server is told so, in a slot that it keeps for us."""
        with psycopg.connect(server().get_uri(), autocommit=True) as first:
            first.execute("SELECT pg_create_physical_replication_slot('standby')")
            self._set(primary_slot_name="standby", hot_standby_feedback="on", wal_receiver_status_interval="1s")
            try:
                self.caught_up()
                with psycopg.connect(self.url(of)) as view:
                    view.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                    view.execute("SELECT 1 FROM pg_class")
                    self._until(lambda: first.execute("SELECT xmin FROM pg_replication_slots").fetchone() != (None,))
                    yield
            finally:
                self._set(primary_slot_name="", hot_standby_feedback="off", wal_receiver_status_interval="10s")
                self._until(lambda: first.execute("SELECT active FROM pg_replication_slots").fetchone() == (False,))
                first.execute("SELECT pg_drop_replication_slot('standby')")

    def _set(self, **settings: str) -> None:
        with psycopg.connect(self.url(server().get_uri()), autocommit=True) as connection:
            for name, value in settings.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")  # type: ignore[arg-type]
            connection.execute("SELECT pg_reload_conf()")

    def caught_up(self) -> None:
        """Wait until it holds what its server holds now."""
        with psycopg.connect(server().get_uri(), autocommit=True) as first:
            (end,) = first.execute("SELECT pg_current_wal_flush_lsn()").fetchone() or (None,)
        self._until(lambda: self._ask("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", end))

    def _until(self, found: Callable[[], object]) -> None:
        for _ in range(600):
            if found():
                return
            time.sleep(0.05)
        raise AssertionError("the standby doesn't follow")

    def _ask(self, sql: str, *values: Any) -> Any:
        # Of a database that every server has: others may not have arrived yet.
        with psycopg.connect(self.url(server().get_uri()), autocommit=True) as connection:
            return (connection.execute(sql, values).fetchone() or (None,))[0]  # type: ignore[arg-type]

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [str(PROGRAMS / program), *words],
            user=self._user,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@cache
def standby() -> Standby:
    """The standby; it ends with this process."""
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    made = Standby(Path(folder.name) / "data")
    register(folder.cleanup)
    register(made.stop)
    return made
