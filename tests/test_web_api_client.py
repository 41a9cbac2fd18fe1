"""A client generated from the served OpenAPI document works against the application, refusals included."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.doors import Doors
from tests.generated_client import NotGenerated, generate

PACKAGE = "chumchon_client"


class Client:
    """The generated package, and connections to the application as one of its users."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def signed_in(self, token: str) -> Any:
        transport = httpx.WSGITransport(app=self._doors.app)
        make = import_module(PACKAGE).AuthenticatedClient
        return make(base_url="http://localhost", token=token, httpx_args={"transport": transport})

    def call(self, group: str, name: str) -> ModuleType:
        return import_module(f"{PACKAGE}.api.{group}.{name}")

    def model(self, name: str) -> Any:
        return getattr(import_module(f"{PACKAGE}.models"), name)


@pytest.fixture(scope="module")
def client(doors: Doors, document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("client")
    generate(document, folder, PACKAGE)
    sys.path.insert(0, str(folder))
    yield Client(doors)
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def test_a_case_is_read_a_command_given_and_its_receipt_understood_f1(doors: Doors, client: Client) -> None:
    household = doors.household(doors.program())
    kanda = client.signed_in("token of kanda")
    state = client.call("household", "household_state")

    before = state.sync(household, client=kanda)
    assert (before.kind, before.case, before.version) == ("household", household, version_of(doors, household))
    assert before.state["province"] == "56"

    inputs = client.model("HouseholdVisitInputs")(visitor="อสม. แก้ว", seen="น้ำรั่วใต้ถุนบ้าน")
    visit = {"body": client.model("HouseholdVisit")(inputs=inputs), "if_match": f'"{before.version}"'}
    do = client.call("household", "household_visit")
    receipt = do.sync(household, client=kanda, idempotency_key="visit-1", **visit)
    assert isinstance(receipt, client.model("Receipt"))
    assert (receipt.case, receipt.version, receipt.facts) == (household, before.version + 1, 1)
    assert receipt.leaf == doors.size - 1
    again = do.sync(household, client=kanda, idempotency_key="visit-1", **visit)
    assert again == receipt, "the same request is answered as before"

    after = state.sync(household, client=kanda)
    assert [visit["note"]["seen"] for visit in after.state["visits"]] == ["น้ำรั่วใต้ถุนบ้าน"]
    history = client.call("household", "household_history").sync(household, client=kanda)
    assert history.items[-1]["leaf"] == receipt.leaf
    listed = client.call("household", "household_listed").sync(client=kanda)
    assert household in [item["case_id"] for item in listed.items]


def test_a_refusal_comes_as_the_problem_that_is_documented_w1(doors: Doors, client: Client) -> None:
    household = doors.household(doors.program())
    kanda, napa, nobody = (client.signed_in(f"token of {name}") for name in ("kanda", "napa", "nobody"))
    state, do = client.call("household", "household_state"), client.call("household", "household_advance")
    version = state.sync(household, client=kanda).version
    to = client.model("HouseholdAdvanceInputs")(to="planned")
    asked = {"body": client.model("HouseholdAdvance")(inputs=to), "idempotency_key": "advance-1"}

    problem = client.model("Problem")
    refused = do.sync_detailed(household, client=kanda, if_match=f'"{version}"', **asked)
    assert (refused.status_code, type(refused.parsed)) == (409, problem)
    assert refused.parsed.findings, "what is missing"
    assert refused.parsed.th != refused.parsed.en
    stale = do.sync_detailed(household, client=kanda, if_match='"1"', **asked)
    assert (stale.status_code, bool(stale.parsed.newer)) == (412, True)
    assert state.sync_detailed(household, client=napa).status_code == 404
    assert state.sync_detailed(household, client=nobody).status_code == 401
    assert isinstance(state.sync(household, client=nobody), problem)


def test_a_fault_in_the_document_would_be_found(document: dict[str, Any], tmp_path: Path) -> None:
    """The control of generating at all."""
    spoilt = copy.deepcopy(document)
    path = "/api/v1/household/{case}/visit"
    spoilt["paths"] = {path: spoilt["paths"][path]}
    visited = spoilt["paths"][path]["post"]
    visited["requestBody"]["content"]["application/json"]["schema"] = {"$ref": "#/components/schemas/nowhere"}
    with pytest.raises(NotGenerated, match="Could not find reference"):
        generate(spoilt, tmp_path, "spoilt")


def version_of(doors: Doors, case: str) -> int:
    with doors.casework.reading() as reader:
        return reader.version(case)
