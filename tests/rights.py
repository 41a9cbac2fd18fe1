"""Somebody erased by two people, as the rights desk does it."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.doors import Doors
from tests.people import admit

STEPS = (
    ("check_identity", "wichai", {"by_what": "id_card"}),
    ("decide", "wichai", {"outcome": "granted", "ground": "unlawful"}),
    ("confirm_decision", "suda", {"proposal": 3}),
)


def erase(doors: Doors, case: str, person: str, key: str | None = None) -> TestResponse:
    """The answer to the command that carries an erasure out, after all that goes before."""
    inputs = {"right": "erasure", "concerns": case, "subject": person, "name": "น้ำฝน", "contact": "08 1234 5678"}
    received = doors.post("/rights_request", {"inputs": inputs, "on": doors.today.isoformat()}, "wichai")
    request = received.get_json()["case"]
    admit(doors.desk, "suda", ("administrator", "country"))
    for seen, (command, by, given) in enumerate(STEPS, start=1):
        answer = doors.post(f"/rights_request/{request}/{command}", {"inputs": given}, by, seen=seen)
        assert answer.status_code == 200, answer.text
    return carry_out(doors, request, key)


def carry_out(doors: Doors, request: str, key: str | None = None) -> TestResponse:
    """Carry out what two people granted."""
    path = f"/rights_request/{request}/carry_out_erasure"
    return doors.post(path, {"inputs": {}}, "wichai", seen=len(STEPS) + 1, key=key)
