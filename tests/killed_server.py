"""The real application behind waitress in a process that is killed again and again, and clients that go on asking.

Run as a program, it loads everything once and then forks one server for each line on its standard input; each opens
the store itself, as a server that was started anew. ``careless`` acknowledges before COMMIT: a control.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import waitress

from engine.casework import Casework
from engine.command import Command
from engine.sqlite import FactRecorder, Writing
from tests.people import CHEAP, admit_all, front_desk
from web.app import create_app
from web.backups.manifest import CREDENTIALS, KEYS, LOOKS
from web.databases import FACTS
from web.operations.watch import Watch
from web.wiring import open_casework, open_read_log, prepare, read_master

ROOT = Path(__file__).parent.parent
PROGRAM = {
    "name_th": "บ้านคำปัน",
    "name_en": "Ban Khampan",
    "subdistricts": ["แม่กา"],
    "district": "เมืองพะเยา",
    "province": "56",
}
CLIENTS = 4
UNCOMMITTED = 20
"""So many commands a careless server acknowledges before it commits them."""


class Done(NamedTuple):
    """A command that was acknowledged: what was sent, and the receipt."""

    path: str
    body: dict[str, Any]
    headers: dict[str, str]
    receipt: dict[str, Any]

    @property
    def id(self) -> str:
        return f"kanda/{self.headers['Idempotency-Key']}"


class Client:
    """One officer at work: opens households and visits the last one; asks again for what was never answered."""

    def __init__(self, name: int, program: str, *, visits: bool) -> None:
        self.name, self.program, self.visits = name, program, visits
        self.rng = random.Random(name)
        self.acknowledged: list[Done] = []
        self.unanswered: tuple[str, dict[str, Any], dict[str, str]] | None = None
        self.household: tuple[str, int] | None = None
        self.count = 0

    def work(self, port: int, enough: int) -> int:
        """Work until the server is gone or has acknowledged ``enough``. Returns how many were acknowledged."""
        before = len(self.acknowledged)
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as line:
            try:
                for done in self.acknowledged[-2:]:
                    again = self._send(line, done.path, done.body, done.headers)
                    assert again == done.receipt, f"{done.id} was answered differently when asked again"
                while len(self.acknowledged) - before < enough:
                    asked = self.unanswered or self._next()
                    self.unanswered = asked
                    receipt = self._send(line, *asked)
                    self.unanswered = None
                    self._note(Done(*asked, receipt))
            except (OSError, HTTPException):
                pass
        return len(self.acknowledged) - before

    def _next(self) -> tuple[str, dict[str, Any], dict[str, str]]:
        self.count += 1
        headers = {
            "Authorization": "Bearer token of kanda",
            "Content-Type": "application/json",
            "Idempotency-Key": f"{self.name}-{self.count}",
        }
        if self.household is None or not self.visits or self.rng.random() < 0.4:
            members = [{"name": f"ทองดี น้ำใจ {self.name}"}, {"name": "มาลี น้ำใจ"}]
            inputs = {"program": self.program, "province": "56", "members": members, "notice_given": True}
            return "/api/v1/household", {"inputs": inputs}, headers
        case, version = self.household
        headers["If-Match"] = f'"{version}"'
        inputs = {"visitor": "อสม.", "seen": "มุงหลังคาใหม่แล้ว"}
        return f"/api/v1/household/{case}/visit", {"inputs": inputs}, headers

    def _send(self, line: HTTPConnection, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        line.request("POST", path, json.dumps(body), headers)
        answer = line.getresponse()
        said: dict[str, Any] = json.loads(answer.read())
        assert answer.status in (200, 201), f"{path} was answered {answer.status}: {said}"
        return said

    def _note(self, done: Done) -> None:
        self.household = done.receipt["case"], done.receipt["version"]
        self.acknowledged.append(done)


class Killing:
    """A data folder, the servers on it, and what they acknowledged."""

    def __init__(self, folder: Path, *, careless: bool = False) -> None:
        self.folder = folder
        casework = open_casework(folder)
        prepare(casework)
        desk = front_desk(folder, casework)
        admit_all(desk, {"kanda": ("case_manager", "province:56")})
        program = casework.do(
            Command(id="program", kind="program", name="open_program", by="kanda", inputs=PROGRAM)
        ).case
        for opened in (desk, casework, casework.vault):
            opened.close()
        words = [sys.executable, "-m", "tests.killed_server", str(folder), *(["careless"] if careless else [])]
        self._mother = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.clients = [Client(name, program, visits=not careless) for name in range(1, CLIENTS + 1)]

    def close(self) -> None:
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        self._mother.stdin.close()
        self._mother.stdout.close()
        self._mother.wait()

    @contextmanager
    def server(self) -> Iterator[tuple[int, int]]:
        """A server's process and port; killed at the end, with no chance to clean up."""
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        self._mother.stdin.write("another\n")
        self._mother.stdin.flush()
        pid, port = map(int, self._mother.stdout.readline().split())
        try:
            yield pid, port
        finally:
            os.kill(pid, signal.SIGKILL)
            assert self._mother.stdout.readline() == "dead\n"

    def round(self, enough: int) -> int:
        """Let the clients work until one of them has had ``enough`` receipts, then kill. Returns how many came."""
        with ThreadPoolExecutor(CLIENTS) as office:
            with self.server() as (_, port):
                first, *others = [office.submit(client.work, port, enough) for client in self.clients]
                first.result()
            return first.result() + sum(other.result() for other in others)

    def finish(self) -> None:
        """Let every client ask once more for what was never answered, and nothing else."""
        with self.server() as (_, port):
            for client in self.clients:
                client.work(port, 1 if client.unanswered else 0)

    def expect_whole(self, since: int = 0) -> None:
        """Whatever was acknowledged is there, whole and once; ``since`` says which receipts were looked at before."""
        with closing(sqlite3.connect(f"file:{self.folder / FACTS}?mode=ro", uri=True)) as store:
            stored = "SELECT rowid - 1, facts FROM stored_events WHERE command_id = ?"
            for client in self.clients:
                for done in client.acknowledged[since:]:
                    found = store.execute(stored, (done.id,)).fetchall()
                    assert found, f"{done.id} was acknowledged and is lost"
                    assert found == [(done.receipt["leaf"], done.receipt["facts"])]
            last, facts = store.execute("SELECT max(rowid), sum(facts) FROM stored_events").fetchone()
            assert last == facts, "a command is there in part"


def main(folder: Path, *, careless: bool) -> None:
    """Load everything, let go of every file, and fork a server a line."""
    casework = open_casework(folder)
    desk, log = front_desk(folder, casework), open_read_log(folder)
    app = create_app(desk, log, Watch(casework, folder, out=StringIO()))
    master = read_master(folder)
    for opened in (log, desk, casework, casework.vault):
        opened.close()

    def open_anew() -> None:
        # The same objects, with connections of their own: SQLite's can't be carried through a fork.
        casework.facts_recorder.__init__(str(folder / FACTS))  # type: ignore[misc]
        casework.vault.__init__(folder / KEYS, master)  # type: ignore[misc]
        desk.__init__(casework, folder / CREDENTIALS, CHEAP)  # type: ignore[misc]
        log.__init__(folder / LOOKS, casework.clock)  # type: ignore[misc]

    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            open_anew()
            serve(casework, app, careless=careless)
        os.waitpid(child, 0)
        print("dead", flush=True)


def serve(casework: Casework, app: Any, *, careless: bool) -> None:
    casework.check()
    casework.try_guards()
    if careless:
        casework.facts_recorder._writing = Careless(casework.facts_recorder)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    print(os.getpid(), server.effective_port, flush=True)
    server.run()


class Careless(Writing):
    """Says that it is done and commits later, many at once."""

    __slots__ = ("waiting",)

    def __init__(self, recorder: FactRecorder) -> None:
        super().__init__(recorder)
        self.waiting = 0

    def __enter__(self) -> sqlite3.Connection:
        self.recorder.turn.acquire()
        self.connection = self.recorder._writer
        if not self.connection.in_transaction:
            self.connection.execute("BEGIN IMMEDIATE")
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.waiting = (self.waiting + 1) % UNCOMMITTED
        if not self.waiting:
            self.connection.execute("COMMIT")
        self.recorder.turn.release()


if __name__ == "__main__":
    main(Path(sys.argv[1]), careless="careless" in sys.argv)
