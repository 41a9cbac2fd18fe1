"""A server that has just begun: whoever comes first waits for nothing that could have been made ready."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from engine.refusal import StoreGone
from projections import success
from projections.as_of import AsKnown
from tests.doors import Doors
from web.warming import warm, warm_beside


def overview(doors: Doors) -> TestResponse:
    headers = {"Authorization": "Bearer token of somchai", "Accept": "text/html"}
    return doors.client.get("/overview", headers=headers)


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Doors]:
    made = Doors(tmp_path)
    yield made
    made.close()


def test_the_first_overview_counts_nothing_and_loads_no_template(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    doors.household(doors.program())
    warm(doors.app, doors.casework)
    asked: list[object] = []
    monkeypatch.setattr("projections.progress._counted", lambda *given: asked.append(given))
    monkeypatch.setattr("projections.success._targets", lambda *given: asked.append(given))
    monkeypatch.setattr(doors.app.jinja_env, "compile", lambda *given, **more: asked.append(given))
    assert overview(doors).status_code == 200
    assert asked == []


def test_control_a_server_that_is_not_warm_counts_at_the_first_overview(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors.household(doors.program())
    counted = success._targets
    asked: list[object] = []

    def counting(then: AsKnown, among: Collection[str] | None) -> Mapping[str, Any]:
        asked.append(among)
        return counted(then, among)

    monkeypatch.setattr(success, "_targets", counting)
    assert overview(doors).status_code == 200
    assert asked == [None]


def test_what_goes_wrong_while_warming_up_is_written_down_and_ends_nothing(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise StoreGone

    monkeypatch.setattr(doors.casework, "reading", gone)
    warm_beside(doors.app, doors.casework, doors.watch).join()
    said = json.loads(doors.written.getvalue().splitlines()[-1])
    assert (said["event"], said["error"]) == ("not_warm", "StoreGone")
