"""The OpenAPI document, its page and the start page: complete, offline, safe, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.doors import Doors
from web.problems import SORTS


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, inner in part.items():
            if key == "$ref":
                yield inner
            else:
                yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def test_it_is_openapi_3_1_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    for reference in references(document):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_every_command_is_documented_with_its_fields(doors: Doors, document: dict[str, Any]) -> None:
    for kind in doors.casework.kinds.values():
        for decision in kind.decisions.values():
            path = f"/api/v1/{kind.name}" + ("" if decision.opens else f"/{{case}}/{decision.name}")
            if decision.authority == "apart":
                assert path not in document["paths"]
                continue
            found = document["paths"][path]["post"]
            assert found["operationId"] == f"{kind.name}.{decision.name}"
            assert decision.label.th in found["summary"]
            assert decision.label.en in found["summary"]
            assert decision.summary.split(".")[0].split("\n")[0] in found["description"]
            headers = {parameter["name"] for parameter in found["parameters"] if parameter["in"] == "header"}
            assert headers == ({"Idempotency-Key"} if decision.opens else {"Idempotency-Key", "If-Match"})
            inputs = document["components"]["schemas"][f"{kind.name}.{decision.name}.inputs"]
            assert set(inputs.get("properties", {})) == set(decision.form.__struct_fields__)
            assert inputs["additionalProperties"] is False
            expected = {"201"} if decision.opens else {"200", "404", "412", "428"}
            assert expected | {"400", "401", "403", "409", "422", "default"} <= set(found["responses"])


def test_errors_are_documented_as_problems(document: dict[str, Any]) -> None:
    for response in document["components"]["responses"].values():
        assert set(response["content"]) == {"application/problem+json"}


def test_limits_of_inputs_are_documented(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["household_values.Person"]["required"] == ["name"]
    sex = schemas["household_values.Person"]["properties"]["sex"]
    assert set(sex["enum"]) == {"female", "male", "other", "unknown"}
    assert schemas["household_values.Person"]["properties"]["birth_date"]["format"] == "date"


@pytest.mark.parametrize("path", ["/?lang=th", "/?lang=en", "/api/v1/docs?lang=th", "/api/v1/docs?lang=en"])
def test_pages_need_nothing_from_outside_and_run_only_our_scripts(doors: Doors, path: str) -> None:
    answer = doors.client.get(path)
    assert answer.status_code == 200
    assert {re.sub(r"\?v=\w+", "", script) for script in re.findall("<script([^>]*)>", answer.text)} == {
        ' src="/static/vendor/htmx/htmx.min.js" defer',
        ' src="/static/drafts.js" defer',
    }
    assert "style=" not in answer.text
    assert re.findall(r'(?:src|href)="(?!/|\?|#|data:,)([^"]*)"', answer.text) == []
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert f'<html lang="{path[-2:]}">' in answer.text


def test_the_start_page_draws_the_workflows_with_their_gates(doors: Doors) -> None:
    thai, english = (doors.client.get(f"/?lang={lang}").text for lang in ("th", "en"))
    assert thai.count('<ol class="rail">') == 4
    assert "แต่งตั้งคณะทำงาน" in thai
    assert "P3.1, P3.2, P3.3, P3.4" in thai
    assert "Committee appointed" in english


def test_the_api_page_shows_every_route_and_every_sort_of_problem(doors: Doors, document: dict[str, Any]) -> None:
    page = doors.client.get("/api/v1/docs").text
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    for sort in SORTS:
        assert f'id="problem-{sort}"' in page


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/api/v1/program", "/static/chumchon.css", "/nothing"])
def test_every_answer_carries_the_protective_headers(doors: Doors, path: str) -> None:
    with doors.client.get(path) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    if "static" not in path:
        assert headers["Cache-Control"] == "no-store"


def test_health_says_that_the_store_can_be_read(doors: Doors) -> None:
    assert doors.client.get("/api/v1/health").get_json() == {"status": "ok", "facts": doors.size}
