"""The application as several hosts run it: each with a data folder of its own, over the same two databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.calendar import BANGKOK
from engine.casework import Casework
from tests.doors import TODAY
from tests.people import CHEAP
from web.app import create_app
from web.databases import place_of
from web.operations.watch import Watch
from web.people.front_desk import FrontDesk
from web.people.store import LAYOUT as CREDENTIALS
from web.wiring import open_casework, open_read_log


class Host:
    """One of them. The databases are there, or are made by ``casework.migrate``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.casework: Casework = open_casework(folder, lambda: datetime.combine(TODAY, time(9), BANGKOK))

    def serve(self) -> None:
        """Begin to answer. Raises UnsafeStore."""
        self.casework.check()
        self.casework.try_guards()
        self.desk = FrontDesk(self.casework, place_of(self.folder, CREDENTIALS), CHEAP)
        self.log = open_read_log(self.folder, self.casework.clock)
        self.app = create_app(self.desk, self.log, Watch(self.casework, self.folder))

    def client(self, address: str = "10.0.0.1") -> FlaskClient:
        made = self.app.test_client()
        made.environ_base["REMOTE_ADDR"] = address
        return made

    def get(self, path: str, by: str = "kanda") -> TestResponse:
        return self.client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer token of {by}"})

    def sign_in(self, client: FlaskClient, user_name: str, password: str) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
        assert token is not None
        form = {"user_name": user_name, "password": password, "csrf_token": token[1]}
        return client.post("/login", data=form)

    def close(self) -> None:
        for name in ("log", "desk"):
            if name in self.__dict__:
                getattr(self, name).close()
        self.casework.close()
        self.casework.vault.close()


@contextmanager
def host(folder: Path) -> Iterator[Host]:
    """One more, which serves."""
    made = Host(folder)
    try:
        made.serve()
        yield made
    finally:
        made.close()
