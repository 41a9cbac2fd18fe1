"""SpiffWorkflow: a BPMN process of seven user tasks, kept as JSON in SQLite, and a row of history for each step."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.peers.course import DAY, ENOUGH, SEEN, VISITOR, GateShut, Step, run, steps

DIAGRAM = Path(__file__).with_name("seven_stages.bpmn")
TABLES = (
    "CREATE TABLE processes (id TEXT PRIMARY KEY, version INTEGER, body TEXT)",
    "CREATE TABLE history (id INTEGER PRIMARY KEY, process TEXT, version INTEGER, name TEXT, day TEXT, by TEXT, "
    "body TEXT, UNIQUE (process, version))",
)


class Processes:
    def __init__(self, folder: Path) -> None:
        parser = BpmnParser()
        parser.add_bpmn_file(str(DIAGRAM))
        self.spec = parser.get_spec("seven_stages")
        self.serializer = BpmnWorkflowSerializer()
        self.connection = sqlite3.connect(folder / "processes.sqlite3", isolation_level=None)
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *TABLES):
            self.connection.execute(statement)

    def __call__(self) -> Iterator[Step]:
        id, process = uuid.uuid4().hex, BpmnWorkflow(self.spec)
        process.do_engine_steps()
        self.connection.execute("INSERT INTO processes VALUES (?, 0, ?)", (id, self.serializer.serialize_json(process)))
        return steps(lambda: self.visit(id), lambda to: self.advance(id, to))

    def visit(self, id: str) -> None:
        visit = {"day": DAY, "visitor": VISITOR, "seen": SEEN}

        def add(task: Any) -> None:
            task.data.setdefault("visits", []).append(visit)
            task.data["here"] = task.data.get("here", 0) + 1

        self.record(id, "visited", visit, add)

    def advance(self, id: str, to: str) -> None:
        def complete(task: Any) -> None:
            if task.data.get("here", 0) < ENOUGH or task.task_spec.name != to:
                raise GateShut(to)
            task.data["here"] = 0
            task.run()
            task.workflow.do_engine_steps()

        self.record(id, "advanced", {"to": to}, complete)

    def record(self, id: str, name: str, body: dict[str, str], step: Any) -> None:
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            version, kept = execute("SELECT version, body FROM processes WHERE id = ?", (id,)).fetchone()
            process = self.serializer.deserialize_json(kept)
            step(process.get_next_task(state=TaskState.READY))
            execute(
                "INSERT INTO history (process, version, name, day, by, body) VALUES (?, ?, ?, ?, ?, ?)",
                (id, version + 1, name, DAY, "malee", json.dumps(body, ensure_ascii=False)),
            )
            execute(
                "UPDATE processes SET version = ?, body = ? WHERE id = ?",
                (version + 1, self.serializer.serialize_json(process), id),
            )
        except BaseException:
            execute("ROLLBACK")
            raise
        execute("COMMIT")


if __name__ == "__main__":
    run(Processes)
