"""Signing in with an account elsewhere, against a provider that exists only here (U5)."""

from __future__ import annotations

import json
import time as clock
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from requests.adapters import HTTPAdapter
from werkzeug.test import TestResponse

from engine.refusal import UnsafeStore
from tests.people import admit, do, front_desk
from web.app import create_app
from web.operations.watch import Watch
from web.people import changes
from web.people.oidc import NAMES, configured
from web.wiring import open_casework, open_read_log, prepare

ISSUER = "https://id.example"
CLIENT = "chumchon-here"


class FakeProvider:
    """Answers what a provider of identities answers, signed with its own key, unless told to cheat."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.down = False

    def vouch(self, page: TestResponse, subject: str, **more: Any) -> str:
        """What the person does at the provider: the query with which their browser comes back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(page.headers["Location"]).query).items()}
        now = int(clock.time())
        self.claims = {"iss": ISSUER, "aud": CLIENT, "sub": subject, "iat": now, "exp": now + 60}
        self.claims |= {"nonce": self.asked["nonce"], **more}
        return f"code=c&state={self.asked['state']}"

    def send(self, adapter: HTTPAdapter, sent: requests.PreparedRequest, **_: Any) -> requests.Response:
        if self.down:
            raise requests.ConnectionError
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 200, sent, sent.url or ""
        answer._content = json.dumps(self._said(urlsplit(answer.url).path, sent)).encode()
        answer.headers["Content-Type"] = "application/json"
        return answer

    def _said(self, path: str, sent: requests.PreparedRequest) -> dict[str, Any]:
        match path:
            case "/.well-known/openid-configuration":
                places = {"authorization_endpoint": "/in", "token_endpoint": "/token", "jwks_uri": "/keys"}
                found = {name: ISSUER + place for name, place in places.items()}
                return {"issuer": ISSUER, "id_token_signing_alg_values_supported": ["RS256"], **found}
            case "/keys":
                return {"keys": [self.key.as_dict(private=False)]}
        assert "code_verifier=" in str(sent.body)
        token = jwt.encode({"alg": "RS256", "kid": "one"}, self.claims, self.key)
        return {"access_token": "a", "token_type": "Bearer", "id_token": token}


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    made = FakeProvider()
    monkeypatch.setattr(HTTPAdapter, "send", lambda adapter, sent, **more: made.send(adapter, sent, **more))
    for name, value in zip(NAMES, (ISSUER, CLIENT, "s"), strict=True):
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def client(tmp_path: Path, provider: FakeProvider) -> Iterator[FlaskClient]:
    casework = open_casework(tmp_path)
    prepare(casework)
    desk, log = front_desk(tmp_path, casework), open_read_log(tmp_path)
    kanda = admit(desk, "kanda", ("case_manager", "province:56"))
    changes.link_identity(desk, kanda, ISSUER, "s-1", by="opener")
    left = admit(desk, "left", ("case_manager", "province:56"))
    changes.link_identity(desk, left, ISSUER, "s-2", by="opener")
    do(desk, "suspend_account", left, "opener", "ลาออก")
    yield create_app(desk, log, Watch(casework, tmp_path)).test_client()
    for opened in (log, desk, casework, casework.vault):
        opened.close()


def leave(client: FlaskClient) -> TestResponse:
    page = client.get("/login/elsewhere?next=/household/1")
    assert page.status_code == 302
    assert page.headers["Location"].startswith(f"{ISSUER}/in?")
    return page


def test_whom_the_provider_vouches_for_comes_in_and_goes_on_u5(client: FlaskClient, provider: FakeProvider) -> None:
    assert "/login/elsewhere" in client.get("/login").text
    answer = client.get(f"/login/back?{provider.vouch(leave(client), 's-1')}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/household/1")
    assert client.get("/api/v1/me").get_json()["user_name"] == "kanda"
    assert provider.asked["scope"] == "openid", "nothing is asked about the person"


@pytest.mark.parametrize(
    ("subject", "more"),
    [
        ("stranger", {}),
        ("s-2", {}),
        ("s-1", {"nonce": "another"}),
        ("s-1", {"aud": "another"}),
        ("s-1", {"iss": "https://evil.example"}),
        ("s-1", {"exp": 1}),
    ],
)
def test_a_stranger_a_leaver_and_a_token_for_something_else_are_no_way_in_u5(
    client: FlaskClient, provider: FakeProvider, subject: str, more: dict[str, Any]
) -> None:
    back = provider.vouch(leave(client), subject, **more)
    assert client.get(f"/login/back?{back}").status_code == 401
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_signed_with_another_key_is_no_way_in_u5(client: FlaskClient, provider: FakeProvider) -> None:
    back, known = provider.vouch(leave(client), "s-1"), provider.key
    client.get("/login")
    said = provider._said
    provider.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
    forged = said("/token", requests.Request("POST", f"{ISSUER}/token", data="code_verifier=x").prepare())
    provider.key = known
    provider._said = lambda path, sent: forged if path == "/token" else said(path, sent)  # type: ignore[method-assign]
    assert client.get(f"/login/back?{back}").status_code == 401


def test_coming_back_without_having_left_is_no_way_in_u5(client: FlaskClient, provider: FakeProvider) -> None:
    """Login forgery: another person's answer of the provider doesn't sign this browser in."""
    stolen = provider.vouch(leave(client.application.test_client()), "s-1")
    assert client.get(f"/login/back?{stolen}").status_code == 401
    assert client.get("/login/back?error=access_denied&state=x").status_code == 401
    assert client.get("/login/back").status_code == 401


def test_a_provider_that_is_down_is_no_fault_of_the_server(client: FlaskClient, provider: FakeProvider) -> None:
    back = provider.vouch(leave(client), "s-1")
    provider.down = True
    assert client.get(f"/login/back?{back}").status_code == 401


def test_a_provider_that_is_down_from_the_start_is_said_to_be_u5(client: FlaskClient, provider: FakeProvider) -> None:
    provider.down = True
    assert client.get("/login/elsewhere").status_code == 503


def test_without_a_provider_there_is_no_such_way(tmp_path: Path) -> None:
    app = Flask("web")
    assert configured(app, {}) is None
    with pytest.raises(UnsafeStore, match="CHUMCHON_OIDC_ISSUER"):
        configured(app, {NAMES[0]: ISSUER})
