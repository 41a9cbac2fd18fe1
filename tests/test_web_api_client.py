"""A client generated from the served OpenAPI document works against the application, refusals included."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.doors import Doors
from tests.generated_client import NotGenerated, generate
from workflows.rulesets import delivered

pytestmark = pytest.mark.xdist_group("api-client")

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


ASKED: Sequence[tuple[str, str, str, str, dict[str, Any]]] = (
    ("account", "listed", "wichai", "ItemsAnswer", {}),
    ("rights_request", "listed", "wichai", "ItemsAnswer", {}),
    ("audit", "audit", "pranee", "EntriesAnswer", {"limit": 2}),
    ("looks", "looks", "pranee", "EntriesAnswer", {}),
    ("workflows", "workflows", "kanda", "ItemsAnswer", {}),
    ("workflows", "kinds", "kanda", "ItemsAnswer", {}),
    ("rules", "rules", "kanda", "ItemsAnswer", {}),
    ("health", "health", "kanda", "HealthAnswer", {}),
    ("me", "me", "kanda", "MeAnswer", {}),
    ("ledger", "ledger_keys", "kanda", "LedgerKeysAnswer", {}),
    ("ledger", "ledger_inclusion", "kanda", "InclusionAnswer", {"leaf": 1, "size": 5}),
    ("ledger", "ledger_consistency", "kanda", "ConsistencyAnswer", {"first": 2, "second": 5}),
    ("figures", "progress_by_area", "somchai", "ProgressAnswer", {}),
    ("figures", "success_by_area", "somchai", "SuccessAnswer", {}),
    ("figures", "quota_of_year", "somchai", "QuotaAnswer", {"fiscal_year": 2564}),
    ("scores", "mission_scores", "somchai", "MissionsAnswer", {"fiscal_year": 2564}),
    ("scores", "integration_score", "somchai", "IntegrationAnswer", {"fiscal_year": 2564}),
    (
        "scores",
        "office_score",
        "somchai",
        "SheetAnswer",
        {"sheet": "province-12m", "office": "56", "fiscal_year": 2564},
    ),
)


@pytest.mark.parametrize(("group", "name", "by", "model", "asked"), ASKED)
def test_each_answer_is_what_the_document_says_f1(
    client: Client, group: str, name: str, by: str, model: str, asked: dict[str, Any]
) -> None:
    signed_in, named = client.signed_in(f"token of {by}"), client.model(model)
    function = client.call(group, f"{group}_{name}").sync_detailed
    answer = function(client=signed_in, **asked)
    assert (answer.status_code, type(answer.parsed)) == (200, named), answer.content
    assert answer.parsed.to_dict() == json.loads(answer.content), "nothing less and nothing more"


def test_what_is_asked_with_a_body_answers_what_the_document_says_s3(
    doors: Doors, document: dict[str, Any], client: Client
) -> None:
    somchai = client.signed_in("token of somchai")
    ask = client.call("rules", "rules_what_if").sync
    found = ask(client=somchai, body=client.model("Tried")(toml=delivered("2564")))
    assert isinstance(found, client.model("WhatIfAnswer"))
    assert found.changed == [], "the rules in force change nothing"
    path = f"/api/v1/imports/households?program={doors.program()}&dry_run=true&source=survey"
    given = {"file": (BytesIO("ชื่อ,สกุล,บ้านเลขที่\nคำ,ดี,๑๒\n".encode()), "list.csv")}
    answer = doors.client.post(path, data=given, headers={"Authorization": "Bearer token of kanda"})
    assert answer.status_code == 200, answer.text
    assert answer.get_json().keys() == set(document["components"]["schemas"]["ListImportAnswer"]["required"])


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
