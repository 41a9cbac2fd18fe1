"""The line is cut before, within or after the answer: whoever asks again gets the first answer, once (D4, F2)."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.doors import OPENED, PROGRAM, Doors
from tests.served import serving

WHOLE = 1 << 30
"""An answer of which nothing is cut."""


class Line:
    """A line to the server that lets so many bytes of each answer through, and so much of each question."""

    def __init__(self, port: int) -> None:
        self.answered, self.asked, self._port = WHOLE, WHOLE, port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._thread = Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                asking, _ = self._door.accept()
            except OSError:
                return
            with asking, socket.create_connection(("127.0.0.1", self._port)) as answering:
                self._carry(asking, answering)

    def _carry(self, asking: socket.socket, answering: socket.socket) -> None:
        question = _question(asking)
        answering.sendall(question[: self.asked])
        if len(question) > self.asked:
            return
        # Whatever is let through: the server has answered, so it has committed.
        answer = b"".join(iter(lambda: answering.recv(65536), b""))
        asking.sendall(answer[: self.answered])


def _question(asking: socket.socket) -> bytes:
    """A request to its last byte."""
    read = b""
    while True:
        head, found, body = read.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        if found and length is not None and len(body) >= int(length[1]):
            return read
        read += asking.recv(65536)


class Office:
    """Somebody at the other end of the line."""

    def __init__(self, doors: Doors, line: Line) -> None:
        self.doors, self.line = doors, line

    def ask(self, key: str) -> tuple[int, Any] | None:
        """Open a program under this key; the answer, or None when the line was cut."""
        headers = {"Authorization": "Bearer token of kanda", "Idempotency-Key": key, "Content-Type": "application/json"}
        body = json.dumps({"inputs": PROGRAM, "on": OPENED})
        with closing(HTTPConnection("127.0.0.1", self.line.port, timeout=30)) as call:
            try:
                call.request("POST", "/api/v1/program", body, {**headers, "Connection": "close"})
                answer = call.getresponse()
                return answer.status, json.loads(answer.read())
            except (OSError, HTTPException, ValueError):
                return None


@contextmanager
def lined(doors: Doors) -> Iterator[Office]:
    with serving(doors.app) as origin, closing(Line(urlsplit(origin).port or 0)) as line:
        yield Office(doors, line)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    doors = Doors(tmp_path_factory.mktemp("data"))
    with lined(doors) as made:
        yield made
    doors.close()


@pytest.mark.parametrize("through", [0, 1, 12, 100, 400, 700])
def test_an_answer_that_was_cut_is_given_again_and_the_command_done_once_d4(office: Office, through: int) -> None:
    key, before = f"cut-{through}", office.doors.size
    office.line.answered = through
    assert office.ask(key) is None
    grown = office.doors.size - before
    assert grown > 0, "it was done before the line was cut"
    office.line.answered = WHOLE
    first, second = office.ask(key), office.ask(key)
    assert first is not None
    assert first == second
    assert first[0] == 201
    assert first[1]["leaf"] == before
    assert office.doors.size - before == grown


@pytest.mark.parametrize("through", [0, 40, 300])
def test_a_question_that_was_cut_did_nothing_and_may_be_asked_again_d4(office: Office, through: int) -> None:
    key, before = f"asked-{through}", office.doors.size
    office.line.asked = through
    assert office.ask(key) is None
    assert office.doors.size == before
    office.line.asked = WHOLE
    answer = office.ask(key)
    assert answer is not None
    assert answer[0] == 201
    assert office.doors.size > before


def test_control_under_another_key_the_same_request_is_done_again_d4(office: Office) -> None:
    before = office.doors.size
    office.line.answered = 0
    assert office.ask("lost-1") is None
    once = office.doors.size - before
    office.line.answered = WHOLE
    assert office.ask("lost-2") is not None
    assert office.doors.size - before == 2 * once


def test_a_key_whose_answer_was_lost_is_not_free_for_another_request(office: Office) -> None:
    office.line.answered = 0
    assert office.ask("taken") is None
    office.line.answered = WHOLE
    other = office.doors.post("/program", {"inputs": {**PROGRAM, "name_en": "Another"}, "on": OPENED}, key="taken")
    assert other.status_code == 422
    assert other.get_json()["type"].endswith("#problem-reused-key")
