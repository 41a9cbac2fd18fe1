"""Every route x role x area: who passes the gate, and what lies behind it for them (U5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from flask import Flask
from werkzeug.routing import Rule as Route
from werkzeug.test import TestResponse

from aggregates.account_facts import Role
from tests.doors import Doors, body, problem
from tests.people import admit
from web import gate
from web.gate import PUBLIC

KANDAS, NAPAS = "province:56", "province:40"
ROLES: tuple[Role, ...] = get_args(Role)
CASEWORK = ("program", "household", "zone_review", "year_record", "mission_year", "score_round")
WORKERS = {"case_manager", "supervisor"}
SEEING = WORKERS | {"auditor"}
"""Who reads cases as a matter of course; administrators say what for."""
OTHERS: dict[str, set[str]] = {
    "login.leave": set(ROLES),
    "password.form": set(ROLES),
    "password.change": set(ROLES),
    "questions.get_audit": SEEING,
    "questions.get_workflows": set(ROLES),
    "questions.get_rules": set(ROLES),
    "questions.get_rule_set": set(ROLES),
    "questions.get_kinds": set(ROLES),
    "questions.get_progress_by_area": SEEING,
    "questions.get_success_by_area": SEEING,
    "questions.get_quota_of_year": SEEING,
    "questions.get_mission_scores": set(ROLES),
    "questions.get_integration_score": set(ROLES),
    "questions.get_office_score": SEEING,
    "questions.get_looks": {"auditor"},
    "questions.get_mining_history": {"auditor"},
    "questions.get_mining_net": set(ROLES),
    "questions.get_table": SEEING,
    "questions.get_difference": SEEING,
    "questions.import_households": WORKERS,
    "questions.import_sheet": WORKERS,
    "questions.get_filled_template": WORKERS,
    "questions.get_attachments": SEEING,
    "questions.get_attachment": SEEING,
    "questions.get_preview": SEEING,
    "questions.attach_file": WORKERS,
    "attachments.form": WORKERS,
    "attachments.add": WORKERS,
    "attachments.take": SEEING,
    "attachments.preview": SEEING,
    "filling.form": WORKERS,
    "filling.blank": WORKERS,
    "filling.read": WORKERS,
    "lists.show": SEEING,
    "papers.show": SEEING,
    "programs.show": SEEING,
    "programs.together": WORKERS,
    "programs.tpmap": SEEING,
    "programs.import_list": WORKERS,
    "programs.import_read": WORKERS,
    "reviews.show": SEEING,
    "registers.meetings": SEEING,
    "registers.visits": SEEING,
    "registers.help": SEEING,
    "registers.carried": SEEING,
    "questions.ask_what_if": set(ROLES) - {"case_manager"},
    "overview.show": {"supervisor", "auditor"},
    "overview.moved": {"supervisor", "auditor"},
    "paths.show": {"supervisor", "auditor"},
    "scores.board": SEEING,
    "scores.office": SEEING,
    "scores.workbook": SEEING,
    "scores.difference": SEEING,
    "scores.national": set(ROLES),
    "reminding.remind": {"supervisor"},
    "trail.search": SEEING,
    "replay.show": set(ROLES),
    "replay.compare": set(ROLES),
    "what_if.form": set(ROLES) - {"case_manager"},
    "what_if.ask": set(ROLES) - {"case_manager"},
    "accounts.show": {"administrator", "auditor"},
    "account_page.one": {"administrator", "auditor"},
    "account_page.reset_password": {"administrator"},
    "account_page.end_sessions": {"administrator"},
    "account_page.pardon": {"administrator"},
    "leavers.queue": {"supervisor", "administrator"},
    "leavers.one": {"supervisor", "administrator"},
    "leavers.reassign": {"supervisor", "administrator"},
    "reference_data.begin": set(ROLES),
    "reference_data.show": set(ROLES),
    "reference_data.row": set(ROLES),
    "reference_data.spreadsheet": set(ROLES),
    "reference_data.import_form": {"administrator"},
    "reference_data.import_rows": {"administrator"},
    "rule_sets.every": set(ROLES),
    "rule_sets.one": set(ROLES),
    "looks.show": {"auditor"},
    "bundles.take": {"auditor"},
    "mining.take": {"auditor"},
    "ledger.show": set(ROLES),
    "rights.desk": {"administrator", "auditor"},
    "rights.find": {"administrator"},
    "rights.show": {"administrator", "auditor"},
    "rights.copy": {"administrator"},
    "rights_request.get_export_": {"administrator"},
    "work.mine": WORKERS,
    "work.choose_digest": WORKERS,
    "finding.find": WORKERS,
    "programs.five": SEEING,
    "households.show": SEEING,
    "correcting.show": SEEING,
    "correcting.correct": set(ROLES),
    "correcting.retract": set(ROLES),
    "forms.do": set(ROLES),
    "forms.open": set(ROLES),
}

OF_KIND: dict[str, str] = {
    "questions.get_table": "zone_review",
    "questions.get_difference": "score_round",
    "papers.show": "household",
    "programs.show": "program",
    "programs.together": "program",
    "programs.tpmap": "program",
    "questions.get_attachments": "household",
    "questions.get_attachment": "household",
    "questions.get_preview": "household",
    "questions.attach_file": "household",
    "attachments.form": "household",
    "attachments.add": "household",
    "attachments.take": "household",
    "attachments.preview": "household",
    "filling.form": "program",
    "filling.blank": "program",
    "filling.read": "program",
    "programs.import_list": "program",
    "programs.five": "program",
    "programs.import_read": "program",
    "reviews.show": "zone_review",
    "rights.show": "rights_request",
    "rights.copy": "rights_request",
    "account_page.one": "account",
    "account_page.reset_password": "account",
    "account_page.end_sessions": "account",
    "account_page.pardon": "account",
    "leavers.one": "account",
    "leavers.reassign": "account",
    "replay.show": "household",
    "replay.compare": "household",
    "households.show": "household",
    "correcting.show": "household",
    "correcting.correct": "household",
    "correcting.retract": "household",
    "forms.do": "household",
    "forms.open": "household",
}
"""The kind of case a route is asked about that isn't named after one."""


def passing(doors: Doors, endpoint: str) -> set[str]:
    """The roles that a route is for, said here a second time: whoever adds a route says it in both places."""
    group, _, name = endpoint.partition(".")
    if group == "me":
        return set(ROLES)
    if endpoint in OTHERS:
        return OTHERS[endpoint]
    if name == "get_stored":
        return {"auditor"}
    if group in ("account", "rights_request"):
        return {"administrator", "auditor"} if name.startswith("get_") else {"administrator"}
    if group == "reference":
        return set(ROLES) if name.startswith("get_") else {"administrator"}
    assert group in CASEWORK, f"nobody has said who may use {endpoint}"
    if name.startswith("get_"):
        return SEEING
    authority = doors.casework.kinds[group].decisions[name].authority
    return {
        "casework": WORKERS,
        "charge": WORKERS | {"administrator"},
        "supervision": {"supervisor"},
        "oversight": {"supervisor"},
        "rules": {"supervisor", "administrator"},
        "administration": {"administrator"},
    }[authority]


class Ground(NamedTuple):
    """A store with cases in Phayao, and people of every role in Phayao, in Khon Kaen and nowhere."""

    doors: Doors
    cases: dict[str, str]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    doors = Doors(tmp_path_factory.mktemp("data"))
    for role in ROLES:
        admit(doors.desk, f"own-{role.replace('_', '-')}", (role, KANDAS))
        admit(doors.desk, f"other-{role.replace('_', '-')}", (role, NAPAS))
        admit(doors.desk, f"wide-{role.replace('_', '-')}", (role, "country"))
    admit(doors.desk, "nowhere")
    program = doors.program()
    cases = {"program": program, "household": doors.household(program)}
    for kind, year in (("zone_review", {"zone": 9, "fiscal_year": 2564}), ("year_record", {"fiscal_year": 2564})):
        cases[kind] = doors.post(f"/{kind}", {"inputs": year}, "somchai").get_json()["case"]
    cases["mission_year"] = doors.post("/mission_year", {"inputs": {"fiscal_year": 2564}}, "somchai").get_json()["case"]
    round_ = {"sheet": "province-6m", "office": "56", "fiscal_year": 2564}
    cases["score_round"] = doors.post("/score_round", {"inputs": round_}, "somchai").get_json()["case"]
    cases["reference"] = doors.get("/reference").get_json()["items"][0]["case_id"]
    cases["account"] = doors.accounts["kanda"]
    asked = {"right": "erasure", "concerns": cases["household"], "name": "ทองดี น้ำใจ", "contact": "08 1234 5678"}
    cases["rights_request"] = doors.post("/rights_request", {"inputs": asked}, "wichai").get_json()["case"]
    yield Ground(doors, cases)
    doors.close()


def routes(app: Flask) -> list[tuple[str, Route, str]]:
    """Every route with each method it takes."""
    found = [
        (rule.endpoint, rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return [one for one in found if one[0] not in PUBLIC]


def ask(ground: Ground, endpoint: str, route: Route, method: str, by: str, case: str | None = None) -> TestResponse:
    """The answer of a route to somebody, about the case of its kind or another one."""
    kind = endpoint.partition(".")[0]
    kind = OF_KIND.get(endpoint, kind)
    values = {"case": case or ground.cases.get(kind, ""), "sha256": "0" * 64, "fiscal_year": "2564", "token": "0" * 32}
    values |= {"sheet": "province-6m", "office": "56", "year": "2564", "kind": kind, "version": "1", "command": "visit"}
    values |= {"table": "zones", "document": "family-folder"}
    values |= {"filled": "assessments"}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route.rule)
    path += "?from=0" if endpoint.endswith("get_diff") else ""
    path += "?fiscal_year=2564" if endpoint.endswith(("get_quota_of_year", "get_office_score")) else ""
    headers = {"Authorization": f"Bearer token of {by}", "If-Match": '"1"', "Idempotency-Key": f"{by}-{endpoint}"}
    body: Any = {"json": {}} if method == "POST" and endpoint != "questions.import_households" else {}
    return ground.doors.client.open(path, method=method, headers=headers, buffered=True, **body)


def named(area: str, role: str) -> str:
    return f"{area}-{role.replace('_', '-')}"


def test_every_route_but_the_public_ones_is_closed_to_nobody_and_to_those_without_a_grant_u5(ground: Ground) -> None:
    for endpoint, route, method in routes(ground.doors.app):
        for by in ("nobody", "nowhere"):
            answer = ask(ground, endpoint, route, method, by)
            assert answer.status_code in (401, 302), f"{method} {endpoint} answers {by}"


def test_every_route_lets_exactly_the_roles_it_is_for_through_the_gate_u5(ground: Ground) -> None:
    """Own area, another area, the whole country: the gate looks at roles alone, so an id makes no difference."""
    cells = 0
    for endpoint, route, method in routes(ground.doors.app):
        expected = passing(ground.doors, endpoint)
        for role in ROLES:
            for area in ("own", "other", "wide"):
                answer = ask(ground, endpoint, route, method, named(area, role))
                refused = answer.status_code == 403
                assert not (refused and role in expected and area == "own" and _about_a_case(ground, route)), (
                    endpoint,
                    role,
                    answer.text,
                )
                assert refused or role in expected, f"{endpoint} lets a {role} through: {answer.status_code}"
                cells += 1
    assert cells > 12 * 100


def _about_a_case(ground: Ground, route: Route) -> bool:
    return "case" in route.arguments and route.endpoint.partition(".")[0] in ("program", "household")


def test_what_lies_in_another_area_answers_like_what_doesnt_exist_on_every_route_u5(ground: Ground) -> None:
    checked = 0
    for endpoint, route, method in routes(ground.doors.app):
        if "case" not in route.arguments or endpoint.startswith("reference."):
            continue
        for role in ROLES:
            by = named("other", role)
            there = ask(ground, endpoint, route, method, by)
            nowhere = ask(ground, endpoint, route, method, by, "f" * 32)
            assert (there.status_code, body(there)) == (nowhere.status_code, body(nowhere)), (endpoint, role)
            assert there.status_code >= 400, (endpoint, role)
            checked += 1
    assert checked > 400


def test_what_lies_in_ones_own_area_is_read_u5(ground: Ground) -> None:
    for endpoint, route, method in routes(ground.doors.app):
        kind = endpoint.partition(".")[0]
        if method == "GET" and kind in ("program", "household"):
            seeing = passing(ground.doors, endpoint)
            for role in ROLES:
                answer = ask(ground, endpoint, route, method, named("own", role))
                assert answer.status_code == (200 if role in seeing else 403), (endpoint, role, answer.text)
                answer = ask(ground, endpoint, route, method, named("wide", role))
                assert answer.status_code == (200 if role in seeing else 403), (endpoint, role, answer.text)


def test_a_new_route_without_a_rule_lets_nobody_through_u5(tmp_path: Path) -> None:
    doors = Doors(tmp_path)
    doors.app.add_url_rule("/api/v1/new", "new", lambda: "secret")
    for by in ("kanda", "somchai", "pranee", "wichai"):
        problem(doors.get("/new", by), 403, "not-allowed")
    problem(doors.get("/new", "nobody"), 401, "no-token")
    doors.close()


def test_every_rule_is_that_of_a_route_and_every_route_has_one_u5(ground: Ground) -> None:
    """``static`` is Flask's own; opening files of ours is no secret."""
    existing = {rule.endpoint for rule in ground.doors.app.url_map.iter_rules()}
    ruled = set(gate.rules(ground.doors.casework.kinds.values()))
    assert existing - ruled == PUBLIC
    unused = {name for name in ruled - existing if not name.endswith((".get_moves", ".get_findings"))}
    apart = {
        f"account.{name}" for name in ("make_first_administrator", "change_credentials", "end_sessions", "issue_token")
    }
    apart |= {"rights_request.forget_asker", "reference.confirm_clock"} | {
        f"{kind}.{name}" for kind in ("household", "program") for name in ("erase_subjects", "attach_document")
    }
    assert unused == apart, "only what stands apart has a rule and no route"
    assert all(not gate.rules(ground.doors.casework.kinds.values())[name].roles for name in apart)


def test_somebody_reading_a_page_is_asked_to_sign_in_and_everything_else_is_refused_u5(ground: Ground) -> None:
    client = ground.doors.app.test_client()
    asked = client.get("/cases/1?tab=plan", headers={"Accept": "text/html"})
    assert asked.status_code == 302
    assert asked.headers["Location"] == "/login?next=/cases/1?tab%3Dplan"
    problem(client.get("/api/v1/household", headers={"Accept": "text/html"}), 401, "no-token")
    assert client.post("/cases/1", headers={"Accept": "text/html"}).status_code == 401
    problem(client.post("/cases/1"), 401, "no-token")


def test_an_account_out_of_reach_answers_like_none_u5(ground: Ground) -> None:
    """An administrator of one province keeps no accounts: those are the country's."""
    account = ground.doors.accounts["kanda"]
    for case in (account, "f" * 32):
        problem(ground.doors.get(f"/account/{case}", "own-administrator"), 404, "not-found")
    problem(ground.doors.get("/account", "own-administrator"), 403, "not-allowed")
    assert ground.doors.get(f"/account/{account}", "wide-administrator").status_code == 200
