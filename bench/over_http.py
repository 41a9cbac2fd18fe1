"""What the whole door costs: visits recorded and cases read over HTTP, by clients in a process of their own."""

from __future__ import annotations

import json
import secrets
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from aggregates.account_state import ACCOUNT
from bench.household_work import DAY, PROVINCE, Work
from bench.places import ROOT
from bench.visitors import Server, serving
from web.demo_day import stand_at
from web.wiring import open_casework, open_front_desk

CASES = 512
USER, UNTIL = "kanda", date(2021, 12, 31)


class Pressed(NamedTuple):
    """What came of pressing a server."""

    rate: float
    """Answers a second."""
    median: float
    p99: float
    """Milliseconds."""
    cpu: float
    """Milliseconds of the server's processors for each answer."""
    refused: int
    """Answers that were not what was asked for; they count for nothing else."""


class Office:
    """A store with households in work and an officer with a token, for a server to open."""

    def __init__(self, folder: Path, cases: int = CASES) -> None:
        self.folder = folder
        work = Work(folder)
        self.cases = [work.open_household() for _ in range(cases)]
        desk = open_front_desk(folder, work.casework)
        account = work.do(ACCOUNT.name, "open_account", None, user_name=USER, name="กานดา ใจดี", email="")
        work.do(ACCOUNT.name, "grant", account, role="case_manager", area=f"province:{PROVINCE}")
        token, self.token = desk.tokens.new()
        work.do(ACCOUNT.name, "issue_token", account, token=token, label="bench", expires=UNTIL.isoformat())
        desk.tokens.keep(account, token, self.token)
        desk.close()
        work.casework.close()
        # The server goes by the day of the households, as that of a demo does.
        stand_at(folder, DAY)

    def press(self, server: Server, *, clients: int, seconds: float, record: bool) -> Pressed:
        """Answers to ``clients`` that ask without pause."""
        casework = open_casework(self.folder)
        with casework.reading() as reader:
            versions = {case: reader.version(case) for case in self.cases}
        casework.close()
        told = {
            "port": server.port,
            "token": self.token,
            "name": secrets.token_hex(8),
            "cases": self.cases,
            "versions": versions,
            "clients": clients,
            "seconds": seconds,
            "record": record,
        }
        used = server.cpu()
        words = [sys.executable, "-m", "bench.load"]
        said = subprocess.run(words, cwd=ROOT, input=json.dumps(told).encode(), check=True, stdout=subprocess.PIPE)
        used = server.cpu() - used
        found = json.loads(said.stdout)
        took = sorted(found["took"])
        refused = sum(found["statuses"].values()) - len(took)
        asked = len(took) / found["seconds"] * seconds
        return Pressed(
            len(took) / found["seconds"],
            statistics.median(took) * 1e3,
            took[int(len(took) * 0.99)] * 1e3,
            used / asked * 1e3,
            refused,
        )


@contextmanager
def office(folder: Path, processes: int) -> Iterator[tuple[Office, Server]]:
    """The office and its server, begun as `chumchon serve` is."""
    made = Office(folder)
    with serving(folder, "--processes", str(processes)) as server:
        server.rest()
        yield made, server
