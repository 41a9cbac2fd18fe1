"""A data folder with its people and a client for the API, for tests of the doors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aggregates.account_facts import Role
from engine.calendar import BANGKOK
from engine.casework import Casework
from tests.canaries import expect_nothing_personal
from tests.overhearing import Overheard
from tests.people import admit_all, front_desk
from web.app import create_app
from web.operations.security_log import FOLDER
from web.operations.settings import Settings
from web.operations.watch import Watch
from web.wiring import open_casework, open_read_log, prepare

TODAY = date(2021, 9, 30)
METRICS = "token of the metrics"
OPENED = "2020-10-05"
PROGRAM = {
    "name_th": "บ้านคำปัน",
    "name_en": "Ban Khampan",
    "subdistricts": ["แม่กา"],
    "district": "เมืองพะเยา",
    "province": "56",
}
PEOPLE: dict[str, tuple[Role, str]] = {
    "kanda": ("case_manager", "province:56"),
    "napa": ("case_manager", "province:40"),
    "dao": ("case_manager", "district:56/เมืองพะเยา"),
    "malee": ("supervisor", "zone:9"),
    "somchai": ("supervisor", "country"),
    "pranee": ("auditor", "country"),
    "arthit": ("auditor", "province:56"),
    "wichai": ("administrator", "country"),
}
_keys = count(1)
_FORM_TOKEN = re.compile(r'(?:name="csrf_token" value=|"X-CSRFToken": )"[^"]+"')


def body(answer: TestResponse) -> str:
    """What an answer says, without the form token: that carries the second it was made in."""
    return _FORM_TOKEN.sub("", answer.text)


class Doors:
    """The application over a new data folder; its clock stands at nine in the morning of the day it is set to."""

    def __init__(self, folder: Path, today: date = TODAY) -> None:
        self.today = today
        self.casework: Casework = open_casework(folder, lambda: datetime.combine(self.today, time(9), BANGKOK))
        prepare(self.casework)
        self.casework.check()
        self.desk = front_desk(folder, self.casework)
        self.accounts = admit_all(self.desk, PEOPLE)
        self.log = open_read_log(folder, self.casework.clock)
        self.written, self.folder = StringIO(), folder
        self.watch = Watch(self.casework, folder, Settings(metrics_token=METRICS), self.written)
        self.app = create_app(self.desk, self.log, self.watch)
        self.overheard = Overheard(self.app)
        self.client: FlaskClient = self.app.test_client()

    def close(self) -> None:
        """Everything personal that was ever recorded here must have stayed out of logs, metrics, addresses, errors."""
        expect_nothing_personal(self.casework, f"{self.operations()}\n{self.overheard.take()}")
        self.log.close()
        self.desk.close()
        self.casework.close()
        self.casework.vault.close()

    def operations(self) -> str:
        """What was written down and counted: the log, the security log, the metrics."""
        security = (path.read_text(encoding="utf-8") for path in sorted((self.folder / FOLDER).glob("*")))
        return "\n".join((self.written.getvalue(), *security, self.watch.metrics.text().decode()))

    def security(self) -> list[dict[str, Any]]:
        """The lines of the security log."""
        files = sorted((self.folder / FOLDER).glob("*.jsonl"))
        return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]

    @property
    def size(self) -> int:
        """How many facts the ledger holds."""
        with self.casework.reading() as reader:
            return reader.size

    @contextmanager
    def nothing_recorded(self) -> Iterator[None]:
        """Fails when the ledger has grown meanwhile."""
        before = self.size
        yield
        assert self.size == before

    def get(self, path: str, by: str = "kanda", **headers: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=_headers(by, headers))

    def post(
        self,
        path: str,
        body: Any = None,
        by: str = "kanda",
        *,
        seen: int | None = None,
        key: str | None = None,
        data: str | bytes | None = None,
        **headers: str,
    ) -> TestResponse:
        """Send a command: ``body`` as JSON, or ``data`` letter by letter."""
        given = {"Idempotency-Key": key or f"key-{next(_keys)}", **headers}
        if seen is not None:
            given["If-Match"] = f'"{seen}"'
        sent: dict[str, Any] = {"json": body} if data is None else {"data": data, "content_type": "application/json"}
        return self.client.post(f"/api/v1{path}", headers=_headers(by, given), **sent)

    def program(self, by: str = "kanda", **inputs: Any) -> str:
        """The id of a new program."""
        answer = self.post("/program", {"inputs": {**PROGRAM, **inputs}, "on": OPENED}, by)
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["case"])

    def household(self, program: str, by: str = "kanda", **inputs: Any) -> str:
        """The id of a new household."""
        given = {"program": program, "province": "56", "members": [{"name": "ทองดี น้ำใจ"}], **inputs}
        answer = self.post("/household", {"inputs": given, "on": OPENED}, by)
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["case"])


def problem(answer: TestResponse, status: int, sort: str) -> dict[str, Any]:
    """The body of an answer that must be this problem, said in both languages."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    body: dict[str, Any] = answer.get_json()
    assert body["status"] == status
    assert body["type"].endswith(f"#problem-{sort}")
    assert body["th"]
    assert body["en"]
    return body


def fields(answer: TestResponse) -> list[str]:
    """The fields a 422 names."""
    return [error["field"] for error in problem(answer, 422, "bad-input")["errors"]]


def _headers(by: str, more: dict[str, str]) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"Authorization": f"Bearer token of {by}", **named}
